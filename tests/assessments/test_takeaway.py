"""Taking one's own results away: everything of one's own, nothing of anybody else's, whatever people typed."""

import csv
import io
import json
import re
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from assessments.enums import ConsentKind, EvidenceKind, Moment, Outcome
from assessments.models import ActivityProfile, Consent, CrossView, Evidence, Goal, Observation, Rating, SelfAssessment
from assessments.takeaway.document import TEMPLATE, document_of, pdf_of
from assessments.takeaway.gathering import gathered
from cohorts.enums import CohortState
from cohorts.models import Cohort, Enrolment
from pages.printing.drawing import drawn, settled
from pages.printing.lettering import DRAWN, drawable, simplest
from tests.assessments.making import enrolment_of, make_assessment
from tests.assessments.test_profile import make_profile
from tests.conftest import signed_in

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db

HOSTILE = (
    "#emph[x] $a^2$ *b* _c_ `d` @e <f> \\g // h /* i */ = j",
    "#panic() #read(\"/etc/passwd\") #import \"@preview/x:1.0.0\"",
    "Émoji 😀 👨‍👩‍👧 et 日本語",
    "שלום العربية \u202eretourné",
    "a\x00b\x01c\x1b[31m\ud7ff\ufffe",
    "e\u0301" + "\u0301" * 40 + "\u0489",
    "x" * 20_000,
    "mot " * 5_000,
    "\u2028\u2029\r\n\t\v",
)  # fmt: skip


def make_everything(one: Enrolment, mark: str) -> SelfAssessment:
    """Four moments sent, a draft, evidence, a plan and a profile: every text bears the mark."""
    for rank, moment in enumerate(Moment):
        draft = make_assessment(one, moment, levels={"dia-1": None, "dia-2": rank + 1}, submitted=False, mark=mark)
        rating = draft.ratings.get(indicator__code="dia-2")
        Evidence.objects.create(
            rating=rating,
            kind=EvidenceKind.FILE,
            title=f"{mark}.pdf",
            content_type="application/pdf",
            size=12,
            digest="ab",
            description=mark,
        )
        Evidence.objects.create(
            rating=rating, kind=EvidenceKind.LINK, title=f"Article {mark}", url="https://exemple.fr/", dated_on=date(2026, 3, 1)
        )
        SelfAssessment.objects.filter(pk=draft.pk).update(submitted_at=draft.started_at, asked=draft.version.as_asked(), counted=True)
    sent = SelfAssessment.objects.get(pk=draft.pk)
    Goal.objects.create(
        assessment=sent, place=1, indicator=sent.version.indicators.first(), action=f"Essayer {mark}", trace=f"Trace {mark}",
        outcome=Outcome.PARTLY, outcome_text=f"Suite {mark}",
    )  # fmt: skip
    make_profile(one, 2, note=f"Mots {mark}")
    make_assessment(one, Moment.EXIT, number=2, submitted=False, mark=f"BROUILLON-{mark}")
    return sent


def cross(author: Enrolment, subject: Enrolment, mark: str, *, agreed: bool = True) -> None:
    """Both wrote about the other and sent it; with both words, where they agreed."""
    for one, other in ((author, subject), (subject, author)):
        view = CrossView.objects.create(author=one, subject=other, moment=Moment.ENTRY, version=one.self_assessments.all()[0].version)
        words = f"Vu par {mark}" if one == author else "Vu en retour"
        Observation.objects.create(view=view, code="dia-1", title="Connaître son territoire", seen=words)
        CrossView.objects.filter(pk=view.pk).update(submitted_at=timezone.now())
        if agreed:
            Consent.objects.create(kind=ConsentKind.CROSSED, moment=Moment.ENTRY, giver=one, receiver=other)


@pytest.fixture
def both(db: None) -> tuple[Enrolment, Enrolment]:
    """Amina and Bastien have everything, and share everything."""
    mine, theirs = enrolment_of("amina"), enrolment_of("bastien")
    make_everything(mine, "AMINA")
    make_everything(theirs, "BASTIEN")
    cross(theirs, mine, "REGARD")
    for giver, receiver in ((mine, theirs), (theirs, mine)):
        for moment in Moment:
            Consent.objects.create(kind=ConsentKind.RECIPROCAL, moment=moment, giver=giver, receiver=receiver)
    return mine, theirs


def taken(name: str, extension: str) -> bytes:
    response = signed_in(name).get(f"/competences/mes-resultats.{extension}")
    assert response.status_code == 200
    today = timezone.localdate()
    assert response["Content-Disposition"] == f'attachment; filename="mes-resultats-{today:%Y-%m-%d}.{extension}"'
    assert response["Cache-Control"] == "private, no-store"
    return response.content


