"""The trail says from what to what, and what it belongs to; no screen and no code alters it afterwards."""

from django.db import migrations, models

SQLITE = [
    """
    CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON accounts_auditentry
    BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END
    """,
    # The one change allowed: the author's account is erased, her line stays without a name.
    """
    CREATE TRIGGER audit_is_never_rewritten BEFORE UPDATE ON accounts_auditentry
    WHEN NEW.at IS NOT OLD.at OR NEW.action IS NOT OLD.action OR NEW.target IS NOT OLD.target OR NEW.scope IS NOT OLD.scope
      OR NEW.before IS NOT OLD.before OR NEW.after IS NOT OLD.after
      OR (NEW.by_id IS NOT OLD.by_id AND NEW.by_id IS NOT NULL)
    BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END
    """,
]
POSTGRESQL = [
    """
    CREATE FUNCTION accounts_keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'the audit trail is only added to' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.at IS DISTINCT FROM OLD.at OR NEW.action IS DISTINCT FROM OLD.action OR NEW.target IS DISTINCT FROM OLD.target
           OR NEW.scope IS DISTINCT FROM OLD.scope OR NEW.before IS DISTINCT FROM OLD.before
           OR NEW.after IS DISTINCT FROM OLD.after
           OR (NEW.by_id IS DISTINCT FROM OLD.by_id AND NEW.by_id IS NOT NULL)
        THEN
            RAISE EXCEPTION 'the audit trail is only added to' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON accounts_auditentry
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_audit()
    """,
]
UNDO_SQLITE = ["DROP TRIGGER audit_is_never_deleted", "DROP TRIGGER audit_is_never_rewritten"]
UNDO_POSTGRESQL = ["DROP TRIGGER audit_is_kept ON accounts_auditentry", "DROP FUNCTION accounts_keep_audit()"]


def forwards(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in UNDO_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else UNDO_SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RenameField("auditentry", "detail", "after"),
        migrations.AlterField("auditentry", "after", models.JSONField(blank=True, null=True, verbose_name="après")),
        migrations.AddField("auditentry", "before", models.JSONField(blank=True, null=True, verbose_name="avant")),
        migrations.AddField("auditentry", "scope", models.CharField(blank=True, default="", max_length=120, verbose_name="périmètre"), preserve_default=False),
        migrations.AddIndex("auditentry", models.Index(fields=["scope", "-at"], name="audit_by_scope")),
        migrations.RunPython(forwards, backwards),
    ]
