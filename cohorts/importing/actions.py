"""From a file to a cohort: read, judged, shown, then written in pieces that can be taken up again."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.delivery import Delivery
from accounts.models import AuditEntry, User
from cohorts.actions import CohortError, require_arrangeable
from cohorts.desk.actions import places_left
from cohorts.enums import ImportState, Outcome
from cohorts.importing.judging import Lookup, day_of, judge, territory_of
from cohorts.importing.models import ImportRow, ImportRun
from cohorts.importing.reading import COLUMNS, Table, Unreadable, read
from cohorts.inviting.mail import new_link
from cohorts.models import Cohort, Invitation, InvitationLink
from cohorts.tasks import apply_import, check_import, send_invitations
from territories.actions import territory_named
from territories.models import Territory
from territories.names import folded

CHECKED_AT_ONCE = 500
WRITTEN_AT_ONCE = 200


@transaction.atomic
def start(*, cohort: Cohort, by: User, name: str, data: bytes) -> ImportRun:
    """Takes a file in and lets the queue check it. Nothing of the cohort changes."""
    require_arrangeable(cohort)
    run = ImportRun.objects.create(cohort=cohort, by=by, file_name=name[-200:], file=data)
    transaction.on_commit(lambda: check_import.enqueue(run.pk))
    return run


@transaction.atomic
def confirm(*, run: ImportRun, sends_mail: bool) -> None:
    """Lets the queue write the rows that were found valid. Twice is once."""
    require_arrangeable(run.cohort)
    found = ImportRun.objects.filter(pk=run.pk, state=ImportState.CHECKED)
    if not found.update(state=ImportState.IMPORTING, sends_mail=sends_mail, done=0, beat_at=timezone.now()):
        raise CohortError("Cet import est déjà parti, ou a été abandonné. Rechargez la page.")
    transaction.on_commit(lambda: apply_import.enqueue(run.pk))


def abandon(*, run: ImportRun) -> None:
    """Gives a checked import up: nothing was written, nothing will be."""
    if not ImportRun.objects.filter(pk=run.pk, state__in=[ImportState.CHECKED, ImportState.CHECKING]).update(
        state=ImportState.ABANDONED, file=None
    ):
        raise CohortError("Cet import est déjà parti. Ce qui est écrit se change personne par personne.")


@transaction.atomic
def resume(*, run: ImportRun) -> None:
    """Takes up an import whose worker stopped, where it stands."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not locked.is_stalled:
        return
    locked.beat_at = timezone.now()
    locked.save(update_fields=["beat_at"])
    task = check_import if locked.state == ImportState.CHECKING else apply_import
    transaction.on_commit(lambda: task.enqueue(run.pk))


def check(run_id: int) -> None:
    """Reads the file, then judges its rows in pieces. May be run again at any moment: it goes on where it was."""
    _unpack(run_id)
    announced: dict[str, int] = {}
    while _check_some(run_id, announced):
        pass


