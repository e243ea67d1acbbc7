"""Giving one's word and taking it back; writing about a partner, and sending it once."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.notices.actions import take_back, tell
from assessments.crossing.models import Consent, ConsentQuerySet, CrossView, Observation
from assessments.crossing.pairs import Pair
from assessments.crossing.reading import readers_of, state_of
from assessments.enums import ConsentKind, Moment
from assessments.framework.models import FrameworkVersion, Indicator
from assessments.participants import AssessmentError
from assessments.taking.models import MomentOpening, SelfAssessment
from cohorts.models import Enrolment

PLACES = ("seen", "question", "proof")  # what may be said about an indicator
WITHDRAWN = "Vous vous êtes retirée ou retiré de la cohorte : ce qui est à vous se lit, et ne change plus."
SENT = "Ce regard est déjà envoyé : il ne change plus."


class Stale(AssessmentError):
    """The draft was written elsewhere meanwhile; nothing was kept of this form, and both texts are to be shown."""


@dataclass(frozen=True)
class Words:
    """What is said about one indicator. Any of the three may be empty."""

    seen: str = ""
    question: str = ""
    proof: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.seen or self.question or self.proof)


@transaction.atomic
def give(*, pair: Pair, kind: ConsentKind) -> Consent:
    """Gives one's word to this partner for this moment, once; it shows nothing until the other has given hers. She is told."""
    _hold(pair)
    standing = _mine(pair, kind).first()
    if standing is not None:
        return standing
    if not pair.may_write:
        raise AssessmentError(WITHDRAWN)
    is_answer = Consent.objects.standing().filter(kind=kind, moment=pair.moment, giver=pair.partner, receiver=pair.me).exists()
    if pair.is_former and not is_answer:
        raise AssessmentError("Vous n’êtes plus en binôme : rien de nouveau ne se propose entre vous.")
    made = Consent.objects.create(kind=kind, moment=pair.moment, giver=pair.me, receiver=pair.partner)
    what = "un partage réciproque" if kind == ConsentKind.RECIPROCAL else "un regard croisé"
    words = f"{pair.me.user} {'accepte' if is_answer else 'propose'} {what} : {pair.moment.label}."
    url = reverse("crossing", args=[pair.moment, pair.me.pk])
    tell(to=[pair.partner.user_id], kind="share_asked", by=pair.me.user, text=words, url=url, about=pair.about(kind))
    return made


@transaction.atomic
def withdraw(*, pair: Pair, kind: ConsentKind) -> bool:
    """Takes one's word back, whoever has left meanwhile: neither is shown from now on, and no notice leads there. The row stays."""
    _hold(pair)
    taken = _mine(pair, kind).update(withdrawn_at=timezone.now())
    if taken:
        take_back(about=pair.about(kind))
    return bool(taken)


def tell_readers(*, assessment: SelfAssessment) -> None:
    """Called by whoever sends a self-assessment, in the same transaction: the partners with whom it completes a sharing are told."""
    author = assessment.enrolment
    for consent in readers_of(assessment):
        pair = Pair(author, consent.receiver, Moment(assessment.moment), is_former=False)
        words = f"{author.user} a envoyé ses réponses : chaque personne lit celles de l’autre, {pair.moment.label}."
        url = reverse("assessment_read", args=[assessment.pk])
        about = pair.about(ConsentKind.RECIPROCAL)
        tell(to=[consent.receiver.user_id], kind="share_ready", by=author.user, text=words, url=url, about=about)


def version_for(pair: Pair) -> FrameworkVersion:
    """The framework to write in: the one its subject answers, or the author; otherwise the moment's, otherwise the latest."""
    answered = SelfAssessment.objects.filter(enrolment__in=[pair.partner, pair.me], moment=pair.moment).select_related("version")
    ordered = sorted(answered, key=lambda one: (one.enrolment_id == pair.partner.pk, one.number), reverse=True)
    if ordered:
        return ordered[0].version
    opening = MomentOpening.objects.filter(cohort=pair.me.cohort_id, moment=pair.moment).select_related("version").first()
    found = opening.version if opening and opening.version else FrameworkVersion.objects.published().first()
    if found is None:
        raise AssessmentError("Le référentiel n’est pas encore publié.")
    return found


def fingerprint(section: Mapping[str, Words]) -> str:
    """What a screen holds, in a few signs: tells whether the part that it shows was written elsewhere meanwhile."""
    texts = "\x1f".join(
        f"{code}\x1e{one.seen}\x1e{one.question}\x1e{one.proof}" for code, one in sorted(section.items()) if not one.is_empty
    )
    return sha256(texts.encode()).hexdigest()[:16]


