"""Every address of the self-assessments, tried by everybody with the numbers of somebody else's rows: nothing is read, nothing moves."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Notice, User
from assessments import urls
from assessments.enums import ConsentKind, EvidenceKind, Moment
from assessments.models import (
    ActivityProfile,
    Consent,
    CrossView,
    Evidence,
    Goal,
    Indicator,
    MomentOpening,
    Observation,
    PersonalReopening,
    Publication,
    Rating,
    SelfAssessment,
)
from assessments.participants import AssessmentError
from assessments.planning.actions import Told, outcome_mark, tell_outcomes
from assessments.taking.actions import show_to_trainers
from assessments.taking.evidence import citable, cite
from cohorts.models import Answer, Enrolment
from tests.assessments.crossing import agree, change_partner, cross, make_trio, write, write_and_send
from tests.assessments.making import enrolment_of, make_assessment, open_moment
from tests.assessments.test_takeaway import make_everything
from tests.cohorts.writing import block
from tests.cohorts.writing import post as write_block
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db

MARK = "SECRETDAMINA"
ROWS: tuple[type[Model], ...] = (
    ActivityProfile, Consent, CrossView, Evidence, Goal, MomentOpening, Observation, PersonalReopening, Publication, Rating, SelfAssessment,
)  # fmt: skip
AUDIENCES = (
    "visitor", "stranger", "bastien", "former", "third", "chloe", "in two cohorts", "denis", "trainer who learns", "elise", "farid", "gaelle",
    "withdrawn",
)  # fmt: skip
# What is shown to trainers only where its author says so; it is shown to nobody here.
DESK = {"denis", "trainer who learns", "gaelle"}


@pytest.fixture
def hers(db: None, settings: Any, tmp_path: Any) -> Enrolment:
    """Amina has everything, shares nothing that still stands, and had shared all of it with Bastien."""
    settings.MEDIA_ROOT = tmp_path
    mine = enrolment_of("amina")
    for moment in Moment:
        open_moment(mine.cohort, moment)
    make_everything(mine, MARK)
    make_assessment(enrolment_of("bastien"))
    agree("amina", "bastien", kinds=(ConsentKind.RECIPROCAL,))
    cross("amina", "bastien")
    Consent.objects.update(withdrawn_at=mine.enrolled_at)
    draft = SelfAssessment.objects.drafts().get(enrolment=mine)
    piece = Evidence(rating=draft.ratings.all()[0], kind=EvidenceKind.FILE, title=f"{MARK}.txt", content_type="text/plain")
    piece.file.save("x.txt", ContentFile(MARK.encode()), save=False)
    piece.save()
    # A word that says « trainers » opens no draft: it is given as one sends.
    SelfAssessment.objects.filter(pk=draft.pk).update(for_trainers=True)
    Notice.objects.all().delete()
    return mine


def client_of(audience: str, hers: Enrolment) -> Client:
    """Whoever tries; some need a place first."""
    if audience == "visitor":
        return Client()
    if audience == "stranger":
        User.objects.create(email="stranger@demo.example", first_name="Sacha")
        return signed_in("stranger")
    if audience == "former":
        change_partner("amina", "sarah")
        return signed_in("bastien")
    if audience == "third":
        make_trio("amina", "sarah")
        return signed_in("sarah")
    if audience == "in two cohorts":
        Enrolment.objects.create(user=person("chloe"), cohort=hers.cohort, territory=hers.territory)
        return signed_in("chloe")
    if audience == "trainer who learns":
        Enrolment.objects.create(user=person("denis"), cohort=hers.cohort, territory=hers.territory)
        return signed_in("denis")
    if audience == "withdrawn":
        Enrolment.objects.filter(user=person("bastien")).update(left_on=hers.cohort.today())
        return signed_in("bastien")
    return signed_in(audience)


def addresses(hers: Enrolment) -> tuple[list[str], list[str]]:
    """Each address with each number that could be hers; and the pages beside them that could quote her."""
    view = CrossView.objects.get(author=hers)
    numbers = sorted(
        {hers.pk, view.pk, *(one.pk for model in (SelfAssessment, Goal, ActivityProfile) for one in model._default_manager.all())}
    )
    found = []
    for pattern in urls.urlpatterns:
        wanted = pattern.pattern.converters
        choices: list[dict[str, Any]] = [{}]
        for name in wanted:
            values: dict[str, list[Any]] = {
                "slug": [hers.cohort.slug],
                "moment": [Moment.ENTRY, Moment.EXIT],
                "number": numbers,
                "extension": ["csv", "json", "pdf", "xlsx", "ods"],
                "competence": ["dialogue"],
                "code": ["dia-1"],
                "feature": ["partage", "regard"],
            }
            choices = [{**one, name: value} for one in choices for value in values[name]]
        found += [reverse(pattern.name, kwargs=one) for one in choices]
    keys = [reverse("private_file", args=[key]) for key in Evidence.objects.values_list("key", flat=True)]
    desk = f"/cohortes/{hers.cohort.slug}/"
    beside = ["/accueil/", "/avis/", f"/recherche/?q={MARK[:-2]}", f"{desk}journal/", f"{desk}personnes/{hers.pk}/", desk, "/binome/"]
    results = [f"/competences/entree/resultats/?avec={number}&positionnement={number}" for number in numbers]
    return found, [*keys, *results, *beside]


def words_in(response: Any) -> str:
    """Everything that an answer says, in whatever file it says it."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    return data.decode(errors="replace")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_nobody_reads_what_is_not_shown(audience: str, hers: Enrolment) -> None:
    client = client_of(audience, hers)
    ours, beside = addresses(hers)
    for url in (*ours, *beside):
        response = client.get(url)
        assert response.status_code in {200, 302, 403, 404, 405}, url
        assert MARK not in words_in(response), url
    assert len(ours) > 100


