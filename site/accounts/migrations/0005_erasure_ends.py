"""An erasure opens what triggers keep shut: no row stays open once its transaction is over, none opens again, none goes."""

from django.db import migrations

KEPT = "an erasure is proof: it ends once, and is never rewritten"
OPEN = "an erasure ends in the transaction in which it began"
CHANGED = """
    NEW.id {differs} OLD.id OR NEW.person {differs} OLD.person OR NEW.began_at {differs} OLD.began_at
    OR (OLD.ended_at IS NOT NULL AND NEW.ended_at {differs} OLD.ended_at)
    OR (NEW.by_id {differs} OLD.by_id AND NEW.by_id IS NOT NULL)
"""

SQLITE = [
    f"""
    CREATE TRIGGER erasure_is_never_rewritten BEFORE UPDATE ON accounts_erasure WHEN {CHANGED.replace("{differs}", "IS NOT")}
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END
    """,
    f"CREATE TRIGGER erasure_is_never_deleted BEFORE DELETE ON accounts_erasure BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
    # SQLite has no trigger at the end of a transaction, and does judge deferred keys there: as long as an erasure is open, a row
    # refers to one that never is.
    """
    CREATE TABLE accounts_openerasure (
        erasure integer NOT NULL PRIMARY KEY,
        nobody integer NOT NULL REFERENCES accounts_erasure (id) DEFERRABLE INITIALLY DEFERRED
    )
    """,
    """
    CREATE TRIGGER erasure_opens AFTER INSERT ON accounts_erasure WHEN NEW.ended_at IS NULL
    BEGIN INSERT INTO accounts_openerasure (erasure, nobody) VALUES (NEW.id, -NEW.id); END
    """,
    """
    CREATE TRIGGER erasure_ends AFTER UPDATE ON accounts_erasure WHEN NEW.ended_at IS NOT NULL
    BEGIN DELETE FROM accounts_openerasure WHERE erasure = NEW.id; END
    """,
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION accounts_keep_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF {CHANGED.replace("{differs}", "IS DISTINCT FROM")} THEN
            RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER erasure_is_kept BEFORE UPDATE OR DELETE ON accounts_erasure
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_erasure()
    """,
    f"""
    CREATE FUNCTION accounts_end_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM accounts_erasure WHERE id = NEW.id AND ended_at IS NULL) THEN
            RAISE EXCEPTION '{OPEN}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER erasure_ends AFTER INSERT ON accounts_erasure DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION accounts_end_erasure()
    """,
]
UNDO_SQLITE = [
    *(f"DROP TRIGGER {name}" for name in ("erasure_opens", "erasure_ends", "erasure_is_never_deleted", "erasure_is_never_rewritten")),
    "DROP TABLE accounts_openerasure",
]
UNDO_POSTGRESQL = [
    "DROP TRIGGER erasure_ends ON accounts_erasure",
    "DROP TRIGGER erasure_is_kept ON accounts_erasure",
    "DROP FUNCTION accounts_end_erasure()",
    "DROP FUNCTION accounts_keep_erasure()",
]


def forwards(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in UNDO_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else UNDO_SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_erasure")]

    operations = [migrations.RunPython(forwards, backwards)]
