"""By keyboard, by voice and on paper: what was typed is kept or asked for, and what is read lies over nothing."""

import re
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

UNFINISHED = "Cette date n’est pas complète"


@pytest.mark.parametrize(
    ("url", "field", "keys"),
    [
        ("/cohortes/pionniers/invitations/nouvelle/", "[type=date]", ["1", "1"]),
        ("/cohortes/pionniers/ouvertures/", "[type=datetime-local]", ["Backspace"]),
        ("/cohortes/pionniers/positionnements/", "[type=date]", ["Backspace"]),
    ],
)
def test_a_date_left_unfinished_is_said_before_anything_goes(url: str, field: str, keys: list[str], visit: Any) -> None:
    """It would reach the site as no date: « Les dates sont enregistrées » was then told of a date that was lost."""
    page: Page = visit("denis")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(url)
    date = page.locator(f"main form:not(.inline) {field}:not([readonly])").first
    date.focus()
    for key in [*keys, "Enter"]:
        page.keyboard.press(key)
    expect(page.get_by_role("alert")).to_contain_text(UNFINISHED)
    expect(date).to_be_focused()
    expect(date).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{(date.get_attribute('aria-describedby') or '').split()[-1]}")).to_contain_text(UNFINISHED)
    assert not sent
    titles = page.locator("main .rows h3").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert min(titles, default=100) >= 100  # the sentence leaves the name beside it its room


def test_what_was_corrected_where_an_error_led_is_told_where_one_sees_it(visit: Any) -> None:
    """The next page opened at the field that the error had named, with « Les réglages sont enregistrés » far above."""
    page: Page = visit("denis")
    page.goto("/cohortes/pionniers/reglages/")
    name = page.get_by_label("Nom de la cohorte")
    words = name.input_value()
    name.fill("")
    name.press("Enter")
    page.get_by_role("alert").get_by_role("link").press("Enter")
    expect(name).to_be_focused()
    name.fill(words)
    name.press("Enter")
    expect(page.get_by_text("Les réglages sont enregistrés.")).to_be_in_viewport()


def test_a_tick_undone_is_not_said_to_be_recorded(visit: Any) -> None:
    """« ✓ Enregistré » stood beside it: whoever left there believed that nobody read her text any more."""
    page: Page = visit("ines")
    page.goto("/parcours/etat-des-lieux/regard-des-maires/")
    form = page.locator("form[data-draft]").first
    expect(form.locator("[data-save]")).to_contain_text("Enregistré le")
    form.get_by_text("Choisir qui peut lire").press("Enter")
    form.get_by_label("Mes formatrices et formateurs").press("Space")
    expect(form.locator("[data-save]")).to_have_text("Modifié : pas encore enregistré")
    assert form.get_by_role("button", name="Enregistrer").get_attribute("aria-describedby") == form.locator("[data-save]").get_attribute(
        "id"
    )


def test_what_was_just_done_joins_a_place_that_was_there_before(visit: Any) -> None:
    """« Votre message est envoyé » came with its page: a screen reader said the title of the page again, and nothing of the message."""
    page: Page = visit("amina")
    page.add_init_script("""window.told = []; new MutationObserver((all) => {
        for (const { target } of all)
            if (target.matches("main [role=status] p") && !target.hasAttribute("aria-hidden")) window.told.push(target.textContent);
    }).observe(document, { subtree: true, attributeFilter: ["aria-hidden"] })""")
    page.goto("/compte/avis/")
    page.get_by_role("button", name="Garder ces choix").press("Enter")
    expect(page.locator(".messages [role=status] p:not([aria-hidden])")).to_be_visible()
    assert page.evaluate("window.told") == ["C’est gardé. Vos prochains courriels suivront ce choix."]  # said once


def test_who_may_read_from_now_on_is_said_with_what_is_saved(visit: Any) -> None:
    """Only ticks had changed: the button said « Enregistré le… » with the hour of the words, and nothing of who reads them now."""
    page: Page = visit("gabriel")
    page.goto("/parcours/etat-des-lieux/trois-eres/")
    field = page.get_by_role("textbox", name="Votre réflexion")
    form = page.locator("form[data-draft]").filter(has=field)
    button = form.get_by_role("button", name="Enregistrer")
    field.fill("Une habitude.")
    button.press("Enter")
    expect(button).to_have_accessible_description(re.compile("^Enregistré le [^.]*$"))
    form.get_by_text("Choisir qui peut lire").press("Enter")
    form.get_by_label("Mes formatrices et formateurs").press("Space")
    button.press("Enter")
    expect(button).to_have_accessible_description(re.compile("^Enregistré le .* Visible par .*formatrices et formateurs"))
    expect(button).to_be_focused()


def test_escape_in_the_note_of_a_term_closes_it_and_comes_back_to_the_term(visit: Any) -> None:
    page: Page = visit("amina")  # which fails for any error of the page
    page.goto("/parcours/etat-des-lieux/trois-eres/")
    term = page.locator("[data-term]").first
    term.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    note = page.locator(f"[id='{term.get_attribute('popovertarget')}']")
    expect(note).to_be_visible()
    page.keyboard.press("Tab")
    expect(note.locator("a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(term).to_be_focused()


def under(foot: str, sheets: bytes) -> list[str]:
    """What the page says before its foot and prints beside or below it, on the same sheet."""
    for sheet in PdfReader(BytesIO(sheets)).pages:
        lines: list[tuple[float, str]] = []

        def read(text: str, page: Any, line: Any, *_: Any, lines: list[tuple[float, str]] = lines) -> None:
            lines.append((page[1] * line[4] + page[3] * line[5] + page[5], text.strip()))

        sheet.extract_text(visitor_text=read)
        begun = next((number for number, (_, text) in enumerate(lines) if text.startswith(foot)), None)
        if begun is not None:
            return [text for height, text in lines[:begun] if text and height <= lines[begun][0] + 2]
    raise AssertionError("no foot")


SHOWN = """() => {
    const block = [...document.querySelectorAll("section.block")].find((one) => one.textContent.includes("Réflexion"));
    block.append(Object.assign(document.createElement("p"), { textContent: "Le mécénat, que je connais." }));
}"""


@pytest.mark.parametrize("who", ["amina", "fatou"])
def test_the_foot_of_a_printed_lesson_lies_over_none_of_its_lines(who: str, visit: Any) -> None:
    """It lay over a partner's words, shown under a reflection, where the end of a sheet had moved a box: so, at several lengths."""
    page: Page = visit(who)
    page.goto("/parcours/etat-des-lieux/trois-eres/")
    over = []
    for lines in range(1, 7):
        page.evaluate(SHOWN)
        over += [f"{lines}: {text}" for text in under("Parcours conçu", page.pdf(format="A4"))]
    assert not over
