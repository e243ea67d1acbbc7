"""What people who learn have left in a page, for the editor who is about to touch it. Who keeps it is known by upper apps."""

from collections.abc import Callable
from dataclasses import dataclass, field

from wagtail.models import Page

from pages.templatetags.typography import plural


@dataclass(frozen=True)
class Work:
    """The traces of people in a page and below it, in figures only: nobody is named to an editor."""

    people: int = 0
    finished: int = 0
    answers: int = 0
    notes: int = 0
    openings: int = 0
    # By the permanent id of a block, how many answers it holds.
    blocks: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.people or self.answers or self.notes)

    @property
    def words(self) -> str:
        """« 47 personnes, 112 réponses et 8 notes »; what nobody left is not said."""
        counts = [
            (self.people, "personne", "personnes"),
            (self.answers, "réponse", "réponses"),
            (self.notes, "note", "notes"),
        ]
        parts = [plural(count, one, many) for count, one, many in counts if count]
        return " et ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)

    @property
    def sentence(self) -> str:
        """The same figures with a verb: « 27 personnes » alone, above a question, reads as people who lose something."""
        if not self.people:
            return f"Travail déjà fait ici : {self.words}."
        left = Work(answers=self.answers, notes=self.notes).words
        passed = plural(self.people, "personne est déjà passée", "personnes sont déjà passées")
        return f"{passed} par ici{f', où il reste {left}' if left else ''}."


_readers: list[Callable[[Page], Work]] = []


def register(reader: Callable[[Page], Work]) -> None:
    """Names who can say what people have left in a page."""
    _readers[:] = [reader]


def work_in(page: Page) -> Work:
    """What people have left in this page and in those below it; nothing where no upper app keeps any."""
    return _readers[0](page) if _readers and page.pk else Work()
