"""What the site writes down of its own work."""

import logging
import re

LINKS = re.compile(r"(/(?:invitation|compte/(?:avis/arret|adresse/confirmer|mot-de-passe/nouveau))/)[^/\s]+")


class WithoutSecrets(logging.Filter):
    """Writes the address of a mail's link without what makes it one: whoever reads the logs opens nothing with them."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = LINKS.sub(r"\1…", record.getMessage()), ()
        return True
