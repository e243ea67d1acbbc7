"""Writing in a lesson with real browsers: two people at once, a link that drops, a session that ends, no scripts at all."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.cohorts.test_hostile import HOSTILE

LESSON = "/parcours/etat-des-lieux/trois-eres/"
FIRST = "/parcours/etat-des-lieux/regard-des-maires/"


def shared(page: Page) -> Any:
    return (
        page.locator("section[data-block]", has_text="Votre page commune")
        .or_(page.locator("section[data-block]", has_text="Réunir les deux"))
        .first
    )


def save(block: Any) -> None:
    block.locator("form[data-draft] button.is-second").last.click()


def sign_in(page: Page, who: str) -> None:
    page.fill("[name=login]", f"{who}@demo.example")
    page.fill("[name=password]", "parcours-2026")
    page.click("button:has-text('Se connecter')")


def test_two_people_write_one_page_and_one_is_offline_for_a_while(visit: Any) -> None:
    amina: Page = visit("amina", width=1440, offline_is_expected=True)
    bastien: Page = visit("bastien", width=375)
    amina.goto(LESSON)
    bastien.goto(LESSON)
    shared(amina).locator("textarea").fill("Trois partenaires retenus par Amina.")
    expect(shared(amina).locator("[data-save]")).to_contain_text("Brouillon gardé à")
    save(shared(amina))
    expect(shared(amina).locator("[data-save]")).to_contain_text("Enregistré le")
    bastien.reload()
    expect(shared(bastien).locator("textarea")).to_have_value("Trois partenaires retenus par Amina.")

    amina.context.set_offline(True)
    shared(amina).locator("textarea").fill("Quatre partenaires, écrit dans le train.")
    expect(shared(amina).locator("[data-save]")).to_contain_text("Hors ligne", timeout=15_000)
    shared(bastien).locator("textarea").fill("Trois partenaires, sous réserve de la mairie.")
    save(shared(bastien))
    expect(shared(bastien).locator("[data-save]")).to_contain_text("Enregistré le")

    amina.context.set_offline(False)
    expect(shared(amina).locator("[data-save]")).to_contain_text("Brouillon gardé à", timeout=15_000)
    save(shared(amina))
    # She saved, and was told that it is saved: what she is to choose is what she meets.
    expect(shared(amina).get_by_text("et vous avez écrit en même temps")).to_be_focused()
    for page in (amina, bastien):
        if page is bastien:
            page.reload()
        versions = page.locator(".versions")
        expect(versions).to_contain_text("Quatre partenaires, écrit dans le train.")
        expect(versions).to_contain_text("Trois partenaires, sous réserve de la mairie.")
    shared(bastien).locator("textarea").fill("Quatre partenaires, sous réserve de la mairie.")
    save(shared(bastien))
    expect(bastien.locator(".versions")).to_have_count(0)
    amina.reload()
    expect(shared(amina).locator("textarea")).to_have_value("Quatre partenaires, sous réserve de la mairie.")
    shared(amina).get_by_text("Revoir les versions précédentes").click()
    for words in ("retenus par Amina", "écrit dans le train", "Trois partenaires, sous réserve"):
        expect(amina.locator("main")).to_contain_text(words)


def test_a_session_that_ends_while_one_writes_loses_nothing(visit: Any) -> None:
    page: Page = visit("karim")
    page.goto(FIRST)
    field = page.locator("form[data-draft] textarea").first
    page.context.clear_cookies(name="sessionid")
    field.fill("Écrit pendant que la session se terminait.")
    expect(page.locator("[data-save]").first).to_contain_text("Votre session a pris fin")
    page.get_by_text("Me reconnecter").click()
    sign_in(page, "karim")
    page.wait_for_url(f"**{FIRST}")
    expect(field).to_have_value("Écrit pendant que la session se terminait.")
    expect(page.locator("[data-save]").first).to_contain_text("Brouillon gardé à")
    phone: Page = visit("karim", width=375)
    phone.goto(FIRST)
    expect(phone.locator("form[data-draft] textarea").first).to_have_value("Écrit pendant que la session se terminait.")
    phone.locator("form[data-draft] button.is-second").first.click()
    expect(phone.locator("[data-save]").first).to_contain_text("Enregistré le")


def test_a_button_that_is_refused_says_so_and_loses_nothing(visit: Any) -> None:
    page: Page = visit("camille", width=375)
    page.goto(FIRST)
    field = page.locator("form[data-draft] textarea").first
    page.context.clear_cookies()
    field.fill("Écrit sous une ancienne session.")
    page.locator("form[data-draft] button.is-second").first.click()
    expect(page.locator("[data-save]").first).to_contain_text("Votre session a pris fin")
    page.get_by_text("Me reconnecter").click()
    sign_in(page, "camille")
    page.wait_for_url(f"**{FIRST}")
    expect(field).to_have_value("Écrit sous une ancienne session.")


def test_what_an_ended_session_kept_is_still_there_on_the_next_visit(visit: Any) -> None:
    page: Page = visit("theo", width=375)
    page.goto(FIRST)
    field = page.locator("form[data-draft] textarea").first
    page.context.clear_cookies(name="sessionid")
    field.fill("Enregistré trop tard.")
    page.locator("form[data-draft] button.is-second").first.click()
    sign_in(page, "theo")
    expect(field).to_have_value("Enregistré trop tard.")
    page.goto("/accueil/")
    page.goto(FIRST)
    expect(field).to_have_value("Enregistré trop tard.")


def test_a_word_sent_without_a_network_is_still_there_when_it_is_back(visit: Any) -> None:
    page: Page = visit("gabriel", width=375, offline_is_expected=True)
    page.goto("/binome/")
    page.fill("textarea[name=text]", "Écrit dans le tunnel.")
    sign = page.locator("form[data-draft] [data-save]")
    expect(sign).to_contain_text("pas encore envoyé")
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Envoyer").click()
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    page.goto("/binome/")
    expect(page.locator("textarea[name=text]")).to_have_value("Écrit dans le tunnel.")
    expect(sign).to_have_text("Repris de cet appareil : pas encore envoyé")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".said")).to_contain_text("Écrit dans le tunnel.")
    expect(page.locator("textarea[name=text]")).to_have_value("")


def test_words_that_arrived_are_not_offered_again_where_only_the_answer_was_lost(visit: Any) -> None:
    """« Pas encore envoyé » beside words that the partner has: she sent them to him a second time."""
    page: Page = visit("jean-baptiste", width=375, offline_is_expected=True)
    kept = "Object.keys(localStorage).filter(key => key.startsWith('brouillon:')).length"
    field = page.locator("form[data-local] textarea")

    def press(name: str, address: str) -> None:
        def lose(route: Route) -> None:
            route.fetch(max_redirects=0)
            route.abort()

        page.route(address, lose)
        with page.expect_event("requestfailed"):
            page.get_by_role("button", name=name, exact=True).click()
        page.unroute(address)
        page.wait_for_timeout(500)

    for place, name, address, words in (
        ("/binome/", "Envoyer", "**/binome/mots/*", page.locator(".said .prose")),
        (f"{FIRST}#notes", "Garder ma note", "**/regard-des-maires/notes/", page.locator(".margin-note .prose")),
    ):
        page.goto(place)
        page.get_by_text("Écrire une note").locator("visible=true").first.click() if "notes" in place else None
        field.fill("Jeudi 18 h, **à la mairie**.")
        press(name, address)
        page.goto(place)
        expect(words.last).to_have_text("Jeudi 18 h, à la mairie.")
        expect(field).to_have_value("")
        assert page.evaluate(kept) == 0

    # Words that the page does not show as one typed them wait, and the form that took them knows them.
    page.goto("/binome/")
    field.fill("[La carte](https://carte.example/) est prête.")
    press("Envoyer", "**/binome/mots/*")
    page.goto("/binome/")
    expect(field).to_have_value("[La carte](https://carte.example/) est prête.")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Votre message est envoyé.")
    expect(page.locator(".said", has_text="La carte")).to_have_count(1)
    expect(field).to_have_value("")


def test_the_same_without_scripts(visit: Any) -> None:
    page: Page = visit("jeanne", js=False, width=375)
    page.goto(FIRST)
    page.get_by_role("link", name="Écrire :").first.click()
    field = page.locator("textarea[name=text]:visible")
    field.fill("Écrit sans script, session finie.")
    page.context.clear_cookies(name="sessionid")
    page.locator("form[data-draft] .actions button:not(.is-plain)").click()
    sign_in(page, "jeanne")
    expect(field).to_have_value("Écrit sans script, session finie.")
    expect(page.locator("main")).to_contain_text("Votre texte est là, pas encore enregistré")
    page.locator("form[data-draft] button.is-second:visible").click()
    expect(page.locator(".messages")).to_contain_text("C’est gardé")
    expect(page.locator("noscript .prose").first).to_have_text("Écrit sans script, session finie.")
    page.get_by_role("link", name="Reprendre mon texte").click()
    expect(field).to_have_value("Écrit sans script, session finie.")


def test_without_scripts_no_button_of_a_lesson_loses_what_another_field_holds(visit: Any) -> None:
    """On each page that one can reach from the lesson, at most one field, and after each saving the lesson with all that was written."""
    page: Page = visit("theo", js=False, width=375)
    page.goto("/parcours/etat-des-lieux/trois-eres/")
    expect(page.locator("#fin")).to_be_visible()
    assert page.locator("textarea:visible").count() == 0
    written = []
    links = page.locator("noscript a[href*='/blocs/'][href$='/ecrire/']")
    for number in range(links.count()):
        links.nth(number).click()
        expect(page.locator("textarea[name=text]")).to_have_count(1)
        written.append(f"Texte {number}, écrit à part.")
        page.locator("textarea[name=text]").fill(written[-1])
        page.locator("form[data-draft] .actions button:not(.is-plain)").click()
        expect(page.locator(".messages")).to_contain_text("C’est gardé")
    assert len(written) > 1
    for text in written:
        expect(page.locator("noscript .prose", has_text=text)).to_be_visible()
    page.locator("noscript a[href$='/notes/ecrire/']").click()
    page.get_by_label("Votre note").fill("Une note, sans script.")
    page.get_by_role("button", name="Garder ma note").click()
    expect(page.locator(".noted, .note-form, main").filter(has_text="Une note, sans script.").first).to_be_visible()


def test_a_page_of_one_field_keeps_drafts_with_scripts_and_leads_back_to_the_lesson(visit: Any) -> None:
    page: Page = visit("theo", width=375)
    page.goto("/parcours/etat-des-lieux/regard-des-maires/")
    address = page.locator("form[data-draft]").first.get_attribute("action")
    assert address is not None
    page.goto(f"{address.split('#')[0]}ecrire/")
    page.locator("textarea[name=text]").fill("Écrit à part, avec script.")
    expect(page.locator("[data-save]")).to_contain_text("Brouillon gardé à")
    page.reload()
    expect(page.locator("textarea[name=text]")).to_have_value("Écrit à part, avec script.")
    page.locator("form[data-draft] button.button").last.click()
    page.wait_for_url("**/regard-des-maires/#b-*")
    expect(page.locator("form[data-draft] textarea").first).to_have_value("Écrit à part, avec script.")
    expect(page.locator("[data-save]").first).to_contain_text("Enregistré le")


@pytest.mark.parametrize(("who", "js"), [("fatou", True), ("simon", False)])
def test_a_quiz_answers_in_place_and_again(visit: Any, who: str, js: bool) -> None:
    page: Page = visit(who, js=js, width=375)
    page.goto(FIRST)
    quiz = page.locator("section[data-block]", has_text="Vérifier ma réponse")
    quiz.get_by_label("Non, pas du tout").check()
    quiz.get_by_text("Vérifier ma réponse").click()
    expect(quiz.locator(".verdict")).to_contain_text("Pas tout à fait")
    quiz.get_by_label("Un peu, cela commence").check()
    quiz.get_by_text("Vérifier ma réponse").click()
    expect(quiz.locator(".verdict")).to_contain_text("C’est la bonne réponse")
    if js:
        expect(quiz.locator(".verdict")).to_be_focused()


def test_the_foot_of_a_lesson_follows_what_is_answered_in_place(visit: Any) -> None:
    page: Page = visit("moussa", width=375)
    page.goto(FIRST)
    page.get_by_text("Je ne l’ai pas terminée").click()
    foot = page.locator("#reste")
    question = page.locator("section[data-block]", has_text="Vérifier ma réponse")
    link = foot.locator(f"a[href='#{question.get_attribute('id')}']")
    expect(link).to_have_count(1)
    before = foot.locator("a").count()  # once the page is there: on the one that is left, there is none to count
    question.get_by_label("Un peu, cela commence").check()
    question.get_by_text("Vérifier ma réponse").click()
    expect(question.locator(".verdict")).to_be_focused()
    expect(link).to_have_count(0)
    expect(foot.locator("a")).to_have_count(before - 1)


def test_a_quiz_that_could_not_be_sent_says_so_and_keeps_the_choice(visit: Any) -> None:
    page: Page = visit("yanis", width=375, offline_is_expected=True)
    page.goto(FIRST)
    quiz = page.locator("section[data-block]", has_text="Vérifier ma réponse")
    quiz.get_by_label("Un peu, cela commence").check()
    page.context.set_offline(True)
    quiz.get_by_text("Vérifier ma réponse").click()
    expect(quiz.get_by_role("status")).to_have_text(
        "Hors ligne. Votre réponse n’est pas partie : vérifiez-la de nouveau au retour du réseau."
    )
    expect(quiz.get_by_label("Un peu, cela commence")).to_be_checked()
    page.context.set_offline(False)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    quiz.get_by_text("Vérifier ma réponse").click()
    expect(quiz.get_by_role("status")).to_contain_text("Votre session a pris fin. Reconnectez-vous")
    expect(quiz.get_by_text("Me reconnecter")).to_be_visible()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    quiz.get_by_text("Vérifier ma réponse").click()
    expect(quiz.locator(".verdict")).to_contain_text("C’est la bonne réponse")


def test_words_that_were_refused_are_a_draft_by_then(visit: Any) -> None:
    """Who leaves instead of putting the day right finds her words again, though she wrote and pressed faster than they save themselves."""
    page: Page = visit("gabriel")
    page.goto(FIRST)

    def asked() -> Any:
        return page.locator("form[data-draft]:has([name=done_on])").first

    asked().locator("[name=done_on]").fill("2099-12-31")
    asked().locator("textarea").fill("Écrit vite, avant de partir.")
    asked().locator("button.is-second").last.click()
    expect(page.locator(".wrong")).to_contain_text("Cette date est à venir")
    expect(asked().locator("[data-save]")).to_contain_text("pas encore enregistré", ignore_case=True)
    expect(asked().locator("[data-save]")).to_contain_text("Brouillon gardé")
    page.reload()
    expect(asked().locator("textarea")).to_have_value("Écrit vite, avant de partir.")
    # Put right, it is saved, and nothing is left of the draft.
    asked().locator("button.is-second").last.click()
    expect(asked().locator("[data-save]")).to_contain_text("Enregistré le")
    page.reload()
    expect(asked().locator("[data-save]")).to_contain_text("Enregistré le")


def test_a_message_sent_after_a_refused_one_is_not_shown_as_unsent(visit: Any) -> None:
    page: Page = visit("amina")
    page.goto("/binome/")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("form[data-draft] [aria-invalid]")).to_be_visible()
    page.locator("form[data-draft] textarea").fill("Jeudi, à la mairie.")
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url(re.compile("/binome/#m-"))
    expect(page.locator("form[data-draft] textarea")).to_have_value("")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('brouillon:')).length") == 0


def test_signing_out_warns_of_a_text_that_was_not_sent_and_then_forgets_it(visit: Any) -> None:
    page: Page = visit("tom", offline_is_expected=True)
    page.goto(FIRST)
    page.context.set_offline(True)
    page.locator("form[data-draft] textarea").first.fill("Jamais envoyé.")
    expect(page.locator("[data-save]").first).to_contain_text("Hors ligne", timeout=15_000)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('brouillon:')).length") == 1
    page.route("**/blocs/**", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto("/compte/deconnexion/")
    expect(page.locator("#pending-drafts")).to_contain_text("Un texte n’a pas encore été envoyé")
    page.locator("form[data-leaving] button").click()
    page.wait_for_url(re.compile(r"/$"))
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('brouillon:')).length") == 0


def test_a_text_sent_without_a_network_is_not_said_to_leave_on_its_own(visit: Any) -> None:
    """Only its draft does: who pressed the button would think it saved, and shown."""
    page: Page = visit("tom", offline_is_expected=True)
    page.goto(FIRST)
    form = page.locator("form[data-draft]").first
    page.context.set_offline(True)
    form.locator("textarea").fill("Envoyé dans le train.")
    form.get_by_role("button", name="Enregistrer").click()
    sign = form.locator("[data-save]")
    expect(sign).to_contain_text("Rien n’a été enregistré")
    expect(sign).to_contain_text("pas encore enregistré. Votre brouillon", timeout=15_000)
    # The first words give way to those of the draft: these say too that the button is to be pressed again.
    expect(sign).to_contain_text("partira dès le retour du réseau. Il restera à l’enregistrer.")
    page.context.set_offline(False)
    expect(sign).to_contain_text("pas encore enregistré", timeout=15_000)


def test_a_site_that_cannot_answer_is_not_called_a_lost_network(visit: Any) -> None:
    page: Page = visit("tom")
    page.goto(FIRST)
    page.route("**/blocs/**", lambda route: route.fulfill(status=404))
    page.locator("form[data-draft] textarea").first.fill("Le site se tait.")
    expect(page.locator("[data-save]").first).to_contain_text("Le site n’a pas pu répondre", timeout=15_000)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('brouillon:')).length") == 1


def test_a_term_explains_itself_by_keyboard_and_by_tap(visit: Any) -> None:
    page: Page = visit("amina")
    page.goto(FIRST)
    term = page.locator("[data-term]").first
    note = page.locator(f"#{term.get_attribute('popovertarget')}")
    expect(note).to_be_hidden()
    page.keyboard.press("Tab")
    for _ in range(40):
        if page.evaluate("document.activeElement.hasAttribute('data-term')"):
            break
        page.keyboard.press("Tab")
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    bare: Page = visit("bastien", js=False)
    bare.goto(FIRST)
    bare.locator("[data-term]").first.click()
    expect(bare.locator(f"#{term.get_attribute('popovertarget')}")).to_be_visible()


def test_a_note_a_word_and_a_comment_go_from_one_to_the_other(visit: Any) -> None:
    rose: Page = visit("rose", width=375)
    rose.goto(FIRST)
    rose.locator("a[href='#notes']").click()
    rose.locator("#nx").fill("Penser au collège")
    rose.get_by_text("Garder ma note").click()
    expect(rose.locator(".margin-note")).to_contain_text("Penser au collège")
    activity = rose.locator("form[data-draft]").first
    activity.locator("textarea").fill("À montrer à Denis.")
    activity.get_by_text("Choisir qui peut lire").click()
    activity.get_by_text("Mes formatrices et formateurs").click()
    activity.locator("button.is-second").last.click()
    expect(rose.locator(".hint", has_text="vos formatrices et formateurs").first).to_be_visible()
    denis: Page = visit("denis")
    denis.goto("/cohortes/pionniers/a-lire/")
    denis.get_by_role("link", name=re.compile("^Rose")).first.click()
    expect(denis.locator("main")).to_contain_text("À montrer à Denis.")
    denis.fill("textarea[name=text]", "Merci Rose.")
    denis.get_by_text("Envoyer le commentaire").click()
    expect(denis.locator("#fil")).to_contain_text("Merci Rose.")
    rose.goto("/accueil/")
    rose.get_by_text(re.compile("a répondu à")).first.click()
    expect(rose.locator("#fil")).to_contain_text("Merci Rose.")


def test_hostile_text_runs_nowhere_in_a_real_browser(visit: Any) -> None:
    """Console errors, violations of the policy and requests to other hosts fail the test by themselves; so does a dialog."""
    text = "\n\n".join(HOSTILE)
    nadia: Page = visit("nadia")
    paul: Page = visit("paul")
    for page in (nadia, paul):
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    nadia.goto(FIRST)
    activity = nadia.locator("form[data-draft]").first
    activity.locator("textarea").fill(text)
    activity.get_by_text("Choisir qui peut lire").click()
    activity.get_by_text("Toute ma cohorte").click()
    activity.locator("button.is-second").last.click()
    expect(nadia.locator("[data-save]").first).to_contain_text("Enregistré le")
    nadia.locator("a[href='#notes']").click()
    nadia.locator("#nx").fill(text)
    nadia.get_by_text("Garder ma note").click()
    nadia.goto("/binome/")
    nadia.fill("textarea[name=text]", text[:3900])
    nadia.get_by_text("Envoyer", exact=True).click()
    for page, urls in ((nadia, [FIRST, "/notes/", "/reponses/", "/binome/"]), (paul, [FIRST, "/accueil/", "/binome/"])):
        for url in urls:
            page.goto(url, wait_until="networkidle")
    paul.goto(FIRST)
    paul.get_by_text(re.compile("partagée?s? avec la cohorte")).first.click()
    expect(paul.locator("main")).to_contain_text("<script>alert(1)</script>")


def test_each_field_of_a_lesson_has_tools_of_its_own_name(visit: Any) -> None:
    page: Page = visit("gabriel")
    page.goto(FIRST)
    names = page.evaluate("[...document.querySelectorAll('.tools')].map(one => one.getAttribute('aria-label'))")
    assert len(names) > 1
    assert len(names) == len(set(names))
    assert all(re.match("Mise en forme : .", name) for name in names), names


@pytest.mark.parametrize(("width", "height"), [(640, 400), (320, 256)])
@pytest.mark.parametrize("place", ["start", "center", "end"])
def test_the_words_of_a_term_never_hide_the_term(place: str, width: int, height: int, visit: Any) -> None:
    """On a low screen, as a zoomed one is, the definition takes the larger side and scrolls."""
    page: Page = visit("amina", width=width, height=height)
    page.goto("/parcours/etat-des-lieux/specificites-regionales/")
    term = page.locator("[data-term]").first
    term.evaluate(f"one => one.scrollIntoView({{ block: '{place}' }})")
    term.evaluate("one => document.getElementById(one.getAttribute('popovertarget')).showPopover({ source: one })")
    said, note = term.bounding_box(), page.locator(".gloss:popover-open").bounding_box()
    assert said
    assert note
    assert note["y"] >= said["y"] + said["height"] or note["y"] + note["height"] <= said["y"], (said, note)
    assert note["y"] >= 0
    assert note["y"] + note["height"] <= height


def test_a_question_and_a_text_by_keyboard_alone(visit: Any) -> None:
    page: Page = visit("gabriel")
    page.goto(FIRST)

    def tab_to(what: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({what!r})"):
                return
        pytest.fail(f"{what} is not reached")

    tab_to("form[data-draft] textarea")
    page.keyboard.type("Écrit au clavier seulement.")
    tab_to("form[data-draft] .actions .button")
    page.keyboard.press("Enter")
    expect(page.locator("[data-save]").first).to_contain_text("Enregistré le")
    # What has the focus again says that it is kept: a screen reader is told nothing of words that come with their place.
    button = page.locator("form[data-draft] .actions .button").first
    expect(button).to_be_focused()
    expect(button).to_have_accessible_description(re.compile("Enregistré le"))
    # The field is still among what Tab reaches.
    expect(page.locator("form[data-draft] textarea").first).not_to_have_attribute("tabindex", "-1")
    tab_to("input[type=radio]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to("form.quiz .button")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict[data-verdict]")).to_be_focused()


def test_on_a_phone_what_was_saved_says_so_where_the_finger_is(visit: Any) -> None:
    """The page went up to the field: the button and « Enregistré » stood under the places at the foot, and she pressed again."""
    page: Page = visit("sarah", width=375, height=667)
    page.goto(FIRST)
    form = page.locator("form[data-draft]").first
    form.locator("textarea").fill("Chez nous, cela commence à émerger.\n" * 8)
    button = form.locator(".actions .button")
    foot = page.locator(".tabbar").bounding_box()["y"]
    button.evaluate("one => scrollBy(0, one.getBoundingClientRect().bottom - innerHeight + 90)")
    before = button.bounding_box()["y"]
    button.click()
    expect(form.locator("[data-save]")).to_contain_text("Enregistré le")
    expect(button).to_be_focused()
    said = form.locator("[data-save]").bounding_box()
    assert said["y"] + said["height"] <= foot
    assert 0 < button.bounding_box()["y"] <= before


def test_where_the_browser_keeps_nothing_the_site_still_does(visit: Any) -> None:
    """A browser inside another application may have no storage: each access fails, and what is typed is saved all the same."""
    page: Page = visit("sarah", offline_is_expected=True)
    for name in ("localStorage", "sessionStorage"):
        page.add_init_script(f"Object.defineProperty(window, '{name}', {{ get() {{ throw new DOMException('none', 'SecurityError'); }} }})")
    page.goto("/parcours/etat-des-lieux/regard-des-maires/")
    form = page.locator("form[data-draft]").first
    form.locator("textarea[name=text]").fill("Rien n’est gardé ici.")
    expect(form.locator("[data-save]")).to_contain_text("Brouillon gardé")
    # Without network, nothing is said to be where it is not.
    page.context.set_offline(True)
    form.locator("textarea[name=text]").fill("Rien n’est gardé ici non plus.")
    expect(form.locator("[data-save]")).to_contain_text("Laissez cette page ouverte : votre texte partira dès le retour du réseau.")
    page.context.set_offline(False)
    expect(form.locator("[data-save]")).to_contain_text("Brouillon gardé")
