"""A table that triggers keep may get a column more: nothing that they refuse is let through afterwards."""

import pytest
from django.db import IntegrityError, connection, models
from django.db.migrations import AddField, Migration
from django.db.migrations.loader import MigrationLoader

from accounts.triggers import rebuilding
from assessments.models import ActivityProfile
from cohorts.models import LessonProgress
from tests.assessments.making import enrolment_of
from tests.assessments.test_profile import make_profile


def triggers() -> list[tuple[str, ...]]:
    names = {
        "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        "postgresql": "SELECT tgname, tgrelid::regclass::text, tgfoid::regproc::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    }
    with connection.cursor() as cursor:
        cursor.execute(names[connection.vendor])
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("app", "model"),
    [("assessments", "activityprofile"), ("assessments", "rating"), ("cohorts", "enrolment"), ("cohorts", "lessonprogress")],
)
def test_a_column_more_keeps_every_trigger_there_and_back(app: str, model: str, own_database: None) -> None:
    before = triggers()
    assert len(before) > 30
    migration = Migration("0099_wish", app)
    migration.operations = rebuilding(AddField(model, "wish", models.CharField(max_length=20, default="")))
    state = MigrationLoader(connection).project_state()
    with connection.schema_editor(atomic=True) as editor:
        migration.apply(state.clone(), editor)
    assert triggers() == before
    with connection.schema_editor(atomic=True) as editor:
        migration.unapply(state.clone(), editor)
    assert triggers() == before
    make_profile(enrolment_of("amina"))
    for refused in (lambda: ActivityProfile.objects.update(note="Autre"), LessonProgress.objects.all().delete):
        with pytest.raises(IntegrityError):
            refused()
