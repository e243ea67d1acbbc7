"""Hanaé writes a lesson with every block and meets each guard rail; Farid reads it, plans it; it goes live, is corrected, and comes back."""

import io
import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.e2e
TITLE, SLUG = "Écouter avant d’agir", "ecouter-avant-dagir"
ADDRESS = f"/parcours/etat-des-lieux/{SLUG}/"


def png() -> bytes:
    """A picture that the library does not hold yet."""
    out = io.BytesIO()
    Image.new("RGB", (320, 200), tuple(os.urandom(3))).save(out, "PNG")
    return out.getvalue()


MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 64
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + b"\x00" * 400
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF"


class Form:
    """The editor's form of a lesson, block by block."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def add(self, kind: str) -> str:
        """Adds a block at the end, and gives the beginning of its fields' ids."""
        index = self.count
        self.page.locator("[data-contentpath='body'] button.c-sf-add-button:visible").last.click()
        self.page.locator("[role=option]:visible").get_by_text(kind, exact=True).click()
        self.count += 1
        expect(self.page.locator(f"input[name='body-{index}-type']")).to_be_attached()
        return f"#body-{index}-value"

    def fill(self, kind: str, **fields: str) -> str:
        prefix = self.add(kind)
        for name, value in fields.items():
            self.page.locator(f"{prefix}-{name}").fill(value)
        return prefix

    def hand_in(self, prefix: str, name: str, file: dict[str, Any], **fields: str) -> Locator:
        """Hands in a file from the dialog of a chooser, as one would from one's desk."""
        self.page.locator(f"{prefix}-{name}-chooser").get_by_role("button").first.click()
        dialog = self.page.locator(".modal-body:visible")
        dialog.get_by_role("tab", name="Transférer").click()
        form = dialog.locator("form[enctype]")
        form.locator("input[type=file]").set_input_files(file)
        for field, value in fields.items():
            form.locator(f"[name$='-{field}']").fill(value)
        form.get_by_role("button", name="Transférer").click()
        return form

    def type_in_cells(self, prefix: str, rows: list[list[str]]) -> None:
        """Types in the cells of a table, one after the other."""
        cells = self.page.locator(f"{prefix}-table-handsontable-container .ht_master tbody")
        for row, words in enumerate(rows):
            for column, word in enumerate(words):
                cells.locator("tr").nth(row).locator("td").nth(column).click()
                self.page.keyboard.type(word)
                self.page.keyboard.press("Enter")

    def act(self, name: str) -> None:
        """One of the actions beside « Enregistrer le brouillon »."""
        self.page.locator("footer .w-dropdown__toggle").last.click()
        self.page.locator(f"button[name='{name}']:visible").click()