def written(view: CrossView | None, codes: list[str]) -> dict[str, Words]:
    """What a view holds on these indicators, empty places included."""
    rows = {one.code: Words(one.seen, one.question, one.proof) for one in view.observations.all()} if view is not None else {}
    return {code: rows.get(code, Words()) for code in codes}


@transaction.atomic
def keep_section(
    *, pair: Pair, version: FrameworkVersion, indicators: list[Indicator], words: Mapping[str, Words], revision: int, shown: str
) -> CrossView:
    """Keeps what a screen holds in the draft. A screen that did not see the last text of these indicators keeps nothing: `Stale`.

    `revision` counts the writings of the draft; `shown` is the fingerprint of what the screen was opened on, so that a text
    written on another competency meanwhile disturbs nobody.
    """
    _hold(pair)
    _require_crossing(pair)
    view, _ = CrossView.objects.get_or_create(author=pair.me, subject=pair.partner, moment=pair.moment, defaults={"version": version})
    view = CrossView.objects.select_for_update(no_key=True).get(pk=view.pk)
    if view.submitted_at is not None:
        raise AssessmentError(SENT)
    codes = [one.code for one in indicators]
    stored = written(view, codes)
    if view.revision != revision and fingerprint(stored) != shown and stored != dict(words):
        raise Stale("Ce texte a été écrit ailleurs entre-temps. Rien n’est perdu : choisissez.")
    kept = CrossView.objects.filter(pk=view.pk, revision=view.revision, submitted_at=None)
    if not kept.update(revision=F("revision") + 1, saved_at=timezone.now()):
        raise Stale("Ce texte a été écrit ailleurs entre-temps. Rien n’est perdu : choisissez.")
    for indicator in indicators:
        said = words[indicator.code]
        if said.is_empty:
            Observation.objects.filter(view=view, code=indicator.code).delete()
        elif said != stored[indicator.code]:
            values = {"title": indicator.title, **{name: getattr(said, name) for name in PLACES}}
            Observation.objects.update_or_create(view=view, code=indicator.code, defaults=values)
    view.refresh_from_db()
    return view


@transaction.atomic
def send(*, pair: Pair, revision: int) -> bool:
    """Sends the draft as it was read, once; whether it was this very click. From then on it does not change (triggers say so).

    The other is told when both are sent: that is when both become readable.
    """
    _hold(pair)
    view = CrossView.objects.select_for_update(no_key=True).filter(author=pair.me, subject=pair.partner, moment=pair.moment).first()
    if view is not None and view.submitted_at is not None:
        return False
    _require_crossing(pair)
    if view is None or not view.observations.exclude(Q(seen="") & Q(question="") & Q(proof="")).exists():
        raise AssessmentError(f"Ce regard est encore blanc. Écrivez au moins une situation, une question ou une preuve pour {pair.name}.")
    if not CrossView.objects.filter(pk=view.pk, submitted_at=None, revision=revision).update(submitted_at=timezone.now()):
        raise Stale("Votre brouillon a changé depuis que vous l’avez relu. Le voici : relisez-le, puis envoyez-le.")
    if state_of(pair).crosses:
        words = f"{pair.me.user} et vous : le regard croisé est visible, {pair.moment.label}."
        url = reverse("cross_view", args=[pair.moment, pair.me.pk])
        about = pair.about(ConsentKind.CROSSED)
        tell(to=[pair.partner.user_id], kind="crossed_ready", by=pair.me.user, text=words, url=url, about=about)
    return True


def _require_crossing(pair: Pair) -> None:
    """Writing about somebody needs her word and one's own, at the moment of writing."""
    if not pair.may_write:
        raise AssessmentError(WITHDRAWN)
    if not _mine(pair, ConsentKind.CROSSED).mutual().exists():
        raise AssessmentError(f"Le regard croisé demande votre accord et celui de {pair.name}. Votre texte n’est pas enregistré.")


def _mine(pair: Pair, kind: ConsentKind) -> ConsentQuerySet:
    return Consent.objects.standing().filter(kind=kind, moment=pair.moment, giver=pair.me, receiver=pair.partner)


def _hold(pair: Pair) -> None:
    """Two people who click at the same moment go one after the other: which of two words came second, which view completes the pair."""
    both = Enrolment.objects.select_for_update(no_key=True).filter(pk__in=[pair.me.pk, pair.partner.pk])
    list(both.order_by("pk").values_list("pk", flat=True))
