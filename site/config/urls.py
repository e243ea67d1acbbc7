from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve

from accounts.views import admin_sign_in
from pages.serving import document

urlpatterns = [
    path("compte/", include("accounts.urls")),
    path("", include("assessments.urls")),
    path("", include("cohorts.urls")),
    path("", include("courses.urls")),
    path("", include("courses.resources.urls")),
    path("", include("portal.urls")),
    path("admin/login/", admin_sign_in),  # under Wagtail's own name, next below
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^documents/(\d+)/(.*)$", document),  # under Wagtail's own name, next below
    path("documents/", include(wagtaildocs_urls)),
    # Every page type carries its own audience; a lesson refuses by itself.
    re_path(r"^((?:[\w\-]+/)*)$", login_not_required(require_safe(serve)), name="wagtail_serve"),
]

handler400 = "portal.views.errors.not_understood"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler429 = "portal.views.errors.too_many"  # allauth's word for it
handler500 = "portal.views.errors.broken"
