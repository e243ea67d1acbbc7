"""What each row of a file would do to a cohort, and why. Reads much, writes nothing."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower

from cohorts.enums import ARRANGEABLE_STATES, Outcome
from cohorts.importing.models import ImportRow
from cohorts.importing.reading import COLUMNS
from cohorts.models import Cohort, Enrolment, Invitation
from territories.models import Territory
from territories.names import closest, folded

LIMITS = {"email": 254, "first_name": 150, "last_name": 150, "territory": 120, "region": 80, "organisation": 160}


class Lookup:
    """What the cohort already holds about these addresses. Four queries, whatever their number.

    `announced` holds the territories that the directory does not know, each with the first line that names it: rows judged in several
    pieces share it.
    """

    def __init__(self, cohort: Cohort, emails: Iterable[str], announced: dict[str, int] | None = None) -> None:
        wanted = list(emails)
        enrolled = Enrolment.objects.annotate(address=Lower("user__email")).filter(address__in=wanted).select_related("user", "territory")
        here = enrolled.filter(cohort=cohort)
        self.enrolled: dict[str, Enrolment] = {one.user.email.lower(): one for one in here}
        others = enrolled.filter(cohort__state__in=ARRANGEABLE_STATES, left_on=None).exclude(cohort=cohort)
        self.elsewhere = set(others.values_list("address", flat=True))
        waiting = Invitation.objects.pending().filter(cohort=cohort, email__in=wanted).select_related("territory")
        self.waiting: dict[str, Invitation] = {one.email.lower(): one for one in waiting}
        self.territories = {folded(one.name): one for one in Territory.objects.order_by("pk")}
        self.names = [one.name for one in self.territories.values()]
        self.announced = {} if announced is None else announced


def judge(row: ImportRow, lookup: Lookup) -> None:
    """Says what the row would do: its outcome, errors, remarks and changes. Errors that the file itself has stay."""
    row.remarks, row.changes = [], []
    row.errors = [error for error in row.errors if error.get("of") == "file"]
    values = row.values
    for name, limit in LIMITS.items():
        if len(values.get(name, "")) > limit:
            _wrong(row, name, f"{len(values[name])} caractères, la limite est de {limit}. Raccourcissez.")
    _judge_address(row)
    enrolment, invitation = lookup.enrolled.get(row.email), lookup.waiting.get(row.email)
    standing: Enrolment | Invitation | None = enrolment or invitation
    _judge_names(row, enrolment, invitation)
    _judge_territory(row, lookup)
    joins_on = _day(row)
    organisation = values.get("organisation", "")
    if organisation.startswith("=") and organisation != getattr(standing, "organisation", None):
        _wrong(row, "organisation", "C’est une formule. Écrivez le texte lui-même.")
    if row.errors:
        row.outcome, row.remarks = Outcome.REFUSED, []  # what a remark announces does not come with a refused line
        return
    territory = folded(values.get("territory", ""))
    if territory and territory not in lookup.territories:
        lookup.announced.setdefault(territory, row.line)
    if standing is None:
        row.outcome = Outcome.CREATED
        if row.email in lookup.elsewhere:
            _remark(row, "email", "Cette personne suit déjà une autre cohorte : elle suivra les deux.")
        return
    if enrolment is not None and enrolment.left_on:
        row.outcome = Outcome.UNCHANGED
        _remark(row, "email", f"Retrait le {enrolment.left_on:%d/%m/%Y}. Un retour se décide sur la page de la personne.")
        return
    _compare(row, standing, joins_on)
    row.outcome = Outcome.UPDATED if row.changes else Outcome.UNCHANGED


def _judge_address(row: ImportRow) -> None:
    address = row.values.get("email", "")
    if not address:
        _wrong(row, "email", "L’adresse manque.")
        return
    try:
        validate_email(address)
    except ValidationError:
        reason = "Ce n’est pas une adresse complète."
        if address.startswith("="):
            reason = "C’est une formule. Écrivez l’adresse elle-même."
        elif address.lower().startswith("mailto:"):
            reason = "Retirez « mailto: » devant l’adresse."
        elif address.count("@") > 1 and "@@" not in address:
            reason = "Il y a plusieurs adresses. Gardez-en une seule."
        elif not address.isascii():
            reason = "Une adresse s’écrit sans accent. Vérifiez-la."
        _wrong(row, "email", reason)


def _judge_names(row: ImportRow, enrolment: Enrolment | None, invitation: Invitation | None) -> None:
    for name in ("first_name", "last_name"):
        value = row.values.get(name, "")
        known = getattr(enrolment.user if enrolment else invitation, name, "")
        if value == known:
            continue
        if value.startswith(("=", "+", "-", "@")):
            _wrong(row, name, "C’est une formule. Écrivez le nom lui-même.")
        elif enrolment is not None and value and folded(value) != folded(known):
            _remark(row, name, f"Le compte porte « {known} » : seule la personne le change.")
    if enrolment is None and invitation is None and not row.values.get("first_name"):
        _wrong(row, "first_name", "Le prénom manque.")


def _judge_territory(row: ImportRow, lookup: Lookup) -> None:
    name = row.values.get("territory", "")
    if not name or folded(name) in lookup.territories:
        return
    if not folded(name) or name.startswith(("=", "+", "@")):
        _wrong(row, "territory", "Ce n’est pas un nom de territoire.")
        return
    near = closest(name, lookup.names)
    if near:
        _wrong(row, "territory", f"Territoire inconnu. Vouliez-vous dire « {near} » ?")
    elif folded(name) in lookup.announced:
        _remark(row, "territory", f"Le même nouveau territoire qu’à la ligne {lookup.announced[folded(name)]}.")
    else:
        _remark(row, "territory", "Nouveau territoire : l’import l’ajoute à l’annuaire.")


def territory_of(row: ImportRow, lookup: Lookup) -> Territory | None:
    """The territory that the row names, when the directory knows it."""
    return lookup.territories.get(folded(row.values.get("territory", "")))


def day_of(text: str) -> date | None:
    """A day written 2026-04-16, 16/04/2026, 16/04/26, 16.04.2026 or 16-04-2026, or with midnight behind it; None otherwise."""
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def _day(row: ImportRow) -> date | None:
    text = row.values.get("joins_on", "")
    found = day_of(text) if text else None
    if text and found is None:
        # Only a form that day_of reads can prove a day impossible: 30-11-26 is a real day, in a form that is not read.
        is_written_as_one = re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([/.-])\d{1,2}\1\d{4}|\d{1,2}/\d{1,2}/\d{2}", text.strip())
        impossible = "Ce jour n’existe pas au calendrier. Vérifiez la date."
        _wrong(row, "joins_on", impossible if is_written_as_one else "Écrivez la date ainsi : 16/04/2026.")
    return found


def _compare(row: ImportRow, standing: Enrolment | Invitation, joins_on: date | None) -> None:
    """What the row changes. An empty cell changes nothing."""
    territory = row.values.get("territory", "")
    if territory and folded(territory) != folded(standing.territory.name if standing.territory else ""):
        _change(row, "territory", standing.territory.name if standing.territory else "", territory)
    organisation = row.values.get("organisation", "")
    if organisation and organisation != standing.organisation:
        _change(row, "organisation", standing.organisation, organisation)
    if joins_on and joins_on != standing.joins_on:
        before = f"{standing.joins_on:%d/%m/%Y}" if standing.joins_on else ""
        _change(row, "joins_on", before, f"{joins_on:%d/%m/%Y}")
    if isinstance(standing, Invitation):
        for name in ("first_name", "last_name"):
            value = row.values.get(name, "")
            if value and value != getattr(standing, name):
                _change(row, name, getattr(standing, name), value)


def _wrong(row: ImportRow, column: str, reason: str) -> None:
    row.errors.append({"column": COLUMNS[column], "value": row.values.get(column, ""), "reason": reason})


def _remark(row: ImportRow, column: str, reason: str) -> None:
    row.remarks.append({"column": COLUMNS[column], "value": row.values.get(column, ""), "reason": reason})


def _change(row: ImportRow, column: str, before: str, after: Any) -> None:
    row.changes.append({"column": COLUMNS[column], "before": before, "after": after})
