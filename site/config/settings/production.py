"""Production: PostgreSQL, Redis and Celery by environment variables, HTTPS only, a second factor for whoever sees others' work."""

from config.env import env
from config.settings.base import *

DEMO = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = env.str("PUBLIC_URL")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[WAGTAILADMIN_BASE_URL])
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=True)
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]  # a probe speaks plain HTTP from inside

if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # The pool is per process and wants connections that are given back after each request.
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": env.int("DB_POOL", default=8)}
    DATABASES["default"]["CONN_MAX_AGE"] = 0

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    # Nothing of ours reads a job's result back, so Celery keeps none.
    SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "django_tasks_celery.W001", "django_tasks_celery.W002"]
    # Rate limits count over all processes only in a shared cache.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    TASKS = {
        "default": {
            "BACKEND": "config.celery.OnCommitBackend",
            "QUEUES": ["default"],
            "OPTIONS": {"CELERY_APP": "config.celery.app"},
        }
    }

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.str("SMTP_HOST", default="localhost"),
            "port": env.int("SMTP_PORT", default=587),
            "username": env.str("SMTP_USER", default=""),
            "password": env.str("SMTP_PASSWORD", default=""),
            "use_tls": env.bool("SMTP_TLS", default=True),
            "timeout": 20,
        },
    }
}
