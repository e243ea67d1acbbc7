"""The content security policy: strict everywhere, loosened only where the Wagtail admin cannot do without."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.utils.csp import CSP

ADMIN_PREFIX = "/admin/"

# The Wagtail admin starts its panels and date pickers from inline scripts. A nonce would switch 'unsafe-inline' off again.
ADMIN_CSP = {
    **settings.SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
}


class ContentSecurityPolicy(ContentSecurityPolicyMiddleware):
    """Django's middleware, with the admin's own policy for paths under /admin/."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith(ADMIN_PREFIX) and not hasattr(response, "_csp_config"):
            response._csp_config = ADMIN_CSP  # type: ignore[attr-defined]
        return super().process_response(request, response)