def write(form: Form) -> dict[str, str]:
    """Every block once, and each guard rail failed once. Gives where each block stands."""
    page, at = form.page, {}
    at["title"] = form.fill("Intertitre", text="Un point")
    page.locator(f"{at['title']}-level").select_option("3")
    form.fill("Paragraphe", text="On écoute d’abord.")
    at["figure"] = form.fill("Chiffre clé", value="46 %", label="des maires")
    form.fill("Citation", text="Écouter prend du temps", attribution="Une catalyseuse")
    form.fill("Encadré", title="Une règle", text="Reformulez.")
    form.fill("Liste", **{"items-0-value": "Les habitants"})
    at["table"] = form.fill("Tableau", caption="Deux regards")
    form.type_in_cells(at["table"], [["Réponse", "Maires", "Catalyseurs"], ["Un peu", "46 %", "20 %"], ["Pas du tout", "4 %", "0 %"]])
    at["link"] = form.fill("Lien", text="Cliquez ici", address="https://exemple.fr/guide")
    at["image"] = form.add("Image")
    drawing = {"name": "dessin.png", "mimeType": "image/png", "buffer": png()}
    dialog = form.hand_in(at["image"], "image", drawing, title="Un dessin")
    expect(dialog).to_contain_text("Décrivez l’image pour qui ne la voit pas")
    dialog.locator("input[type=file]").set_input_files(drawing)
    dialog.locator("[name$='-description']").fill("Deux brins qui se croisent")
    dialog.locator("[name$='-credit']").fill("L’équipe du parcours")
    dialog.get_by_role("button", name="Transférer").click()
    expect(page.locator(f"{at['image']}-image-chooser")).to_contain_text("Un dessin")
    for kind, name, content in (("Vidéo", "entretien.mp4", MP4), ("Audio", "entretien.mp3", MP3)):
        at[kind] = form.fill(kind, title="Un entretien")
        form.hand_in(at[kind], "file", {"name": name, "mimeType": "", "buffer": content}, title=f"Entretien, {kind}")
        expect(page.locator(f"{at[kind]}-file-chooser")).to_contain_text(f"Entretien, {kind}")
    at["document"] = form.add("Document")
    form.hand_in(at["document"], "document", {"name": "fiche.pdf", "mimeType": "application/pdf", "buffer": PDF}, title="La fiche")
    expect(page.locator(f"{at['document']}-document-chooser")).to_contain_text("La fiche")
    form.fill("Activité", duration_min="20", title="Écouter à deux", instructions="Allez voir trois personnes.")
    at["quiz"] = form.fill(
        "Question",
        question="Par quoi commence-t-on ?",
        feedback="Par écouter.",
        **{"choices-0-value-text": "Écouter", "choices-1-value-text": "Décider"},
    )
    form.fill("Réflexion", prompt="Qui n’avez-vous pas encore écouté ?")
    return at


# What each guard rail says, and how the author mends it.
RAILS = (
    "Un sous-titre vient après un intertitre",
    "Dites d’où vient ce chiffre",
    "dites d’où ils viennent",
    "« Cliquez ici » ne dit pas où mène le lien",
    "Écrivez la transcription",
    "Cochez au moins une réponse juste",
)


def mend(page: Page, at: dict[str, str]) -> None:
    page.locator(f"{at['title']}-level").select_option("2")
    page.locator(f"{at['figure']}-source").fill("Enquête PHARE")
    page.locator(f"{at['table']}-source").fill("Enquête PHARE")
    page.locator(f"{at['link']}-text").fill("Le guide de l’écoute")
    for kind in ("Vidéo", "Audio"):
        page.locator(f"{at[kind]}-transcript").fill("Bonjour. Merci d’être là.")
    page.locator(f"{at['quiz']}-choices-0-value-correct").check()


def unit(page: Page) -> str:
    """Lessons finished of lessons published, as her home says it."""
    page.goto("/accueil/")
    return page.locator("[data-progress-of='me'][data-progress-scope='curriculum']").first.get_attribute("data-progress") or ""


def address_of(page: Page, title: str) -> str:
    """The form of a page, found as one finds it: by searching."""
    page.goto(f"/admin/pages/search/?q={quote(title)}")
    page.get_by_role("link", name=re.compile(re.escape(title))).first.click()
    expect(page.locator("#id_title")).to_be_visible()
    return page.url


OURS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def faults_of(page: Page, context: str) -> list[str]:
    """What axe finds in our own part of an admin screen."""
    expect(page.locator(context).first).to_be_visible()
    found = Axe().run(page, context=context, options=OURS).response["violations"]
    return [f"{page.url} {one['id']} {[node['target'] for node in one['nodes'][:2]]}" for one in found]


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_our_screens_of_the_editors_room_have_no_fault(visit: Any, width: int, theme: str) -> None:
    page: Page = visit("farid", width=width, theme=theme)
    page.goto("/admin/")
    faults = faults_of(page, ".waiting")
    page.goto("/admin/attente/")
    faults += faults_of(page, ".waiting")
    address = address_of(page, "Où en est la co-construction")
    faults += faults_of(page, "#panel-child-contenu-child-travail_deja_fait-section, .help-block")
    page.goto(address.replace("/edit/", "/unpublish/"))
    faults += faults_of(page, ".help-warning")
    page.goto(f"/admin/modules/{module_of(page)}/entier/")
    faults += faults_of(page, "main")
    assert not faults, "\n".join(faults)


