"""Changing a table that triggers keep, or that a trigger of another table names.

SQLite makes most changes by building the table anew. The triggers of the old table go with it, and those of other tables that name it
stop the migration (« error in trigger …: no such table »). PostgreSQL changes the table in its place, and keeps them all.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.operations.base import Operation


def rebuilding(*operations: Operation) -> list[Operation]:
    """The operations of a migration that may build tables anew: on SQLite every trigger is set aside before them, and stands again, word
    for word, after them. All of it is one transaction. A trigger that must say something else is dropped and made again by the migration
    itself, in a `RunPython` after these.
    """
    kept: list[tuple[str, str]] = []

    def set_aside(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor != "sqlite":
            return
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            kept[:] = cursor.fetchall()
            for name, _ in kept:
                cursor.execute(f'DROP TRIGGER "{name}"')

    def put_back(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for _, words in kept:
            schema_editor.execute(words)
        kept.clear()

    return [RunPython(set_aside, put_back), *operations, RunPython(put_back, set_aside)]
