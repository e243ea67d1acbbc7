"""Blocks to do and to think about. Answers hang on their ids, which never change."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from courses.blocks.sourced import FactBlock, SourcedValue, sources

DO = "À faire"

AUDIENCES = [("solo", "En solo"), ("binome", "En binôme"), ("terrain", "Sur le terrain")]


class ActivityValue(blocks.StructValue):
    @property
    def audience_name(self) -> str:
        return dict(AUDIENCES).get(self.get("audience") or "", "En solo")


class ActivityBlock(blocks.StructBlock):
    audience = blocks.ChoiceBlock(AUDIENCES, label="Pour qui", default="solo")
    duration_min = blocks.IntegerBlock(label="Durée (minutes)", min_value=1)
    title = blocks.CharBlock(label="Titre", max_length=160)
    instructions = blocks.TextBlock(label="Consigne", rows=5)

    class Meta:
        icon = "edit"
        label = "Activité"
        group = DO
        description = "Une consigne à suivre seul, à deux ou sur le terrain."
        template = "components/blocks/activity.html"
        value_class = ActivityValue
        preview_value = {
            "audience": "binome",
            "duration_min": 20,
            "title": "Trois relations, trois ères",
            "instructions": "Choisissez ensemble trois relations que vous connaissez.",
        }


class ChoiceBlock(blocks.StructBlock):
    """One choice of a quiz. Its id is given once, and answers name it for ever."""

    id = blocks.CharBlock(required=False, label="Identifiant", form_classname="w-hidden")
    text = blocks.CharBlock(label="Réponse", max_length=300)
    correct = blocks.BooleanBlock(label="Juste", required=False)
    feedback = blocks.TextBlock(label="Retour pour cette réponse", required=False, rows=2)

    class Meta:
        icon = "check"
        label = "Réponse"
        label_format = "{text}"


class QuizValue(SourcedValue):
    @property
    def right(self) -> list[str]:
        """The texts of the right choices."""
        return [choice["text"] for choice in self["choices"] if choice["correct"]]


# Every field named: what a choice leaves out, its form would fill with the word « undefined ».
EMPTY_CHOICE = {"id": "", "text": "", "correct": False, "feedback": ""}


class QuizBlock(FactBlock):
    question = blocks.CharBlock(label="Question", max_length=300)
    choices = blocks.ListBlock(ChoiceBlock(), label="Réponses", min_num=2, default=[EMPTY_CHOICE, EMPTY_CHOICE])
    feedback = blocks.TextBlock(label="Explication", rows=3)
    src = sources()

    class Meta:
        icon = "help"
        label = "Question"
        group = DO
        description = "Une question pour soi, sans note : la réponse et son pourquoi."
        template = "components/blocks/quiz.html"
        value_class = QuizValue
        preview_value = {
            "question": "Quelle réponse les maires choisissent-ils le plus souvent ?",
            "choices": [
                {"id": "1", "text": "Un peu", "correct": True},
                {"id": "2", "text": "Pas du tout", "correct": False},
            ],
            "feedback": "46 % des maires répondent « Un peu, cela commence à émerger ».",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and not any(choice["correct"] for choice in value["choices"]):
            raise blocks.StructBlockValidationError(block_errors={"choices": ValidationError("Cochez au moins une réponse juste.")})
        taken = {choice["id"] for choice in value["choices"] if choice["id"]}
        seen, number = set(), 0
        for choice in value["choices"]:
            # « Dupliquer » copies the identifier with the rest; the first to bear it keeps it.
            if choice["id"] in seen:
                choice["id"] = ""
            while not choice["id"]:
                number += 1
                if str(number) not in taken:
                    choice["id"] = str(number)
                    taken.add(choice["id"])
            seen.add(choice["id"])
        return value


class ReflectionBlock(blocks.StructBlock):
    prompt = blocks.TextBlock(label="Question à se poser", rows=3)

    class Meta:
        icon = "comment"
        label = "Réflexion"
        group = DO
        description = "Une question ouverte, pour soi d’abord."
        template = "components/blocks/reflection.html"
        preview_value = {"prompt": "Quelle forme de relation vous est la plus familière ?"}
