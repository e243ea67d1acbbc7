"""What allauth asks us: who may sign up, how mails leave, and which words are said."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts import passes
from accounts.addresses import seen
from accounts.models import User
from accounts.tasks import deliver

# Each way to confirm that one is still the same person, as the pages of the account call it.
WAYS = {
    "reauthenticate": "Utiliser mon mot de passe",
    "mfa_reauthenticate": "Saisir un code",
    "mfa_reauthenticate:webauthn": "Utiliser ma clé de sécurité",
}


class AccountAdapter(DefaultAccountAdapter):
    """Closed sign-up, mails through the queue, sentences that say what to do."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est désactivé. Écrivez à l’équipe du parcours.",
        "email_password_mismatch": "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez, ou demandez un nouveau lien.",
        "email_taken": "Cette adresse a déjà un compte. Connectez-vous avec elle.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_code": "Ce code n’est pas le bon. Vérifiez-le, ou demandez-en un autre.",
        "incorrect_password": "Ce mot de passe n’est pas le bon.",
        "invalid_password_reset": "Ce lien a déjà servi ou n’est plus valable. Demandez-en un autre.",
        "too_many_login_attempts": "Trop d’essais de suite. Attendez cinq minutes, ou demandez un code par courriel.",
        "rate_limited": "Trop de demandes de suite. Attendez quelques minutes, puis recommencez.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only for whoever holds a pass."""
        return passes.current(request) is not None

    def clean_email(self, email: str) -> str:
        """The address of the pass and no other: an invitation is not transferable."""
        email = seen(super().clean_email(email)).lower()
        invited = passes.current(self.request) if self.request is not None and self.request.path.endswith("/inscription/") else None
        if invited is not None and email != invited:
            raise ValidationError(f"L’invitation est au nom de {invited}. Inscrivez-vous avec cette adresse.")
        return email

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The pass proves the address, so it counts as verified; it is spent with the account it opened.

        Whoever else has asked for this address has it no more: beside such a row, allauth would write none for its holder.
        """
        invited = passes.current(request)
        if invited is not None:
            EmailAddress.objects.filter(email=invited, verified=False).delete()
            self.stash_verified_email(request, invited)
        saved: User = super().save_user(request, user, form, commit=commit)
        passes.spend(request)
        return saved

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Of two accounts that confirm one address at the same moment, one has it, and the other is told."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            failed = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, failed, {"email": email_address.email})
            return False

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """The ways that this person has, in the words of the account."""
        return [{**way, "description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def is_safe_url(self, url: str | None) -> bool:
        """Where to go after signing in. What is no address at all leads nowhere, and stops nobody."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def format_email_subject(self, subject: str) -> str:
        """Without a prefix: on a phone the first words are all one sees."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Writes the mail now and lets the queue send it, once what it speaks of is committed."""
        message: EmailMessage = self.render_mail(template_prefix, email, {"request": self.request, **context})

        def enqueue() -> None:
            deliver.enqueue(
                subject=str(message.subject),
                body=str(message.body),
                to=list(message.to),
                sender=str(message.from_email or settings.DEFAULT_FROM_EMAIL),
            )

        transaction.on_commit(enqueue)


class MFAAdapter(DefaultMFAAdapter):
    """What the second factor says: its sentences, and the name that stands beside a passkey."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Ce code n’est pas le bon. Vérifiez-le, ou saisissez le suivant.",
        "unverified_email": "Confirmez d’abord votre adresse électronique.",
        "add_email_blocked": "Avec la double authentification, l’adresse ne se change pas. Désactivez-la d’abord.",
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Co-construction territoriale"}
