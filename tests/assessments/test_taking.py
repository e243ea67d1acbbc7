"""Taking stock: begin, write, lose nothing, send once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notice
from assessments.enums import EvidenceKind, Moment
from assessments.framework.tree import framework_of
from assessments.models import Evidence, FrameworkVersion, MomentOpening, PersonalReopening, SelfAssessment
from assessments.taking.actions import Choice, begin, save, submit
from cohorts.enums import CohortState
from cohorts.models import Cohort, Enrolment
from pages.files import Judged, judge
from tests.assessments.crossing import agree
from tests.assessments.making import enrolment_of, make_assessment, open_moment
from tests.cohorts.writing import block
from tests.cohorts.writing import post as write_block
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

SECTION = "/competences/entree/dialogue/"


@pytest.fixture
def me(db: None) -> Enrolment:
    return enrolment_of("amina")


@pytest.fixture
def opened(pionniers: Cohort) -> MomentOpening:
    return open_moment(pionniers, version=None)


def said(code: str, level: str = "3", **other: str) -> dict[str, str]:
    values = {"level": level, "situation": "Une soirée", "situated_on": "2026-03-12", "effect": "Une suite", **other}
    return {f"{code}-{name}": value for name, value in values.items()}


def post(client: Client, url: str, me: Enrolment, /, **data: Any) -> Any:
    headers = data.pop("headers", None)
    return client.post(url, {"enrolment": me.pk, **data}, headers=headers)


def begun(client: Client, me: Enrolment) -> SelfAssessment:
    post(client, "/competences/entree/commencer/", me)
    return SelfAssessment.objects.get(enrolment=me, moment=Moment.ENTRY, submitted_at=None)


def test_every_sentence_of_the_framework_is_asked_word_for_word(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    draft = begun(client, me)
    framework = framework_of(draft.version_id)
    walked = 0
    for section in framework.sections:
        page = client.get(f"/competences/entree/{section.slug}/").content.decode()
        plain = page.replace("\u00a0", " ").replace("\u202f", " ").replace('<span class="nowrap">', "").replace("&#x27;", "’")
        for indicator in section.indicators:
            for words in (indicator.title, *indicator.sentences):
                walked += 1
                assert words.split(",")[0][:40] in plain.replace("</span>", ""), words
    assert walked == 19 * 6
    assert len(framework.indicators) == 19


def test_nothing_is_chosen_before_one_chooses(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    begun(client, me)
    page = client.get(SECTION).content.decode()
    assert 'type="radio"' in page
    assert " checked" not in page


@pytest.mark.parametrize(
    ("button", "leads_to"),
    [
        ("suite", "/competences/entree/mise-en-relation/"),
        ("sortir", "/competences/"),
        ("avant", "/competences/entree/"),
        ("relire", "/competences/entree/relecture/"),
        ("preuve:dia-2", "/competences/entree/dialogue/dia-2/"),
        ("", "/competences/entree/mise-en-relation/"),
    ],
)
def test_each_button_saves_the_draft_and_leads_on(button: str, leads_to: str, opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    draft = begun(client, me)
    response = post(client, SECTION, me, do=button, seen="0", **said("dia-1", situation="Seule cette moitié", situated_on="", effect=""))
    assert response.status_code == 302
    assert response.url == leads_to
    rating = draft.ratings.get(indicator__code="dia-1")
    assert (rating.level, rating.situation, rating.situated_on) == (3, "Seule cette moitié", None)


def test_a_draft_is_found_again_on_another_device(opened: MomentOpening, me: Enrolment) -> None:
    post_from = signed_in("amina")
    begun(post_from, me)
    post(post_from, SECTION, me, do="sortir", seen="0", **said("dia-3", level="nc", situation="", situated_on="", effect=""))
    page = signed_in("amina").get(SECTION).content.decode()
    assert 'name="dia-3-level" value="nc" checked' in page
    assert "1\u00a0indicateur sur 5" in page


def test_a_date_that_is_none_is_said_and_everything_else_is_kept(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    draft = begun(client, me)
    tomorrow = (me.cohort.today() + timedelta(days=1)).isoformat()
    response = post(client, SECTION, me, seen="0", **said("dia-1", situated_on="le 12 mars"), **said("dia-2", situated_on=tomorrow))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Écrivez la date ainsi" in page
    assert 'value="le 12 mars"' in page
    assert "Cette date est à venir" in page
    kept = {one.indicator.code: one for one in draft.ratings.select_related("indicator")}
    assert kept["dia-1"].situation == "Une soirée"
    assert kept["dia-1"].situated_on is None
    # A day to come is kept as it was typed: one reads it again, with what is wrong, and it is not ready to be sent.
    again = client.get(SECTION).content.decode()
    assert f'value="{tomorrow}"' in again
    assert "Cette date est à venir" in again
    assert not kept["dia-2"].is_ready
    checked = client.get(f"{SECTION}?verifier=1").content.decode()
    assert checked.count("Cette date est à venir") == 1
    # Three more are blank: what is wrong is not all that remains, what a check names is.
    assert "Il reste 2 indicateurs à corriger" in page
    assert "Il reste un indicateur à corriger" in again
    assert "Il reste 5 indicateurs à compléter" in checked


def test_a_situation_of_a_day_to_come_is_not_sent(opened: MomentOpening, me: Enrolment) -> None:
    draft = make_assessment(me, submitted=False)
    draft.ratings.filter(indicator__code="dia-2").update(situated_on=me.cohort.today() + timedelta(days=1))
    refused = post(signed_in("amina"), "/competences/entree/relecture/", me, seen=str(draft.revision))
    assert refused.status_code == 422
    assert not SelfAssessment.objects.submitted().exists()


def test_a_text_that_is_too_long_is_refused_whole_never_cut(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    draft = begun(client, me)
    long = "é" * 2_001
    response = post(client, SECTION, me, seen="0", **said("dia-1", situation=long))
    assert response.status_code == 422
    assert long in response.content.decode()
    assert draft.ratings.get().situation == ""


def test_two_pages_of_one_draft_lose_nothing(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    draft = begun(client, me)
    post(client, SECTION, me, seen="0", **said("dia-1", situation="Écrit sur le téléphone"))
    response = post(client, SECTION, me, seen="0", **said("dia-1", situation="Écrit sur l’ordinateur"), **said("dia-2"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Écrit sur le téléphone" in page
    assert "Écrit sur l’ordinateur" in page
    assert draft.ratings.get(indicator__code="dia-1").situation == "Écrit sur le téléphone"
    assert draft.ratings.get(indicator__code="dia-2").level == 3
    draft.refresh_from_db()
    post(client, SECTION, me, seen=str(draft.revision), **said("dia-1", situation="Écrit sur l’ordinateur"), **said("dia-2"))
    assert draft.ratings.get(indicator__code="dia-1").situation == "Écrit sur l’ordinateur"


def test_a_script_saves_by_itself_and_is_told_how_far_one_is(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    draft = begun(client, me)
    headers = {"X-Requested-With": "fetch"}
    told = post(client, SECTION, me, seen="0", headers=headers, **said("dia-1")).json()
    assert (told["ready"], told["total"], told["seen"]) == (1, 5, 1)
    assert told["left"]["items"] == []
    tomorrow = (me.cohort.today() + timedelta(days=1)).isoformat()
    ahead = said("dia-2", situated_on=tomorrow)
    wrong = post(client, f"{SECTION}?verifier=1", me, seen="1", headers=headers, **said("dia-1"), **ahead)
    assert wrong.status_code == 422
    assert wrong.json()["ready"] == 1
    assert wrong.json()["left"]["title"] == "Il reste 4 indicateurs à compléter"
    assert list(wrong.json()["left"]["wrong"]) == ["dia-2-situated_on", "dia-3-level", "dia-4-level", "dia-5-level"]
    clash = post(client, SECTION, me, seen="0", headers=headers, **said("dia-1", situation="Autre"))
    assert clash.status_code == 409
    assert draft.ratings.get(indicator__code="dia-1").situation == "Une soirée"


def test_sending_needs_every_indicator_and_names_what_is_missing(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    draft = make_assessment(me, submitted=False)
    draft.ratings.filter(indicator__code="rel-2").update(effect="")
    draft.ratings.filter(indicator__code="exp-4").delete()
    refused = post(client, "/competences/entree/relecture/", me, counted="on")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "/competences/entree/mise-en-relation/?verifier=1#rel-2" in page
    assert "/competences/entree/experimentation/?verifier=1#exp-4" in page
    assert not SelfAssessment.objects.submitted().exists()
    checked = client.get("/competences/entree/mise-en-relation/?verifier=1").content.decode()
    assert "effet observé" in checked
    assert 'href="#rel-2-effect"' in checked


@pytest.mark.parametrize(("counted", "for_trainers"), [(True, False), (False, True), (False, False)])
def test_what_is_sent_is_dated_and_keeps_what_was_read(counted: bool, for_trainers: bool, opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    draft = make_assessment(me, submitted=False)
    data = {name: "on" for name, value in {"counted": counted, "for_trainers": for_trainers}.items() if value}
    response = post(client, "/competences/entree/relecture/", me, **data)
    assert response.url == "/competences/entree/resultats/"
    draft.refresh_from_db()
    assert (draft.counted, draft.for_trainers) == (counted, for_trainers)
    assert draft.asked["version"] == 1
    sentences = [one for section in draft.asked["competencies"] for line in section["indicators"] for one in line["sentences"]]
    assert len(sentences) == 95
    again = post(client, "/competences/entree/relecture/", me, counted="on", for_trainers="on")
    assert again.url == "/competences/entree/"
    draft.refresh_from_db()
    assert draft.counted is counted


def test_what_one_was_writing_is_shown_back_when_another_page_has_sent(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    make_assessment(me)
    response = post(client, SECTION, me, seen="0", **said("dia-1", situation="Encore un mot qui compte"))
    assert response.status_code == 409
    assert "Encore un mot qui compte" in response.content.decode()


def opening_that(state: str, cohort: Cohort) -> None:
    today = cohort.today()
    if state == "is coming":
        open_moment(cohort, opens_on=today + timedelta(days=3))
    elif state == "is over":
        open_moment(cohort, opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=1))
    elif state == "was closed":
        open_moment(cohort, closed_at=timezone.now())
    elif state == "is in a closed cohort":
        Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.CLOSED)
        open_moment(cohort)
    elif state == "is in an archived cohort":
        Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.ARCHIVED)
        open_moment(cohort)
    elif state == "is reopened for her":
        open_moment(cohort, closed_at=timezone.now())
        PersonalReopening.objects.create(enrolment=enrolment_of("amina"), moment=Moment.ENTRY, until=today)
    elif state == "was reopened until yesterday":
        PersonalReopening.objects.create(enrolment=enrolment_of("amina"), moment=Moment.ENTRY, until=today - timedelta(days=1))
    elif state == "is open":
        open_moment(cohort)


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("has no date", False),
        ("is coming", False),
        ("is open", True),
        ("is over", False),
        ("was closed", False),
        ("is in a closed cohort", True),
        ("is in an archived cohort", True),
        ("is reopened for her", True),
        ("was reopened until yesterday", False),
    ],
)
def test_a_moment_is_begun_and_sent_while_it_is_open(state: str, may: bool, pionniers: Cohort) -> None:
    opening_that(state, pionniers)
    me = enrolment_of("amina")
    client = signed_in("amina")
    post(client, "/competences/entree/commencer/", me)
    assert SelfAssessment.objects.filter(enrolment=me).exists() is may
    SelfAssessment.objects.filter(enrolment=me).delete()
    draft = make_assessment(me, submitted=False)
    response = post(client, "/competences/entree/relecture/", me)
    draft.refresh_from_db()
    assert draft.is_submitted is may
    assert response.status_code == (302 if may else 422)
    if not may:
        assert "terminé" in response.content.decode()
        kept = post(client, SECTION, me, seen="0", **said("dia-1", situation="Gardé quand même"))
        assert kept.status_code == 302
        assert draft.ratings.get(indicator__code="dia-1").situation == "Gardé quand même"


def test_whoever_has_withdrawn_reads_and_writes_no_more(opened: MomentOpening, me: Enrolment) -> None:
    make_assessment(me)
    open_moment(me.cohort, Moment.MIDWAY)
    Enrolment.objects.filter(pk=me.pk).update(left_on=me.cohort.today())
    client = signed_in("amina")
    assert client.get("/competences/entree/resultats/").status_code == 200
    post(client, "/competences/mi-parcours/commencer/", me)
    assert SelfAssessment.objects.filter(enrolment=me).count() == 1
    page = client.get("/competences/mi-parcours/").content.decode()
    assert "ce qui est envoyé se relit, rien de nouveau ne s’écrit" in page
    assert "terminé" not in page.lower()  # it is open to the others


def test_the_draft_of_whoever_has_withdrawn_is_kept_and_her_words_are_shown_back(opened: MomentOpening, me: Enrolment) -> None:
    draft = make_assessment(me, submitted=False)
    Enrolment.objects.filter(pk=me.pk).update(left_on=me.cohort.today())
    client = signed_in("amina")
    response = post(client, SECTION, me, seen="9", **said("dia-1", situation="Après le retrait"))
    assert response.status_code == 409
    assert "Après le retrait" in response.content.decode()
    assert "Il a été envoyé" not in response.content.decode()
    for url in ("/competences/entree/", "/competences/entree/relecture/"):
        page = client.get(url).content.decode()
        assert "votre brouillon est gardé, et ne change plus" in page
        assert "terminé" not in page.lower()  # it goes on for the others, and nobody reopens it for her
        assert "Reprendre mon brouillon" not in page
    assert post(client, f"{SECTION}dia-1/", me, do="lien", url="https://exemple.fr/", title="Tard").status_code == 422
    assert post(client, "/competences/entree/relecture/", me).status_code == 422
    assert not draft.ratings.filter(situation="Après le retrait").exists()
    assert not Evidence.objects.exists()
    draft.refresh_from_db()
    assert not draft.is_submitted


def test_sending_answers_the_notice_and_tells_whoever_may_read_from_now_on(opened: MomentOpening, me: Enrolment) -> None:
    about = f"moment:{opened.pk}"
    for kind in ("moment_opened", "moment_reminder"):
        Notice.objects.create(to=me.user, kind=kind, text="C’est ouvert", url="/competences/entree/", about=about)
    make_assessment(enrolment_of("bastien"))
    agree("amina", "bastien")
    Notice.objects.exclude(about=about).delete()
    make_assessment(me, submitted=False)
    post(signed_in("amina"), "/competences/entree/relecture/", me)
    assert not Notice.objects.filter(to=me.user, about=about).unseen().exists()
    told = Notice.objects.get(kind="share_ready")
    assert told.to == enrolment_of("bastien").user
    assert told.url == f"/competences/lire/{SelfAssessment.objects.get(enrolment=me).pk}/"


@pytest.mark.parametrize("again", [True, False])
def test_a_reopened_moment_makes_another_snapshot_where_a_trainer_asked_for_one(again: bool, opened: MomentOpening, me: Enrolment) -> None:
    first = make_assessment(me, levels=2)
    PersonalReopening.objects.create(enrolment=me, moment=Moment.ENTRY, until=me.cohort.today(), again=again)
    client = signed_in("amina")
    post(client, "/competences/entree/commencer/", me)
    drafts = SelfAssessment.objects.drafts().filter(enrolment=me)
    assert drafts.exists() is again
    if again:
        assert drafts.get().number == 2
        drafts.get().delete()
        make_assessment(me, levels=4, number=2)
        page = client.get("/competences/entree/resultats/").content.decode()
        assert "Maîtrise" in page
        assert f"?positionnement={first.pk}" in page
        assert post(client, "/competences/entree/commencer/", me).url == "/competences/entree/"


def test_nobody_is_asked_to_be_counted_in_figures_that_are_frozen(opened: MomentOpening, me: Enrolment) -> None:
    """Whoever has more time than the others sends after the closing: her answers enter no figure, and she is not told that they do."""
    PersonalReopening.objects.create(enrolment=me, moment=Moment.ENTRY, until=me.cohort.today() + timedelta(days=20))
    make_assessment(me, submitted=False)
    client, review = signed_in("amina"), "/competences/entree/relecture/"
    assert 'name="counted"' in client.get(review).content.decode()
    MomentOpening.objects.filter(pk=opened.pk).update(closed_at=timezone.now())
    page = client.get(review).content.decode()
    assert 'name="counted"' not in page
    assert "ce positionnement n’y entre pas" in page
    post(client, review, me)
    sent = SelfAssessment.objects.submitted().get(enrolment=me)
    assert not sent.counted


def test_a_moment_ends_in_the_version_in_which_it_began(opened: MomentOpening, me: Enrolment) -> None:
    one = begin(enrolment=me, moment=Moment.ENTRY)
    newer = FrameworkVersion.objects.create(number=2, title="Deux", intention="i", instructions="c", rules="r")
    FrameworkVersion.objects.filter(pk=newer.pk).update(published_at=timezone.now())
    other = begin(enrolment=enrolment_of("bastien"), moment=Moment.ENTRY)
    assert one.version_id == other.version_id != newer.pk
    elsewhere = enrolment_of("chloe")
    open_moment(elsewhere.cohort, version=None)
    assert begin(enrolment=elsewhere, moment=Moment.ENTRY).version_id == newer.pk


def test_the_framework_one_may_read_first_is_the_one_that_is_answered(opened: MomentOpening, me: Enrolment) -> None:
    before = begun(client := signed_in("amina"), me).version
    newer = FrameworkVersion.objects.create(number=before.number + 1, title="Suivante", intention="i", instructions="c", rules="r")
    FrameworkVersion.objects.filter(pk=newer.pk).update(published_at=timezone.now())
    page = client.get("/competences/entree/").content.decode()
    assert f'href="/competences/referentiel/{before.number}/"' in page


def test_the_last_reading_says_what_each_indicator_still_lacks(opened: MomentOpening, me: Enrolment) -> None:
    begun(client := signed_in("amina"), me)
    typed = {
        **said("dia-1", effect=""),
        **said("dia-2", situated_on="", effect=""),
        **said("dia-3", situation="", situated_on="", effect=""),
        **said("dia-4", situated_on=(timezone.localdate() + timedelta(days=2)).isoformat(), effect=""),
    }
    post(client, SECTION, me, do="relire", **typed)
    page = client.get("/competences/entree/relecture/").content.decode()
    for words in (
        "Compléter&nbsp;: l’effet<",
        "Compléter&nbsp;: la date et l’effet<",
        "Compléter&nbsp;: la situation, la date et l’effet<",
        "Compléter&nbsp;: la date (elle est à venir) et l’effet<",
    ):
        assert words in page, words
    # In a list of links, each says which indicator it completes.
    assert 'l’effet<span class="visually-hidden">, pour «&nbsp;Connaître son territoire et ses enjeux&nbsp;»</span></a>' in page


def test_a_refused_piece_of_evidence_brings_back_to_its_own_form(opened: MomentOpening, me: Enrolment) -> None:
    begun(client := signed_in("amina"), me)
    page = client.get(f"{SECTION}dia-1/").content.decode()
    for place in ("lien", "fichier"):  # the page is long: without it the error stands out of sight
        assert f'id="{place}"' in page
        assert f'action="#{place}"' in page
    kept = post(client, f"{SECTION}dia-1/", me, do="lien", url="https://exemple.fr/", title="Carte")
    assert kept["Location"].endswith("/dia-1/#")  # or the browser would keep the anchor of the form, below the news


def test_the_form_costs_ten_queries_at_most_however_much_is_written(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    draft = begun(client, me)

    def cost() -> int:
        client.get(SECTION)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(SECTION).status_code == 200
        return len(queries)

    empty = cost()
    draft.delete()
    for rating in make_assessment(me, submitted=False).ratings.all()[:5]:
        for _ in range(3):
            Evidence.objects.create(rating=rating, kind=EvidenceKind.LINK, title="Un lien", url="https://exemple.fr/")
    full = cost()
    cache.delete(f"framework:{draft.version_id}")  # read from its rows, as the first time after a start
    with CaptureQueriesContext(connection) as queries:
        client.get(SECTION)
    assert max(empty, full, len(queries)) <= 10, (empty, full, len(queries))


@pytest.mark.parametrize(
    ("wanted", "data", "status", "kept"),
    [
        ("lien", {"url": "https://exemple.fr/page", "title": "Un article", "description": "Il cite la soirée."}, 302, True),
        ("lien", {"url": "exemple", "title": "Un article"}, 422, False),
        ("lien", {"url": "javascript:alert(1)", "title": "Un article"}, 422, False),
        ("lien", {"url": "https://exemple.fr/", "title": ""}, 422, False),
        ("citer", {"source": "lesson:m1-l1"}, 302, True),
        ("citer", {"source": "lesson:m8-l1"}, 422, False),
        ("citer", {"source": "answer:999999"}, 422, False),
        ("fichier", {"file": SimpleUploadedFile("note.txt", b"Compte rendu")}, 302, True),
        ("fichier", {"file": SimpleUploadedFile("faux.pdf", b"pas un pdf")}, 422, False),
        ("autre", {}, 404, False),
    ],
)
def test_evidence_is_added_or_refused_with_a_sentence(
    wanted: str, data: dict[str, Any], status: int, kept: bool, opened: MomentOpening, me: Enrolment
) -> None:
    client = signed_in("amina")
    begun(client, me)
    response = post(client, f"{SECTION}dia-1/", me, do=wanted, **data)
    assert response.status_code == status
    assert Evidence.objects.exists() is kept
    if status == 422:
        assert 'role="alert"' in response.content.decode()


def test_nobodys_saving_waits_while_a_photo_is_judged(opened: MomentOpening, me: Enrolment, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large one takes seconds, and SQLite lets one write at a time: no transaction is open meanwhile."""
    client = signed_in("amina")
    begun(client, me)
    before, meanwhile = len(connection.atomic_blocks), []

    def watched(*args: Any) -> Judged:
        meanwhile.append(len(connection.atomic_blocks))
        return judge(*args)

    monkeypatch.setattr("assessments.taking.evidence.judge", watched)
    post(client, f"{SECTION}dia-1/", me, do="fichier", file=SimpleUploadedFile("note.txt", b"Compte rendu"))
    assert Evidence.objects.get().title == "note.txt"
    assert meanwhile == [before]


