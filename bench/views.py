"""What the product is measured against: the least that Django and Wagtail do for a signed-in reader."""

import json
import resource
import time

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Page

from cohorts.models import LessonProgress
from courses.models import LessonPage


def bare(request: HttpRequest) -> HttpResponse:
    """Session and user, and a word."""
    return HttpResponse(f"{request.user.pk}")


def floor(request: HttpRequest) -> HttpResponse:
    """A plain Wagtail page for a signed-in reader: found by Wagtail's own routing, ten blocks of m1-l1 rendered by
    their own templates one by one, no cache, no navigation, no progress."""
    root = Page.find_for_request(request, "/parcours/etat-des-lieux/regard-des-maires/")
    page = root.specific if isinstance(root, Page) else LessonPage.objects.get(code="m1-l1")
    blocks = list(page.body)
    return render(request, "bench/floor.html", {"page": page, "user": request.user, "blocks": (blocks * 2)[:10]})


@csrf_exempt
def upsert(request: HttpRequest) -> HttpResponse:
    """Records one completion, as plainly as the ORM allows."""
    body = json.loads(request.body)
    LessonProgress.objects.update_or_create(enrolment_id=body["enrolment"], lesson_id=body["lesson"], defaults={"seen_at": body["at"]})
    return HttpResponse("ok")


@login_not_required
def cpu(request: HttpRequest) -> JsonResponse:
    """The processor time this process has used, in seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return JsonResponse({"cpu": used.ru_utime + used.ru_stime, "at": time.time()})
