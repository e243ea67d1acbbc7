from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

PUBLIC_FOLDERS = ("images/", "original_images/")


@login_not_required
@require_safe
def image(request: HttpRequest, name: str) -> HttpResponseBase:
    """Pictures that editors published. Documents go through Wagtail's own view, which asks who may read them."""
    if not name.startswith(PUBLIC_FOLDERS) or ".." in name.split("/"):
        raise Http404
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    response.headers["Cache-Control"] = "public, max-age=86400"
    # A picture is shown, never run: this holds even for a file whose type was misjudged.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
