"""What changes the shelf: proposing, deciding, keeping."""

import contextlib
import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notice, User
from accounts.notices.actions import take_back, tell
from courses.resources.enums import LinkState, State, TextState
from courses.resources.models import Favourite, Resource, free_slug
from courses.tasks import extract_text
from pages.files import Judged

KIND = "resource_decided"
TRIES = 8  # of one proposal, where others take the same address at the same moment
WAITING = 20  # proposals of one person that may wait at once


class ResourceError(Exception):
    """What cannot be done with a resource; the message says why, and what to do."""


def about(resource: Resource) -> str:
    """What notices of a resource are about."""
    return f"ressource:{resource.pk}"


def lay(resource: Resource, judged: Judged) -> None:
    """Puts a judged file on a resource that is about to be saved; its words wait to be read."""
    resource.file_name, resource.file_type, resource.file_size = judged.name, judged.content_type, len(judged.data)
    resource.file.save(judged.name, ContentFile(judged.data), save=False)
    resource.text, resource.text_problem, resource.text_of, resource.text_state = "", "", "", TextState.WAITING


def read_later(resource: Resource) -> None:
    """Has the words of a new file read by the queue, once the resource is written."""
    if resource.file and resource.text_state == TextState.WAITING:
        transaction.on_commit(lambda: extract_text.enqueue(resource.pk))


def forget_link(resource: Resource) -> None:
    """A new address has never been asked."""
    resource.link_state, resource.link_checked_at, resource.link_failures = LinkState.UNKNOWN, None, 0
    resource.link_failed_since, resource.link_failed_on, resource.link_problem = None, None, ""


def propose(*, by: User, key: uuid.UUID, values: dict[str, Any], file: Judged | None = None) -> Resource:
    """Hands a resource to the editors. The same sending twice is one proposal; a file that cannot be kept leaves nothing behind.

    Two people who propose the same title at the same moment both get through: whoever comes second takes the next free address.
    """
    for _ in range(TRIES):
        with contextlib.suppress(IntegrityError):
            return _propose(by=by, key=key, values=values, file=file)
    raise ResourceError("Votre proposition n’a pas été reçue : d’autres arrivaient au même moment. Envoyez-la de nouveau.")


def _propose(*, by: User, key: uuid.UUID, values: dict[str, Any], file: Judged | None) -> Resource:
    stored = ""
    try:
        with transaction.atomic():
            # One person at a time, so that two sendings at once cannot both be the twentieth.
            User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
            known = Resource.objects.filter(key=key, proposed_by=by).first()
            if known is not None and all(getattr(known, name) == value for name, value in values.items()):
                return known
            if known is not None:  # the arrow brought the form back after it was sent: other words in it are another proposal
                key = uuid.uuid5(key, repr(values))
                if (again := Resource.objects.filter(key=key, proposed_by=by).first()) is not None:
                    return again
            if Resource.objects.to_decide().proposed_by(by).count() >= WAITING:
                raise ResourceError(f"{WAITING} de vos propositions attendent déjà une réponse. Vous pourrez en ajouter ensuite.")
            resource = Resource(key=key, proposed_by=by, slug=free_slug(values["title"]), **values)
            if file is not None:
                lay(resource, file)
                stored = resource.file.name or ""
            # A free address may be taken before it is written: the table says so then, and another is tried. Asking first would refuse it.
            resource.full_clean(exclude=["key", "slug"])
            resource.save()
            read_later(resource)
    except Exception:
        if stored:
            default_storage.delete(stored)
        raise
    return resource


@transaction.atomic
def decide(*, resource: Resource, by: User, publish: bool, answer: str = "") -> Resource:
    """Publishes a resource or sets it aside, and tells whoever proposed it, with the editor's word. Deciding anew is allowed."""
    found = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    now = timezone.now()
    before = found.state
    found.state = State.PUBLISHED if publish else State.DISMISSED
    found.decided_by, found.decided_at, found.answer = by, now, answer.strip()
    if publish and (before != State.PUBLISHED or found.published_at is None):
        found.published_at = now
    found.save()
    if found.proposed_by_id is not None and found.proposed_by_id != by.pk:
        take_back(about=about(found), kinds=[KIND])
        refused = "n’est plus publiée" if found.published_at else "n’est pas retenue"
        what = "est publiée" if publish else refused
        word = f" « {found.answer} »" if found.answer else ""
        tell(
            to=[found.proposed_by_id],
            kind=KIND,
            text=f"Votre ressource « {found.title} » {what}.{word}",
            url=PROPOSALS,
            about=about(found),
            by=by,
        )
    return found


PROPOSALS = "/ressources/proposer/#propositions"


def read_decisions(user: User) -> None:
    """She is looking at what was decided of her proposals: no mail needs to tell her any more."""
    Notice.objects.filter(to=user, kind=KIND, seen_at=None).update(seen_at=timezone.now())


def keep(*, user: User, resource: Resource) -> None:
    """Adds a resource to one's own. Twice is once."""
    Favourite.objects.get_or_create(user=user, resource=resource)


def let_go(*, user: User, resource: Resource) -> bool:
    """Takes a resource off one's own; whether it was there."""
    return bool(Favourite.objects.filter(user=user, resource=resource).delete()[0])


def erase(user: User) -> int:
    """What the shelf holds of a person goes: what she keeps, what she proposed and nobody published. What is published loses her name.

    Only inside `accounts.erasing.erasure(user)`. Files leave the storage once the erasure is committed.
    """
    gone: int = Favourite.objects.filter(user=user).delete()[0]
    proposed = Resource.objects.filter(proposed_by=user)
    Resource.objects.published().filter(proposed_by=user).update(why="", answer="", proposed_by=None)
    files = [name for name in proposed.order_by("pk").values_list("file", flat=True) if name]
    for resource in proposed.order_by("pk"):
        take_back(about=about(resource))
        gone += resource.delete()[0]
    transaction.on_commit(lambda: _drop(files))
    return gone


def _drop(files: list[str]) -> None:
    for name in files:
        default_storage.delete(name)
