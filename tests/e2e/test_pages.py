"""Every page of the site: accessible in both themes, light on the wire, never wider than the screen."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

LESSON = "/parcours/etat-des-lieux/regard-des-maires/"
PAGES = [
    ("", "/"),
    ("", "/parcours/"),
    ("", "/parcours/etat-des-lieux/"),
    ("", "/compte/connexion/"),
    ("", "/compte/connexion/code/"),
    ("", "/compte/invitation/"),
    ("", "/compte/inscription/"),
    ("", "/compte/mot-de-passe/oublie/"),
    ("", "/confidentialite/"),
    ("", "/accessibilite/"),
    ("", "/mentions-legales/"),
    ("", "/demo/courriels/"),
    ("", "/nulle-part/"),
    ("amina", "/accueil/"),
    ("amina", LESSON),
    ("amina", "/parcours/modeles-co-construction/quatre-types-d-activites/"),
    ("amina", "/compte/"),
    ("amina", "/compte/adresse/"),
    ("amina", "/compte/mot-de-passe/changer/"),
    ("amina", "/compte/securite/"),
    ("amina", "/compte/deconnexion/"),
    ("amina", "/compte/confirmer-identite/"),
    ("", "/glossaire/"),
    ("", "/guide/"),
    ("", "/guide/realites-partenariales/"),
    ("", "/guide/profils-de-maires/"),
    ("", "/guide/annexes/"),
    ("", "/competences/referentiel/"),
    ("", "/competences/referentiel/1/"),
    ("", "/territoires/"),
    ("", "/territoires/?region=11&acteur=nulle-part"),
    ("", "/territoires/labo-des-partenariats/"),
    ("", "/territoires/sables-d-olonne/"),
    ("", "/recherche/?q=alliances"),
    ("", "/ressources/"),
    ("", "/ressources/?q=alliances&type=formation&couleur=rouge"),
    ("", "/ressources/?q=zzz"),
    ("", "/ressources/lien-mort/"),
    ("ines", "/ressources/"),
    ("ines", "/ressources/lien-mort/"),
    ("ines", "/ressources/favoris/"),
    ("ines", "/ressources/favoris/?retiree=site-dedie"),
    ("ines", "/ressources/proposer/"),
    ("amina", "/ressources/favoris/"),
    ("amina", "/ressources/proposer/"),
    ("", "/compte/avis/arret/inconnu/"),
    ("ines", "/accueil/"),
    ("ines", LESSON),
    ("ines", "/parcours/etat-des-lieux/trois-eres/"),
    ("ines", "/parcours/etat-des-lieux/trois-eres/notes/ecrire/"),
    ("ines", f"{LESSON}blocs/aaf3ffa1-e4b3-5604-8795-2dc83b14dddb/ecrire/"),
    ("ines", f"{LESSON}blocs/aaf3ffa1-e4b3-5604-8795-2dc83b14dddb/cohorte/"),
    ("ines", "/binome/"),
    ("ines", "/conversations/1/"),
    ("ines", "/notes/"),
    ("ines", "/notes/?q=rien"),
    ("ines", "/notes/1/"),
    ("ines", "/reponses/"),
    ("ines", "/reponses/1/"),
    ("ines", "/compte/avis/"),
    ("ines", "/recherche/?q=zzz"),
    ("ines", "/compte/deconnexion/"),
    ("amina", "/binome/"),
    ("amina", "/notes/"),
    ("amina", "/reponses/"),
    ("denis", "/cohortes/pionniers/a-lire/"),
    ("denis", "/cohortes/pionniers/a-lire/?etat=repondu"),
    ("denis", "/reponses/1/"),
    ("denis", "/conversations/1/"),
    ("denis", "/compte/avis/"),
    ("chloe", "/parcours/rse/"),
    ("chloe", "/parcours/rse/rse-et-eres-partenariales/"),
    ("chloe", "/accueil/"),
    ("amina", "/competences/partages/"),
    ("amina", "/competences/entree/avec/2/"),
    ("amina", "/competences/entree/avec/2/partage/accord/"),
    ("denis", "/accueil/"),
    ("amina", "/competences/profil/"),
    ("ines", "/competences/profil/"),
    ("ines", "/competences/profil/nouveau/"),
    ("amina", "/competences/"),
    ("amina", "/competences/entree/"),
    ("amina", "/competences/plan/"),
    ("gwenn", "/accueil/"),
    ("gwenn", "/competences/"),
    ("gwenn", "/competences/entree/resultats/"),
    ("gwenn", "/competences/mi-parcours/resultats/"),
    ("gwenn", "/competences/sortie/"),
    ("gwenn", "/competences/sortie/suite/"),
    ("gwenn", "/competences/sortie/dialogue/?verifier=1"),
    ("gwenn", "/competences/sortie/dialogue/dia-1/"),
    ("gwenn", "/competences/sortie/relecture/"),
    ("gwenn", "/competences/plan/"),
    ("gwenn", "/competences/plan/1/"),
    ("gwenn", "/competences/partages/"),
    ("gwenn", "/competences/cohorte/"),
    ("elise", "/cohortes/voisins/positionnements/"),
    ("elise", "/cohortes/voisins/positionnements/entree/"),
    ("elise", "/cohortes/voisins/positionnements/entree/clore/"),
    ("elise", "/cohortes/voisins/positionnements/chiffres/"),
    ("amina", "/cohorte/"),
    ("amina", "/cohorte/pionniers/quitter/"),
    ("denis", "/cohortes/"),
    ("denis", "/cohortes/nouvelle/"),
    ("denis", "/cohortes/pionniers/"),
    ("denis", "/cohortes/pionniers/?ouvrir=1"),
    ("denis", "/cohortes/pionniers/personnes/"),
    ("denis", "/cohortes/pionniers/personnes/1/"),
    ("denis", "/cohortes/pionniers/invitations/nouvelle/"),
    ("denis", "/cohortes/pionniers/import/"),
    ("denis", "/cohortes/pionniers/binomes/"),
    ("denis", "/cohortes/pionniers/binomes/1/"),
    ("denis", "/cohortes/pionniers/ouvertures/"),
    ("denis", "/cohortes/pionniers/courriels/"),
    ("denis", "/cohortes/pionniers/courriels/nouveau/"),
    ("denis", "/cohortes/pionniers/reglages/"),
    ("denis", "/cohortes/pionniers/dupliquer/"),
    ("denis", "/cohortes/pionniers/positionnements/"),
    ("denis", "/cohortes/pionniers/positionnements/entree/"),
    ("denis", "/cohortes/pionniers/positionnements/mi-parcours/"),
    ("denis", "/cohortes/pionniers/positionnements/sortie/clore/"),
    ("denis", "/cohortes/pionniers/positionnements/chiffres/"),
    ("amina", "/competences/cohorte/"),
    ("chloe", "/competences/cohorte/"),
    ("gaelle", "/compte/journal/"),
    ("", "/invitation/inconnue/"),
    ("farid", "/composants/"),
    ("farid", "/accueil/"),
]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# The themes are one markup and one layout: only what these two rules measure, the colours, is not the same in the dark.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
SHOWN = "[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light']"


def violations(page: Page, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """What axe finds on a page as it stands; axe is laid into it once, however often it is asked."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate("asked => axe.run(asked).then(found => found.violations)", asked)
    return found