def test_evidence_that_disappears_leaves_its_words_in_the_snapshot(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    solo = block("reflection")
    write_block(client, "amina", solo, text="Nous avons réuni **six** personnes.")
    draft = make_assessment(me, submitted=False)
    answer = me.readings.get().answer
    # « Visible par vous seulement », says the lesson: that its beginning is read with the proof is said before.
    assert "le début de votre réponse est copié dans la preuve" in client.get(f"{SECTION}dia-1/").content.decode()
    post(client, f"{SECTION}dia-1/", me, do="citer", source=f"answer:{answer.pk}")
    post(client, f"{SECTION}dia-1/", me, do="fichier", file=SimpleUploadedFile("carte.txt", b"carte"))
    post(client, "/competences/entree/relecture/", me)
    draft.refresh_from_db()
    assert draft.is_submitted
    cited, attached = Evidence.objects.order_by("pk")
    assert cited.description == "Nous avons réuni six personnes."
    attached.file.storage.delete(attached.file.name)
    page = client.get("/competences/entree/resultats/").content.decode()
    assert cited.title[:30] in page
    assert "carte.txt" in page
    assert client.get(f"/fichiers/{attached.key}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "shown", "status"),
    [
        ("amina", False, 200),
        ("bastien", False, 404),
        ("denis", False, 404),
        ("denis", True, 200),
        ("elise", True, 404),
        ("chloe", True, 404),
    ],
)
def test_a_file_of_evidence_is_for_whoever_may_read_its_snapshot(
    who: str, shown: bool, status: int, opened: MomentOpening, me: Enrolment
) -> None:
    client = signed_in("amina")
    draft = make_assessment(me, submitted=False)
    post(client, f"{SECTION}dia-1/", me, do="fichier", file=SimpleUploadedFile("carte.txt", b"carte"))
    submit(draft=draft, counted=False, for_trainers=shown)
    response = signed_in(who).get(f"/fichiers/{Evidence.objects.get().key}/")
    assert response.status_code == status
    if status == 200:
        assert response["Content-Disposition"].startswith("attachment")
        assert b"".join(response.streaming_content) == b"carte"
    response.close()


def test_six_pieces_at_most_and_the_same_one_once(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    begun(client, me)
    for _ in range(2):
        post(client, f"{SECTION}dia-1/", me, do="citer", source="lesson:m1-l1")
    assert Evidence.objects.count() == 1
    for number in range(6):
        post(client, f"{SECTION}dia-1/", me, do="lien", url=f"https://exemple.fr/{number}", title="Un lien")
    assert Evidence.objects.count() == 6
    lines = client.get(SECTION).content.decode()
    assert (lines.count(">Un lien</a>"), lines.count("Changer les preuves"), lines.count("Ajouter une preuve")) == (5, 1, 4)
    post(client, f"{SECTION}dia-1/", me, do="retirer", piece=Evidence.objects.first().pk)  # type: ignore[union-attr]
    assert Evidence.objects.count() == 5


def test_non_concerned_takes_the_level_away(opened: MomentOpening, me: Enrolment) -> None:
    draft = begin(enrolment=me, moment=Moment.ENTRY)
    save(draft=draft, choices={"dia-1": Choice(level=3, not_concerned=True)}, seen_revision=0)
    rating = draft.ratings.get()
    assert (rating.level, rating.not_concerned) == (None, True)


@pytest.mark.parametrize("who", ["bastien", "chloe", "denis"])
def test_nobody_writes_in_somebody_elses_draft(who: str, opened: MomentOpening, me: Enrolment) -> None:
    draft = make_assessment(me, submitted=False)
    for url in (SECTION, "/competences/entree/relecture/", "/competences/entree/commencer/", f"{SECTION}dia-1/"):
        assert post(signed_in(who), url, me, seen="0", **said("dia-1", level="5")).status_code == 404
    draft.refresh_from_db()
    assert not draft.is_submitted
    assert not draft.ratings.filter(level=5).exists()


def test_hostile_words_come_back_as_words(opened: MomentOpening, me: Enrolment) -> None:
    client = signed_in("amina")
    begun(client, me)
    hostile = '</textarea><script>alert(1)</script><img src=x onerror="alert(1)">'
    post(client, SECTION, me, seen="0", **said("dia-1", situation=hostile, effect=hostile))
    for url in (SECTION, "/competences/entree/relecture/"):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in page
