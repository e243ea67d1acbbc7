"""Who prepares the framework: editors and administrators. Nobody touches what is published."""

from typing import Any

from django.contrib.auth.models import Permission
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.actions import editors_group
from assessments.framework.models import FrameworkVersion

ALLOWED = [f"{verb}_frameworkversion" for verb in ("add", "change", "delete", "view")]


class FrameworkPolicy(ModelPermissionPolicy):
    """A published version is for reading, whatever rights somebody has: the admin offers neither to change nor to delete it."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: FrameworkVersion) -> bool:
        if action in {"change", "delete"} and instance.is_published:
            return False
        return bool(super().user_has_permission_for_instance(user, action, instance))


def grant_editors() -> None:
    """Lets the editors' group prepare, publish and drop versions. Idempotent: run after each load of content."""
    editors_group().permissions.add(*Permission.objects.filter(content_type__app_label="assessments", codename__in=ALLOWED))
