from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True
    name = "accounts"
    verbose_name = "Comptes"


class PeopleConfig(WagtailUsersAppConfig):
    """Wagtail's own people screens, with our form: roles instead of groups."""

    user_viewset = "accounts.wagtail_users.PersonViewSet"
