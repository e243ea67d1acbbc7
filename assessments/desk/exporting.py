"""Who has taken stock, as a file: what the screen says of each person, and no level."""

from datetime import datetime

from assessments.desk.reading import PersonLine
from assessments.enums import Moment
from cohorts.desk.exporting import numbered, written
from cohorts.models import Cohort

HEADERS = ["Binôme", "Prénom", "Nom", "Courriel", "Moment", "État", "Envoyé le", "Envois", "Absence aujourd’hui", "Retrait"]


def people_file(cohort: Cohort, moment: Moment, lines: list[PersonLine], extension: str) -> bytes:
    """Everyone present, and those who have withdrawn."""
    numbers = numbered(one.binome for one in lines)
    rows = []
    for one in lines:
        user = one.enrolment.user
        number = numbers.get(one.binome or 0, "sans binôme")
        rows.append(
            [
                number, user.first_name, user.last_name, user.email, moment.label, state_of(one), _day(one.sent_at, cohort), one.times,
                "oui" if one.is_absent else "", f"{one.enrolment.left_on:%d/%m/%Y}" if one.enrolment.left_on else "",
            ]
        )  # fmt: skip
    return written(rows, HEADERS, f"{moment.short} {cohort.slug}", extension)


def state_of(one: PersonLine) -> str:
    """Where she is, in the words of the screen."""
    if one.sent_at is not None:
        return "envoyé"
    return "commencé" if one.begun_at else "pas commencé"


def _day(at: datetime | None, cohort: Cohort) -> str:
    return f"{at.astimezone(cohort.zone):%d/%m/%Y}" if at else ""
