"""What a block asks, as plain values: the same on the page, in the answer that keeps it, and in the trainer's list."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from cohorts.working.enums import Kind, Setting
from cohorts.working.models import Answer, question_of
from courses.blocks import INTERACTIVE
from courses.models import LessonPage
from courses.rendering import Piece, data_of

# The versions of a lesson in which a question is looked for that somebody had before her: those of an hour's work of its editors.
VERSIONS = 40


@dataclass(frozen=True)
class Question:
    """One block that people answer. `asked` is what it says today, and what an answer keeps."""

    lesson_id: int
    block: str
    kind: Kind
    setting: Setting
    asked: dict[str, Any]
    is_former: bool = False  # another version of the lesson is published since

    @property
    def title(self) -> str:
        return question_of(self.asked)

    @property
    def is_joint(self) -> bool:
        return self.setting == Setting.BINOME

    @property
    def takes_files(self) -> bool:
        """Photos and documents come back from the field."""
        return self.setting == Setting.TERRAIN

    @property
    def right(self) -> set[str]:
        """The ids of a quiz's right choices."""
        return {choice["id"] for choice in self.asked.get("choices", []) if choice["correct"]}

    @property
    def mark(self) -> str:
        """What a form says of the question it shows: an editor may publish another while somebody answers."""
        return sha256(json.dumps(self.asked, sort_keys=True).encode()).hexdigest()[:16]


def questions_of(pieces: tuple[Piece, ...], lesson_id: int) -> dict[str, Question]:
    """What a lesson asks, by block, in its order."""
    return {piece.id: question(piece, lesson_id) for piece in pieces if piece.kind in INTERACTIVE}


def question(piece: Piece, lesson_id: int) -> Question:
    """What one interactive block asks."""
    data = piece.data
    if piece.kind == Kind.QUIZ:
        asked = {"question": data["question"], "choices": choices_of(data), "feedback": data.get("feedback") or ""}
    elif piece.kind == Kind.ACTIVITY:
        asked = {name: data.get(name) for name in ("title", "instructions", "audience", "duration_min")}
    else:
        asked = {"prompt": data["prompt"]}
    setting = Setting(data.get("audience") or Setting.SOLO) if piece.kind == Kind.ACTIVITY else Setting.SOLO
    return Question(lesson_id, piece.id, Kind(piece.kind), setting, asked)


def as_shown(today: Question, mark: str) -> Question:
    """The question that its page showed to whoever answers: an answer keeps what was read, not what was published since.

    The mark comes with the form and is believed for nothing but to find a version of the lesson that asks this.
    """
    if not mark or mark == today.mark:
        return today
    revisions = LessonPage.objects.get(pk=today.lesson_id).revisions.order_by("-created_at", "-pk")[:VERSIONS]
    for revision in revisions:
        body = revision.as_object().body
        child = next((child for child in body if child.id == today.block and child.block_type == today.kind), None)
        if child is not None:
            former = question(Piece(today.block, child.block_type, data=data_of(child)), today.lesson_id)
            if former.mark == mark:
                return replace(today, asked=former.asked, is_former=True)
    return today


def choices_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The choices of a quiz. One without an id, from before ids were given, is named by its rank."""
    values = [item["value"] for item in data["choices"]]
    return [
        {
            "id": str(value.get("id") or rank),
            "text": value["text"],
            "correct": bool(value.get("correct")),
            "feedback": value.get("feedback") or "",
        }
        for rank, value in enumerate(values, 1)
    ]


def question_kept(answer: Answer) -> Question:
    """What an answer answered last, for a block that its lesson does not hold any more."""
    last = answer.versions.order_by("-number").first()
    asked = last.asked if last else {}
    return Question(answer.lesson_id, answer.block, Kind(answer.kind), Setting(answer.setting), asked)


def published_on(lesson_id: int) -> datetime | None:
    """When the version of the lesson that people read was published: it names the question as it was asked."""
    found: datetime | None = LessonPage.objects.values_list("last_published_at", flat=True).get(pk=lesson_id)
    return found
