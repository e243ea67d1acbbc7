"""The real curriculum, word for word: every leaf of the file is on the page it belongs to, as served to a participant."""

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from pages.templatetags.typography import minutes
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

DATA = yaml.safe_load((Path(__file__).parents[2] / "courses/content/curriculum.yaml").read_text())
# What the page says otherwise, or what only says how the page is made.
NOT_SHOWN = {"id", "slug", "type", "chapitres_guide"}


def words(text: str) -> str:
    """The words alone: no tags, one kind of space, one kind of apostrophe."""
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    text = re.sub(r"\s*([:;!?»%])", r"\1", re.sub(r"«\s*", "«", text.replace("\u00a0", " ").replace("\u202f", " ")))
    return re.sub(r"\s+", " ", text.replace("'", "’")).strip()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value


AUDIENCES = {"solo": "En solo", "binome": "En binôme", "terrain": "Sur le terrain"}
TONES = {"retenir": "À retenir", "methode": "Méthode", "attention": "Attention"}


def expected(path: tuple[Any, ...], value: Any, block: dict[str, Any] | None) -> str | None:
    """What the reader must find for a leaf; None when the leaf is not for reading."""
    keys = [step for step in path if isinstance(step, str)]
    name = keys[-1]
    if name in NOT_SHOWN or keys[0:1] == ["chapitres_guide"]:
        return None
    if name == "src":
        return f"iapositive{'s' if len(block['src']) > 1 else ''} "  # type: ignore[index]
    if name == "answer":
        return block["choices"][value]  # type: ignore[index]
    if name == "audience":
        return AUDIENCES[value]
    if name == "tone":
        return TONES[value]
    if name == "a_verifier":
        return "Lecture à confirmer" if value else None
    if name == "calcul":
        return "Calcul : addition faite par nous" if value else None
    if name in {"duree_min", "duration_min"}:
        return minutes(value)
    if name == "ordre":
        return f"Module {value}"
    return str(value)


def test_every_word_of_the_curriculum_is_on_its_page(record_property: Callable[[str, object], None]) -> None:
    client = signed_in("amina")
    skills = {skill["slug"]: skill["titre"] for skill in DATA["competences"]}
    guide = yaml.safe_load((Path(__file__).parents[2] / "courses/content/guide.yaml").read_text())
    chapters = {chapter["slug"]: chapter["titre"] for chapter in guide["chapitres"]}
    walked, missing = 0, []

    def look(page: str, path: tuple[Any, ...], wanted: str | None) -> None:
        nonlocal walked
        if wanted is None:
            return
        walked += 1
        if words(wanted) not in page:
            missing.append((path, wanted))

    home = words(Client().get("/").content.decode())
    for path, value in leaves(DATA["competences"], ("competences",)):
        look(home, path, None if path[-1] in {"slug", "ordre"} else str(value))
    curriculum = words(Client().get("/parcours/").content.decode())
    look(curriculum, ("meta", "mention_a_afficher"), DATA["meta"]["mention_a_afficher"])
    for module in DATA["modules"]:
        url = f"/parcours/{module['slug']}/"
        page = words(client.get(url).content.decode())
        for path, value in leaves({key: inner for key, inner in module.items() if key != "lecons"}, (module["id"],)):
            if path[1] == "competences":
                look(page, path, skills[value])
            elif path[1] == "titre_court":
                look(home, path, value)
            elif path[1] == "chapitres_guide":
                look(page, path, chapters[value])
            else:
                look(page, path, expected(path[1:], value, None))
        for lesson in module["lecons"]:
            raw = client.get(f"{url}{lesson['slug']}/").content.decode()
            body = words(raw)
            for field in ("titre", "duree_min"):
                look(body, (lesson["id"], field), expected((field,), lesson[field], None))
            for index, block in enumerate(lesson["blocs"]):
                for path, value in leaves(block, (lesson["id"], index)):
                    look(body, path, expected(path[2:], value, block))
                if block["type"] in {"activity", "quiz", "reflection"}:
                    walked += 1
                    if f'data-block="{block_id(lesson, index)}"' not in raw:
                        missing.append(((lesson["id"], index), "data-block"))
    record_property("said", f"{walked} leaves of curriculum.yaml walked, {len(missing)} missing")
    assert not missing
    assert walked > 900


def block_id(lesson: dict[str, Any], index: int) -> str:
    from uuid import NAMESPACE_URL, uuid5

    kind = lesson["blocs"][index]["type"]
    rank = sum(block["type"] == kind for block in lesson["blocs"][: index + 1])
    return str(uuid5(NAMESPACE_URL, f"urn:parcours:{lesson['id']}/{kind}/{rank}"))


def test_block_ids_never_change() -> None:
    page = signed_in("amina").get("/parcours/etat-des-lieux/regard-des-maires/").content.decode()
    assert re.findall(r'data-block="([0-9a-f-]{36})"', page) == [PERMANENT["activity"], PERMANENT["quiz"]]


# Written down once: answers hang on them.
PERMANENT = {"activity": "aaf3ffa1-e4b3-5604-8795-2dc83b14dddb", "quiz": "9c1e4289-358e-501e-9b00-2c7650e94302"}