def _unpack(run_id: int) -> None:
    """Reads the file, then writes its rows. A workbook may take half a minute to read: nobody's own saving waits for it meanwhile."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state != ImportState.CHECKING or run.file is None:
        return
    table: Table | Unreadable
    try:
        table = read(bytes(run.file))
    except Unreadable as problem:
        table = problem
    _write_rows(run_id, table)


@transaction.atomic
def _write_rows(run_id: int, table: Table | Unreadable) -> None:
    """What was read, once: somebody may have given the import up meanwhile, or another worker have read it too."""
    run = ImportRun.objects.select_for_update().select_related("cohort").get(pk=run_id)
    if run.state != ImportState.CHECKING or run.file is None:
        return
    if isinstance(table, Unreadable):
        run.state, run.problem, run.file = ImportState.UNREADABLE, str(table), None
        run.save()
        return
    first: dict[str, int] = {}
    rows = []
    for line, values in table.rows:
        address = values.get("email", "").lower()
        row = ImportRow(run=run, line=line, values=values, email=address[:254])
        if address and address in first:
            reason = f"La même adresse est déjà à la ligne {first[address]}. Gardez une seule des deux lignes."
            row.errors = [{"column": "courriel", "value": values["email"], "reason": reason, "of": "file"}]
        elif address:
            first[address] = line
        rows.append(row)
    ImportRow.objects.bulk_create(rows, batch_size=500)
    run.total, run.done, run.file, run.beat_at = len(rows), 0, None, timezone.now()
    run.ignored_columns = table.ignored[:20]
    run.unread_sheets = list(table.unread_sheets)
    run.save()


@transaction.atomic
def _check_some(run_id: int, announced: dict[str, int]) -> bool:
    run = ImportRun.objects.select_for_update().select_related("cohort").get(pk=run_id)
    if run.state != ImportState.CHECKING or run.file is not None:
        return False
    rows = list(run.rows.filter(outcome="").order_by("line")[:CHECKED_AT_ONCE])
    if not rows:
        _refuse_beyond_capacity(run)
        run.state, run.beat_at = ImportState.CHECKED, timezone.now()
        run.save(update_fields=["state", "beat_at"])
        return False
    lookup = Lookup(run.cohort, [row.email for row in rows], announced)
    for row in rows:
        judge(row, lookup)
    ImportRow.objects.bulk_update(rows, ["outcome", "errors", "remarks", "changes"], batch_size=100)
    run.done += len(rows)
    run.beat_at = timezone.now()
    run.save(update_fields=["done", "beat_at"])
    return True


def _refuse_beyond_capacity(run: ImportRun) -> None:
    left = places_left(run.cohort)
    if left is None:
        return
    beyond = list(run.rows.filter(outcome=Outcome.CREATED).order_by("line")[max(left, 0) :])
    for row in beyond:
        _no_room(row, run.cohort)
    ImportRow.objects.bulk_update(beyond, ["outcome", "errors", "remarks", "changes"], batch_size=100)


def _no_room(row: ImportRow, cohort: Cohort) -> None:
    _refuse(row, f"La cohorte a {cohort.capacity} places, invitations comprises : il n’y en a plus.")


def _refuse(row: ImportRow, reason: str) -> None:
    """What speaks against a row besides itself; what it would have changed, and what a remark announces, does not come."""
    row.outcome, row.changes, row.remarks = Outcome.REFUSED, [], []
    row.errors = [*row.errors, {"column": "courriel", "value": row.email, "reason": reason}]


def apply(run_id: int) -> None:
    """Writes the valid rows in pieces, each whole or not at all. May be run again: what is written is not written twice."""
    failures = 0
    while True:
        try:
            if not _apply_some(run_id):
                return
        except IntegrityError:
            # Someone invited the same person meanwhile: the rows are judged anew, and see her invitation.
            failures += 1
            if failures > 5:
                raise


@transaction.atomic
def _apply_some(run_id: int) -> bool:
    run = ImportRun.objects.select_for_update().select_related("cohort", "by").get(pk=run_id)
    if run.state != ImportState.IMPORTING:
        return False
    rows = list(run.rows.to_apply()[:WRITTEN_AT_ONCE])
    if not rows:
        run.state, run.beat_at = ImportState.DONE, timezone.now()
        run.save(update_fields=["state", "beat_at"])
        if run.sends_mail:
            transaction.on_commit(send_invitations.enqueue)
        return False
    cohort = Cohort.objects.select_for_update().get(pk=run.cohort_id)
    lookup = Lookup(cohort, [row.email for row in rows])
    _Writer(run, cohort, lookup).write(rows)
    now = timezone.now()
    for row in rows:
        row.applied_at = now
    ImportRow.objects.bulk_update(rows, ["outcome", "errors", "remarks", "changes", "applied_at"], batch_size=100)
    run.done += len(rows)
    run.beat_at = now
    run.save(update_fields=["done", "beat_at"])
    return True


class _Writer:
    """Writes one piece of rows, judged again on what the cohort holds now. One that is over by then takes nobody: each row says so."""

    def __init__(self, run: ImportRun, cohort: Cohort, lookup: Lookup) -> None:
        self.run, self.cohort, self.lookup = run, cohort, lookup
        self.trail: list[AuditEntry] = []
        self.left = places_left(cohort)

    def write(self, rows: list[ImportRow]) -> None:
        created: list[ImportRow] = []
        for row in rows:
            judge(row, self.lookup)
            if row.outcome in {Outcome.CREATED, Outcome.UPDATED} and not self.cohort.is_arrangeable:
                _refuse(row, f"La cohorte est {self.cohort.get_state_display()} : ses personnes ne changent plus.")
            if row.outcome == Outcome.CREATED and self.left is not None and self.left <= len(created):
                _no_room(row, self.cohort)
            if row.outcome == Outcome.CREATED:
                created.append(row)
            elif row.outcome == Outcome.UPDATED:
                self._update(row)
        invitations = Invitation.objects.bulk_create([self._invitation(row) for row in created])
        state = Delivery.QUEUED if self.run.sends_mail else Delivery.PREPARED
        InvitationLink.objects.bulk_create(new_link(invitation, state) for invitation in invitations)
        audit.record_all(self.trail)

    def _invitation(self, row: ImportRow) -> Invitation:
        values = row.values
        self._note("invited", f"{values.get('first_name', '')} {values.get('last_name', '')}".strip(), after={"adresse": row.email})
        return Invitation(
            cohort=self.cohort,
            email=row.email,
            first_name=values.get("first_name", ""),
            last_name=values.get("last_name", ""),
            territory=self._territory(row),
            organisation=values.get("organisation", ""),
            joins_on=day_of(values.get("joins_on", "")),
            invited_by=self.run.by,
        )

    def _update(self, row: ImportRow) -> None:
        standing = self.lookup.enrolled.get(row.email) or self.lookup.waiting[row.email]
        changed = {change["column"] for change in row.changes}
        fields = [name for name, column in COLUMNS.items() if column in changed]
        for name, column in (("organisation", "organisation"), ("first_name", "prénom"), ("last_name", "nom")):
            if column in changed:
                setattr(standing, name, row.values[name])
        if "territoire" in changed:
            standing.territory = self._territory(row)
        if "arrivée" in changed:
            standing.joins_on = day_of(row.values["joins_on"])
        standing.save(update_fields=fields)
        before = {change["column"]: change["before"] for change in row.changes}
        after = {change["column"]: change["after"] for change in row.changes}
        name = standing.full_name if isinstance(standing, Invitation) else str(standing.user)
        self._note("details", name, before=before, after=after)

    def _territory(self, row: ImportRow) -> Territory | None:
        name = row.values.get("territory", "")
        if not name:
            return None
        found = territory_of(row, self.lookup)
        if found is None:
            found = territory_named(name, region=row.values.get("region", "")[:80])
            self.lookup.territories[folded(name)] = found
        return found

    def _note(self, action: str, target: str, **detail: Any) -> None:
        self.trail.append(audit.entry(by=self.run.by, action=action, target=target, scope=self.cohort.scope, **detail))
