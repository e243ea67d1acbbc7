"""Two ways around the triggers of 0002: emptying a whole table, and giving what somebody sent to another person or cohort."""

from django.db import migrations

SNAPSHOT = "a submitted self-assessment does not change"
SEALED = (
    "selfassessment", "rating", "evidence", "crossview", "observation", "publication", "activityprofile",
    "frameworkversion", "section", "level", "indicator",
)

# Whose word it is stands on the enrolment, and who may read and erase it follows from there.
MOVED = """
    (NEW.id {differs} OLD.id OR NEW.user_id {differs} OLD.user_id OR NEW.cohort_id {differs} OLD.cohort_id) AND (
        EXISTS (SELECT 1 FROM assessments_selfassessment a WHERE a.enrolment_id = OLD.id AND a.submitted_at IS NOT NULL)
        OR EXISTS (SELECT 1 FROM assessments_crossview v WHERE OLD.id IN (v.author_id, v.subject_id) AND v.submitted_at IS NOT NULL)
        OR EXISTS (SELECT 1 FROM assessments_activityprofile p WHERE p.enrolment_id = OLD.id))
"""

SQLITE = [
    # TRUNCATE is unknown to SQLite: its DELETE without a condition fires the triggers of 0002.
    f"""
    CREATE TRIGGER enrolment_keeps_what_was_sent BEFORE UPDATE ON cohorts_enrolment WHEN {MOVED.replace("{differs}", "IS NOT")}
    BEGIN SELECT RAISE(ABORT, '{SNAPSHOT}'); END
    """
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION assessments_enrolment_keeps_what_was_sent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {MOVED.replace("{differs}", "IS DISTINCT FROM")} THEN
            RAISE EXCEPTION '{SNAPSHOT}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER enrolment_keeps_what_was_sent BEFORE UPDATE ON cohorts_enrolment
    FOR EACH ROW EXECUTE FUNCTION assessments_enrolment_keeps_what_was_sent()
    """,
    """
    CREATE FUNCTION assessments_is_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'what was submitted, published or asked is not emptied' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON assessments_{table} EXECUTE FUNCTION assessments_is_not_emptied()"
        for table in SEALED
    ),
]
UNDO_SQLITE = ["DROP TRIGGER enrolment_keeps_what_was_sent"]
UNDO_POSTGRESQL = [
    "DROP TRIGGER enrolment_keeps_what_was_sent ON cohorts_enrolment",
    "DROP FUNCTION assessments_enrolment_keeps_what_was_sent()",
    *(f"DROP TRIGGER {table}_is_not_emptied ON assessments_{table}" for table in SEALED),
    "DROP FUNCTION assessments_is_not_emptied()",
]


def forwards(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in UNDO_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else UNDO_SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_proof"), ("cohorts", "0006_words")]

    operations = [migrations.RunPython(forwards, backwards)]
