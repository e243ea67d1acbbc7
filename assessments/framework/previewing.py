"""The form of a draft, as a participant would read it: one competency, nothing chosen, nothing sent."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.template.response import TemplateResponse

if TYPE_CHECKING:
    from assessments.framework.models import FrameworkVersion


def preview(version: "FrameworkVersion", request: HttpRequest, mode: str) -> TemplateResponse:
    """The screen of the competency that `mode` names; of the first one where it names none."""
    parts = version.in_order()
    at = next((at for at, (section, _) in enumerate(parts) if section.competency.slug == mode), 0)
    section, indicators = parts[at]
    context = {"version": version, "section": section, "indicators": indicators, "scale": version.scale(), "rank": at + 1, "parts": parts}
    return TemplateResponse(request, "assessments/framework/preview.html", context)