def test_she_reads_it_all_herself(hers: Enrolment) -> None:
    """Or the test above would say nothing."""
    client = signed_in("amina")
    ours, beside = addresses(hers)
    assert sum(MARK in words_in(client.get(url)) for url in (*ours, *beside) if not url.endswith(".pdf")) > 10


@pytest.mark.parametrize("audience", AUDIENCES)
def test_nobody_writes_in_her_name(audience: str, hers: Enrolment) -> None:
    client = client_of(audience, hers)
    before = [list(model._default_manager.order_by("pk").values()) for model in ROWS]
    trail, notices = AuditEntry.objects.count(), Notice.objects.count()
    snapshot, piece = SelfAssessment.objects.filter(enrolment=hers).first(), Evidence.objects.last()
    assert snapshot is not None
    assert piece is not None
    goal = Goal.objects.get()
    form = {
        "enrolment": hers.pk, "do": "retirer", "piece": piece.pk, "positionnement": snapshot.pk, "for_trainers": "on", "counted": "on",
        "seen": "999", "dia-1-level": "5", "dia-1-situation": "Intrus", "indicateur": "dia-3", "action": "Intrus", "revision": "1",
        f"{goal.pk}-outcome": "done", f"{goal.pk}-text": "Intrus", "dia-1-seen": "Intrus", "next": "https://evil.example/",
    }  # fmt: skip
    for url in addresses(hers)[0]:
        if audience in DESK and url.startswith("/cohortes/"):
            continue  # her trainers' own actions
        response = client.post(url, form)
        assert response.status_code in {302, 403, 404, 405}, url
        assert "evil" not in getattr(response, "url", ""), url
        assert [list(model._default_manager.order_by("pk").values()) for model in ROWS] == before, url
    assert (AuditEntry.objects.count(), Notice.objects.count()) == (trail, notices)


