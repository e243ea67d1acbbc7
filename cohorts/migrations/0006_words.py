"""What people wrote stays as they wrote it: versions, comments and messages are only added, answers and notes never deleted."""

from django.db import migrations

# Each table with the columns that nothing may change. What is not named may: who may read, where it stands, put aside or not.
KEPT = {
    "answer": ("cohort_id", "lesson_id", "block", "party", "kind", "setting", "started_at"),
    "answerversion": ("answer_id", "number", "author_id", "text", "html", "choices", "asked", "asked_on", "written_at"),
    "attachment": ("key", "answer_id", "added_by_id", "name", "content_type", "size", "digest", "file", "added_at"),
    "comment": ("answer_id", "author_id", "by_trainer", "text", "html", "written_at"),
    "conversation": ("cohort_id", "party"),
    "message": ("conversation_id", "author_id", "by_trainer", "text", "html", "written_at"),
    "note": ("enrolment_id", "lesson_id", "written_at"),
}
SAID = "what people wrote is kept as they wrote it"


def statements(vendor):
    for name, columns in KEPT.items():
        table = f"cohorts_{name}"
        if vendor == "postgresql":
            changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
            yield f"""
                CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_OP = 'DELETE' THEN
                        RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    IF {changed} THEN
                        RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                END $$
            """
            yield f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_kept()"
        else:
            changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
            yield f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            yield f"CREATE TRIGGER {table}_never_rewritten BEFORE UPDATE ON {table} WHEN {changed} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"


def undoing(vendor):
    for name in KEPT:
        table = f"cohorts_{name}"
        if vendor == "postgresql":
            yield f"DROP TRIGGER {table}_kept ON {table}"
            yield f"DROP FUNCTION {table}_kept()"
        else:
            yield f"DROP TRIGGER {table}_never_deleted"
            yield f"DROP TRIGGER {table}_never_rewritten"


def forwards(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in undoing(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0005_writing")]

    operations = [migrations.RunPython(forwards, backwards)]
