"""What one partner writes about the other: a draft that no tab overwrites, one sending, read by two people and nobody else."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notice
from assessments.crossing.actions import PLACES, give, send, version_for
from assessments.crossing.forms import LIMITS
from assessments.crossing.reading import received
from assessments.enums import ConsentKind, EvidenceKind, Moment
from assessments.models import CrossView, Evidence, FrameworkVersion, Indicator, Level, MomentOpening, Observation, Rating, SelfAssessment
from assessments.participants import AssessmentError
from cohorts.models import Enrolment
from tests.assessments.crossing import agree, change_partner, cross, leaves, make_trio, pair_for, post, url, write, write_and_send
from tests.assessments.making import current_version, enrolment_of, make_assessment
from tests.cohorts.test_hostile import HOSTILE
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db
ENTRY = Moment.ENTRY
DIALOGUE = "dialogue/"
CROSSED = (ConsentKind.CROSSED,)
EVERYONE = ("amina", "bastien", "ines", "chloe", "denis", "elise", "farid", "gaelle")


def section(who: str, about: str, rest: str = DIALOGUE) -> str:
    return url(who, about, "regard", rest)


def hidden(page: str) -> dict[str, str]:
    """What the form carries unseen."""
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("revision", "shown")}  # type: ignore[index]


def opened(who: str, about: str, client: Client | None = None) -> dict[str, str]:
    return hidden((client or signed_in(who)).get(section(who, about)).content.decode())


def field(page: str, name: str) -> str:
    """The text that stands in a field, as it is escaped."""
    return re.search(rf'<textarea name="{name}".*?>\n?(.*?)</textarea>', page, re.S)[1].strip()  # type: ignore[index]


def save(who: str, about: str, form: dict[str, str], **data: str) -> Any:
    return post(who, section(who, about), **form, **{name.replace("_", "-"): text for name, text in data.items()})


@pytest.mark.parametrize(("agreed", "status"), [(False, 302), (True, 200)])
def test_one_writes_only_once_both_have_agreed(agreed: bool, status: int) -> None:
    give(pair=pair_for("amina", "bastien"), kind=ConsentKind.CROSSED)
    if agreed:
        give(pair=pair_for("bastien", "amina"), kind=ConsentKind.CROSSED)
    client = signed_in("amina")
    for rest in ("", DIALOGUE, "envoyer/"):
        assert client.get(section("amina", "bastien", rest)).status_code == status, rest
    form = {"revision": "0", "shown": "", "dia-1-seen": "Une réunion"}
    answer = post("amina", section("amina", "bastien"), **form)
    assert answer.status_code == (302 if agreed else 422)
    assert agreed or "Une réunion" in answer.content.decode()  # nothing typed is lost
    assert CrossView.objects.exists() == agreed


def test_the_form_has_three_places_for_each_indicator_and_no_level() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    client, page = signed_in("amina"), ""
    for one in version_for(pair_for("amina", "bastien")).in_order():
        page += client.get(section("amina", "bastien", f"{one[0].competency.slug}/")).content.decode()
    names = re.findall(r'<textarea name="([^"]+)"', page)
    assert len(names) == 19 * 3
    assert page.count("Décrivez ce que vous avez vu, pas un niveau.") == 4
    assert 'type="radio"' not in page
    for level in Level.objects.filter(version=current_version()):
        assert f">{level.title}<" not in page
    assert [Observation._meta.get_field(place).max_length for place in PLACES] == list(LIMITS.values())  # type: ignore[union-attr]


def test_a_situation_has_more_room_than_a_question() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    page = signed_in("amina").get(section("amina", "bastien")).content.decode()
    rows = [re.search(rf'name="dia-1-{place}"[^>]*rows="(\d+)"', page)[1] for place in ("seen", "question", "proof")]  # type: ignore[index]
    assert rows == ["4", "2", "2"]


def test_each_step_keeps_the_draft_and_leads_to_the_next() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    answer = save("amina", "bastien", opened("amina", "bastien"), dia_1_seen="Une réunion\r\nà la mairie", dia_2_proof="  ")
    assert answer.url.endswith("/mise-en-relation/")
    page = signed_in("amina").get(section("amina", "bastien")).content.decode()
    assert field(page, "dia-1-seen") == "Une réunion\nà la mairie"
    assert [one.code for one in Observation.objects.all()] == ["dia-1"]
    assert "Brouillon gardé le" in page
    assert "Une réunion" not in signed_in("bastien").get(url("bastien", "amina", "regard")).content.decode()
    save("amina", "bastien", hidden(page), dia_1_seen="")
    assert not Observation.objects.exists()


def test_a_text_that_is_too_long_is_refused_and_stays_whole() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    form = opened("amina", "bastien")
    text = "x" * 2_001
    answer = save("amina", "bastien", form, dia_1_seen=text, dia_1_question="Courte")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (field(page, "dia-1-seen"), field(page, "dia-1-question")) == (text, "Courte")
    assert "la limite est de 2000" in page
    assert 'aria-invalid="true"' in page
    assert not CrossView.objects.exists()
    assert save("amina", "bastien", form, dia_1_seen="x\r\n" * 700).status_code == 302  # 2,100 bytes, 1,399 characters


def test_two_tabs_lose_nothing_and_the_writer_chooses() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    first = second = opened("amina", "bastien")
    save("amina", "bastien", first, dia_1_seen="Depuis le téléphone", dia_1_question="La même")
    answer = save("amina", "bastien", second, dia_1_seen="Depuis l’ordinateur", dia_1_question="La même")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Depuis le téléphone" in page
    assert field(page, "dia-1-seen") == "Depuis l’ordinateur"
    assert page.count("Enregistré ailleurs") == 1  # beside the one that differs
    assert Observation.objects.get().seen == "Depuis le téléphone"
    assert save("amina", "bastien", hidden(page), dia_1_seen="Les deux réunis").status_code == 302
    assert Observation.objects.get().seen == "Les deux réunis"


def test_the_same_text_twice_or_another_competency_is_no_conflict() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    form = opened("amina", "bastien")
    for _ in range(2):
        assert save("amina", "bastien", form, dia_1_seen="Une fois").status_code == 302
    other = hidden(signed_in("amina").get(section("amina", "bastien", "mise-en-relation/")).content.decode())
    assert save("amina", "bastien", opened("amina", "bastien"), dia_1_seen="Deux fois").status_code == 302
    code = Indicator.objects.filter(competency__slug="mise-en-relation").order_by("sort_order").first().code  # type: ignore[union-attr]
    answer = post("amina", section("amina", "bastien", "mise-en-relation/"), **other, **{f"{code}-seen": "Ailleurs"})
    assert answer.status_code == 302
    assert {one.seen for one in Observation.objects.all()} == {"Deux fois", "Ailleurs"}


def test_a_refused_form_does_not_learn_of_a_text_that_nobody_looked_at() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    stale = opened("amina", "bastien")
    save("amina", "bastien", opened("amina", "bastien"), dia_1_seen="Depuis le téléphone")
    refused = save("amina", "bastien", stale, dia_1_seen="x" * 2_001).content.decode()
    answer = save("amina", "bastien", hidden(refused), dia_1_seen="Plus court")
    assert answer.status_code == 422
    assert "Depuis le téléphone" in answer.content.decode()


def test_whoever_is_signed_out_finds_her_text_again_and_nothing_was_sent() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    form, client = opened("amina", "bastien"), Client()
    answer = post("amina", section("amina", "bastien"), client, **form, **{"dia-1-seen": "Écrit sans session"})
    assert answer.status_code == 302
    assert "repris" in answer.url  # type: ignore[attr-defined]
    assert not CrossView.objects.exists()
    client.force_login(person("amina"))
    page = client.get(f"{section('amina', 'bastien')}?repris=1").content.decode()
    assert field(page, "dia-1-seen") == "Écrit sans session"
    assert "pas encore enregistré" in page
    assert post("amina", section("amina", "bastien"), client, **hidden(page), **{"dia-1-seen": "Écrit sans session"}).status_code == 302
    assert Observation.objects.get().seen == "Écrit sans session"


def test_somebody_elses_typed_text_is_forgotten() -> None:
    """On one device, the third of a trio opens the very address that Amina wrote at: both write to Bastien."""
    make_trio("amina", "ines")
    for name in ("amina", "ines"):
        agree(name, "bastien", kinds=CROSSED)
    client, at = Client(), f"{section('amina', 'bastien')}?repris=1"
    post("amina", section("amina", "bastien"), client, **{"dia-1-seen": "À Amina seule"})
    client.force_login(person("ines"))
    assert field(client.get(at).content.decode(), "dia-1-seen") == ""
    client.force_login(person("amina"))
    assert field(client.get(at).content.decode(), "dia-1-seen") == ""


def test_both_are_revealed_when_both_are_sent_and_the_other_is_told() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    Notice.objects.all().delete()
    write("amina", "bastien")
    summary = signed_in("amina").get(section("amina", "bastien", "envoyer/")).content.decode()
    assert "Vu amina-bastien" in summary
    revision = re.search(r'name="revision" value="(\d+)"', summary)[1]  # type: ignore[index]
    assert post("amina", section("amina", "bastien", "envoyer/"), revision=revision).status_code == 302
    assert not Notice.objects.exists()
    assert received(person("bastien"), [ENTRY], enrolment_of("bastien")) == {}
    assert "Vu amina-bastien" not in signed_in("bastien").get(url("bastien", "amina")).content.decode()
    write_and_send("bastien", "amina")
    told = Notice.objects.get()
    assert (told.kind, told.to) == ("crossed_ready", person("amina"))
    assert "Vu bastien-amina" in signed_in("amina").get(told.url).content.decode()
    for who, whom in (("amina", "bastien"), ("bastien", "amina")):
        view = signed_in(who).get(section(who, whom, "")).content.decode()
        assert "<h1>Vos deux regards</h1>" in view
        assert "<title>Vos deux regards" in view
    seen = received(person("bastien"), Moment.values, enrolment_of("bastien"))
    assert list(seen) == [(ENTRY, "dia-1")]
    one = seen[ENTRY, "dia-1"][0]
    assert (one.author, one.situation, one.question, one.proof) == (
        "Amina",
        "Vu amina-bastien",
        "Question amina-bastien",
        "Preuve amina-bastien",
    )


def test_a_blank_view_is_not_sent_and_a_sent_one_does_not_change() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    answer = post("amina", section("amina", "bastien", "envoyer/"), revision="0")
    assert answer.status_code == 422
    assert "encore blanc" in answer.content.decode()
    view = write_and_send("amina", "bastien")
    assert post("amina", section("amina", "bastien", "envoyer/"), revision="1").status_code == 302
    late = save("amina", "bastien", {"revision": str(view.revision), "shown": ""}, dia_1_seen="Trop tard")
    assert late.status_code == 422
    assert "Trop tard" in late.content.decode()
    assert Observation.objects.get().seen == "Vu amina-bastien"
    assert signed_in("amina").get(section("amina", "bastien")).status_code == 302


def test_what_is_sent_is_what_was_read() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    read = write("amina", "bastien").revision
    write("amina", "bastien", mark="après", rank=1)
    answer = post("amina", section("amina", "bastien", "envoyer/"), revision=str(read))
    assert answer.status_code == 422
    assert "Vu après" in answer.content.decode()
    assert not CrossView.objects.submitted().exists()


def test_no_page_speaks_of_a_sending_to_come_once_both_are_sent() -> None:
    to_come = "lira votre regard quand les deux seront envoyés"
    agree("amina", "bastien", kinds=CROSSED)
    assert to_come in signed_in("amina").get(url("amina", "bastien")).content.decode()
    cross("amina", "bastien")
    page = signed_in("amina").get(url("amina", "bastien")).content.decode()
    assert to_come not in page
    assert "Bastien lit votre regard et vous lisez le sien." in page
    assert re.search(rf'href="{section("amina", "bastien", "")}"[^>]*>Lire les deux regards', page)
    post("bastien", url("bastien", "amina", rest="regard/retrait/"))
    for who, whom in (("amina", "bastien"), ("bastien", "amina")):
        page = signed_in(who).get(url(who, whom)).content.decode()
        assert to_come not in page
        assert "Vos deux regards sont déjà envoyés&nbsp;: ils se lisent dès que vos deux accords sont donnés." in page


def test_a_word_taken_back_stops_the_writing_and_keeps_the_draft() -> None:
    agree("amina", "bastien", kinds=CROSSED)
    view = write("amina", "bastien")
    post("bastien", url("bastien", "amina", rest="regard/retrait/"))
    with pytest.raises(AssessmentError, match="accord"):
        send(pair=pair_for("amina", "bastien"), revision=view.revision)
    assert "Vu amina-bastien" in signed_in("amina").get(url("amina", "bastien", "regard")).content.decode()
    give(pair=pair_for("bastien", "amina"), kind=ConsentKind.CROSSED)
    assert send(pair=pair_for("amina", "bastien"), revision=view.revision)


def test_each_moment_and_each_person_has_a_view_of_its_own() -> None:
    for moment in (ENTRY, Moment.EXIT):
        cross("amina", "bastien", moment)
    assert CrossView.objects.submitted().count() == 4
    assert sorted(received(person("amina"), Moment.values, enrolment_of("amina"))) == [(ENTRY, "dia-1"), (Moment.EXIT, "dia-1")]


def another_version() -> FrameworkVersion:
    return FrameworkVersion.objects.create(
        number=2, title="V2", intention="i", instructions="c", rules="r", published_at=current_version().published_at
    )


@pytest.mark.parametrize(("setting", "number"), [("nothing", 2), ("opening", 1), ("author", 1), ("subject", 1)])
def test_the_view_asks_what_its_subject_answers(setting: str, number: int) -> None:
    first = current_version()
    another_version()
    if setting == "opening":
        MomentOpening.objects.update_or_create(
            cohort=enrolment_of("amina").cohort, moment=ENTRY, defaults={"version": first, "opens_on": "2026-01-01"}
        )
    if setting in {"author", "subject"}:
        make_assessment(enrolment_of("amina" if setting == "author" else "bastien"), version=first, submitted=False)
    MomentOpening.objects.filter(moment=ENTRY).exclude(version=first).delete() if setting == "nothing" else None
    assert version_for(pair_for("amina", "bastien")).number == number


READS_VIEW = {"before": {"amina"}, "after": {"amina", "bastien"}, "changed": {"amina", "bastien"}, "withdrawn": {"amina"}}


@pytest.mark.parametrize("stage", READS_VIEW)
def test_every_audience_of_a_cross_view(stage: str) -> None:
    """Author, subject before and after, former partner, new partner, another participant, trainers, editor, administrator."""
    agree("amina", "bastien", kinds=CROSSED)
    view = write_and_send("amina", "bastien")
    if stage != "before":
        write_and_send("bastien", "amina")
    if stage == "changed":
        change_partner("amina", "ines")
    if stage == "withdrawn":
        post("bastien", url("bastien", "amina", rest="regard/retrait/"))
    readers = {name for name in EVERYONE if CrossView.objects.readable_by(person(name)).filter(pk=view.pk).exists()}
    assert readers == READS_VIEW[stage]
    for name in EVERYONE:
        answer = signed_in(name).get(url("amina", "bastien", "regard"))
        assert (answer.status_code == 200) == (name == "amina"), name


READS_SNAPSHOT: dict[str, tuple[Callable[[SelfAssessment], object], set[str]]] = {
    "alone": (lambda one: None, {"amina"}),
    "shared": (lambda one: agree("amina", "bastien"), {"amina", "bastien"}),
    "only hers": (lambda one: give(pair=pair_for("amina", "bastien"), kind=ConsentKind.RECIPROCAL), {"amina"}),
    "crossed only": (lambda one: agree("amina", "bastien", kinds=CROSSED), {"amina"}),
    "to trainers": (lambda one: SelfAssessment.objects.filter(pk=one.pk).update(for_trainers=True), {"amina", "denis", "gaelle"}),
    "new partner": (lambda one: (agree("amina", "bastien"), change_partner("amina", "ines")), {"amina", "bastien"}),
}


@pytest.mark.parametrize("case", READS_SNAPSHOT)
def test_every_audience_of_a_snapshot(case: str) -> None:
    snapshot = make_assessment(enrolment_of("amina"))
    for name in ("bastien", "ines", "chloe"):
        make_assessment(enrolment_of(name))
    change, readers = READS_SNAPSHOT[case]
    change(snapshot)
    assert {name for name in EVERYONE if SelfAssessment.objects.readable_by(person(name)).filter(pk=snapshot.pk).exists()} == readers
    for name in EVERYONE:
        answer = signed_in(name).get(f"/competences/lire/{snapshot.pk}/")
        if name == "amina":
            assert answer.headers["Location"] == snapshot.url
        else:
            assert answer.status_code == (200 if name in readers else 404), name


def test_a_draft_is_its_authors_alone_whatever_was_agreed() -> None:
    draft = make_assessment(enrolment_of("amina"), submitted=False, for_trainers=True)
    make_assessment(enrolment_of("bastien"))
    agree("amina", "bastien")
    assert {name for name in EVERYONE if SelfAssessment.objects.readable_by(person(name)).filter(pk=draft.pk).exists()} == {"amina"}


def test_the_reading_page_says_what_was_answered_and_why_one_reads_it() -> None:
    levels: dict[str, int | None] = {"dia-1": 3, "dia-2": None}
    draft = make_assessment(enrolment_of("bastien"), levels=levels, submitted=False)
    rating = Rating.objects.get(assessment=draft, indicator__code="dia-1")
    Evidence.objects.create(rating=rating, kind=EvidenceKind.LINK, title="Un article", url="https://exemple.fr/", description="Dix lignes")
    piece = Evidence.objects.create(rating=rating, kind=EvidenceKind.FILE, title="Une photo", file="prive/aa/bb", size=2_000)
    Evidence.objects.create(rating=rating, kind=EvidenceKind.LINK, title="Un piège", url="javascript:alert(1)")
    SelfAssessment.objects.filter(pk=draft.pk).update(submitted_at=draft.started_at, asked=draft.version.as_asked(), for_trainers=True)
    make_assessment(enrolment_of("amina"))
    agree("amina", "bastien")
    page = signed_in("amina").get(f"/competences/lire/{draft.pk}/").content.decode()
    asked = draft.version.as_asked()["competencies"][0]["indicators"][0]
    for words in ("Pratique autonome", asked["title"], asked["sentences"][2].replace("'", "’"), "Un article", "Dix lignes", "Non concerné"):
        assert words in page, words
    assert f'href="/fichiers/{piece.key}/"' in page
    assert 'href="https://exemple.fr/"' in page
    assert "javascript:alert" not in page
    assert "Un piège" in page
    assert "Preuves de Bastien" in page
    assert page.count('<span class="quiet">Un lien') == 2
    assert "partage ses réponses avec vous" in page
    assert not re.search(r"moyenne|total", page)
    trainer = signed_in("denis").get(f"/competences/lire/{draft.pk}/").content.decode()
    assert "montre ces réponses à ses formatrices et formateurs" in trainer
    assert "/competences/partages/" not in trainer


@pytest.mark.parametrize("text", ["\n".join(HOSTILE)[:1900], "<b>gras</b> & « guillemets » [x](javascript:alert(1))"])
def test_hostile_text_is_shown_as_it_was_typed(text: str) -> None:
    agree("amina", "bastien", kinds=CROSSED)
    save("amina", "bastien", opened("amina", "bastien"), dia_1_seen=text, dia_1_question=text[:900], dia_1_proof=text[:900])
    client = signed_in("amina")
    pages = [client.get(section("amina", "bastien", rest)).content.decode() for rest in ("", DIALOGUE, "envoyer/")]
    stale = save("amina", "bastien", {"revision": "0", "shown": ""}, dia_1_seen="Autre").content.decode()
    send(pair=pair_for("amina", "bastien"), revision=CrossView.objects.get().revision)
    write_and_send("bastien", "amina")
    pages += [stale, signed_in("bastien").get(section("bastien", "amina", "")).content.decode()]
    for page in pages:
        main = page[page.index("<main") : page.index("</main>")]
        assert not re.search(r"<(script|img|iframe|svg/|object|embed|base|b>)", main.replace('<svg class="glyph"', ""))
        assert 'javascript:alert(1)"' not in main


def test_a_view_costs_the_same_with_1_and_4_observations() -> None:
    cross("amina", "bastien")
    client, costs = signed_in("amina"), []
    for many in (False, True):
        if many:
            agree("amina", "bastien", Moment.EXIT, CROSSED)
            for who, about in (("amina", "bastien"), ("bastien", "amina")):
                for rank in range(4):
                    write(who, about, Moment.EXIT, rank=rank)
                view = CrossView.objects.get(author=enrolment_of(who), moment=Moment.EXIT)
                send(pair=pair_for(who, about, Moment.EXIT), revision=view.revision)
        at = url("amina", "bastien", "regard", moment=Moment.EXIT if many else ENTRY)
        client.get(at)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_reading_costs_the_same_with_1_and_6_pieces_of_evidence() -> None:
    client, costs = signed_in("denis"), []
    for who, many in (("amina", 1), ("bastien", 6)):
        made = make_assessment(enrolment_of(who), submitted=False)
        for rating in list(made.ratings.all())[:many]:
            Evidence.objects.create(rating=rating, kind=EvidenceKind.LINK, title="x", url="https://exemple.fr/")
        SelfAssessment.objects.filter(pk=made.pk).update(submitted_at=made.started_at, asked=made.version.as_asked(), for_trainers=True)
        client.get(f"/competences/lire/{made.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/competences/lire/{made.pk}/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_former_partner_is_not_told_what_one_sends_since() -> None:
    make_assessment(enrolment_of("amina"))
    url = f"/competences/entree/avec/{enrolment_of('amina').pk}/"
    bastien = signed_in("bastien")
    assert "Envoyé le" in bastien.get(url).content.decode()
    change_partner("amina", "sarah")
    assert "Envoyé le" not in bastien.get(url).content.decode()


def test_between_former_partners_a_sending_that_is_hidden_is_not_called_missing() -> None:
    cross("amina", "bastien")
    change_partner("amina", "sarah")
    post("bastien", url("bastien", "amina", rest="regard/retrait/"))
    for who, whom in (("amina", "bastien"), ("bastien", "amina")):
        page = signed_in(who).get(url(who, whom)).content.decode()
        views = page[page.index('id="r"') :]
        assert "Pas envoyé" not in views
        assert "Plus indiqué" in views
        assert "quand les deux seront envoyés" not in views
        assert "Sans vos deux accords, aucun regard ne se lit." in views


def test_what_stands_with_a_former_partner_is_listed_until_nothing_does() -> None:
    """Two who read each other's views, or who may with one click more, find it where everything shared is listed."""
    cross("amina", "bastien")
    give(pair=pair_for("bastien", "amina"), kind=ConsentKind.RECIPROCAL)
    change_partner("amina", "sarah")

    def rows(who: str, whom: str) -> list[str]:
        page = signed_in(who).get("/competences/partages/").content.decode()
        return [row for row in page[page.index('id="o"') :].split("<li>") if f"avec {whom}</a>" in row]

    for who, whom, words in (("amina", "Bastien", "Partage proposé"), ("bastien", "Amina", "Partage en attente")):
        (row,) = rows(who, whom)
        assert f"{words}, regards visibles" in row
        assert "Binôme précédent" in row
    assert "Binôme précédent" not in "".join(rows("amina", "Sarah"))
    for who, whom in (("amina", "bastien"), ("bastien", "amina")):
        post(who, url(who, whom, rest="regard/retrait/"))
    assert "regard" not in rows("bastien", "Amina")[0].split('class="state"')[1]
    post("bastien", url("bastien", "amina", rest="partage/retrait/"))
    assert rows("amina", "Bastien") == []


