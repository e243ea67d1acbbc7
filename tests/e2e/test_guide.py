"""The guide in a real browser: contents that follow, passages one can link to, terms and readings that explain themselves."""

from io import BytesIO
from typing import Any

from playwright.sync_api import Page, expect
from pypdf import PdfReader

URL = "/guide/realites-partenariales/"


def test_the_contents_follow_what_one_reads(visit: Any) -> None:
    page: Page = visit(width=1440, height=800)
    page.goto(URL)
    rail = page.locator("[data-follow]")
    for anchor in ("premiere-ere", "troisieme-ere", "deuxieme-ere"):
        page.locator(f"#{anchor}").evaluate("part => part.scrollIntoView({behavior: 'instant'})")
        expect(rail.locator("[aria-current]")).to_have_count(1)
        expect(rail.locator("[aria-current]")).to_have_attribute("href", f"#{anchor}")
    # They stay in sight at the end of the chapter.
    page.locator("#taux-de-pratique").evaluate("part => part.scrollIntoView({behavior: 'instant'})")
    expect(rail).to_be_in_viewport()


def test_a_passage_has_a_link_that_shows_on_focus_and_on_hover(visit: Any) -> None:
    page: Page = visit(width=1440)
    page.goto(URL)
    link = page.locator("#deuxieme-ere .passage")
    expect(link).to_have_css("opacity", "0")
    page.locator("#premiere-ere .passage").focus()
    page.keyboard.press("Tab")
    while not link.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    assert page.url.endswith(f"{URL}#deuxieme-ere")
    page.locator("#troisieme-ere").hover()
    expect(page.locator("#troisieme-ere .passage")).to_have_css("opacity", "1")


def test_a_reading_to_confirm_and_a_term_explain_themselves(visit: Any) -> None:
    page: Page = visit(width=375)
    page.goto(URL)
    page.locator("table a.doubt").first.click()
    expect(page.locator("#a-confirmer")).to_be_in_viewport()
    expect(page.locator("#a-confirmer")).to_contain_text("lecture à confirmer sur l’original")
    page.locator("[popovertarget=t-rse]").click()
    expect(page.locator("#t-rse")).to_be_visible()


def test_without_a_script_everything_is_there(visit: Any) -> None:
    page: Page = visit(js=False, width=375)
    page.goto("/guide/")
    page.get_by_role("link", name="Les réalités partenariales").click()
    page.get_by_role("navigation", name="Dans ce chapitre").get_by_role("link", name="Troisième ère").click()
    expect(page.locator("#troisieme-ere")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Imprimer ce chapitre")).to_have_count(0)
    page.get_by_role("link", name="Chapitre 4, suivant").click()
    expect(page.locator("h1")).to_contain_text("Cinq profils de maires")


def test_on_paper_a_chapter_is_its_text(visit: Any) -> None:
    page: Page = visit(width=1000)
    page.goto(URL)
    page.emulate_media(media="print")
    for hidden in (".rail", ".bar", ".pager", ".passage", "[data-print=no]"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_text("Les trois ères des relations partenariales")).to_be_visible()
    summary, title = page.locator(".chapter > header").bounding_box(), page.locator("article h2").first.bounding_box()
    assert summary
    assert title
    assert title["y"] - summary["y"] - summary["height"] >= 12, "the first title stands clear of the summary"


def test_no_title_is_lost_between_two_sheets(visit: Any) -> None:
    """The one that met the end of a sheet stood on neither: its passage read as the end of the one before."""
    page: Page = visit()
    page.goto("/guide/catalyseur/")
    sheets = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages]
    for title in page.locator("article h2").all_inner_texts():
        assert any(" ".join(title.split()) in sheet for sheet in sheets), title


def test_the_document_is_one_click_away(visit: Any) -> None:
    page: Page = visit()
    page.goto("/guide/")
    address = page.get_by_role("link", name="Le guide entier en PDF").get_attribute("href")
    for _ in range(60):
        answer = page.request.get(address or "")
        if answer.status == 200:
            break
        page.wait_for_timeout(500)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")


def test_a_definition_does_not_stay_over_what_the_keyboard_reaches_next(visit: Any) -> None:
    """WCAG 2.4.11: left by its own link, it hid the link to the next passage on a phone."""
    page: Page = visit(width=375, height=667)
    page.goto("/guide/activites/")
    opened = 0
    for _ in range(45):
        page.keyboard.press("Tab")
        shown = page.evaluate("[...document.querySelectorAll(':popover-open')].map(one => one.id)")
        opened += len(shown)
        own = page.evaluate(
            "id => { const here = document.activeElement, note = document.getElementById(id);"
            " return !note || note.contains(here) || here.getAttribute('popovertarget') === id; }",
            shown[0] if shown else "",
        )
        assert own, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
    assert opened


def test_no_slide_is_printed_over_the_text(visit: Any) -> None:
    """A paragraph that the end of a sheet cut had the number of its slide over its last line."""
    page: Page = visit()
    over = []
    for chapter in ("phare", "activites"):
        page.goto(f"/guide/{chapter}/")
        for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages:
            lines: list[tuple[float, float, str]] = []
            sheet.extract_text(
                visitor_text=lambda text, matrix, place, *_, lines=lines: (
                    lines.append((place[4] * matrix[0] + matrix[4], place[5] * matrix[3] + matrix[5], text.strip()))
                    if text.strip()
                    else None
                )
            )
            notes = [one for one in lines if one[2].startswith(("Diapositive", "Lecture à"))]
            over += [(chapter, a[2], b[2]) for a in notes for b in lines if abs(a[0] - b[0]) < 2 and 0.5 < abs(a[1] - b[1]) < 8]
    assert not over


def test_a_definition_left_open_is_not_printed(visit: Any) -> None:
    page: Page = visit()
    page.goto("/guide/activites/")
    page.locator("[data-term]").first.click()
    expect(page.locator(".gloss:popover-open")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".gloss:popover-open")).to_be_hidden()
