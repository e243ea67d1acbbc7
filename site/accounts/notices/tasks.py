"""What the queue does for notices. Running it twice sends nothing twice: rows say what is done."""

from django.tasks import task


@task
def send_notices() -> None:
    """Makes the mails that are due by now, and sends what waits."""
    from accounts.delivery import send_waiting
    from accounts.notices.models import NoticeMail
    from accounts.notices.sending import compose, gather

    gather()
    send_waiting(NoticeMail.objects.select_related("to"), compose)
