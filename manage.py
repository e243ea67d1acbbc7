#!/usr/bin/env python
import os
import sys


def main() -> None:
    """Runs one command. Where there is no data yet, a sentence says what to do: most often VAR_DIR was left out.

    Where the environment is that of production, so are the settings: those of the demonstration would put its people, whose password
    everybody knows, into the database of others, and keep the mails for themselves.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{'production' if os.environ.get('PUBLIC_URL') else 'dev'}")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, connection

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        # A table that is missing among others is a fault, and keeps its traceback.
        if "no such table" not in str(error) or connection.introspection.table_names():
            raise
        name = connection.settings_dict["NAME"]
        sys.exit(f"Il n’y a pas encore de données dans {name}. Lancez d’abord make run, ou donnez ici le VAR_DIR qu’il a reçu.")


if __name__ == "__main__":
    main()
