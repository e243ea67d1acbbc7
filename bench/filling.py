"""Five thousand invented pages in the search's index, made of the track's own sentences."""

import random
import re

from pages.models import SearchEntry, SearchWord
from pages.search.index import words_of


def fill(number: int = 5000, seed: int = 7) -> int:
    """Adds entries with the vocabulary of the real ones; the number of words indexed."""
    draw = random.Random(seed)  # noqa: S311 - invented text, not a secret
    texts = SearchEntry.objects.values_list("text", flat=True)
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?]) ", text) if len(part) > 30]
    entries = [
        SearchEntry(
            key=f"bench:{index}",
            kind="page",
            label=draw.choice(sentences)[:80],
            text=" ".join(draw.sample(sentences, 12)),
            url="/parcours/",
        )
        for index in range(number)
    ]
    made = SearchEntry.objects.bulk_create(entries, batch_size=500)
    words = [word for entry in made for word in words_of(entry)]
    SearchWord.objects.bulk_create(words, batch_size=2000)
    return len(words)
