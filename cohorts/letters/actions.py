"""Writing to people of a cohort."""

import uuid

from django.db import transaction

from accounts.models import User
from cohorts.actions import CohortError
from cohorts.enums import Audience
from cohorts.models import Cohort, Enrolment, Letter, LetterCopy
from cohorts.tasks import send_letters


@transaction.atomic
def send_letter(
    *, cohort: Cohort, author: User, key: uuid.UUID, audience: str, subject: str, body: str, recipients: list[Enrolment]
) -> Letter:
    """Writes a mail to each of these people through the queue. The same form sent twice (`key`) writes once."""
    if not cohort.is_kept:
        raise CohortError("Cette cohorte est archivée : elle se lit, et ne change plus.")
    if not recipients:
        raise CohortError("Ce courriel n’a pas de destinataire. Choisissez à qui écrire.")
    if audience not in Audience.values:
        raise CohortError("Choisissez à qui écrire.")
    asked = (subject, body, sorted(one.pk for one in recipients))
    letter, created = Letter.objects.get_or_create(
        key=key, defaults={"cohort": cohort, "author": author, "audience": audience, "subject": subject, "body": body}
    )
    if created:
        LetterCopy.objects.bulk_create(LetterCopy(letter=letter, enrolment=one, email=one.user.email) for one in recipients)
        transaction.on_commit(send_letters.enqueue)
    elif letter.cohort_id != cohort.pk:
        raise CohortError("Ce formulaire a déjà servi. Rechargez la page.")
    elif (letter.subject, letter.body, sorted(letter.copies.values_list("enrolment", flat=True))) != asked:
        # The arrow brings a form back after it was sent: other words in it, or other people, are another mail, never lost.
        again = uuid.uuid5(key, repr(asked))
        return send_letter(cohort=cohort, author=author, key=again, audience=audience, subject=subject, body=body, recipients=recipients)
    return letter