def test_a_trainer_acts_for_her_own_cohort_only(hers: Enrolment) -> None:
    """The number in the form is somebody's of another cohort."""
    elsewhere = enrolment_of("chloe")
    at = f"/cohortes/{hers.cohort.slug}/positionnements/entree/rouvrir/"
    answer = signed_in("denis").post(at, {"enrolment": elsewhere.pk, "until": hers.cohort.today()})
    assert answer.status_code == 404
    assert not PersonalReopening.objects.exists()


def test_trainers_read_the_shown_snapshot_alone(hers: Enrolment) -> None:
    one = SelfAssessment.objects.submitted().get(enrolment=hers, moment=Moment.MIDWAY)
    SelfAssessment.objects.filter(pk=one.pk).update(for_trainers=True)
    for name, reads in (("denis", True), ("gaelle", True), ("elise", False), ("farid", False), ("bastien", False), ("chloe", False)):
        client = signed_in(name)
        for snapshot in SelfAssessment.objects.filter(enrolment=hers):
            status = client.get(f"/competences/lire/{snapshot.pk}/").status_code
            assert status == (200 if reads and snapshot == one else 404), (name, snapshot)


def test_a_page_that_two_wrote_is_cited_without_the_words_of_the_other(hers: Enrolment) -> None:
    """He may have shown them to nobody, and they would stay in her snapshot were his to be erased."""
    joint = block("activity", "binome")
    write_block(signed_in("bastien"), "bastien", joint, text="Les mots de Bastien")
    answer = Answer.objects.latest("pk")
    at = "/competences/sortie/dialogue/dia-3/"
    form = {"enrolment": hers.pk, "do": "citer", "source": f"answer:{answer.pk}"}
    assert signed_in("amina").post(at, form).status_code == 302
    piece = Evidence.objects.get(answer=answer)
    assert piece.title
    assert piece.description == ""


ENTRY, EXIT, RECIPROCAL, CROSSED = Moment.ENTRY, Moment.EXIT, ConsentKind.RECIPROCAL, ConsentKind.CROSSED


@pytest.mark.parametrize(
    ("given", "back", "opens"),
    [
        ((RECIPROCAL, ENTRY), (RECIPROCAL, ENTRY), "answers"),
        ((RECIPROCAL, ENTRY), (RECIPROCAL, EXIT), ""),
        ((RECIPROCAL, EXIT), (RECIPROCAL, ENTRY), ""),
        ((RECIPROCAL, ENTRY), (CROSSED, ENTRY), ""),
        ((CROSSED, ENTRY), (RECIPROCAL, ENTRY), ""),
        ((CROSSED, ENTRY), (CROSSED, ENTRY), "view"),
        ((CROSSED, ENTRY), (CROSSED, EXIT), ""),
        ((CROSSED, EXIT), (CROSSED, ENTRY), ""),
    ],
)
@pytest.mark.parametrize("sent", [(ENTRY, EXIT), (ENTRY,), (EXIT,)])
def test_two_words_open_one_feature_at_one_moment(given: tuple[str, str], back: tuple[str, str], opens: str, sent: tuple[str, ...]) -> None:
    """Everything is sent by her; by him, what `sent` says."""
    mine, his = enrolment_of("amina"), enrolment_of("bastien")
    for one, other, moments in ((mine, his, (ENTRY, EXIT)), (his, mine, sent)):
        for moment in moments:
            made = make_assessment(one, moment)
            view = CrossView.objects.create(author=one, subject=other, moment=moment, version=made.version)
            Observation.objects.create(view=view, code="dia-1", title="Connaître", seen="Vu")
            CrossView.objects.filter(pk=view.pk).update(submitted_at=view.started_at)
    for (kind, moment), giver, receiver in ((given, mine, his), (back, his, mine)):
        Consent.objects.create(kind=kind, moment=moment, giver=giver, receiver=receiver)
    is_open = ENTRY in sent
    answers = SelfAssessment.objects.readable_by(his.user).filter(enrolment=mine)
    assert [one.moment for one in answers] == ([ENTRY] if opens == "answers" and is_open else [])
    views = CrossView.objects.readable_by(his.user).filter(author=mine)
    assert [one.moment for one in views] == ([ENTRY] if opens == "view" and is_open else [])
    assert not SelfAssessment.objects.readable_by(enrolment_of("sarah").user).filter(enrolment__in=[mine, his]).exists()
    assert not CrossView.objects.readable_by(enrolment_of("sarah").user).exists()


