"""Taking one's own results away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from assessments.takeaway.files import MAKERS
from assessments.takeaway.gathering import gathered, has_something_to_take


@require_safe
def takeaway(request: HttpRequest, extension: str) -> HttpResponse:
    """One's own results as a file named after the day: for whoever is or was enrolled, whatever became of the cohort."""
    user = request.user
    if extension not in MAKERS or not isinstance(user, User) or not has_something_to_take(user):
        raise Http404
    make, content_type = MAKERS[extension]
    response = HttpResponse(make(gathered(user)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="mes-resultats-{timezone.localdate():%Y-%m-%d}.{extension}"'
    response["Cache-Control"] = "private, no-store"
    return response
