"""The editors' forms of a module, a lesson and a chapter of the guide: numbers that follow each other, and a question before
answered questions leave."""

from typing import Any

from django import forms
from django.db.models import Max
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.blocks import StreamValue
from wagtail.models import Page

from courses.work import Work, work_in
from pages.templatetags.typography import minutes, plural


class NumberedForm(WagtailAdminPageForm):
    """Proposes the number that follows the last one beside it, so that no two are called the same by oversight."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.parent_page is not None:
            beside = type(self.instance).objects.child_of(self.parent_page)
            self.initial["number"] = (beside.aggregate(Max("number"))["number__max"] or 0) + 1


class ModuleForm(NumberedForm):
    """The form of a module: no two that are published bear one number."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        number = cleaned.get("number")
        if not self.is_deferred_validation and number is not None:
            parent = self.parent_page or self.instance.get_parent()
            if words := taken(number, parent, self.instance):
                self.add_error("number", words)
        return cleaned


def taken(number: int, parent: Page, page: Page) -> str:
    """Which published module has this number already, in a sentence; empty where none has. A draft may wait with any number."""
    from courses.models import ModulePage

    modules = ModulePage.objects.child_of(parent).exclude(pk=page.pk)
    other = modules.live().filter(number=number).first()
    if other is None:
        return ""
    free = (modules.aggregate(Max("number"))["number__max"] or 0) + 1
    return f"Le module « {other.title} » porte déjà le numéro {number}. Prenez-en un autre : le {free} est libre."


def taken_by(page: Page) -> str:
    """The same for a version that is published from elsewhere than its screen; empty for what is no module."""
    return taken(page.number, page.get_parent(), page) if getattr(page, "base_form_class", None) is ModuleForm else ""


class LessonForm(WagtailAdminPageForm):
    """Refuses to publish a lesson shorter than its activities, or one that loses an answered question until the editor says
    that she knows."""

    answers_stay = forms.BooleanField(
        required=False,
        label="Je retire des questions déjà répondues",
        help_text="Les réponses restent à leurs auteurs, avec la question telle qu’elle a été posée. Plus personne n’y répondra.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        body = cleaned.get("body")
        if self.is_deferred_validation or body is None:
            return cleaned
        if words := too_short(cleaned.get("duration_min"), body):
            self.add_error("duration_min", words)
        if not self.instance.pk or cleaned.get("answers_stay"):
            return cleaned
        if words := lost_in(self.instance, body):
            self.add_error("answers_stay", words)
        return cleaned


def too_short(lasts: int | None, body: StreamValue) -> str:
    """What a lesson's duration leaves out, in a sentence: participants are told that its activities are within."""
    needed = sum(child.value["duration_min"] or 0 for child in body if child.block_type == "activity")
    return f"Ses activités prennent {minutes(needed)} : comptez-les dans la durée." if lasts and needed > lasts else ""


def lost_in(page: Page, body: StreamValue) -> str:
    """Which answered questions of the published lesson this body takes away, in a sentence; empty when it keeps them all."""
    answered = work_in(page).blocks
    if not answered:
        return ""
    kept = {child.id for child in body}
    # What a former version took away was confirmed then.
    standing = type(page).objects.get(pk=page.pk).body
    lost = [child for child in standing if child.id in answered and child.id not in kept]
    return said(lost, answered) if lost else ""


def lost_by(page: Page) -> str:
    """The same for a version that is published from elsewhere than its screen; empty for a page that asks no question."""
    return lost_in(page, page.body) if getattr(page, "base_form_class", None) is LessonForm else ""


def said(lost: list[Any], answered: dict[str, int]) -> str:
    """Which questions leave, with how many answers, and what to do."""
    names = ", ".join(f"« {asked(child.value)} » ({plural(answered[child.id], 'réponse', 'réponses')})" for child in lost)
    what = plural(len(lost), "question répondue", "questions répondues")
    return f"Cette version retire {what} : {names}. Remettez ce qui manque, ou cochez cette case."


def asked(value: Any) -> str:
    """The question of an interactive block, cut to what one recognises it by."""
    words = str(value.get("title") or value.get("question") or value.get("prompt") or "")
    return words if len(words) <= 60 else f"{words[:58].rstrip()} …"


class WorkPanel(Panel):
    """What people have left in the page that is being edited, and what becomes of it. Absent while there is nothing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/work_panel.html"

        @property
        def work(self) -> Work:
            return work_in(self.instance)

        def is_shown(self) -> bool:
            return bool(self.work)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "work": self.work}


class AnswersStayPanel(FieldPanel):
    """The box to tick before answered questions leave. Absent while nothing is answered."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("answers_stay", **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        kwargs.pop("field_name", None)
        return kwargs

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(super().is_shown() and work_in(self.instance).answers)
