"""Where two people stand with what they agreed on, and what each may read of the other."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from assessments.crossing.models import Consent, CrossView
from assessments.crossing.pairs import Pair, seated_with
from assessments.enums import ConsentKind, Moment
from assessments.taking.models import SelfAssessment, sharing
from cohorts.models import Enrolment
from pages.templatetags.typography import of

# What a feature is called in addresses.
FEATURES = {"partage": ConsentKind.RECIPROCAL, "regard": ConsentKind.CROSSED}
SLUGS = {kind: slug for slug, kind in FEATURES.items()}


@dataclass(frozen=True)
class Seen:
    """What a partner says about one indicator: plain text, as it was written; never a level."""

    author: str
    situation: str
    question: str
    proof: str
    sent: datetime


@dataclass(frozen=True)
class Agreement:
    """One feature between two people: since when each has given her word to the other; None where she has not, or took it back.

    `stopped_by_me` and `stopped_by_them` tell a word that was taken back after the other's was given from one that is still awaited.
    """

    kind: ConsentKind
    mine: datetime | None
    theirs: datetime | None
    stopped_by_me: bool = False
    stopped_by_them: bool = False

    @property
    def slug(self) -> str:
        """What addresses call it."""
        return SLUGS[self.kind]

    @property
    def is_mutual(self) -> bool:
        return self.mine is not None and self.theirs is not None

    @property
    def is_offered(self) -> bool:
        """Whether this person proposes it, and the other has neither agreed nor taken her own word back."""
        return self.mine is not None and self.theirs is None and not self.stopped_by_them

    @property
    def is_asked(self) -> bool:
        """Whether the other proposes it, and waits: not where this person has answered by taking her own word back."""
        return self.theirs is not None and self.mine is None and not self.stopped_by_me


@dataclass(frozen=True)
class Step:
    """What this person may do next with that partner, as a line that leads there. `is_due`: the other waits for her."""

    code: str
    words: str
    url: str
    is_due: bool


@dataclass(frozen=True)
class PairState:
    """A pair at one moment: both words given on each side, what each has sent, what is readable, and the next step."""

    pair: Pair
    sharing: Agreement
    crossing: Agreement
    own: SelfAssessment | None
    theirs: SelfAssessment | None
    view: CrossView | None
    their_view: CrossView | None

    @property
    def enrolment(self) -> Enrolment:
        """The partner."""
        return self.pair.partner

    @property
    def moment(self) -> Moment:
        return self.pair.moment

    @property
    def is_former(self) -> bool:
        return self.pair.is_former

    @property
    def has_word(self) -> bool:
        """Whether a word of either of them stands, on one feature or the other."""
        return any(word is not None for one in (self.sharing, self.crossing) for word in (one.mine, one.theirs))

    def agreement(self, kind: ConsentKind) -> Agreement:
        """The words given on one of the two features."""
        return self.sharing if kind == ConsentKind.RECIPROCAL else self.crossing

    @property
    def shares(self) -> bool:
        """Whether each reads the other's answers: both agreed, and both have sent theirs."""
        return self.sharing.is_mutual and self.own is not None and self.theirs is not None

    @property
    def has_sent_view(self) -> bool:
        return self.view is not None and self.view.submitted_at is not None

    @property
    def crosses(self) -> bool:
        """Whether each reads what the other says: both agreed, and both have sent theirs."""
        return self.crossing.is_mutual and self.has_sent_view and self.their_view is not None

    @property
    def their_sending(self) -> datetime | None:
        """When the partner sent hers. A former one is not told what one sends since, unless the two still agree."""
        return self.theirs.submitted_at if self.theirs and (self.sharing.is_mutual or not self.is_former) else None

    @property
    def their_view_sending(self) -> datetime | None:
        """The same for what she says."""
        return self.their_view.submitted_at if self.their_view and (self.crossing.is_mutual or not self.is_former) else None

    def may_give(self, agreement: Agreement) -> bool:
        """Whether she may give her word: to a partner of today, or to a former one who proposes it; not once she has withdrawn."""
        return self.pair.may_write and agreement.mine is None and (not self.is_former or agreement.theirs is not None)

    @property
    def may_write_view(self) -> bool:
        """Whether she may write about the other: both agreed, and hers is not sent yet."""
        return self.pair.may_write and self.crossing.is_mutual and not self.has_sent_view

    @property
    def url(self) -> str:
        return reverse("crossing", args=[self.moment, self.enrolment.pk])

    @property
    def view_url(self) -> str:
        return reverse("cross_view", args=[self.moment, self.enrolment.pk])

    @property
    def next(self) -> Step | None:
        """The one line to show: first what the other waits for, then what is there to read, then what may be proposed.

        Whoever has left the cohort waits for nothing, and sends nothing more: only what she has sent is still to be answered.
        """
        name, is_here = self.pair.name, not self.pair.partner_has_left
        if self.pair.may_write:
            if self.sharing.is_asked and is_here:
                return Step("answer_sharing", f"{name} propose un partage : répondre", self.url, True)
            if self.crossing.is_asked and is_here:
                return Step("answer_crossing", f"{name} propose un regard croisé : répondre", self.url, True)
            if self.crossing.is_mutual and not self.has_sent_view and (is_here or self.their_view is not None):
                verb = "Continuer" if self.view is not None else "Écrire"
                return Step("write_view", f"{verb} votre regard sur la pratique {of(name)}", self.view_url, True)
            if self.sharing.is_mutual and self.own is None and (is_here or self.theirs is not None):
                words = f"Envoyer votre positionnement, pour lire celui {of(name)}"
                return Step("send_own", words, f"/competences/{self.moment}/", True)
        if self.crosses:
            return Step("read_view", f"Lire le regard {of(name)}", self.view_url, False)
        if self.shares and self.theirs is not None:
            return Step("read_theirs", f"Lire les réponses {of(name)}", reverse("assessment_read", args=[self.theirs.pk]), False)
        if any(one.is_offered for one in (self.sharing, self.crossing)) and is_here and self.pair.may_write:
            return Step("wait", f"Vous avez proposé : {name} n’a pas encore répondu", self.url, False)
        if any(self.may_give(one) for one in (self.sharing, self.crossing)):
            return Step("propose", f"Partager et croiser vos regards avec {name}", self.url, False)
        return None