def test_no_page_has_a_fault_that_axe_can_see(visit: Any) -> None:
    """WCAG 2.2 A and AA, on a phone and on a desk; of the dark theme, its colours.

    A page is opened once: neither a width nor a theme is anything that the site is told, or that a script asks for.
    """
    faults = []
    opened: dict[str, Page] = {}
    for who, url in PAGES:
        page = opened.setdefault(who, opened.get(who) or visit(who, width=375))
        page.goto(url)
        for theme, width in (("light", 375), ("light", 1440), ("dark", 1440), ("dark", 375)):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            assert page.evaluate(SHOWN) == [width, theme]
            for violation in violations(page, WCAG if theme == "light" else COLOURS):
                nodes = [node["target"] for node in violation["nodes"][:3]]
                faults.append(f"{url} {theme} {width} {violation['id']}: {nodes}")
        page.emulate_media(color_scheme="light")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_security_screens_have_no_fault_that_axe_can_see(visit: Any, theme: str) -> None:
    """They open only to whoever has just said her password again."""
    page: Page = visit("elise", theme=theme, width=375)
    page.goto("/compte/confirmer-identite/?next=/compte/securite/application/")
    page.fill("[name=password]", "parcours-2026")
    page.locator("main form button").first.click()
    page.wait_for_url("**/securite/application/")
    faults = []
    for url in ("/compte/securite/application/", "/compte/securite/cles/", "/compte/securite/cles/ajouter/", "/compte/securite/"):
        page.goto(url)
        assert page.url.endswith(url)
        faults += [f"{url} {violation['id']}" for violation in violations(page, WCAG)]
    assert not faults, faults


