"""The shelf and its resources as their pages present them to whoever finds them elsewhere."""

from django.core.paginator import Page
from django.urls import reverse

from courses.resources.enums import Reliability
from courses.resources.models import Resource
from pages.cards import Card, described, node, trail

SHELF = "Documents, vidéos, liens et formations pour animer la co-construction sur un territoire."


def card_of_shelf(page: Page, *, is_narrowed: bool) -> Card:
    """The whole list. A page of the whole list is a page of its own; words, filters and orders show the same resources again, so that
    their one address is the list's."""
    number = f"?page={page.number}" if page.number > 1 and not is_narrowed else ""
    return Card(f"Ressources, page {page.number}" if number else "Ressources", described(SHELF), f"{reverse('resources')}{number}")


def card_of_resource(found: Resource) -> Card:
    """One resource. Where one opens it is given while the address answers and surely belongs to this title."""
    path = found.get_absolute_url()
    printed = [found.title, found.label or found.get_kind_display(), found.author, found.access]
    description = described(found.summary, found.body, "".join(f"{words.rstrip('.')}. " for words in printed if words))
    is_sure = found.reliability == Reliability.SURE and not found.is_dead
    facts = node(
        "LearningResource",
        path,
        name=found.title,
        description=description,
        learningResourceType=found.label or found.get_kind_display(),
        inLanguage="" if found.language == "zz" else found.language,
        creditText=found.author,
        datePublished=str(found.year or ""),
        # Where to go, not what it is: the address of a training may be its platform's.
        potentialAction=node("ViewAction", target=found.url) if found.url and is_sure else {},
    )
    thread = trail(("Ressources", reverse("resources")), (found.get_kind_display(), path))
    return Card(found.title, description, path, "article", (facts, thread))
