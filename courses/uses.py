"""Where each term of the glossary is used: the lessons and the chapters of the guide that say it."""

from dataclasses import dataclass

from django.core.cache import cache

from courses.glossary import terms_of
from courses.guide.outline import guide_of
from courses.outline import A_DAY, epoch, main_outline
from pages.models import SearchEntry


@dataclass(frozen=True)
class Use:
    """A published page that uses a term."""

    place: str
    title: str
    url: str
    page_id: int


Uses = dict[str, tuple[tuple[Use, ...], tuple[Use, ...]]]


def uses_of_terms() -> Uses:
    """By term, the lessons then the chapters that use it, in their order. One query, and a cache read until something is published.

    A lesson is named to everyone, as on its module's page; who may open it is its own rule.
    """
    now = epoch()
    found: Uses | None = cache.get(f"uses:pages:{now}")
    if found is None:
        found = _read(now)
        cache.set(f"uses:pages:{now}", found, A_DAY)
    return found


def _read(number: int) -> Uses:
    """Reads what the search index holds of them: their words, without their markup."""
    said: dict[int, set[str]] = {}
    terms = terms_of()
    rows = SearchEntry.objects.filter(kind__in=["lesson", "guide"]).values_list("page_id", "label", "text")
    for page_id, label, text in rows:
        if terms.pattern is not None:
            meant = {terms.meant(match[2]) for match in terms.pattern.finditer(f"{label}. {text}")}
            said.setdefault(page_id, set()).update(term.slug for term in meant if term is not None)
    outline, guide = main_outline(), guide_of(number)
    lessons = [(f"Module {module.number}", lesson) for module in outline.modules for lesson in module.lessons] if outline else []
    for chapter in guide.chapters if guide is not None else ():
        said.setdefault(chapter.id, set()).update(link.slug for link in chapter.terms)
    return {
        slug: (
            tuple(Use(place, lesson.title, lesson.url, lesson.id) for place, lesson in lessons if slug in said.get(lesson.id, ())),
            tuple(
                Use(one.place if one.number else "", one.title, one.url, one.id)
                for one in (guide.chapters if guide is not None else ())
                if slug in said.get(one.id, ())
            ),
        )
        for slug in {term.slug for term in terms.by_form.values()}
    }
