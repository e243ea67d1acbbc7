"""The words of a trainer's mail."""

from django.core.mail import EmailMessage

from accounts.models import User
from cohorts.models import Cohort, LetterCopy


def signed(body: str, author: User, cohort: Cohort) -> str:
    """What is sent: the trainer's text, and who writes from which cohort."""
    return f"{body.strip()}\n\n-- \n{author}\n{cohort.name}, parcours « Co-construction territoriale »\n"


def compose(copy: LetterCopy) -> EmailMessage:
    """One person's copy; an answer goes to the trainer."""
    letter = copy.letter
    return EmailMessage(
        subject=letter.subject,
        body=signed(letter.body, letter.author, letter.cohort),
        to=[copy.email],
        reply_to=[letter.author.email],
    )