def test_enter_in_the_name_of_a_passkey_asks_for_the_key(visit: Any) -> None:
    """Without a button to send, the form would go by itself, without a key, and speak of a wrong code."""
    page: Page = visit("elise")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**key, "automaticPresenceSimulation": True}})
    page.goto("/compte/confirmer-identite/?next=/compte/securite/cles/ajouter/")
    page.fill("[name=password]", "parcours-2026")
    page.locator("main form button").first.click()
    page.wait_for_url("**/cles/ajouter/")
    page.fill("[name=name]", "Clé du bureau")
    page.press("[name=name]", "Enter")
    expect(page.locator(".messages")).to_contain_text("Clé de sécurité ajoutée.")
    page.goto("/compte/securite/cles/ajouter/")
    page.fill("[name=name]", "La même")
    page.press("[name=name]", "Enter")
    expect(page.get_by_role("alert")).to_have_text("Cette clé est déjà dans votre compte.")
    # After the password, the same key opens; a code is for whoever has no key at hand.
    page.context.clear_cookies()
    page.goto("/compte/connexion/")
    page.fill("[name=login]", "elise@demo.example")
    page.fill("[name=password]", "parcours-2026")
    page.click("button:has-text('Se connecter')")
    page.wait_for_url("**/deuxieme-facteur/")
    page.get_by_role("button", name="Utiliser ma clé de sécurité").click()
    page.wait_for_url("**/accueil/")
    page.goto("/compte/securite/cles/")
    page.locator("main a[href$='/retirer/']").press("Enter")
    page.get_by_role("link", name="Utiliser ma clé de sécurité").click()
    page.get_by_role("button", name="Utiliser ma clé de sécurité").click()
    page.wait_for_url("**/retirer/")
    page.locator("main form button").first.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Clé de sécurité enlevée.")


def test_a_key_that_does_not_answer_is_said_in_words(visit: Any) -> None:
    page: Page = visit(offline_is_expected=True)
    page.goto("/compte/connexion/")
    page.context.set_offline(True)
    for _ in range(2):
        page.get_by_role("button", name="Utiliser une clé d’accès").click()
        expect(page.get_by_role("alert")).to_have_text("La demande n’a pas abouti. Essayez de nouveau, ou connectez-vous autrement.")


def test_axe_sees_a_fault_where_there_is_one(visit: Any) -> None:
    page: Page = visit()
    page.goto("/compte/connexion/")
    page.evaluate("document.querySelector('label').remove()")
    assert violations(page, WCAG)


def test_axe_sees_a_colour_too_dim_for_the_dark(visit: Any) -> None:
    page: Page = visit(theme="dark")
    page.goto("/compte/connexion/")
    assert not violations(page, COLOURS)
    page.evaluate("document.querySelector('label').style.color = '#444'")
    assert violations(page, COLOURS)


def test_no_page_is_wider_than_the_screen(visit: Any) -> None:
    """At 320 pixels, and at 640 with its text twice as large."""
    wide = []
    opened: dict[str, Page] = {}
    for who, url in PAGES:
        page = opened.setdefault(who, opened.get(who) or visit(who, width=320))
        page.goto(url)
        for width in (320, 640):
            page.set_viewport_size({"width": width, "height": 900})
            if width == 640:
                page.evaluate("document.styleSheets[0].insertRule('html { font-size: 200% }', document.styleSheets[0].cssRules.length)")
            if (found := page.evaluate("document.documentElement.scrollWidth")) > width:
                wide.append(f"{url} {width}: {found}")
        page.set_viewport_size({"width": 320, "height": 900})
    assert not wide, "\n".join(wide)