@pytest.mark.parametrize(("hers_sent", "his_sent"), [(True, True), (True, False), (False, True), (False, False)])
def test_a_view_is_read_once_both_are_sent(hers_sent: bool, his_sent: bool) -> None:
    agree("amina", "bastien", kinds=(CROSSED,))
    for one, other, is_sent in (("amina", "bastien", hers_sent), ("bastien", "amina", his_sent)):
        (write_and_send if is_sent else write)(one, other)
    read = [CrossView.objects.readable_by(person(name)).exclude(author__user=person(name)).exists() for name in ("amina", "bastien")]
    assert read == [hers_sent and his_sent] * 2


def test_one_takes_off_ones_own_pieces_alone_and_their_files_with_them(hers: Enrolment, django_capture_on_commit_callbacks: Any) -> None:
    piece = Evidence.objects.latest("pk")
    make_assessment(enrolment_of("bastien"), EXIT, submitted=False)
    for name in ("bastien", "amina"):
        me = enrolment_of(name)
        form = {"enrolment": me.pk, "do": "retirer", "piece": piece.pk}
        with django_capture_on_commit_callbacks(execute=True):
            assert signed_in(name).post("/competences/sortie/dialogue/dia-1/", form).status_code == 302
        is_mine = name == "amina"
        assert Evidence.objects.filter(pk=piece.pk).exists() is not is_mine
        assert piece.file.storage.exists(piece.file.name) is not is_mine


def test_one_cites_what_one_wrote_not_what_one_may_read(hers: Enrolment) -> None:
    solo = block("reflection")
    write_block(signed_in("bastien"), "bastien", solo, text="Ce que Bastien montre", sharing=1, for_binome=1, for_cohort=1)
    answer = Answer.objects.latest("pk")
    assert Answer.objects.readable_by(hers.user).filter(pk=answer.pk).exists()
    draft = SelfAssessment.objects.drafts().get(enrolment=hers)
    assert f"answer:{answer.pk}" not in {one.code for one in citable(draft)}
    indicator = Indicator.objects.get(version=draft.version_id, code="dia-3")
    with pytest.raises(AssessmentError):
        cite(draft=draft, indicator=indicator, code=f"answer:{answer.pk}", description="")
    form = {"enrolment": hers.pk, "do": "citer", "source": f"answer:{answer.pk}"}
    assert signed_in("amina").post("/competences/sortie/dialogue/dia-3/", form).status_code == 422


def test_what_came_of_a_plan_is_told_by_its_author_alone(hers: Enrolment) -> None:
    goal = Goal.objects.get()
    tell_outcomes(enrolment=enrolment_of("bastien"), outcomes={goal.pk: Told("done", "Intrus")})
    goal.refresh_from_db()
    assert goal.asked_at is None
    tell_outcomes(enrolment=hers, outcomes={goal.pk: Told("done", "Fait", outcome_mark(goal.outcome, goal.outcome_text))})
    goal.refresh_from_db()
    assert goal.outcome_text == "Fait"


def test_a_draft_is_shown_to_no_trainer_whatever_a_form_asks(hers: Enrolment) -> None:
    draft = SelfAssessment.objects.drafts().get(enrolment=hers)
    SelfAssessment.objects.filter(pk=draft.pk).update(for_trainers=False)
    form = {"enrolment": hers.pk, "positionnement": draft.pk, "for_trainers": "on"}
    assert signed_in("amina").post("/competences/sortie/lecteurs/", form).status_code == 404
    show_to_trainers(snapshot=draft, shown=True)
    draft.refresh_from_db()
    assert not draft.for_trainers