def module_of(page: Page) -> str:
    found = re.search(r"/pages/(\d+)", address_of(page, "État des lieux des partenariats"))
    assert found
    return found[1]


def test_a_lesson_is_written_reviewed_planned_published_compared_and_rolled_back(visit: Any, manage: Callable[[str], str]) -> None:
    try:
        journey(visit, manage)
    finally:
        # The other journeys count the lessons of the track: this one leaves it as it was, archived.
        manage(f"from courses.models import LessonPage as L; [page.unpublish() for page in L.objects.filter(slug={SLUG!r})]")


def journey(visit: Any, manage: Callable[[str], str]) -> None:
    amina: Page = visit("amina")
    assert unit(amina) == "10/33"
    hanae: Page = visit("hanae", width=1440)
    written(hanae)
    assert amina.goto(ADDRESS).status == 404

    farid: Page = visit("farid", width=1440)
    sent_back(farid)
    corrected(hanae)
    approved_for_monday(farid)
    amina.goto(ADDRESS)
    assert amina.goto(ADDRESS).status == 404
    assert "tomorrow" in manage(f"SLUG = {SLUG!r}{AT_ITS_HOUR}")

    assert unit(amina) == "10/34"  # the count never falls; the denominator says that a lesson came
    amina.goto(ADDRESS)
    for words in (TITLE, "Trois personnes, pas davantage.", "Enquête PHARE", "Le guide de l’écoute", "Écouter à deux"):
        expect(amina.get_by_text(words).first).to_be_visible()
    expect(amina.get_by_role("img", name="Deux brins qui se croisent")).to_be_visible()

    rewritten_and_rolled_back(farid, amina)
    assert unit(amina) == "10/34"


def written(page: Page) -> None:
    """Hanaé writes every block, is told each guard rail, mends, and asks for a review."""
    page.goto(f"/admin/pages/add/courses/lessonpage/{module_of(page)}/")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_duration_min").fill("20")
    form = Form(page)
    at = write(form)
    form.act("action-submit")
    for words in RAILS:
        expect(page.get_by_text(words).first).to_be_visible()
    mend(page, at)
    form.act("action-submit")
    expect(page.get_by_text("a été soumise")).to_be_visible()


def sent_back(page: Page) -> None:
    """Farid finds it where he comes in, says a word in the margin, and asks for a change."""
    page.goto("/admin/")
    page.locator("#awaiting-review-section").get_by_role("link", name=TITLE).click()
    expect(page.locator("#id_title")).to_have_value(TITLE)
    page.locator("[data-contentpath='duration_min'] [data-comment-add]").first.click()
    page.locator("#comments textarea:visible").fill("Vingt minutes suffisent-elles ?")
    page.locator("#comments").get_by_role("button", name="Commenter", exact=True).click()
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.locator(".messages .success").first).to_be_visible()
    act_on_review(page, "reject", "Dites combien de personnes.")


def act_on_review(page: Page, name: str, words: str = "") -> None:
    page.locator("footer .w-dropdown__toggle").last.click()
    buttons = page.locator(f"[data-workflow-action-name='{name}']:visible")
    if words:
        buttons.last.click()
        page.locator(".modal-body:visible textarea").fill(words)
        button = page.locator(".modal-body:visible").get_by_role("button").last
    else:
        button = buttons.first
    # The message of the draft saved just before still stands: only the next page shows that the answer was given.
    with page.expect_navigation():
        button.click()
    expect(page.locator(".messages .success").first).to_be_visible()


def corrected(page: Page) -> None:
    """Hanaé reads both words, corrects, and asks again."""
    page.goto("/compte/avis/")
    expect(page.get_by_text("Dites combien de personnes.").first).to_be_visible()
    address_of(page, TITLE)
    page.locator("[data-side-panel-toggle='comments']").click()
    expect(page.get_by_text("Vingt minutes suffisent-elles ?").first).to_be_visible()
    instructions = page.locator("[name$='-value-instructions']")
    instructions.fill("Trois personnes, pas davantage.")
    Form(page).act("action-submit")
    expect(page.locator(".messages .success").first).to_be_visible()


