"""Writes the demonstration: the cast, its two cohorts, and how far each person is. Running it again changes nothing."""

import random
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.actions import set_roles
from accounts.models import User
from cohorts.demo.cast import DOMAIN, PASSWORD, PIONNIERS, STAFF, VOISINS, Pair
from cohorts.enums import CohortState
from cohorts.models import Cohort, Enrolment, LessonProgress, ModuleOpening, Seat
from cohorts.pairing.actions import pair
from courses.models import CurriculumPage
from courses.outline import Outline, main_outline
from territories.models import Territory

# What upper apps add to the cast's story, in their order. Filled in `AppConfig.ready()`.
AFTER_CAST: list[Callable[[], None]] = []


class NoContent(Exception):
    """The demonstration needs the curriculum: load it first."""


def email_of(first: str) -> str:
    """`amina@demo.example`: the first name without accents."""
    plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode().lower()
    return f"{plain}@{DOMAIN}"


@transaction.atomic
def load_cast() -> bool:
    """Creates the cast; False when it is there already."""
    outline = main_outline()
    if outline is None:
        raise NoContent
    if Cohort.objects.filter(slug="pionniers").exists():
        return False
    password = make_password(PASSWORD)
    staff = {first: person(first, last, password) for first, last, _ in STAFF}
    for first, _, role in STAFF:
        set_roles(user=staff[first], by=None, **{role: True})
    today = timezone.localdate()
    cohort(
        "pionniers",
        "Cohorte des pionniers (démonstration)",
        outline,
        today - timedelta(days=90),
        staff["Denis"],
        PIONNIERS,
        8,
        password,
    )
    cohort(
        "voisins",
        "Cohorte des voisins (démonstration)",
        outline,
        today - timedelta(days=20),
        staff["Élise"],
        VOISINS,
        2,
        password,
    )
    return True


def person(first: str, last: str, password: str, email: str = "") -> User:
    """An invented person with a verified address."""
    user = User(email=email or email_of(first), first_name=first, last_name=last, password=password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def cohort(
    slug: str,
    name: str,
    outline: Outline,
    starts_on: date,
    trainer: User,
    pairs: tuple[Pair, ...],
    opened: int,
    password: str,
) -> Cohort:
    """One cohort with its pairs, its first modules open, and everyone's progress."""
    made = Cohort.objects.create(
        slug=slug,
        name=name,
        curriculum=CurriculumPage.objects.get(pk=outline.curriculum_id),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=270),
    )
    made.trainers.add(trainer)
    start = timezone.make_aware(datetime(starts_on.year, starts_on.month, starts_on.day, 9))
    ModuleOpening.objects.bulk_create(
        ModuleOpening(cohort=made, module_id=module.id, opens_at=start) for module in outline.modules[:opened]
    )
    for couple in pairs:
        territory, _ = Territory.objects.get_or_create(
            slug=f"demo-{slugify(couple.territory)}", defaults={"name": couple.territory, "is_demo": True}
        )
        enrolments = []
        for someone in couple.people:
            user = person(someone.first, someone.last, password)
            enrolment = Enrolment.objects.create(
                user=user,
                cohort=made,
                territory=territory,
                organisation="Organisation de démonstration",
                enrolled_at=start,
            )
            progress(enrolment, outline, someone.finished, someone.days, start)
            enrolments.append(enrolment)
        pair(enrolments=enrolments)
    Seat.objects.filter(binome__cohort=made).update(since=start)
    return opened_now(made)


def opened_now(made: Cohort) -> Cohort:
    """Opens what is filled: pairs formed in a cohort that is open are told of it, and the invented cast has no news to read."""
    made.state = CohortState.OPEN
    made.save(update_fields=["state"])
    return made


def progress(enrolment: Enrolment, outline: Outline, finished: tuple[int, ...], days: int | None, start: datetime) -> None:
    """The lessons a person finished, spread evenly from the opening to her last trace."""
    if days is None:
        return
    last = max(timezone.now() - timedelta(days=days, hours=2), start + timedelta(hours=1))
    lessons = [lesson for module, count in zip(outline.modules, finished, strict=False) for lesson in module.lessons[:count]]
    rows = []
    for index, lesson in enumerate(lessons, 1):
        at = start + (last - start) * index / len(lessons)
        rows.append(
            LessonProgress(
                enrolment=enrolment,
                lesson_id=lesson.id,
                started_at=at - timedelta(minutes=30),
                seen_at=at,
                finished_at=at,
            )
        )
    LessonProgress.objects.bulk_create(rows)


@transaction.atomic
def load_population(*, cohorts: int, participants: int, seed: int) -> int:
    """A large invented population in addition to the cast, the same for the same seed; the number of people made."""
    outline = main_outline()
    if outline is None:
        raise NoContent
    draw = random.Random(seed)  # noqa: S311 - invented data, not a secret
    password = make_password(None)
    start = timezone.now() - timedelta(days=120)
    made = 0
    for number in range(1, cohorts + 1):
        slug = f"demo-{seed}-{number}"
        if Cohort.objects.filter(slug=slug).exists():
            continue
        here = Cohort.objects.create(
            slug=slug,
            name=f"Cohorte {number} (démonstration)",
            curriculum_id=outline.curriculum_id,
            starts_on=start.date(),
            ends_on=start.date() + timedelta(days=270),
        )
        ModuleOpening.objects.bulk_create(ModuleOpening(cohort=here, module_id=module.id, opens_at=start) for module in outline.modules)
        people = User.objects.bulk_create(
            User(
                email=f"p{seed}-{number}-{index}@{DOMAIN}",
                first_name=f"Personne {index}",
                last_name="Démonstration",
                password=password,
            )
            for index in range(participants)
        )
        enrolments = Enrolment.objects.bulk_create(Enrolment(user=user, cohort=here, enrolled_at=start) for user in people)
        rows = []
        for enrolment in enrolments:
            for lesson in outline.lessons[: draw.randint(0, len(outline.lessons))]:
                at = start + timedelta(hours=draw.randint(1, 2000))
                rows.append(LessonProgress(enrolment=enrolment, lesson_id=lesson.id, started_at=at, seen_at=at, finished_at=at))
        LessonProgress.objects.bulk_create(rows, batch_size=2000)
        for index in range(0, len(enrolments) - 1, 2):
            pair(enrolments=enrolments[index : index + 2])
        opened_now(here)
        made += len(people)
    return made
