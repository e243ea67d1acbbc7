"""What changes an account."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from accounts import audit
from accounts.models import User

EDITORS = "Éditeurs"
AUTHORS = "Auteurs"


def editors_group() -> Group:
    """The Wagtail group of the editors; `pages` gives it its permissions."""
    return Group.objects.get_or_create(name=EDITORS)[0]


def authors_group() -> Group:
    """The Wagtail group of those who write and ask for a review; `pages` gives it its permissions."""
    return Group.objects.get_or_create(name=AUTHORS)[0]


@transaction.atomic
def set_roles(
    *,
    user: User,
    by: User | None,
    trainer: bool | None = None,
    editor: bool | None = None,
    author: bool | None = None,
    administrator: bool | None = None,
) -> None:
    """Gives and takes roles; what is None stays. The groups of the editors' room follow, and the change is written down."""
    asked = {"is_trainer": trainer, "is_editor": editor, "is_author": author, "is_superuser": administrator}
    changed = {name: value for name, value in asked.items() if value is not None and getattr(user, name) != value}
    before = {name: getattr(user, name) for name in changed}
    for name, value in changed.items():
        setattr(user, name, value)
    if changed:
        user.save(update_fields=list(changed))
        audit.record(by=by, action="roles", target=user.email, before=before, after=changed)
    for is_member, group in ((user.is_editor, editors_group()), (user.is_author, authors_group())):
        if is_member:
            user.groups.add(group)
        else:
            user.groups.remove(group)


@transaction.atomic
def settle_address(user: User) -> None:
    """Makes the address of an account the only one that opens it. It counts as confirmed once a code that was sent there has been typed.

    allauth keeps addresses in rows of its own, signs in by each of them, and confirms none that has no row.
    """
    mine = EmailAddress.objects.filter(user=user)
    mine.exclude(email=user.email).delete()
    EmailAddress.objects.get_or_create(user=user, email=user.email)
    mine.update(primary=True)


def note_account(*, user: User, former: User | None, by: User | None) -> None:
    """Writes down what changed of an account itself: its name, its address, whether one comes in by it. `former`: None for a new one."""
    names = [name for name in ("email", "first_name", "last_name", "is_active") if getattr(former, name, None) != getattr(user, name)]
    if names:
        before = {name: getattr(former, name) for name in names} if former is not None else None
        audit.record(by=by, action="account", target=user.email, before=before, after={name: getattr(user, name) for name in names})
