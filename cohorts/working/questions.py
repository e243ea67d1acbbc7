"""What a block asks, as plain values: the same on the page, in the answer that keeps it, and in the trainer's list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cohorts.working.enums import Kind, Setting
from cohorts.working.models import Answer, question_of
from courses.blocks import INTERACTIVE
from courses.models import LessonPage
from courses.rendering import Piece


@dataclass(frozen=True)
class Question:
    """One block that people answer. `asked` is what it says today, and what an answer keeps."""

    lesson_id: int
    block: str
    kind: Kind
    setting: Setting
    asked: dict[str, Any]

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
