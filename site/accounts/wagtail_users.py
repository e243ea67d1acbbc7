"""The people screen of the Wagtail admin: roles in our words instead of groups and permissions."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm, UserForm
from wagtail.users.views.bulk_actions.assign_role import AssignRoleBulkAction
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from accounts.actions import AUTHORS, EDITORS, note_account, set_roles, settle_address
from accounts.deleting import DeletePerson
from accounts.journal import NAMES
from accounts.models import User
from accounts.overtaken import Overtaken

ROLES = ("is_trainer", "is_author", "is_editor", "is_superuser")
COMING_IN = "Aucun courriel ne part d’ici. Dites à la personne de se connecter avec cette adresse, par un code reçu par courriel."
MOVING = "Une fois changée, l’ancienne adresse n’ouvre plus le compte. Dites à la personne de se connecter avec la nouvelle, par un code."
# Nobody has an « identifiant » here, as Wagtail's own sentence says: one comes in with an address.
TAKEN = {**UserForm.error_messages, "duplicate_username": "Cette adresse a déjà un compte. Cherchez la personne dans la liste."}
FIELDS = ["email", "first_name", "last_name", *ROLES]


class RolesMixin:
    """Saves roles through the one action that keeps the editors' group in step and writes the change down; and the address for allauth.

    What changes of the account itself is written down too.
    """

    error_messages = TAKEN
    instance: Any
    cleaned_data: dict[str, Any]
    changed_data: list[str]

    def __init__(self, *args: Any, by: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        former = User.objects.filter(pk=self.instance.pk).first()
        for name in ROLES:
            setattr(self.instance, name, getattr(former, name, False))
        user = super().save(commit)  # type: ignore[misc]
        if commit:
            note_account(user=user, former=former, by=self.by)
            # Wagtail takes « Administrateur » out of the form of one's own account: what is not asked stays.
            given = self.cleaned_data.get
            set_roles(
                user=user,
                by=self.by,
                trainer=given("is_trainer"),
                author=given("is_author"),
                editor=given("is_editor"),
                administrator=given("is_superuser"),
            )
            if "email" in self.changed_data:
                settle_address(user)
        return user


class PersonCreationForm(RolesMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = FIELDS
        widgets: dict[str, forms.Widget] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # No password is asked here, and nothing tells the person: whoever makes her account does.
        self.fields["email"].help_text = COMING_IN


class PersonEditForm(RolesMixin, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = [*FIELDS, "is_active"]
        widgets: dict[str, forms.Widget] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = MOVING


class _Signed:
    """Tells the form who changes the account: the trail names her."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}  # type: ignore[misc,attr-defined]


class AddPerson(Overtaken, _Signed, CreateView):
    """Makes an account."""


class EditPerson(Overtaken, _Signed, EditView):
    """Changes an account."""


class AssignRole(AssignRoleBulkAction):
    """Gives a role to several people, as the screen of each does: a group alone would open the room and ask no second factor."""

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "by": self.request.user}

    @classmethod
    def execute_action(cls, objects: Any, role: Any = None, by: Any = None, **kwargs: Any) -> tuple[int, int]:
        for user in objects:
            if role.name == EDITORS:
                set_roles(user=user, by=by, editor=True)
            elif role.name == AUTHORS:
                set_roles(user=user, by=by, author=True)
            else:
                user.groups.add(role)
        return len(objects), 0


def roles_of(user: User) -> str:
    """The roles of somebody, in the journal's words."""
    return ", ".join(NAMES[name] for name in ROLES if getattr(user, name))


class People(IndexView):
    """Everybody, each with all her roles: Wagtail names administrators alone, and every other role looked like none."""

    @cached_property
    def columns(self) -> list[Column]:
        roles = Column("is_superuser", label="Rôles", accessor=roles_of, sort_key="is_superuser", width="20%")
        return [roles if one.name == roles.name else one for one in super().columns]


class PersonViewSet(UserViewSet):
    index_view_class = People
    add_view_class = AddPerson
    edit_view_class = EditPerson
    delete_view_class = DeletePerson

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm
