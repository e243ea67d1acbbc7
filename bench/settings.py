"""The real settings, with three reference views added under the same middleware."""

from config.settings.dev import *

ROOT_URLCONF = "bench.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], ROOT / "bench" / "templates"]
DATABASES["default"]["CONN_MAX_AGE"] = None  # one thread: opening connections is not what is measured
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