def test_the_page_of_two_people_promises_nothing_that_cannot_come() -> None:
    """Before anything is agreed, nobody « reads »; once somebody has left, nobody waits."""

    def sharing(who: str, whom: str, moment: str = Moment.ENTRY) -> str:
        page = " ".join(signed_in(who).get(url(who, whom, moment=moment)).content.decode().split())
        return page[page.index('id="p"') : page.index('id="r"')]

    assert "lit vos réponses" not in sharing("amina", "bastien")
    give(pair=pair_for("amina", "bastien"), kind=ConsentKind.RECIPROCAL)
    assert "Amina le propose et attend votre réponse." in sharing("bastien", "amina")
    for name in ("amina", "bastien"):
        make_assessment(enrolment_of(name))
    give(pair=pair_for("bastien", "amina"), kind=ConsentKind.RECIPROCAL)
    assert "Bastien lit vos réponses et vous lisez les siennes" in sharing("amina", "bastien")
    give(pair=pair_for("amina", "bastien", Moment.MIDWAY), kind=ConsentKind.RECIPROCAL)
    leaves("bastien")
    Enrolment.objects.filter(pk=enrolment_of("bastien").pk).update(left_on=timezone.localdate())
    assert "Vous l’avez proposé. Bastien a quitté la cohorte sans répondre." in sharing("amina", "bastien", Moment.MIDWAY)
    assert "attend votre réponse" not in sharing("bastien", "amina", Moment.MIDWAY)
    post("amina", url("amina", "bastien", rest="partage/retrait/", moment=Moment.MIDWAY))
    assert "Sans vos deux accords, aucune réponse ne se lit." in sharing("amina", "bastien", Moment.MIDWAY)
    assert "revenir en arrière" not in sharing("amina", "bastien", Moment.MIDWAY)


def test_the_page_of_what_is_shared_says_where_the_texts_of_the_lessons_are() -> None:
    """« Voici qui les lit » above the self-assessments alone: whoever had shown a text of a lesson believed that nobody read it."""
    page = signed_in("amina").get("/competences/partages/").content.decode().split("<main")[1].split("</main>")[0]
    assert '<a href="/reponses/">' in page
