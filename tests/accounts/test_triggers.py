"""A table that triggers keep may get a column more: nothing that they refuse is let through afterwards."""

import re

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models
from django.db.migrations import AddField, Migration
from django.db.migrations.loader import MigrationLoader

from accounts.triggers import rebuilding
from assessments.models import ActivityProfile
from cohorts.models import LessonProgress
from tests.assessments.making import enrolment_of
from tests.assessments.test_profile import make_profile

# Of each row that is proof, what may still change; every other column is named by the trigger that keeps the row, a new one too.
FREE: dict[str, set[str]] = {
    "accounts_auditentry": set(),
    "accounts_erasure": set(),
    "assessments_evidence": set(),
    "assessments_frameworkversion": set(),
    "assessments_publication": set(),
    "assessments_selfassessment": {"for_trainers"},
    "cohorts_answerversion": {"is_head"},
    "cohorts_attachment": {"removed_at"},
    "cohorts_comment": {"key", "struck_at"},
    "cohorts_lessonprogress": {"seen_at", "undone_at"},
    "cohorts_message": {"key", "struck_at"},
}
# The other tables that triggers keep, or that keep others right.
ALSO = {
    "assessments_activityprofile",
    "assessments_crossview",
    "assessments_indicator",
    "assessments_level",
    "assessments_observation",
    "assessments_rating",
    "assessments_section",
    "cohorts_answer",
    "cohorts_conversation",
    "cohorts_enrolment",
    "cohorts_note",
    "cohorts_seat",
}


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


@pytest.mark.django_db
def test_no_migration_loses_the_triggers_of_a_table() -> None:
    """SQLite takes them away with the old table, without a word; another test may only say that nothing was refused."""
    lost = (FREE.keys() | ALSO) - {table.strip('"') for _, table, *_ in triggers()}
    assert not lost, "A migration built these tables anew: write its `operations = rebuilding(…)` (CONTRIBUTING, « Changing a table »)"


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(FREE))
def test_whatever_column_a_row_that_is_proof_has_its_trigger_keeps(table: str) -> None:
    texts = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT pg_get_functiondef(tgfoid) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = %s::regclass",
    }
    with connection.cursor() as cursor:
        cursor.execute(texts[connection.vendor], [table])
        named = {name for (text,) in cursor.fetchall() for name in re.findall(r"NEW\.(\w+) IS (?:NOT|DISTINCT FROM) OLD\.\1\b", text)}
    (model,) = (one for one in apps.get_models() if one._meta.db_table == table)
    columns = {field.column for field in model._meta.concrete_fields if not field.primary_key}
    assert columns - named == FREE[table]
