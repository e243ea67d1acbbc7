"""What the queue does for the cohorts. Each task may run twice without harm: rows say what is done."""

from django.tasks import task

from cohorts.models import InvitationLink, LetterCopy


@task
def send_invitations() -> None:
    """Sends every invitation that waits."""
    from accounts.delivery import send_waiting
    from cohorts.inviting.mail import compose

    send_waiting(InvitationLink.objects.standing().select_related("invitation__cohort", "invitation__invited_by"), compose)


@task
def send_letters() -> None:
    """Sends every copy of a trainer's mail that waits."""
    from accounts.delivery import send_waiting
    from cohorts.letters.mail import compose

    send_waiting(LetterCopy.objects.select_related("letter__author", "letter__cohort", "enrolment__user"), compose)


@task
def check_import(run_id: int) -> None:
    """Reads a file of people and says what each row would do."""
    from cohorts.importing.actions import check

    check(run_id)


@task
def apply_import(run_id: int) -> None:
    """Writes the rows of a checked file."""
    from cohorts.importing.actions import apply

    apply(run_id)
