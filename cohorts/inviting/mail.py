"""The invitation's mail and its secret address."""

import hashlib
import secrets

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cohorts.inviting.models import VALID_FOR, Invitation, InvitationLink
from pages.templatetags.typography import day

SALT = "cohorts.invitation"


def token_of(link: InvitationLink) -> str:
    """The secret of a link, made from the site's key each time it is sent: the database cannot give it away."""
    return salted_hmac(SALT, link.nonce, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_link(invitation: Invitation, delivery: str) -> InvitationLink:
    """A link for an invitation, not yet stored."""
    link = InvitationLink(invitation=invitation, nonce=secrets.token_urlsafe(24), expires_at=timezone.now() + VALID_FOR, delivery=delivery)
    link.token_hash = hash_of(token_of(link))
    return link


def compose(link: InvitationLink) -> EmailMessage:
    """Who invites, to what, until when, and the one address to open."""
    invitation = link.invitation
    cohort = invitation.cohort
    token = token_of(link)
    if link.token_hash != hash_of(token):  # the site's key was changed meanwhile
        InvitationLink.objects.filter(pk=link.pk).update(token_hash=hash_of(token))
    url = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("invitation", args=[token])
    host = f"{invitation.invited_by} vous invite" if invitation.invited_by else "Vous êtes invitée ou invité"
    body = (
        f"Bonjour {invitation.first_name},\n\n"
        f"{host} à suivre le parcours « Co-construction territoriale » dans la cohorte « {cohort.name} », "
        f"du {day(cohort.starts_on)} au {day(cohort.ends_on)}.\n\n"
        f"Ouvrez ce lien pour voir de quoi il s’agit, puis accepter ou non :\n{url}\n\n"
        f"Il est à votre nom, sert une fois, et reste valable jusqu’au {day(link.expires_at.astimezone(cohort.zone))}. "
        "Sans réponse de votre part, aucun compte n’est créé.\n"
    )
    reply_to = [invitation.invited_by.email] if invitation.invited_by else []
    return EmailMessage(subject=f"Invitation : {cohort.name}", body=body, to=[invitation.email], reply_to=reply_to)
