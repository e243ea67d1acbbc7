"""What a page may do in a browser: strict everywhere, loosened only where the Wagtail admin cannot do without."""

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

# No page of ours asks for any of these: a script that got in could not either. Passkeys stay.
PERMISSIONS = ", ".join(
    f"{power}=()"
    for power in ("camera", "microphone", "geolocation", "payment", "usb", "serial", "hid", "midi", "display-capture", "browsing-topics")
)


class ContentSecurityPolicy(ContentSecurityPolicyMiddleware):
    """Django's middleware, with the admin's own policy for paths under /admin/, and the powers that no page needs given up."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith(ADMIN_PREFIX) and not hasattr(response, "_csp_config"):
            response._csp_config = ADMIN_CSP  # type: ignore[attr-defined]
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return super().process_response(request, response)
