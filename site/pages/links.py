"""Words of links that say where they lead: a screen reader lists them without the sentence around (WCAG 2.4.4)."""

import re
import unicodedata

from bs4 import BeautifulSoup

HOLLOW = frozenset(
    {
        "ici", "cliquez ici", "cliquer ici", "cliquez", "cliquer", "clic", "lien", "ce lien", "le lien",
        "suivez ce lien", "par ici", "là", "en savoir plus", "savoir plus", "plus", "plus d infos",
        "plus d informations", "lire la suite", "lire", "suite", "voir", "voir plus", "page", "cette page", "site",
        "le site", "ce site", "document", "le document", "ce document", "télécharger", "pdf", "source", "click here",
        "here", "link", "read more", "more",
    }
)  # fmt: skip
ADDRESS = re.compile(r"^(https?://|www\.)", re.IGNORECASE)
ADVICE = "Écrivez où il mène, par exemple « Le guide de l’évaluation »."


def problem_of(words: str) -> str:
    """Why these words do not say where their link leads, in a sentence; empty when they do."""
    # As one reads them: letters in another dress, and signs that nobody sees, make no other word.
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", words) if unicodedata.category(sign) != "Cf")
    plain = " ".join(re.sub(r"[^\w\s]", " ", seen.casefold()).split())
    if ADDRESS.match(seen.strip()):
        return f"Une adresse n’est pas un texte de lien. {ADVICE}"
    if plain in HOLLOW or len(plain) < 2:
        return f"« {words.strip()} » ne dit pas où mène le lien. {ADVICE}"
    return ""


def problem_in(html: str) -> str:
    """The first link of this HTML whose words do not say where it leads, in a sentence; empty when all do."""
    found = (problem_of(link.get_text()) for link in BeautifulSoup(html, "html.parser").find_all("a"))
    return next((problem for problem in found if problem), "")
