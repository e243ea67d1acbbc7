"""The demonstration's self-assessments: marked as invented, loaded once."""

import pytest

from assessments import demo
from assessments.enums import Moment
from assessments.models import Goal, MomentOpening, Publication, Rating, SelfAssessment
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db


def test_the_demonstration_is_loaded_once_and_says_that_it_is_one() -> None:
    demo.load()
    counts = [model.objects.count() for model in (SelfAssessment, Rating, Goal, MomentOpening, Publication)]
    demo.load()
    assert [model.objects.count() for model in (SelfAssessment, Rating, Goal, MomentOpening, Publication)] == counts
    assert not SelfAssessment.objects.drafts().exists()
    assert all("(démonstration) : " in one.situation for one in Rating.objects.exclude(level=None))
    assert Publication.objects.get().moment == Moment.ENTRY


@pytest.mark.parametrize(
    ("who", "words"), [("amina", "Sensibiliser aux alliances"), ("bastien", "Relire mes réponses"), ("chloe", "Positionnement d’entrée")]
)
def test_each_of_the_cast_finds_her_story_on_her_home_page(who: str, words: str) -> None:
    demo.load()
    assert words in signed_in(who).get("/accueil/").content.decode()
    assert SelfAssessment.objects.of(person(who)).exists() is (who != "chloe")
