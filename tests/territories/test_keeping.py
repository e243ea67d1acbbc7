"""A word that comes into use while somebody is deleting it: one of the two is told, and nothing is lost without a word."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models.signals import pre_delete
from wagtail import hooks

from courses.models import GlossaryTerm, Resource
from territories.models import Domain
from tests.conftest import signed_in

BASE = "/admin/snippets/territories/domain/"


def first_use(word: Domain) -> None:
    resource = Resource.objects.order_by("pk").first()
    assert resource is not None
    resource.domains.add(word)


@pytest.mark.django_db
@pytest.mark.parametrize("bulk", [False, True])
def test_a_word_that_is_used_after_the_question_is_not_deleted(bulk: bool) -> None:
    """Another editor's save comes between the last look of the page and the deletion itself."""
    word = Domain.objects.get(slug="sante")
    client = signed_in("farid")
    url = f"/admin/bulk/territories/domain/delete/?id={word.pk}" if bulk else f"{BASE}delete/{word.pk}/"
    assert client.get(url).status_code == 200

    def meanwhile(request: Any, words: list[Any]) -> None:
        if request.method == "POST":
            first_use(word)

    with hooks.register_temporarily("before_delete_snippet", meanwhile):
        answer = client.post(url)
    assert answer.status_code == 409
    assert "Rien n’a été supprimé" in answer.content.decode()
    assert Resource.objects.filter(domains=word).count() == 1


def test_a_word_that_is_being_deleted_is_not_given_to_a_resource(own_database: None) -> None:
    """Two connections: once the deletion holds the word, whoever wants it waits, and is then told that it is gone."""
    word = Domain.objects.get(slug="sante")
    client = signed_in("farid")
    told: list[str] = []

    def sort() -> None:
        try:
            first_use(word)
            told.append("sorted")
        except IntegrityError:
            told.append("refused")
        finally:
            connection.close()

    other = threading.Thread(target=sort)

    def begin(**kwargs: Any) -> None:
        other.start()
        other.join(0.5)
        assert not told  # it waits

    pre_delete.connect(begin, sender=Domain)
    try:
        assert client.post(f"{BASE}delete/{word.pk}/").status_code == 302
    finally:
        pre_delete.disconnect(begin, sender=Domain)
    other.join(20)
    assert told == ["refused"]
    assert not Domain.objects.filter(pk=word.pk).exists()
    assert not Resource.domains.through.objects.filter(domain_id=word.pk).exists()


@pytest.mark.django_db
def test_a_term_that_another_names_after_the_question_is_not_deleted() -> None:
    client = signed_in("farid")
    term = GlossaryTerm.objects.create(slug="zygomorphe", term="Zygomorphe", definition="Une fleur.")

    def meanwhile(request: Any, words: list[Any]) -> None:
        GlossaryTerm.objects.get(slug="ptce").see_also.add(term)

    with hooks.register_temporarily("before_delete_snippet", meanwhile):
        answer = client.post(f"/admin/snippets/courses/glossaryterm/delete/{term.pk}/")
    assert answer.status_code == 409
    assert "Voir aussi, au terme « " in answer.content.decode()
    assert GlossaryTerm.objects.filter(slug="zygomorphe").exists()
