"""The track and its words as facts that machines may read: only what their pages publish."""

from django.conf import settings

from courses.models import GlossaryTerm
from courses.outline import Module, Outline
from pages.cards import LANGUAGE, Node, lasting, node, operator, trail


def course(outline: Outline, intro: str) -> Node:
    """The track as a course, with its modules. Who offers it is said where the settings know; when it takes place, its price and
    its certificate belong to each cohort and stand on no public page, so nothing is said of them."""
    return node(
        "Course",
        outline.url,
        name=outline.title,
        alternateName=settings.WAGTAIL_SITE_NAME,
        description=intro,
        inLanguage=LANGUAGE,
        timeRequired=lasting(outline.minutes),
        provider=operator(),
        hasPart=[part(module) for module in outline.modules],
    )


def part(module: Module) -> Node:
    """A module, as a list names it; its own page says the rest."""
    return node(
        "LearningResource",
        module.url,
        learningResourceType="module",
        position=module.number,
        name=module.title,
        timeRequired=lasting(module.minutes),
    )


def module_of_course(outline: Outline, module: Module) -> tuple[Node, ...]:
    """A module on its own page: what it teaches, the track it belongs to, and the thread above its title. Its lessons stay closed."""
    says = node(
        "LearningResource",
        description=module.presentation,
        teaches=list(module.aims),
        inLanguage=LANGUAGE,
        isPartOf=node("Course", outline.url, name=outline.title),
    )
    return part(module) | says, trail(("Parcours", outline.url), (f"Module {module.number}", module.url))


def glossary(terms: list[GlossaryTerm], path: str, title: str) -> Node:
    """The glossary as a set of terms, each under the anchor where one reads it, with what its definition leaves open."""
    defined = [
        node("DefinedTerm", f"{path}#{term.slug}", name=term.term, description=f"{term.definition} {term.precision}".strip())
        for term in terms
    ]
    return node("DefinedTermSet", path, name=title, inLanguage=LANGUAGE, hasDefinedTerm=defined)
