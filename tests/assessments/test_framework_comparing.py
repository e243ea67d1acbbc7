"""Two versions side by side: paired by permanent code, new and gone told apart, words that changed marked one by one."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from assessments.framework.actions import new_draft
from assessments.framework.comparing import Fate, compare, pieces_of
from assessments.models import FrameworkVersion, Indicator, Level, Section
from courses.models import Competency
from tests.assessments.making import current_version
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db: None) -> FrameworkVersion:
    """A version 2 with one of each change."""
    made = new_draft()
    mine = Indicator.objects.filter(version=made)
    mine.filter(code="dia-1").update(level_1="Je peux citer les enjeux de mon territoire, surtout à partir de ce que j’entends.")
    mine.filter(code="dia-2").update(competency=Competency.objects.get(slug="mise-en-relation"))
    mine.filter(code="dia-3").update(lessons=["m1-l1"], sort_order=99)
    mine.filter(code="acc-5").delete()
    Indicator.objects.create(
        version=made, competency=Competency.objects.get(slug="dialogue"), code="dia-6", sort_order=20, title="Écouter",
        **{f"level_{number}": f"J’écoute {number}." for number in range(1, 6)},
    )  # fmt: skip
    Level.objects.filter(version=made, number=4).update(title="Aisance")
    Section.objects.filter(version=made, competency__slug="dialogue").update(title="Dialogue")
    FrameworkVersion.objects.filter(pk=made.pk).update(intention="Autre intention.")
    return FrameworkVersion.objects.whole().get(pk=made.pk)


def test_versions_are_paired_by_permanent_code(draft: FrameworkVersion) -> None:
    found = compare(FrameworkVersion.objects.whole().get(number=1), draft)
    assert len(found.pairs) == 18
    assert ([one.code for one in found.new], [one.code for one in found.gone]) == (["dia-6"], ["acc-5"])
    assert [pair.code for pair in found.changed] == ["dia-1", "dia-2"]
    assert [change.label for change in found.changed[0].changes] == ["Niveau 1, Découverte"]
    moved = [pair for pair in found.pairs if pair.moved]
    assert [(pair.code, pair.from_title, pair.to_title) for pair in moved] == [("dia-2", "Dialogue", "Mise en relation")]
    # A new place and other lessons are no words: what was answered reads the same.
    other = next(pair for pair in found.pairs if pair.code == "dia-3")
    assert not other.is_changed
    assert other.before.lessons != other.after.lessons
    assert [change.label for change in found.levels] == ["Niveau 4, nom"]
    assert [change.label for change in found.sections] == ["Dialogue, titre"]
    assert [change.label for change in found.head] == ["Intention"]
    assert not found.is_same


def test_a_competency_of_one_version_alone_is_called_by_its_title(draft: FrameworkVersion) -> None:
    indicators = Indicator.objects.filter(version=draft, competency__slug="accompagnement")
    indicators.delete()
    Section.objects.filter(version=draft, competency__slug="accompagnement").delete()
    title = Section.objects.get(version__number=1, competency__slug="accompagnement").title
    older, newer = FrameworkVersion.objects.whole().get(number=1), FrameworkVersion.objects.whole().get(pk=draft.pk)
    for found in (compare(older, newer), compare(newer, older)):
        assert [change.label for change in found.sections if change.label.startswith(title)] == [f"{title}, titre", f"{title}, résumé"]


def test_the_same_words_compare_as_the_same() -> None:
    version = FrameworkVersion.objects.whole().get(number=1)
    found = compare(version, FrameworkVersion.objects.whole().get(pk=new_draft().pk))
    assert found.is_same
    assert len(found.unchanged) == 19


def test_only_the_words_that_changed_are_marked(draft: FrameworkVersion) -> None:
    [change] = compare(FrameworkVersion.objects.whole().get(number=1), draft).changed[0].changes
    assert [piece.text for piece in change.old if piece.fate == Fate.GONE] == [" principaux", " autour de moi"]
    assert [piece for piece in change.new if piece.fate == Fate.NEW] == []


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_pieces_put_together_again_are_the_texts(before: str, after: str) -> None:
    old, new = pieces_of(before, after)
    assert "".join(piece.text for piece in old) == before
    assert "".join(piece.text for piece in new) == after
    assert [piece.text for piece in old if piece.fate == Fate.SAME] == [piece.text for piece in new if piece.fate == Fate.SAME]


def test_the_screen_shows_both_with_del_and_ins(draft: FrameworkVersion) -> None:
    Level.objects.filter(version=draft, number=5).update(definition="<b>Je</b> transmets.")
    soup = BeautifulSoup(signed_in("farid").get("/admin/referentiel/comparer/?avant=1&apres=2").content, "html.parser")
    text = " ".join(soup.get_text().split())
    assert "16 restent les mêmes, 2 changent, 1 est nouveau, 1 disparaît" in text
    assert "Passe de « Dialogue » à « Mise en relation »." in text
    assert "principaux" in [mark.get_text(strip=True) for mark in soup.find_all("del")]
    assert "Aisance" in [mark.get_text(strip=True) for mark in soup.find_all("ins")]
    assert "<b>Je</b> transmets." in text
    assert soup.find("section", {"aria-label": "dia-6"}) is not None
    # Read the other way round, what is new is gone.
    back = compare(draft, current_version())
    assert ([one.code for one in back.new], [one.code for one in back.gone]) == (["acc-5"], ["dia-6"])
