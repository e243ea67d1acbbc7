"""What no code may do, whatever its author forgot: rewrite or delete progress, or put three people on a pair's seats."""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER progress_is_never_deleted BEFORE DELETE ON cohorts_lessonprogress
    BEGIN SELECT RAISE(ABORT, 'progress is proof: it is never deleted'); END
    """,
    """
    CREATE TRIGGER progress_is_never_rewritten BEFORE UPDATE ON cohorts_lessonprogress
    WHEN NEW.enrolment_id IS NOT OLD.enrolment_id
      OR NEW.lesson_id IS NOT OLD.lesson_id
      OR NEW.started_at IS NOT OLD.started_at
      OR (OLD.finished_at IS NOT NULL AND NEW.finished_at IS NOT NULL AND NEW.finished_at IS NOT OLD.finished_at)
      OR (OLD.finished_at IS NOT NULL AND NEW.finished_at IS NULL AND NEW.undone_at IS OLD.undone_at)
    BEGIN SELECT RAISE(ABORT, 'progress is proof: only its reader takes it back'); END
    """,
    """
    CREATE TRIGGER seat_fits_its_binome_insert BEFORE INSERT ON cohorts_seat
    WHEN (NEW.number = 3 AND NOT (SELECT is_trio FROM cohorts_binome WHERE id = NEW.binome_id))
      OR (SELECT cohort_id FROM cohorts_binome WHERE id = NEW.binome_id)
         IS NOT (SELECT cohort_id FROM cohorts_enrolment WHERE id = NEW.enrolment_id)
    BEGIN SELECT RAISE(ABORT, 'this seat does not fit its binome'); END
    """,
    """
    CREATE TRIGGER seat_fits_its_binome_update BEFORE UPDATE ON cohorts_seat
    WHEN (NEW.number = 3 AND NOT (SELECT is_trio FROM cohorts_binome WHERE id = NEW.binome_id))
      OR NEW.enrolment_id IS NOT OLD.enrolment_id
      OR NEW.binome_id IS NOT OLD.binome_id
    BEGIN SELECT RAISE(ABORT, 'a seat keeps its person and its binome'); END
    """,
    """
    CREATE TRIGGER seat_is_never_deleted BEFORE DELETE ON cohorts_seat
    BEGIN SELECT RAISE(ABORT, 'a seat is history: it is left, never deleted'); END
    """,
]

POSTGRESQL = [
    """
    CREATE FUNCTION cohorts_keep_progress() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'progress is proof: it is never deleted' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.enrolment_id IS DISTINCT FROM OLD.enrolment_id
           OR NEW.lesson_id IS DISTINCT FROM OLD.lesson_id
           OR NEW.started_at IS DISTINCT FROM OLD.started_at
           OR (OLD.finished_at IS NOT NULL AND NEW.finished_at IS NOT NULL AND NEW.finished_at IS DISTINCT FROM OLD.finished_at)
           OR (OLD.finished_at IS NOT NULL AND NEW.finished_at IS NULL AND NEW.undone_at IS NOT DISTINCT FROM OLD.undone_at)
        THEN
            RAISE EXCEPTION 'progress is proof: only its reader takes it back' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER progress_is_proof BEFORE UPDATE OR DELETE ON cohorts_lessonprogress
    FOR EACH ROW EXECUTE FUNCTION cohorts_keep_progress()
    """,
    """
    CREATE FUNCTION cohorts_fit_seat() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a seat is history: it is left, never deleted' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.number = 3 AND NOT (SELECT is_trio FROM cohorts_binome WHERE id = NEW.binome_id) THEN
            RAISE EXCEPTION 'this seat does not fit its binome' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF (SELECT cohort_id FROM cohorts_binome WHERE id = NEW.binome_id)
           IS DISTINCT FROM (SELECT cohort_id FROM cohorts_enrolment WHERE id = NEW.enrolment_id) THEN
            RAISE EXCEPTION 'this seat does not fit its binome' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (NEW.enrolment_id IS DISTINCT FROM OLD.enrolment_id OR NEW.binome_id IS DISTINCT FROM OLD.binome_id) THEN
            RAISE EXCEPTION 'a seat keeps its person and its binome' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER seat_fits BEFORE INSERT OR UPDATE OR DELETE ON cohorts_seat
    FOR EACH ROW EXECUTE FUNCTION cohorts_fit_seat()
    """,
]

UNDO_SQLITE = [
    f"DROP TRIGGER {name}"
    for name in (
        "progress_is_never_deleted",
        "progress_is_never_rewritten",
        "seat_fits_its_binome_insert",
        "seat_fits_its_binome_update",
        "seat_is_never_deleted",
    )
]
UNDO_POSTGRESQL = [
    "DROP TRIGGER progress_is_proof ON cohorts_lessonprogress",
    "DROP TRIGGER seat_fits ON cohorts_seat",
    "DROP FUNCTION cohorts_keep_progress()",
    "DROP FUNCTION cohorts_fit_seat()",
]


def forwards(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in UNDO_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else UNDO_SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0002_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
