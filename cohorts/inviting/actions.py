"""Inviting, sending again, taking back, accepting."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.delivery import Delivery
from accounts.models import User
from cohorts.actions import CohortError, require_arrangeable
from cohorts.desk.actions import enrol, hold_place, require_room
from cohorts.inviting.mail import new_link
from cohorts.models import Cohort, Enrolment, Invitation, InvitationLink
from cohorts.tasks import send_invitations
from territories.models import Territory


def invite(
    *,
    cohort: Cohort,
    by: User,
    email: str,
    first_name: str,
    last_name: str = "",
    territory: Territory | None = None,
    organisation: str = "",
    joins_on: date | None = None,
    sends: bool = True,
) -> Invitation:
    """Invites one person. With `sends` the mail goes to the queue at once, otherwise it is prepared and waits."""
    email = email.strip().lower()
    try:
        with transaction.atomic():
            locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
            require_arrangeable(locked)
            _refuse_if_there(locked, email)
            require_room(locked)
            hold_place(territory)
            invitation = Invitation.objects.create(
                cohort=locked,
                email=email,
                first_name=first_name,
                last_name=last_name,
                territory=territory,
                organisation=organisation,
                joins_on=joins_on,
                invited_by=by,
            )
            new_link(invitation, Delivery.QUEUED if sends else Delivery.PREPARED).save()
            _trail(invitation, "invited", by, after={"adresse": email})
    except IntegrityError:
        raise CohortError(f"Une invitation attend déjà à l’adresse {email}. Vous pouvez la renvoyer.") from None
    if sends:
        transaction.on_commit(send_invitations.enqueue)
    return invitation


def _refuse_if_there(cohort: Cohort, email: str) -> None:
    there = cohort.enrolments.filter(user__email__iexact=email).select_related("user").first()
    if there is not None and there.left_on:
        raise CohortError(f"{there.user} s’est retirée ou retiré de cette cohorte. Faites revenir cette personne depuis sa page.")
    if there is not None:
        raise CohortError(f"{there.user} fait déjà partie de la cohorte.")


@transaction.atomic
def resend(*, invitation: Invitation, by: User) -> InvitationLink:
    """Sends a new link; those sent before end, whether they were opened or not."""
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=invitation.pk)
    require_arrangeable(locked.cohort)
    if not locked.is_pending:
        raise CohortError("Cette invitation a déjà été acceptée ou annulée. Rechargez la page.")
    locked.links.filter(revoked_at=None).update(revoked_at=timezone.now())
    link = new_link(locked, Delivery.QUEUED)
    link.save()
    _trail(locked, "invited", by, after={"adresse": locked.email, "lien": "renvoyé"})
    transaction.on_commit(send_invitations.enqueue)
    return link


@transaction.atomic
def send_prepared(*, cohort: Cohort, by: User) -> int:
    """Sends every invitation of the cohort that was prepared and not sent; how many."""
    require_arrangeable(cohort)
    links = InvitationLink.objects.standing().filter(
        invitation__cohort=cohort, invitation__accepted_at=None, invitation__revoked_at=None, delivery=Delivery.PREPARED
    )
    count = links.update(delivery=Delivery.QUEUED)
    if count:
        audit.record(by=by, action="invited", target=cohort.name, scope=cohort.scope, after={"invitations envoyées": count})
        transaction.on_commit(send_invitations.enqueue)
    return count


@transaction.atomic
def revoke(*, invitation: Invitation, by: User) -> None:
    """Takes an invitation back: its link opens nothing any more, and its place is free."""
    require_arrangeable(invitation.cohort)
    now = timezone.now()
    if not Invitation.objects.pending().filter(pk=invitation.pk).update(revoked_at=now):
        raise CohortError("Cette invitation a déjà été acceptée ou annulée. Rechargez la page.")
    invitation.links.filter(revoked_at=None).update(revoked_at=now, delivery=Delivery.PREPARED)
    _trail(invitation, "invitation_revoked", by, before={"adresse": invitation.email})


@transaction.atomic
def accept(*, link: InvitationLink, user: User, territory: Territory | None, organisation: str) -> Enrolment:
    """The person joins the cohort. A link serves once: of two answers at the same moment, one joins and the other is told."""
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=link.invitation_id)
    stored = InvitationLink.objects.get(pk=link.pk)
    if not invitation.is_pending or stored.revoked_at or stored.is_expired:
        raise CohortError("Ce lien a déjà servi ou n’est plus valable. Demandez-en un autre à la personne qui vous invite.")
    if not invitation.cohort.is_arrangeable:
        raise CohortError("Cette cohorte est terminée : on ne peut plus la rejoindre.")
    values: dict[str, Any] = {"territory": territory, "organisation": organisation, "joins_on": invitation.joins_on}
    enrolment = enrol(user=user, cohort=invitation.cohort, by=user, **values)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now(), enrolment=enrolment)
    return enrolment


def _trail(invitation: Invitation, action: str, by: User, *, before: Any = None, after: Any = None) -> None:
    audit.record(by=by, action=action, target=invitation.full_name, scope=invitation.cohort.scope, before=before, after=after)
