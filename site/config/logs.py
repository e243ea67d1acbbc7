"""What the site writes down of its own work."""

import logging
import re

LINKS = re.compile(r"(/(?:invitation|compte/(?:avis/arret|adresse/confirmer|mot-de-passe/nouveau))/)[^/\s]+")


class WithoutSecrets(logging.Formatter):
    """Writes the address of a mail's link without what makes it one, also under an error: whoever reads the logs opens nothing with them.

    A formatter, not a filter: what cannot be written is then told by the handler, and never stops the work that it was about.
    """

    def format(self, record: logging.LogRecord) -> str:
        return LINKS.sub(r"\1…", super().format(record))
