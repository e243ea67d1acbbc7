"""The dates of the modules, where two pages or two trainers set them; and who is told that a module is open."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Notice
from cohorts.announcing import announce_openings
from cohorts.enums import CohortState
from cohorts.models import Cohort, Enrolment, ModuleOpening, PersonalOpening
from courses.outline import Outline
from tests.conftest import person, signed_in

pytestmark = pytest.mark.django_db
URL = "/cohortes/pionniers/ouvertures/"


def sent(desk: Client, **changed: str) -> dict[str, str]:
    """The form as its page sends it, with what was changed there."""
    fields = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", desk.get(URL).content.decode())]
    found = {one["name"]: unescape(one.get("value", "")) for one in fields if re.fullmatch(r"m\d+|seen", one.get("name", ""))}
    return {**found, **changed}


def test_a_module_opened_at_once_is_told_once_whatever_dates_are_saved_after(desk: Client, pionniers: Cohort, outline: Outline) -> None:
    """The field shows no seconds: the module seemed to be dated anew, and everybody was told a second time that it is open."""
    first, last = outline.modules[0].id, outline.modules[7].id
    ModuleOpening.objects.filter(cohort=pionniers).update(told_at=timezone.now())
    desk.post(f"{URL}maintenant/", {"module": last})
    announce_openings()
    before, lines = Notice.objects.count(), AuditEntry.objects.filter(action="opening").count()
    assert before
    opened = pionniers.openings.get(module_id=last).opens_at
    desk.post(URL, sent(desk, **{f"m{first}": "2030-01-07T09:00"}))
    Notice.objects.all().delete()
    announce_openings()
    assert not Notice.objects.exists()
    assert pionniers.openings.get(module_id=last).opens_at == opened
    assert AuditEntry.objects.filter(action="opening").count() == lines + 1


def test_a_page_opened_before_another_trainer_moved_a_date_leaves_that_date(desk: Client, pionniers: Cohort, outline: Outline) -> None:
    first, last = outline.modules[0].id, outline.modules[7].id
    desk.post(URL, sent(desk, **{f"m{last}": "2030-01-07T09:00"}))
    page = sent(desk)
    desk.post(f"{URL}maintenant/", {"module": last})
    desk.post(URL, {**page, f"m{first}": "2030-02-04T09:00"})
    assert pionniers.openings.get(module_id=last).opens_at <= timezone.now(), "opened by somebody else meanwhile, it stays open"
    assert pionniers.openings.get(module_id=first).opens_at.year == 2030


def test_a_date_that_is_lifted_leaves_the_notice_of_whoever_has_the_module_open_in_another_cohort(
    desk: Client, pionniers: Cohort, enrolment: Enrolment, outline: Outline
) -> None:
    last = outline.modules[7].id
    other = Cohort.objects.get(slug="voisins")
    Enrolment.objects.create(user=enrolment.user, cohort=other)
    ModuleOpening.objects.update_or_create(cohort=other, module_id=last, defaults={"opens_at": timezone.now(), "told_at": timezone.now()})
    desk.post(f"{URL}maintenant/", {"module": last})
    announce_openings()
    told = Notice.objects.filter(about=f"module:{last}")
    assert told.count() > 1
    desk.post(URL, sent(desk, **{f"m{last}": ""}))
    assert [one.to for one in told.all()] == [enrolment.user]
    ModuleOpening.objects.filter(cohort=other, module_id=last).update(opens_at=timezone.now() + timedelta(days=1))
    desk.post(f"{URL}maintenant/", {"module": last})
    desk.post(URL, sent(desk, **{f"m{last}": ""}))
    assert not told.all().exists()


def test_a_date_that_is_lifted_leaves_the_notice_of_whoever_has_a_date_of_her_own(
    desk: Client, pionniers: Cohort, enrolment: Enrolment, outline: Outline
) -> None:
    last = outline.modules[7].id
    PersonalOpening.objects.create(enrolment=enrolment, module_id=last, opens_at=timezone.now())
    desk.post(f"{URL}maintenant/", {"module": last})
    announce_openings()
    told = Notice.objects.filter(about=f"module:{last}")
    assert told.count() > 1
    desk.post(URL, sent(desk, **{f"m{last}": ""}))
    assert [one.to for one in told.all()] == [enrolment.user]


def test_a_date_of_ones_own_waits_too_until_the_cohort_is_open(pionniers: Cohort, enrolment: Enrolment, outline: Outline) -> None:
    ModuleOpening.objects.update(told_at=timezone.now())
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.DRAFT)
    own = timezone.now() - timedelta(minutes=2)
    PersonalOpening.objects.create(enrolment=enrolment, module_id=outline.modules[7].id, opens_at=own)
    assert announce_openings() == 0
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.OPEN)
    assert announce_openings() == 1
    assert Notice.objects.get().to == enrolment.user


def test_a_module_that_waits_says_so_apart_from_the_count_above(pionniers: Cohort, outline: Outline) -> None:
    ModuleOpening.objects.filter(cohort=pionniers, module_id=outline.modules[-1].id).delete()
    text = signed_in("amina").get(outline.modules[-1].url).content.decode()
    notice = text[: text.index("Ce module n’est pas encore ouvert à votre cohorte")]
    assert notice.rindex('<div class="flow">') < notice.rindex("data-progress-scope=")


def test_an_open_module_of_a_cohort_in_preparation_is_said_to_be_read_by_nobody(desk: Client, pionniers: Cohort) -> None:
    """« Ouvert » stood beside a module whose lessons no one could read before the cohort was opened, on another page."""
    words = "La cohorte est en préparation&nbsp;: ses personnes ne lisent encore aucun module."
    assert words not in desk.get(URL).content.decode()
    Cohort.objects.filter(pk=pionniers.pk).update(state=CohortState.DRAFT)
    assert words in desk.get(URL).content.decode()


def test_the_end_of_a_module_leads_home_while_the_next_is_closed(enrolment: Enrolment, outline: Outline) -> None:
    """The one button of the last lesson led to « Cette leçon n’est pas encore ouverte », every week of a dated cohort."""
    module, after = outline.modules[0], outline.modules[1]
    last, onward = module.lessons[-1], f'href="{after.lessons[0].url}">'
    newcomer = Enrolment.objects.create(user=person("farid"), cohort=enrolment.cohort)
    opening = ModuleOpening.objects.filter(cohort=enrolment.cohort, module_id=after.id)
    opening.update(opens_at=datetime(2030, 1, 7, 8, tzinfo=UTC))
    client = signed_in("farid")
    before = client.get(last.url).content.decode()
    assert "Passer à la suivante sans terminer" not in before
    client.post(f"{last.url}terminer/", {"enrolment": newcomer.pk})
    page = client.get(last.url).content.decode()
    assert "Aller à la leçon suivante" not in page
    assert 'class="button" href="/accueil/"' in page
    assert re.search(r"Module 2\s: ouvre le 7\sjanvier\.</p>", page)
    opening.update(opens_at=timezone.now())
    page = client.get(last.url).content.decode()
    assert f'class="button" {onward}Aller à la leçon suivante' in page
    assert "ouvre le" not in page
    newcomer.left_on = enrolment.cohort.today()
    newcomer.save()
    assert "Aller à la leçon suivante" not in client.get(last.url).content.decode(), "she may begin nothing there any more"
