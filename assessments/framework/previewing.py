"""The form of a draft, as a participant would read it: one competency, nothing chosen, nothing sent."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.template.response import TemplateResponse

if TYPE_CHECKING:
    from assessments.framework.models import FrameworkVersion


def preview(version: "FrameworkVersion", request: HttpRequest, mode: str) -> TemplateResponse:
    """The screen of the competency that `mode` names; of the first one where it names none."""
    from assessments.framework.tree import draft_text
    from assessments.taking.lines import lines_of

    framework = draft_text(version)
    at = next((at for at, section in enumerate(framework.sections) if section.slug == mode), 0)
    section = framework.sections[at] if framework.sections else None
    lines = lines_of(framework, section, {}) if section and len(framework.levels) == 5 else []
    context = {"version": version, "framework": framework, "section": section, "lines": lines, "rank": at + 1}
    return TemplateResponse(request, "assessments/framework/preview.html", context)