def states(enrolment: Enrolment, moment: str) -> list[PairState]:
    """Where she stands with each partner, of today and of before, at one moment. Four queries whatever their number."""
    return states_at(enrolment, [moment])


def states_at(enrolment: Enrolment, moments: Iterable[str]) -> list[PairState]:
    """The same over several moments, in the order given: for each, every partner. Four queries."""
    seated = seated_with(enrolment)
    pairs = [Pair(enrolment, partner, Moment(moment), is_former) for moment in moments for partner, is_former in seated]
    return _standing(enrolment, pairs) if pairs else []


def state_of(pair: Pair) -> PairState:
    """Where one pair stands. Three queries."""
    return _standing(pair.me, [pair])[0]


def sendings(pair: Pair) -> tuple[list[datetime], list[datetime]]:
    """When each of the two sent her answers at this moment, in order: a word opens them all, not the last only. One query."""
    rows = SelfAssessment.objects.submitted().filter(enrolment__in=[pair.me, pair.partner], moment=pair.moment).in_order()
    sent = list(rows.values_list("enrolment", "submitted_at"))
    mine, theirs = ([at for who, at in sent if who == one.pk and at is not None] for one in (pair.me, pair.partner))
    return mine, theirs


def _standing(me: Enrolment, pairs: list[Pair]) -> list[PairState]:
    others, moments = {one.partner.pk for one in pairs}, {one.moment for one in pairs}
    between = Q(giver=me, receiver__in=others) | Q(giver__in=others, receiver=me)
    given: dict[tuple[str, str, int, int], datetime] = {}
    taken_back: dict[tuple[str, str, int, int], datetime] = {}
    for word in Consent.objects.filter(between, moment__in=moments).order_by("given_at", "pk"):
        key = (word.kind, word.moment, word.giver_id, word.receiver_id)
        if word.withdrawn_at is None:
            given[key] = word.given_at
        else:
            taken_back[key] = word.withdrawn_at
    sent: dict[tuple[str, int], SelfAssessment] = {}
    for one in SelfAssessment.objects.submitted().filter(enrolment__in={me.pk, *others}, moment__in=moments).defer("asked").in_order():
        sent[one.moment, one.enrolment_id] = one  # the last of several
    about = Q(author=me, subject__in=others) | Q(author__in=others, subject=me, submitted_at__isnull=False)
    views = {(one.moment, one.author_id, one.subject_id): one for one in CrossView.objects.filter(about, moment__in=moments)}

    def stops(word: tuple[str, str, int, int], other: tuple[str, str, int, int]) -> bool:
        """Whether a word is taken back while the other's, given before, still stands."""
        return word not in given and word in taken_back and other in given and given[other] < taken_back[word]

    def agreement(kind: ConsentKind, pair: Pair) -> Agreement:
        key, back = (kind, pair.moment, me.pk, pair.partner.pk), (kind, pair.moment, pair.partner.pk, me.pk)
        return Agreement(kind, given.get(key), given.get(back), stops(key, back), stops(back, key))

    return [
        PairState(
            pair=pair,
            sharing=agreement(ConsentKind.RECIPROCAL, pair),
            crossing=agreement(ConsentKind.CROSSED, pair),
            own=sent.get((pair.moment, me.pk)),
            theirs=sent.get((pair.moment, pair.partner.pk)),
            view=views.get((pair.moment, me.pk, pair.partner.pk)),
            their_view=views.get((pair.moment, pair.partner.pk, me.pk)),
        )
        for pair in pairs
    ]


