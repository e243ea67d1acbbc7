"""What tests of answers share: the blocks of the real lessons, and posting to them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from cohorts.models import Answer, Cohort, Enrolment
from cohorts.working.questions import Question, questions_of
from courses.models import LessonPage
from courses.rendering import pieces_of
from tests.conftest import person


@dataclass(frozen=True)
class Block:
    """One block of the real track, with its address."""

    page: LessonPage
    question: Question

    @property
    def id(self) -> str:
        return self.question.block

    @property
    def lesson(self) -> str:
        return f"/parcours/{self.page.get_parent().slug}/{self.page.slug}/"

    @property
    def url(self) -> str:
        return f"{self.lesson}blocs/{self.id}/"


def block(kind: str, setting: str = "", code: str = "") -> Block:
    """The first block of a kind in the track: « quiz », « reflection », or an « activity » solo, binome, terrain."""
    pages = LessonPage.objects.live().order_by("path")
    for page in pages.filter(code=code) if code else pages:
        for question in questions_of(pieces_of(page.body), page.pk).values():
            if question.kind == kind and setting in {"", question.setting}:
                return Block(page, question)
    raise LookupError(kind)


def enrolment_of(who: str | User) -> Enrolment:
    user = person(who) if isinstance(who, str) else who
    return user.enrolments.get()


def post(client: Client, who: str, at: Block, **data: Any) -> HttpResponse:
    """Posts to a block as its form does."""
    headers = data.pop("headers", None)
    return client.post(at.url, {"enrolment": enrolment_of(who).pk, **data}, headers=headers)


def answer_at(at: Block, **where: Any) -> Answer:
    return Answer.objects.get(lesson=at.page, block=at.id, **where)


def page(client: Client, url: str) -> str:
    """What somebody reads at an address that is open to her."""
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def copy_of(cohort: Cohort) -> Cohort:
    """Another cohort, « rivages », in which the same modules are open."""
    names = ("curriculum", "starts_on", "ends_on", "state", "time_zone")
    copy = Cohort.objects.create(name="Les Rivages", slug="rivages", **{name: getattr(cohort, name) for name in names})
    for opening in cohort.openings.all():
        copy.openings.create(module=opening.module, opens_at=opening.opens_at)
    return copy
