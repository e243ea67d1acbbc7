"""How one's weeks are made: the words of the document, a form that loses nothing, profiles compared with oneself only."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import ActivityProfile
from assessments.profile import activities
from assessments.profile.activities import asked_today, read
from cohorts.models import Enrolment
from courses.loading.reading import ContentError
from tests.assessments.making import enrolment_of
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

SOURCE = yaml.safe_load(activities.FILE.read_text())
ACTIVITIES = [one["id"] for kind in asked_today()["types"]["list"] for one in kind["activities"]]
MODES = [one["slug"] for one in asked_today()["modes"]["list"]]


def filled(enrolment: Enrolment, amount: int = 1, **values: Any) -> dict[str, Any]:
    """The whole form, every line with the same amount."""
    everything = dict.fromkeys([*ACTIVITIES, *MODES], str(amount))
    return {"enrolment": enrolment.pk, "key": str(uuid.uuid4()), "note": "", **everything, **values}


def make_profile(enrolment: Enrolment, amount: int = 1, **values: Any) -> ActivityProfile:
    made = {"activities": dict.fromkeys(ACTIVITIES, amount), "modes": dict.fromkeys(MODES, amount), "asked": asked_today(), **values}
    return ActivityProfile.objects.create(enrolment=enrolment, key=uuid.uuid4(), **made)


def words_of(response: Any) -> str:
    """What a page says, without its markup, with plain spaces and apostrophes."""
    text = re.sub(r"<[^>]+>", "", response.content.decode())
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.replace("’", "'").replace("&#x27;", "'"))


def test_identifiers_are_permanent() -> None:
    kinds = ("dialogue-territorial", "experimentations-collectives", "accompagnements", "gestion-d-un-lieu")
    assert [f"{kind}-{rank}" for kind in kinds for rank in (1, 2, 3, 4)] == ACTIVITIES
    assert MODES == ["ingenierie-territoriale", "management-de-projets-transverses", "catalyse-territoriale"]


def test_the_form_says_the_words_of_the_document_and_nothing_of_the_team(amina: Any) -> None:
    page = words_of(signed_in("amina").get("/competences/profil/nouveau/"))
    kinds, modes = SOURCE["types_activites"], SOURCE["modes_animation"]
    said = [kinds["message"], modes["message"], *(one for kind in kinds["liste"] for one in (kind["titre"], *kind["activites"]))]
    said += [one[name] for one in modes["liste"] for name in ("titre", "description")]
    for words in said:
        assert words.replace("’", "'") in page, words
    assert "diapositive 9" in page
    assert "diapositive 11" in page
    for hidden in ("375-386", "457-476"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data["types_activites"]["liste"].pop(), "4 au moins"),
        (lambda data: data["types_activites"]["liste"][0]["activites"].append("De trop"), "4 au plus"),
        (lambda data: data["modes_animation"].update(inconnu=1), "inconnu"),
        (lambda data: data["modes_animation"]["liste"][1].update(slug="ingenierie-territoriale"), "deux fois"),
        (lambda data: data["types_activites"]["liste"][0].update(titre=""), "titre"),
    ],
)
def test_a_file_that_is_wrong_says_where(change: Any, said: str, tmp_path: Path) -> None:
    data = yaml.safe_load(activities.FILE.read_text())
    change(data)
    path = tmp_path / "activities.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True))
    with pytest.raises(ContentError, match=said):
        read(path)
    assert activities.check() == "16 activités, 3 modes d’animation"


def test_nothing_is_chosen_beforehand_and_the_last_choices_stand_beside(enrolment: Enrolment) -> None:
    client = signed_in("amina")
    first = client.get("/competences/profil/nouveau/").content.decode()
    assert first.count('type="radio"') == 19 * 4
    assert first.split("</main>")[0].count("<legend>") == 19
    assert "checked" not in first
    assert "la dernière fois" not in first
    make_profile(enrolment, 2)
    again = client.get("/competences/profil/nouveau/").content.decode()
    assert again.count("la dernière fois&nbsp;: Souvent") == 19
    assert "checked" not in again


def test_a_profile_is_kept_with_the_words_as_read(enrolment: Enrolment) -> None:
    response = signed_in("amina").post("/competences/profil/nouveau/", filled(enrolment, 3, note="Beaucoup de <b>route</b>."), follow=True)
    made = ActivityProfile.objects.get()
    assert (made.enrolment, set(made.activities.values()), set(made.modes.values())) == (enrolment, {3}, {3})
    assert made.asked == asked_today()
    assert "lignes" not in str(made.asked)
    page = response.content.decode()
    assert "Beaucoup de &lt;b&gt;route&lt;/b&gt;." in page
    assert page.count(">Beaucoup</td>") == 19


def test_every_line_is_chosen_and_nothing_typed_is_lost(enrolment: Enrolment) -> None:
    typed = filled(enrolment, 2, note="Mes mots restent.")
    del typed["accompagnements-4"], typed[MODES[2]]
    response = signed_in("amina").post("/competences/profil/nouveau/", typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert not ActivityProfile.objects.exists()
    assert "Il reste 2 lignes à compléter" in page
    for missing in ("accompagnements-4", MODES[2]):
        assert f'<a href="#id_{missing}_0">' in page
        assert f'id="id_{missing}_0"' in page
        assert f'id="id_{missing}_error"' in page
    assert page.count(" checked") == 17
    assert "Mes mots restent." in page
    assert typed["key"] in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("accompagnements-1", "9", "Choisissez l’un des quatre mots"),
        ("accompagnements-1", "", "Choisissez combien"),
        ("note", "x" * 2_001, "la limite est de 2000"),
        ("key", "abc", "Rouvrez la page"),
    ],
)
def test_what_is_not_a_choice_is_refused_in_words(name: str, value: str, said: str, enrolment: Enrolment) -> None:
    response = signed_in("amina").post("/competences/profil/nouveau/", filled(enrolment, **{name: value}))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not ActivityProfile.objects.exists()


def test_the_same_form_sent_twice_makes_one_profile(enrolment: Enrolment) -> None:
    typed, client = filled(enrolment, 1), signed_in("amina")
    assert [client.post("/competences/profil/nouveau/", typed).status_code for _ in range(2)] == [302, 302]
    assert ActivityProfile.objects.count() == 1
    for _ in range(2):  # brought back by the arrow, with another note
        client.post("/competences/profil/nouveau/", {**typed, "note": "Une saison plus tard"})
    assert ActivityProfile.objects.count() == 2
    theirs = {**typed, "enrolment": enrolment_of("bastien").pk}
    response = signed_in("bastien").post("/competences/profil/nouveau/", theirs)
    assert response.status_code == 422
    assert "a déjà servi" in response.content.decode()
    assert not ActivityProfile.objects.exclude(enrolment=enrolment).exists()


def test_somebody_elses_enrolment_writes_nothing(enrolment: Enrolment) -> None:
    assert signed_in("bastien").post("/competences/profil/nouveau/", filled(enrolment)).status_code == 404
    assert not ActivityProfile.objects.exists()


def test_whoever_has_withdrawn_reads_and_adds_nothing(enrolment: Enrolment) -> None:
    make_profile(enrolment, 2)
    enrolment.left_on = timezone.localdate()
    enrolment.save()
    client = signed_in("amina")
    response = client.post("/competences/profil/nouveau/", filled(enrolment))
    assert response.status_code == 422
    assert "Vous avez quitté cette cohorte" in response.content.decode()
    assert ActivityProfile.objects.count() == 1


def test_a_profile_is_its_authors_alone(enrolment: Enrolment) -> None:
    made = make_profile(enrolment, 2, note="MARQUE-AMINA")
    assert signed_in("amina").get(f"/competences/profil/{made.pk}/").status_code == 200
    for name in ("bastien", "chloe", "denis", "gaelle"):
        assert signed_in(name).get(f"/competences/profil/{made.pk}/").status_code == 404, name
    assert "MARQUE-AMINA" not in signed_in("bastien").get("/competences/profil/").content.decode()


def test_a_profile_stands_beside_ones_own_earlier_one(enrolment: Enrolment) -> None:
    first, second, third = (make_profile(enrolment, amount) for amount in (1, 2, 3))
    make_profile(enrolment_of("bastien"), 0)
    client = signed_in("amina")
    latest = client.get("/competences/profil/")
    assert (latest.context["shown"].profile, latest.context["shown"].before) == (third, second)
    page = latest.content.decode()
    assert page.count(">Souvent</td>") == 19
    assert page.index("<table") < page.index('<svg viewBox="0 0 320')
    middle = client.get(f"/competences/profil/{second.pk}/")
    assert (middle.context["shown"].profile, middle.context["shown"].before) == (second, first)
    assert client.get(f"/competences/profil/{first.pk}/").context["shown"].before is None


def test_the_latest_profile_leads_to_a_new_one_and_each_to_the_others(enrolment: Enrolment) -> None:
    first, second, third = (make_profile(enrolment, amount) for amount in (1, 2, 3))
    client = signed_in("amina")

    def links(url: str) -> list[int]:
        return [int(number) for number in re.findall(r'href="/competences/profil/(\d+)/"', client.get(url).content.decode())]

    assert links("/competences/profil/") == links(f"/competences/profil/{third.pk}/") == [second.pk, first.pk]
    assert links(f"/competences/profil/{second.pk}/") == [third.pk, first.pk]
    latest, earlier = (words_of(client.get(f"/competences/profil/{one.pk}/")) for one in (third, second))
    for said in ("Décrire mes semaines à nouveau", "Vos profils d'avant"):
        assert said in latest
        assert said not in earlier
    assert "Vos autres profils" in earlier


def test_no_figure_is_made_of_a_person(enrolment: Enrolment) -> None:
    make_profile(enrolment, 3)
    page = words_of(signed_in("amina").get("/competences/profil/"))
    for word in ("%", "total", "score", "moyenne", "rang"):
        assert word not in page.casefold().split("confidentialité")[0], word
    assert "Une description, pas une note." in page


def test_weeks_without_any_of_it_have_no_point(enrolment: Enrolment) -> None:
    make_profile(enrolment, 0)
    page = signed_in("amina").get("/competences/profil/").content.decode()
    assert "il n’y a pas de point à placer" in page
    assert '<circle class="now"' not in page


def test_the_first_screen_says_what_will_be_there(amina: Any) -> None:
    page = signed_in("amina").get("/competences/profil/").content.decode()
    assert "Rien n’est encore décrit" in page
    assert 'href="/competences/profil/nouveau/"' in page


def test_profiles_cost_the_same_with_1_and_6(enrolment: Enrolment) -> None:
    client, seen = signed_in("amina"), []

    def cost(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    for more in (1, 5):
        made = [make_profile(enrolment) for _ in range(more)]
        seen.append([cost(url) for url in ("/competences/profil/", f"/competences/profil/{made[0].pk}/", "/competences/profil/nouveau/")])
    assert seen[0] == seen[1]


def test_visitors_sign_in_first() -> None:
    assert Client().get("/competences/profil/").status_code == 302