def approved_for_monday(page: Page) -> None:
    """Farid plans it for tomorrow at nine, then approves: it waits for its hour."""
    address_of(page, TITLE)
    page.locator("[data-side-panel-toggle='status']").click()
    page.get_by_role("button", name="Programmer").click()
    at = datetime.now(ZoneInfo("Europe/Paris")) + timedelta(days=1)
    page.locator("#id_go_live_at").fill(f"{at:%d/%m/%Y} 09:00")
    # A click beside the calendar closes it; it lies over the button until then.
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_have_count(1)
    page.locator("#title-text-schedule-publishing-dialog").click()
    expect(calendar).to_have_count(0)
    page.locator("#schedule-publishing-dialog").get_by_role("button", name="Enregistrer la programmation").click()
    expect(page.locator(".messages .success").first).to_be_visible()
    act_on_review(page, "approve")
    page.goto("/admin/attente/")
    expect(page.get_by_text("à 9 h 00").first).to_be_visible()


AT_ITS_HOUR = """
import time_machine
from datetime import timedelta
from django.utils import timezone
from courses.models import LessonPage
from portal.jobs import publish_scheduled

publish_scheduled()
with time_machine.travel(timezone.now() + timedelta(days=1, hours=12)):
    publish_scheduled()
    print("tomorrow")
# The browser stayed in today: what was typed is put behind it, as it is for whoever opens the page tomorrow.
for page in LessonPage.objects.filter(slug=SLUG):
    for revision in page.revisions.all():
        revision.content["go_live_at"] = "2026-01-01T08:00:00Z"
        revision.save(update_fields=["content"])
    LessonPage.objects.filter(pk=page.pk).update(go_live_at="2026-01-01T08:00:00Z")
"""


def rewritten_and_rolled_back(page: Page, reader: Page) -> None:
    """A mistake is published, seen in the comparison, and undone."""
    address_of(page, TITLE)
    page.locator("#id_title").fill("Une erreur")
    Form(page).act("action-publish")
    expect(page.locator(".messages .success").first).to_be_visible()
    reader.goto(ADDRESS)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Une erreur")
    address_of(page, "Une erreur")
    history = page.locator("a[href$='/history/']").first
    history.click()
    rows = page.locator("table tbody tr").filter(has=page.get_by_role("button", name="Actions")).filter(has_text="Brouillon sauvegardé")
    rows.nth(0).get_by_role("button", name="Actions").click()
    page.locator("a[href*='/revisions/compare/']:visible").first.click()
    for words in ("Une erreur", TITLE):
        expect(page.locator(".comparison").get_by_text(words).first).to_be_visible()
    page.go_back()
    rows.nth(1).get_by_role("button", name="Actions").click()
    page.locator("a[href$='/revert/']:visible").first.click()
    expect(page.locator("#id_title")).to_have_value(TITLE)
    Form(page).act("action-publish")
    expect(page.locator(".messages .success").first).to_be_visible()
    reader.goto(ADDRESS)
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_a_new_block_brings_no_words_that_nobody_wrote(visit: Any) -> None:
    page: Page = visit("farid", width=1440)
    page.goto(f"/admin/pages/add/courses/lessonpage/{module_of(page)}/")
    form = Form(page)
    for kind in ("Paragraphe", "Citation", "Encadré", "Vidéo", "Activité", "Question", "Réflexion"):
        form.add(kind)
    values = page.evaluate("[...document.querySelectorAll('[data-contentpath=body] textarea')].map(one => one.value)")
    assert len(values) >= 9
    assert set(values) == {""}
    without_field = """[...document.querySelectorAll('[data-contentpath=body] label[for]')].filter(one => {
        const field = document.getElementById(one.htmlFor)
        return one.checkVisibility() && field?.closest('.w-hidden')
    }).map(one => one.innerText)"""
    assert page.evaluate(without_field) == [], "« Identifiant » stood over nothing above each answer of a question"