def names_in(node: Any, found: set[str]) -> set[str]:
    """Every role of a structure tree."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            names_in(one, found)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node and "/P" in node:
            found.add(str(node["/S"]))
        if "/K" in node:
            names_in(node["/K"], found)
    return found


def test_the_pdf_is_tagged_for_whoever_listens_to_it(both: Any) -> None:
    """Marked, in French, titled, with headings, tables and their heads, bookmarks, and its own claim of PDF/UA-1, which the engine
    checked as it wrote.

    What no tool here can certify: that a validator (veraPDF, PAC) and a person with a screen reader agree. The first cell of a row is a
    plain cell, for the engine has no stable head of a row yet.
    """
    with pikepdf.open(io.BytesIO(taken("amina", "pdf"))) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "fr"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        roles = names_in(root.StructTreeRoot, set())
        assert {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD", "/P"} <= roles
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "Vos positionnements" in str(metadata["dc:title"])
            assert "Amina" in str(metadata["dc:creator"])
        with pdf.open_outline() as outline:
            titles = [str(one.title) for one in outline.root[0].children or outline.root] + [str(one.title) for one in outline.root]
        assert "Dialogue territorial" in titles
        fonts = {str(font.get("/BaseFont")) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
        assert fonts
        assert all("Libertinus" in name or "NewCM" in name or "DejaVu" in name for name in fonts), fonts


def all_words(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_the_document_holds_every_moment_word_for_word(both: Any, amina: User) -> None:
    words = document_of(gathered(amina))
    dialogue = words["competencies"][0]
    assert len(words["moments"]) == 4
    assert dialogue["tables"][0]["columns"][0].startswith("Entrée, ")
    assert dialogue["tables"][0]["rows"][1][1:] == ["Découverte", "Initiation", "Pratique autonome", "Maîtrise"]
    assert dialogue["tables"][0]["rows"][0][1:] == ["Non concerné"] * 4
    said = dialogue["indicators"][1]["readings"][0]
    assert said["sentence"].startswith("«\u00a0Je ")
    assert said["parts"][0] == {"label": "Situation du 12\u00a0mars\u00a02026", "text": "Situation AMINA dia-2"}
    assert [part["label"] for part in said["parts"]] == ["Situation du 12\u00a0mars\u00a02026", "Effet observé"]
    assert said["evidence"][0].startswith("Un fichier\u00a0: AMINA.pdf")
    text = all_words(words)
    for expected in ("Essayer AMINA", "Trace AMINA", "Suite AMINA", "Vu par REGARD", "Mots AMINA"):
        assert expected in text
    assert "BROUILLON" not in text


@pytest.mark.parametrize("extension", ["json", "csv"])
def test_nothing_of_anybody_else_is_in_a_file(extension: str, both: Any) -> None:
    mine = taken("amina", extension).decode()
    assert "Situation AMINA dia-2" in mine
    assert "BASTIEN" not in mine
    assert ("Vu par REGARD" in mine) is (extension == "json")
    chloe = taken("chloe", extension).decode()
    assert "AMINA" not in chloe
    assert "BASTIEN" not in chloe


def test_nothing_of_anybody_else_is_in_the_document(both: Any, amina: User) -> None:
    words = all_words(document_of(gathered(amina)))
    assert "AMINA" in words
    assert "BASTIEN" not in words


def test_a_cross_view_that_may_not_be_read_is_not_taken(amina: User) -> None:
    mine, theirs = enrolment_of("amina"), enrolment_of("bastien")
    for one in (mine, theirs):
        make_assessment(one)
    cross(theirs, mine, "REGARD", agreed=False)
    found = gathered(amina)
    assert found["cross_views"]["received"] == []
    assert [one["about"] for one in found["cross_views"]["written"]] == [theirs.user.get_full_name()]
    assert "REGARD" not in all_words(found)


def test_the_json_keeps_its_promise_of_keys(both: Any) -> None:
    found = json.loads(taken("amina", "json"))
    assert found["format"] == "positionnements/1"
    assert list(found) == ["format", "made_at", "person", "assessments", "consents", "cross_views", "profiles"]
    sent, draft = found["assessments"][0], next(one for one in found["assessments"] if not one["submitted_at"])
    assert list(sent) == [
        "cohort", "moment", "moment_title", "number", "started_at", "saved_at", "submitted_at", "counted", "for_trainers", "framework",
        "ratings", "goals",
    ]  # fmt: skip
    rating = next(one for one in sent["ratings"] if one["code"] == "dia-2")
    assert list(rating) == [
        "code", "title", "competency", "competency_title", "level", "level_title", "not_concerned", "sentence", "situation", "situated_on",
        "effect", "saved_at", "evidence",
    ]  # fmt: skip
    assert rating["evidence"][0]["file"] == {"name": "AMINA.pdf", "type": "application/pdf", "size": 12, "sha256": "ab"}
    assert (len(sent["ratings"]), len(draft["ratings"])) == (19, 19)
    assert "BROUILLON-AMINA" in all_words(draft)
    assert sent["framework"] == SelfAssessment.objects.of(enrolment_of("amina").user).submitted().in_order()[0].asked
    assert len(found["consents"]["given"]) == len(found["consents"]["received"]) == 5
    assert found["profiles"][0]["amounts"]["2"] == "Souvent"
    assert "prive/" not in all_words(found)
    documented = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs/takeaway.md").read_text()))
    assert documented >= {*found, *sent, *rating, *rating["evidence"][0], *found["consents"]["given"][0], *found["profiles"][0]}


# Columns that are in the file under another name, or need not be: numbers of rows, marks of forms, counts of writings.
OTHERWISE: dict[type[Model], set[str]] = {
    SelfAssessment: {"id", "enrolment", "version", "asked", "revision"},
    Rating: {"id", "assessment", "indicator", "revision"},
    Evidence: {"id", "key", "rating", "answer", "lesson_code", "content_type", "size", "digest"},
    Goal: {"id", "assessment", "indicator"},
    Consent: {"id", "giver", "receiver"},
    CrossView: {"id", "author", "subject", "version", "saved_at", "revision"},
    Observation: {"id", "view"},
    ActivityProfile: {"id", "key", "enrolment"},
}


def test_every_column_of_one_s_own_is_in_the_json_or_known_to_need_no_place_there(both: Any) -> None:
    found = json.loads(taken("amina", "json"))
    sent = next(one for one in found["assessments"] if one["goals"])
    rating = next(one for one in sent["ratings"] if one["evidence"])
    view = found["cross_views"]["written"][0]
    rows = [
        (SelfAssessment, sent), (Rating, rating), (Evidence, rating["evidence"][0]), (Goal, sent["goals"][0]),
        (Consent, found["consents"]["given"][0]), (CrossView, view), (Observation, view["observations"][0]),
        (ActivityProfile, found["profiles"][0]),
    ]  # fmt: skip
    forgotten = {model.__name__: {one.name for one in model._meta.concrete_fields} - OTHERWISE[model] - set(said) for model, said in rows}
    assert not {name: columns for name, columns in forgotten.items() if columns}


def test_the_csv_has_one_row_an_indicator_and_snapshot_and_no_formula(amina: User) -> None:
    one = enrolment_of("amina")
    draft = make_assessment(one, submitted=False)
    draft.ratings.filter(indicator__code="dia-1").update(situation="=HYPERLINK(1)", effect="+1")
    SelfAssessment.objects.filter(pk=draft.pk).update(submitted_at=draft.started_at, asked=draft.version.as_asked())
    make_assessment(one, Moment.EXIT, levels=5)
    make_assessment(one, Moment.LATER, submitted=False)
    rows = list(csv.DictReader(io.StringIO(taken("amina", "csv").decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2 * 19
    assert (rows[0]["Situation"], rows[0]["Effet observé"]) == ("'=HYPERLINK(1)", "'+1")
    assert (rows[-1]["Rang"], rows[-1]["Niveau"]) == ("5", "Transmission")


@pytest.mark.parametrize("extension", ["xlsx", "html", "typ", "PDF"])
def test_another_kind_of_file_is_not_found(extension: str) -> None:
    assert signed_in("amina").get(f"/competences/mes-resultats.{extension}").status_code == 404


@pytest.mark.parametrize("extension", ["pdf", "json", "csv"])
def test_whoever_has_written_nothing_takes_an_empty_file(extension: str, amina: User) -> None:
    assert taken("amina", extension)


def test_one_takes_away_from_a_cohort_that_is_over_or_left(both: Any, pionniers: Cohort) -> None:
    Enrolment.objects.filter(user__email="amina@demo.example").update(left_on=timezone.localdate())
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.ARCHIVED)
    assert "Situation AMINA dia-2" in taken("amina", "json").decode()


def at_first(data: dict[str, Any]) -> bytes:
    """The document, without its last resort."""
    words, lost = settled(document_of(data), drawable)
    return drawn(TEMPLATE, {**words, "has_strangers": lost})


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:12]))
def test_hostile_words_come_out_as_words(words: str, amina: User) -> None:
    make_assessment(enrolment_of("amina"))
    data = gathered(amina)
    data["assessments"][0]["ratings"][0] |= {"situation": words, "effect": words, "title": words, "sentence": words}
    data["assessments"][0]["ratings"][0]["evidence"] = [
        {"kind_title": "un lien", "title": words, "url": words, "description": words, "dated_on": None}
    ]
    data["person"]["first_name"] = words[:150]
    data["assessments"][0]["framework"]["competencies"][0]["indicators"][0]["title"] = words[:200]
    assert at_first(data).startswith(b"%PDF-1.7")


def test_markup_reaches_the_page_as_text() -> None:
    words, _ = settled({"title": HOSTILE[0]}, drawable)
    assert words["title"] == HOSTILE[0]


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("l’été, « à » 1\u202f000\u00a0€, cœur… –", "l’été, « à » 1\u202f000\u00a0€, cœur… –"),
        ("Bravo 😀 !", "Bravo [U+1F600] !"),
        ("日本語", "[3 signes d’une autre écriture]"),
        ("a\x00b\u202ec", "abc"),
        ("e\u0301", "é"),
        ("\u0301a", "a"),
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
        ("x" * 30, "x" * 20 + "\u200b" + "x" * 10),
    ],
)
def test_what_no_font_draws_is_said_in_words(words: str, drawn: str) -> None:
    assert drawable(words)[0] == drawn


def empty(**values: Any) -> dict[str, Any]:
    person = {"first_name": "Amina", "last_name": "", "email": "a@exemple.fr"}
    profile = {"made_at": "2026-03-01", "activities": {}, "modes": {}, "asked": {}, **values}
    return {
        "made_at": "2026-03-01T10:00:00+01:00", "person": person, "assessments": [], "profiles": [profile],
        "cross_views": {"written": [], "received": []},
    }  # fmt: skip


def test_every_character_that_is_said_to_be_drawn_is_drawn() -> None:
    """Fails when a new version of the engine brings other fonts: then the list in `lettering.py` is made again."""
    everything = " ".join(chr(point) for first, last in DRAWN for point in range(first, last + 1))
    assert at_first(empty(note=everything)).startswith(b"%PDF")
    settled_words, lost = settled(document_of(empty(note=everything)), drawable)
    assert not lost
    assert "[U+" not in all_words(settled_words)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_no_text_stops_a_document(words: str) -> None:
    assert at_first(empty(note=words)).startswith(b"%PDF")


def test_the_last_resort_is_still_the_text() -> None:
    assert simplest("Déjà\u200b vu → 😀") == "Déjà vu ? ?"


def test_what_the_engine_refuses_is_drawn_in_its_simplest_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.printing.lettering.DRAWN", (*DRAWN, (0x1F600, 0x1F600)))
    with pytest.raises(typst.TypstError):
        at_first(empty(note="Bravo 😀"))
    assert pdf_of(empty(note="Bravo 😀")).startswith(b"%PDF")


def test_a_full_document_is_made_while_one_waits(amina: User, record_property: Any) -> None:
    """Four moments of nineteen indicators, every text as long as its field allows: no sentence about waiting is needed."""
    words = "Nous avons réuni élus, associations et entreprises ; l’accord tient en « trois lignes ». "
    for moment in Moment:
        draft = make_assessment(enrolment_of("amina"), moment, submitted=False)
        draft.ratings.update(situation=(words * 40)[:2_000], effect=(words * 40)[:1_000])
        SelfAssessment.objects.filter(pk=draft.pk).update(submitted_at=draft.started_at, asked=draft.version.as_asked())
    began = time.perf_counter()
    made = pdf_of(gathered(amina))
    seconds = time.perf_counter() - began
    with pikepdf.open(io.BytesIO(made)) as pdf:
        record_property("said", f"PDF of 4 × 19 full texts: {seconds:.2f} s, {len(pdf.pages)} pages, {len(made) // 1000} kB")
    assert seconds < 5  # well under one second where nothing else runs


def test_taking_away_costs_the_same_with_1_and_6(amina: User) -> None:
    one, client, seen = enrolment_of("amina"), signed_in("amina"), []
    for count in (1, 5):
        for _ in range(count):
            number = SelfAssessment.objects.of(amina).count() + 1
            at = timezone.now() - timedelta(days=number)
            make_assessment(one, Moment.ENTRY, number=number, at=at)
            make_profile(one)
        if count == 1:
            make_assessment(one, Moment.EXIT, submitted=False)
        client.get("/competences/mes-resultats.json")
        with CaptureQueriesContext(connection) as queries:
            client.get("/competences/mes-resultats.json")
        seen.append(len(queries))
    # Session, user, enrolled?, views; assessments, ratings, their indicators, evidence, goals; the draft's framework (4); consents (2);
    # profiles.
    assert seen[0] == seen[1]
    assert seen[0] <= 20


def test_a_word_taken_back_by_its_giver_is_not_in_the_file_of_whom_it_was_given_to(both: tuple[Enrolment, Enrolment]) -> None:
    mine, theirs = both
    assert gathered(mine.user)["consents"]["received"]
    given = len(gathered(theirs.user)["consents"]["given"])
    Consent.objects.filter(giver=theirs).update(withdrawn_at=timezone.now())
    assert not gathered(mine.user)["consents"]["received"]
    assert len(gathered(theirs.user)["consents"]["given"]) == given
