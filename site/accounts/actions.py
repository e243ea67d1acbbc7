"""What changes an account."""

from django.contrib.auth.models import Group
from django.db import transaction

from accounts import audit
from accounts.models import User

EDITORS = "Éditeurs"


def editors_group() -> Group:
    """The Wagtail group of the editors; `pages` gives it its permissions."""
    return Group.objects.get_or_create(name=EDITORS)[0]


@transaction.atomic
def set_roles(
    *,
    user: User,
    by: User | None,
    trainer: bool | None = None,
    editor: bool | None = None,
    administrator: bool | None = None,
) -> None:
    """Gives and takes roles; what is None stays. The editors' group follows, and the change is written down."""
    asked = {"is_trainer": trainer, "is_editor": editor, "is_superuser": administrator}
    changed = {name: value for name, value in asked.items() if value is not None and getattr(user, name) != value}
    before = {name: getattr(user, name) for name in changed}
    for name, value in changed.items():
        setattr(user, name, value)
    if changed:
        user.save(update_fields=list(changed))
        audit.record(by=by, action="roles", target=user.email, before=before, after=changed)
    if user.is_editor:
        user.groups.add(editors_group())
    else:
        user.groups.remove(editors_group())
