"""Who writes an answer together: one person, or the people of a binôme as they sit today."""

from collections.abc import Iterable
from dataclasses import dataclass

from cohorts.models import Enrolment
from cohorts.reading import Reader, partners_of
from cohorts.working.questions import Question

SOLO = "solo-"  # before a party's name, in what a page says of itself: its words were one person's own


@dataclass(frozen=True)
class Party:
    """Someone with her partners of today. Partners that change make another party: what was written stays with the former."""

    me: Enrolment
    partners: tuple[Enrolment, ...]

    @property
    def alone(self) -> str:
        return str(self.me.pk)

    @property
    def together(self) -> str:
        return party_of([self.me, *self.partners])

    def writing(self, question: Question) -> str:
        """Under which name the answer to this question is kept."""
        return self.together if question.is_joint else self.alone

    def writers(self, question: Question) -> list[Enrolment]:
        return [self.me, *self.partners] if question.is_joint else [self.me]


def party_of(enrolments: Iterable[Enrolment]) -> str:
    """The name of a party: its enrolments, in order."""
    return "-".join(str(pk) for pk in sorted(one.pk for one in enrolments))


def party_for(enrolment: Enrolment) -> Party:
    """The party of someone today. One query."""
    return Party(enrolment, tuple(partners_of(enrolment)))


def party_in(reader: Reader) -> Party:
    """The same, where her partners are known already."""
    return Party(reader.enrolment, tuple(walk.enrolment for walk in reader.partners))
