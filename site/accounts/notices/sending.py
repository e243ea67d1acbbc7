"""Which notices a mail should tell now, and the words of that mail."""

import re
from collections import defaultdict
from datetime import datetime, timedelta
from email import policy as policies
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.notices.kinds import kinds_for
from accounts.notices.models import Notice, NoticeMail, NoticePace, NoticeSettings, Pace

STOP = "accounts.notices.stop"
SUBJECT = 60  # signs of a subject that a phone shows whole
OLD = timedelta(days=15)  # a notice that no mail told for so long is no news


class OneLine(UnstructuredHeader, BaseHeader):
    """A header that leaves as it was written: an address longer than a line would be encoded, and no mail program reads that (RFC 2369)."""

    max_count = 1

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", OneLine)


class NoticeLetter(EmailMessage):
    """A mail whose address to stop it is found by the mail programs that show a button for it."""

    def message(self, *, policy: Any = policies.default) -> Any:
        return super().message(policy=policy.clone(header_factory=HEADERS))


def is_quiet(choice: NoticeSettings, now: datetime) -> bool:
    """Whether no mail may reach this person at this moment, on her own clock. Quiet hours may span midnight."""
    at = now.astimezone(choice.zone).time()
    start, end = choice.quiet_from, choice.quiet_until
    if start == end:
        return False
    return start <= at < end if start < end else at >= start or at < end


def last_digest(choice: NoticeSettings, now: datetime, *, weekly: bool = False) -> datetime:
    """The last time her daily mail was due: the end of her quiet hours, today or yesterday; the last Monday's if weekly."""
    local = now.astimezone(choice.zone)
    moment = datetime.combine(local.date(), choice.quiet_until, tzinfo=choice.zone)
    if moment > local:
        moment = datetime.combine(local.date() - timedelta(days=1), choice.quiet_until, tzinfo=choice.zone)
    if weekly:
        moment = datetime.combine(moment.date() - timedelta(days=moment.weekday()), choice.quiet_until, tzinfo=choice.zone)
    return moment


def is_due(notice: Notice, pace: Pace, choice: NoticeSettings, now: datetime) -> bool:
    """Whether a mail should tell this notice by now, outside quiet hours."""
    if pace == Pace.NOW:
        return True
    if pace == Pace.NEVER:
        return False
    return notice.at < last_digest(choice, now, weekly=pace == Pace.WEEKLY)


def gather(now: datetime | None = None) -> int:
    """Puts what is due for each person into one mail; how many mails were made. Three queries, and three more a mail."""
    now = now or timezone.now()
    notices: dict[User, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.not_mailed().filter(at__gte=now - OLD).select_related("to").order_by("at", "pk"):
        notices[notice.to].append(notice)
    choices = {one.user_id: one for one in NoticeSettings.objects.filter(user__in=list(notices))}
    paces = {(one.user_id, one.kind): Pace(one.pace) for one in NoticePace.objects.filter(user__in=list(notices))}
    made = 0
    for user, waiting in notices.items():
        choice = choices.get(user.pk) or NoticeSettings(user=user)
        if not user.is_active or choice.stopped_at or is_quiet(choice, now):
            continue
        kinds = {one.code: one for one in kinds_for(user)}  # whose role was taken back is told no more of what it opened
        due = [
            one.pk
            for one in waiting
            if one.kind in kinds and is_due(one, paces.get((user.pk, one.kind), kinds[one.kind].pace), choice, now)
        ]
        if due:
            made += _one_mail(user, due)
    return made


def _one_mail(user: User, due: list[int]) -> bool:
    """One mail for these notices; none where another worker has just made it."""
    with transaction.atomic():
        mail = NoticeMail.objects.create(to=user)
        if Notice.objects.not_mailed().filter(pk__in=due).update(mail=mail):
            return True
        mail.delete()
    return False


def compose(mail: NoticeMail) -> EmailMessage | None:
    """What happened, a line each with its address; None when all of it was taken back meanwhile, or she stopped these mails.

    One click stops these mails (RFC 8058): the mail program shows its own button for it.
    """
    notices = list(mail.notices.order_by("at", "pk"))
    # A server that did not answer is tried again minutes later: much may have been said by then.
    is_stopped = not mail.to.is_active or NoticeSettings.objects.filter(user=mail.to).exclude(stopped_at=None).exists()
    if not notices or is_stopped:
        return None
    site = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    stop = f"{site}{reverse('notices_stop', args=[stop_token(mail.to)])}"
    lines = "\n\n".join(f"{notice.text}\n{site}{notice.url}" for notice in notices)
    subject = subject_of(notices[0].text) if len(notices) == 1 else f"{len(notices)} nouvelles de votre parcours"
    body = (
        f"Bonjour {mail.to.get_short_name()},\n\n{lines}\n\n-- \n"
        f"Choisir ce qui vous est écrit, et quand : {site}{reverse('notices')}\nNe plus recevoir ces courriels : {stop}\n"
    )
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return NoticeLetter(subject=subject, body=body, to=[mail.to.email], headers=headers)


def subject_of(text: str) -> str:
    """The first words of a notice as the subject of its mail, as long as a list of mails shows on a phone; the mail says all of it."""
    if len(text) <= SUBJECT:
        return text
    sentence = re.split(r"(?<=[.?])\s", text.strip(), maxsplit=1)[0].removesuffix(".")
    if len(sentence) <= SUBJECT:
        return sentence
    part = max(sentence.rfind(sign, 0, SUBJECT + 1) for sign in (", ", " : "))
    # A title cut at its comma would be read as the whole title.
    if part >= SUBJECT // 3 and sentence.count("«", 0, part) == sentence.count("»", 0, part):
        return sentence[:part]
    return f"{sentence[: SUBJECT - 1].rsplit(' ', 1)[0].rstrip(',')}…"


def stop_token(user: User) -> str:
    """What the link of a mail carries: it stops mails and opens nothing else, so it never expires."""
    return signing.dumps(user.pk, salt=STOP)


def user_of(token: str) -> User | None:
    """Whose mails a link stops; None for a link that we did not make."""
    try:
        pk = signing.loads(token, salt=STOP)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk).first()
