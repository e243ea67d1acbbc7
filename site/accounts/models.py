"""People: one account each, an e-mail address as its name, and the roles that open the rooms of the house."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.addresses import seen


class UserQuerySet(models.QuerySet["User"]):
    def with_email(self, email: str) -> Self:
        """The person with this address, however its capitals are written."""
        return self.filter(email__iexact=email.strip())


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Creates an account; without a password it opens by a link or a code sent by mail."""
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Creates an administrator."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Signs in whatever the capitals of the address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Roles add up: a trainer may be enrolled, an editor may train.

    `is_superuser` is the administrator. What a trainer sees is limited, cohort by cohort, in `cohorts`.
    """

    email = models.EmailField("adresse électronique", unique=True, error_messages={"unique": "Cette adresse a déjà un compte."})
    first_name = models.CharField("prénom", max_length=150)
    last_name = models.CharField("nom", max_length=150, blank=True)
    is_active = models.BooleanField("compte actif", default=True)
    is_trainer = models.BooleanField("formatrice ou formateur", default=False)
    is_editor = models.BooleanField("éditrice ou éditeur", default=False)
    is_author = models.BooleanField(
        "autrice ou auteur", default=False, help_text="Écrit des pages et demande leur relecture. Ne publie pas."
    )
    date_joined = models.DateTimeField("inscription", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "personne"
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_address",
                violation_error_message="Cette adresse a déjà un compte.",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def clean(self) -> None:
        super().clean()
        self.email = seen(self.email).lower()

    def has_usable_password(self) -> bool:
        """Not before she has chosen one: an account made in the admin has an empty password, and she is never asked to type it."""
        return bool(self.password) and super().has_usable_password()

    def holds(self, address: str) -> bool:
        """Whether this address is hers: that of her account, or another that she has confirmed. One that she asked for and has not
        confirmed yet is perhaps somebody else's: it opens nothing of hers, and keeps nobody out."""
        wanted = address.strip().lower()
        confirmed = User.objects.filter(pk=self.pk, emailaddress__email=wanted, emailaddress__verified=True)
        return self.email.lower() == wanted or confirmed.exists()

    @property
    def is_staff(self) -> bool:
        """Whoever may enter the editors' room."""
        return self.is_author or self.is_editor or self.is_superuser

    @property
    def has_wide_view(self) -> bool:
        """Whether this person sees other people's work, and therefore needs a second factor."""
        return self.is_trainer or self.is_editor or self.is_superuser

    @property
    def initial(self) -> str:
        """The letter of this person's disc on the path."""
        return (self.first_name or self.email)[:1].upper()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_short_name(self) -> str:
        return self.first_name or self.email


class AuditEntry(models.Model):
    """Who changed what about people, pairs, dates and roles: when, from what, to what. Rows are only ever added.

    `scope` names what the change belongs to (« cohorte:pionniers »), so that a list can be limited to it.
    """

    at = models.DateTimeField("date", default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par")
    action = models.CharField("action", max_length=60)
    target = models.CharField("objet", max_length=200)
    scope = models.CharField("périmètre", max_length=120, blank=True)
    before = models.JSONField("avant", null=True, blank=True)
    after = models.JSONField("après", null=True, blank=True)

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["scope", "-at"], name="audit_by_scope")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.action} {self.target}"


class Erasure(models.Model):
    """Somebody whose data is being erased, or was: the number of her account, and nothing that names her.

    Triggers that keep proof look for a row without `ended_at`: only the transaction that erases ever sees one.
    """

    person = models.PositiveBigIntegerField("compte")
    began_at = models.DateTimeField("commencé", default=timezone.now)
    ended_at = models.DateTimeField("terminé", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "effacement"
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(ended_at=None), name="one_erasure_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"compte {self.person}, {self.began_at:%d/%m/%Y}"


# Rows of the same app, kept in their own file; Django finds models here.
from accounts.notices.models import Notice, NoticeMail, NoticePace, NoticeSettings  # noqa: E402

__all__ = ["AuditEntry", "Erasure", "Notice", "NoticeMail", "NoticePace", "NoticeSettings", "User", "UserManager", "UserQuerySet"]
