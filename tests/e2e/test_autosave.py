"""A form of the editors' room is sent in the middle of its own saving: nobody is told of « une autre fenêtre »."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.e2e.test_editor import Form, module_of

pytestmark = pytest.mark.e2e
TITLE = "Une leçon qui s’enregistre"


class Slow:
    """A slow link: what is saved by itself reaches the site at once, and its answer comes back when we let it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[tuple[Route, Any]] = []
        self.is_slow = True
        page.route("**/admin/pages/**", self.answer)

    def answer(self, route: Route) -> None:
        if not self.is_slow or route.request.headers.get("accept") != "application/json" or route.request.method != "POST":
            route.continue_()
        else:
            self.held.append((route, route.fetch()))

    def wait(self) -> None:
        for _ in range(50):
            self.page.wait_for_timeout(200)
            if self.held:
                return
        raise AssertionError("nothing was saved by itself")

    def let_go(self) -> None:
        while self.held:
            route, response = self.held.pop()
            route.fulfill(response=response)

    def end(self) -> None:
        self.is_slow = False
        self.let_go()


def deleted(manage: Callable[[str], str]) -> list[str]:
    """Takes away the lessons of this title, one word for each: the other journeys count those of the track."""
    one_by_one = "[page.delete()[0] > 0 for page in L.objects.filter(title=TITLE)]"
    return manage(f"from courses.models import LessonPage as L; TITLE = {TITLE!r}; print(*{one_by_one})").split()


def begin(page: Page) -> None:
    """Fills what a lesson cannot do without; its address follows the keys of its title, a moment later."""
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_title").press("End")
    expect(page.locator("#id_slug")).not_to_have_value("")
    page.locator("#id_duration_min").fill("20")


def test_a_new_lesson_sent_while_it_saves_itself_is_one_lesson_and_knows_no_other_window(visit: Any, manage: Callable[[str], str]) -> None:
    page: Page = visit("farid", width=1440)
    page.goto(f"/admin/pages/add/courses/lessonpage/{module_of(page)}/")
    page.wait_for_timeout(2_500)  # Wagtail looks at the form two seconds after it came
    slow = Slow(page)
    begin(page)
    form = Form(page)
    form.fill("Lien", text="Cliquez ici", address="https://exemple.fr/guide")
    slow.wait()
    form.act("action-publish")
    page.wait_for_timeout(500)
    slow.let_go()
    # Words that do not say where they lead are refused: the same lesson comes back, and its writer goes on.
    expect(page.locator(".messages")).to_contain_text("erreurs de validation")
    assert page.url.endswith("/edit/")
    page.locator("[id$='-value-text']").fill("Le guide de l’écoute")
    slow.wait()
    slow.end()
    form.act("action-publish")
    expect(page.locator(".messages")).to_contain_text("a été publiée")
    assert deleted(manage) == ["True"]


def test_nothing_is_saved_by_itself_while_a_form_is_on_its_way(visit: Any, manage: Callable[[str], str]) -> None:
    """What was typed just before is in the form that left: saved beside it, it would be the newer version of « another window »."""
    page: Page = visit("farid", width=1440)
    page.goto(f"/admin/pages/add/courses/lessonpage/{module_of(page)}/")
    page.wait_for_timeout(2_500)
    asked: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
        elif route.request.headers.get("accept") == "application/json":
            asked.append("by itself")
            route.continue_()
        else:
            asked.append("by its button")
            response = route.fetch(max_redirects=0)
            page.wait_for_timeout(3_000)
            route.fulfill(response=response)

    page.route("**/admin/pages/**", answer)
    begin(page)
    Form(page).act("action-publish")
    # On a slow machine it was saved by itself once before.
    expect(page.locator(".messages")).to_contain_text(re.compile("(créée et|a été) publiée"))
    assert asked[-1] == "by its button"
    assert deleted(manage) == ["True"]


def test_a_double_click_asks_for_one_review(visit: Any, manage: Callable[[str], str]) -> None:
    """Sent twice at one moment, the second met the review that the first was opening: an error page for whoever had asked."""
    page: Page = visit("hanae", width=1440)
    page.goto(f"/admin/pages/add/courses/lessonpage/{module_of(page)}/")
    begin(page)
    sent: list[str] = []

    def count(request: Request) -> None:
        if request.method == "POST" and "/admin/pages/" in request.url and "action-submit" in (request.post_data or ""):
            sent.append(request.url)

    page.on("request", count)
    # What two clicks do, whichever menu the button stands in.
    page.locator("button[name='action-submit']").evaluate("button => { button.click(); setTimeout(() => button.click(), 150); }")
    expect(page.locator(".messages")).to_contain_text("soumise")
    assert len(sent) == 1
    assert deleted(manage) == ["True"]