@pytest.mark.parametrize(("who", "url", "kilobytes"), [("amina", LESSON, 100), ("amina", "/accueil/", 100), ("", "/", 80)])
def test_a_first_visit_is_light_and_asks_only_us(visit: Any, who: str, url: str, kilobytes: int) -> None:
    """Cold cache; what crosses the wire, headers included, and how many requests."""
    page: Page = visit(who)
    cookies = page.context.cookies()
    fresh: Page = visit()
    fresh.context.add_cookies(cookies)
    session = fresh.context.new_cdp_session(fresh)
    session.send("Network.enable")
    weights: list[int] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    fresh.goto(url, wait_until="networkidle")
    print(f"{url}: {sum(weights)} bytes, {len(weights)} requests")
    assert sum(weights) <= kilobytes * 1024
    assert 2 <= len(weights) <= 12


def test_the_admin_runs_under_its_policy(visit: Any) -> None:
    """Any violation of the policy is a console error, which fails the visit."""
    page: Page = visit("gaelle")
    for url in (
        "/admin/",
        "/admin/pages/",
        "/admin/images/",
        "/admin/users/",
        "/admin/reports/site-history/",
        "/admin/ressources/",
        "/admin/ressources/add/",
    ):
        page.goto(url, wait_until="networkidle")
        assert page.locator("main").count() == 1, url


@pytest.mark.parametrize(
    ("who", "url"), [("", "/compte/connexion/"), ("amina", "/compte/mot-de-passe/changer/"), ("amina", "/ressources/proposer/")]
)
def test_a_form_that_comes_back_says_first_what_to_correct(who: str, url: str, visit: Any) -> None:
    """WCAG 3.3.1: the focus is on the list of what to correct, and the title of the page says it."""
    page: Page = visit(who)
    page.goto(url)
    page.evaluate("document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; })")
    page.locator("main form .button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".summary")
    assert page.evaluate("document.activeElement.matches('.summary')")
    assert page.title().startswith("À corriger · ")


def test_a_second_return_of_a_form_does_not_lead_to_the_field_of_the_first(visit: Any) -> None:
    """The address still names the field that the first list led to, which is right by now."""
    page: Page = visit("amina")
    page.goto("/compte/mot-de-passe/changer/")
    page.evaluate("document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; })")
    page.locator("main form .button").first.press("Enter")
    page.locator(".summary a").first.press("Enter")
    field = page.locator("#id_oldpassword")
    expect(field).to_be_focused()
    field.fill("parcours-2026")
    page.evaluate("document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; })")
    field.press("Enter")
    expect(page.locator("#id_oldpassword[aria-invalid=true]")).to_have_count(0)
    expect(page.locator(".summary")).to_be_focused()
    page.wait_for_timeout(500)
    expect(page.locator(".summary")).to_be_focused()


# What covers the middle of what has the focus, in the matrix; nothing where one sees it.
COVERED = """() => {
    const here = document.activeElement, seen = here.getBoundingClientRect();
    if (!here.matches(".matrix a")) return null;
    const above = document.elementFromPoint(seen.left + seen.width / 2, seen.top + seen.height / 2);
    return here.contains(above) || above?.contains(here) ? null : here.getAttribute("aria-label") ?? here.textContent;
}"""


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
@pytest.mark.parametrize("width", [375, 640, 800])
def test_the_names_of_the_matrix_never_hide_what_has_the_focus(width: int, key: str, visit: Any) -> None:
    """WCAG 2.2, 2.4.11."""
    page: Page = visit("denis", width=width, height=667)
    page.goto("/cohortes/pionniers/")
    hidden = []
    for _ in range(90):
        page.keyboard.press(key)
        hidden.append(page.evaluate(COVERED))
    assert not [one for one in hidden if one]
