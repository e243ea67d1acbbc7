"""Names in the order of a French list, on whichever engine: É goes with E, « de La Tour » with D."""

from typing import Any

from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler

from territories.names import folded


class InFrench(Func):
    """What to order a name by. PostgreSQL knows French by ICU; SQLite is taught it when a connection opens."""

    function = "folded"
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template='%(expressions)s COLLATE "fr-x-icu"', **extra)


def teach(connection: Any, **kwargs: Any) -> None:
    """Gives a new connection of SQLite the order that it lacks: its own puts capitals before, and accents after, all letters."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("folded", 1, folded, deterministic=True)
