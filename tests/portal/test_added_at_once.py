"""What the admin adds twice at the same moment, on connections that commit for real."""

import json
import threading
from typing import Any

from django.db import connections

from accounts.models import User
from courses.models import GlossaryTerm, LessonPage, ModulePage
from territories.models import Territory
from tests.conftest import signed_in
from tests.courses.editing import filled

MANY = 4
WORDS = {"blocks": [{"key": "a", "text": "Un mot.", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}]}
ADDED: list[tuple[str, dict[str, Any], Any]] = [
    ("users/new/", {"email": "nour@exemple.fr", "first_name": "Nour", "last_name": "B"}, User.objects.filter(email="nour@exemple.fr")),
    ("snippets/territories/territory/add/", {"name": "Val Gris", "region": ""}, Territory.objects.filter(name="Val Gris")),
    (
        "snippets/courses/glossaryterm/add/",
        {"term": "Sente", "definition": json.dumps({**WORDS, "entityMap": {}}), "action-publish": "1"},
        GlossaryTerm.objects.filter(term="Sente"),
    ),
]


def sent_at_once(path: str, data: dict[str, Any], *others: dict[str, Any]) -> list[int | str]:
    """What each of several browsers is answered when all send the form at the same moment; with `others`, each its own."""
    gate, answers = threading.Barrier(MANY), []

    def send(client: Any, data: dict[str, Any]) -> None:
        try:
            gate.wait(20)
            answers.append(client.post(path, data).status_code)
        except Exception as fault:
            answers.append(repr(fault))
        finally:
            connections.close_all()

    sent = [data, *others] if others else [data] * MANY
    threads = [threading.Thread(target=send, args=[signed_in("gaelle"), one]) for one in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_what_is_added_by_several_at_once_is_added_once_and_the_others_are_told(own_database: None) -> None:
    for path, data, rows in ADDED:
        assert sorted(sent_at_once(f"/admin/{path}", data), key=str) == [200] * (MANY - 1) + [302], path
        assert rows.all().count() == 1, path


def test_lessons_that_several_add_at_once_are_all_kept_each_under_a_code_of_its_own(own_database: None) -> None:
    modules = ModulePage.objects.order_by("path")[:2]
    for module in modules:
        new = [filled(LessonPage(title=f"Sente {number}", slug=f"sente-{number}"), duration_min="5") for number in range(MANY)]
        assert sent_at_once(f"/admin/pages/add/courses/lessonpage/{module.pk}/", *new) == [302] * MANY
    codes = list(LessonPage.objects.filter(title__startswith="Sente ").values_list("code", flat=True))
    assert len(set(codes)) == len(codes) == 2 * MANY
