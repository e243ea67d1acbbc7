"""What `make run` serves: the demonstration, on this computer only, as close to production as one process can be."""

from config.env import env
from config.settings.base import *

DEMO = env.bool("DEMO", default=True)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
PORT = env.int("PORT", default=8000)
WAGTAILADMIN_BASE_URL = f"http://localhost:{PORT}"
CSRF_TRUSTED_ORIGINS = [f"http://localhost:{PORT}", f"http://127.0.0.1:{PORT}"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# A demonstration on somebody's computer calls nobody; the shelf's links are asked where the site really stands.
CHECK_LINKS = env.bool("CHECK_LINKS", default=False)