def received(user: User, moments: Iterable[str], enrolment: Enrolment) -> dict[tuple[str, str], list[Seen]]:
    """What partners say about this person, by moment and code of indicator; only what may be read now. Two queries."""
    views = CrossView.objects.readable_by(user).filter(subject=enrolment, moment__in=list(moments)).exclude(author__user=user)
    found: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for view in views.select_related("author__user").prefetch_related("observations"):
        for one in view.observations.all():
            if not one.is_empty and view.submitted_at is not None:
                seen = Seen(view.author.user.first_name, one.seen, one.question, one.proof, view.submitted_at)
                found[view.moment, one.code].append(seen)
    return dict(found)


def shared_with(user: User) -> list[SelfAssessment]:
    """The snapshots that others share with this person and she with them, the latest first. One query.

    What a trainer reads because its author shows it to trainers is not among them.
    """
    open_to_her = sharing().filter(giver=OuterRef("enrolment"), moment=OuterRef("moment"), receiver__user=user)
    found = SelfAssessment.objects.readable_by(user).submitted().exclude(enrolment__user=user).filter(Exists(open_to_her))
    return list(found.select_related("enrolment__user", "enrolment__cohort", "version").defer("asked").order_by("-submitted_at", "-pk"))


@dataclass(frozen=True)
class Shown:
    """One snapshot of one's own, with the partners who read it at this moment."""

    assessment: SelfAssessment
    readers: list[Enrolment]


def visible_to(user: User) -> list[Shown]:
    """One's own snapshots, the latest first, and which partners read each now. Two queries."""
    mine = SelfAssessment.objects.submitted().of(user).select_related("enrolment__cohort").defer("asked").order_by("-submitted_at", "-pk")
    readers: dict[tuple[str, int], list[Enrolment]] = defaultdict(list)
    for consent in sharing().filter(giver__user=user).select_related("receiver__user"):
        readers[consent.moment, consent.giver_id].append(consent.receiver)
    return [Shown(one, readers[one.moment, one.enrolment_id]) for one in mine]


def readers_of(assessment: SelfAssessment) -> QuerySet[Consent]:
    """The words that open this snapshot to partners, with whom each is given to."""
    return sharing().filter(moment=assessment.moment, giver=assessment.enrolment_id).select_related("receiver")


def words_given(draft: SelfAssessment) -> QuerySet[Consent]:
    """To whom its author has already said that they may read what she is about to send, and whether the sending alone opens it. One query.

    A word may be given before one sends, and stands when a moment is opened again or a binôme has ended.
    """
    opens = Exists(sharing().filter(pk=OuterRef("pk")))
    mine = Consent.objects.standing().filter(kind=ConsentKind.RECIPROCAL, moment=draft.moment, giver=draft.enrolment_id)
    return mine.annotate(opens=opens).select_related("receiver__user")


def reads_as_partner(user: User, assessment: SelfAssessment) -> bool:
    """Whether she reads this snapshot because she and its author share with each other, rather than as a trainer. One query."""
    return readers_of(assessment).filter(receiver__user=user).exists()
