"""Saying a word to one's binôme, inviting the trainers in, thanking them."""

import uuid

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.notices.actions import take_back, tell
from cohorts.actions import CohortError
from cohorts.models import Cohort, Conversation, ConversationMember, Message
from cohorts.talking.models import MESSAGE_LIMIT
from cohorts.working.actions import cleaned, tidy
from cohorts.working.parties import Party


def about(conversation: Conversation) -> str:
    """What notices call this conversation."""
    return f"conversation:{conversation.pk}"


INVITED = (
    "Vos formatrices et formateurs ont été invités dans la conversation depuis que cette page s’est ouverte : "
    "ils liront ce mot. Rien n’est parti : relisez-le, puis envoyez."
)


def conversation_of(party: Party) -> Conversation | None:
    """The conversation of the binôme as it is today; None before its first word."""
    return Conversation.objects.filter(cohort=party.me.cohort_id, party=party.together).first()


@transaction.atomic
def begin(party: Party) -> Conversation:
    """The conversation of today's binôme, made with its members at the first word."""
    if not party.partners:
        raise CohortError("Vous n’avez pas de partenaire à qui écrire aujourd’hui. Rien n’est parti : copiez votre texte pour le garder.")
    found, _ = Conversation.objects.get_or_create(cohort_id=party.me.cohort_id, party=party.together)
    members = [ConversationMember(conversation=found, enrolment=one) for one in (party.me, *party.partners)]
    ConversationMember.objects.bulk_create(members, ignore_conflicts=True)
    return found


@transaction.atomic
def say(*, conversation: Conversation, author: User, is_trainer: bool, text: str, key: uuid.UUID, is_between_them: bool = False) -> Message:
    """Adds a word; everyone else in the conversation is told, and its trainers where they are invited. The same form
    says the same words once.

    `is_between_them`: its author wrote on a page that promised « Entre vous seulement ». Where a partner has invited the trainers
    since, the word waits until she knows.
    """
    text = tidy(text, MESSAGE_LIMIT)
    if not text:
        raise CohortError("Écrivez votre message, puis envoyez-le.")
    if not conversation.cohort.is_kept:
        raise CohortError("Cette cohorte est archivée : la conversation se lit, et ne change plus.")
    if is_between_them and Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk).trainers_since:
        raise CohortError(INVITED)
    said, created = Message.objects.get_or_create(
        key=key,
        defaults={"conversation": conversation, "author": author, "by_trainer": is_trainer, "text": text, "html": cleaned(text)},
    )
    if said.conversation_id != conversation.pk or said.author_id != author.pk:
        raise CohortError("Ce formulaire a déjà servi. Rechargez la page.")
    # The arrow brings a form back after it was sent: other words in it are said besides, never lost; and so are words withdrawn since.
    if said.text != text or said.struck_at:
        return say(conversation=conversation, author=author, is_trainer=is_trainer, text=text, key=uuid.uuid5(key, text))
    if created:
        people = dict(conversation.members.values_list("enrolment__user", "enrolment__user__first_name").order_by("pk"))
        names, trainers = list(people.values()), list[int]()
        if conversation.trainers_since is not None:
            trainers = list(conversation.cohort.trainers_today().exclude(pk__in=people).values_list("pk", flat=True))
        to_you, url = f"{author} vous a écrit un mot.", reverse("conversation", args=[conversation.pk])
        # What a trainer answers is for the binôme: another trainer is told whom she has answered, not that she wrote to her.
        to_them = f"{author} a écrit à {' et '.join(filter(None, (', '.join(names[:-1]), *names[-1:])))}." if is_trainer else to_you
        for to, words in ((list(people), to_you), (trainers, to_them)):
            tell(to=to, kind="message", by=author, text=words, url=url, about=about(conversation))
    return said


@transaction.atomic
def invite_trainers(*, conversation: Conversation, by: User) -> None:
    """From now on the cohort's trainers read what is written and may answer; what was written before stays between the two."""
    Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)  # a word that is being sent comes before
    if not Conversation.objects.filter(pk=conversation.pk, trainers_since=None).update(trainers_since=timezone.now(), invited_by=by):
        return
    trainers = conversation.cohort.trainers_today().values_list("pk", flat=True)
    url = reverse("conversation", args=[conversation.pk])
    words = f"{by} vous invite dans la conversation de son binôme."
    tell(to=list(trainers), kind="message", by=by, text=words, url=url, about=about(conversation))


@transaction.atomic
def thank_trainers(*, conversation: Conversation) -> None:
    """The trainers read no more of it, at once."""
    trainers = conversation.cohort.trainers.values_list("pk", flat=True)
    members = set(conversation.members.values_list("enrolment__user", flat=True))
    Conversation.objects.filter(pk=conversation.pk).update(trainers_since=None, invited_by=None)
    take_back(about=about(conversation), to=set(trainers) - members)


def forget_trainer(*, cohort: Cohort, trainer: User) -> None:
    """Whoever trains the cohort no more is no longer told of the conversations to which its trainers are invited; of her own, she is."""
    others = Conversation.objects.filter(cohort=cohort).exclude(members__enrolment__user=trainer).order_by()
    words = others.annotate(word=Concat(Value("conversation:"), Cast("pk", CharField()))).values("word")
    take_back(about=words, to=[trainer.pk], kinds=["message"])


def strike(*, conversation: Conversation, author: User, number: int) -> bool:
    """Its author withdraws a word; its place stays, with the date."""
    mine = Message.objects.filter(pk=number, conversation=conversation, author=author, struck_at=None)
    return bool(mine.update(struck_at=timezone.now()))
