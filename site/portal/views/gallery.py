from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from assessments.framework.models import FrameworkVersion
from assessments.framework.tree import framework_of
from assessments.results.wheel import draw_wheel
from assessments.taking.lines import lines_of
from cohorts.geometry import Side
from cohorts.path import Step, Tally, Walker, draw, draw_short
from courses.blocks import LessonBody
from courses.models import Competency
from courses.rendering import pieces_of, ready

NAMES = (
    "État des lieux",
    "Fragilités",
    "Modèles",
    "Innovations",
    "Tiers lieux",
    "Partenariats",
    "Modèles hybrides",
    "RSE",
)
SAMPLE_DONE = {
    Side.ME: (4, 4, 2, 0, 0, 0, 0, 0),
    Side.PARTNER: (4, 3, 0, 0, 0, 0, 0, 0),
    Side.THIRD: (4, 1, 0, 0, 0, 0, 0, 0),
}


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component and block in its states, on one page: what one rereads before publishing. For whoever enters the admin."""
    user = request.user
    if not isinstance(user, User) or not user.is_staff:
        raise Http404
    steps = [Step(number, name, "#", 4) for number, name in enumerate(NAMES, 1)]
    pair = [walker("Vous", "A", Side.ME), walker("Bastien", "B", Side.PARTNER)]
    context: dict[str, Any] = {
        "paths": [
            ("Un binôme", draw(steps, pair)),
            ("Une personne seule", draw(steps, pair[:1])),
            ("Un trio", draw(steps, [*pair, walker("Chloé", "C", Side.THIRD)])),
            ("Personne encore", draw(steps, [])),
        ],
        "short": draw_short(pair, 8),
        "skills": Competency.objects.all(),
        "samples": [(block.meta.template, block.sample) for block in LessonBody().child_blocks.values() if getattr(block, "sample", None)],
        **positioning(),
        "part": {"title": "Lire et comparer", "anchor": "lire-et-comparer"},
        "place": {"url": "#k8", "label": "Module 3 : modèles de co-construction"},
        "fragments": ready(pieces_of(sample_body())),
    }
    return render(request, "portal/gallery.html", context)


def positioning() -> dict[str, Any]:
    """An indicator to answer, untouched, and incomplete where there is a second; the wheel of each competency, whole, with a gap, and of
    one moment."""
    version = FrameworkVersion.objects.published().first()
    if version is None:
        return {}
    framework = framework_of(version)
    section = framework.sections[0]
    lines = lines_of(framework, section, {})[:2]
    for line in lines[1:]:
        line.is_checked = True
    before, wheels = [2, 1, 3, 2, 2], []
    for one in framework.sections:
        after = [3, 4, 2, None if one.order == 2 else 3, 3][: len(one.indicators)]
        drawn = draw_wheel(None if one.order == 4 else before[: len(after)], after)
        wheels.append({"order": one.order, "title": one.title, "wheel": drawn})
    return {"section": section, "lines": lines, "wheels": wheels}


def walker(name: str, initial: str, side: Side) -> Walker:
    return Walker(name, initial, side, tuple(Tally(done, 4) for done in SAMPLE_DONE[side]))


def sample_body() -> Any:
    """A body made of the preview of each block, so that a new block stands here by itself."""
    body = LessonBody()
    raw = []
    for number, (name, block) in enumerate(body.child_blocks.items()):
        value = getattr(block.meta, "preview_value", None)
        if value:
            raw.append({"type": name, "value": block.get_prep_value(block.normalize(value)), "id": f"exemple-{number}"})
    return body.to_python(raw)
