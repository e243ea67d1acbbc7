"""What waits for somebody in the editors' room, kind by kind. Each person is shown what she may do something about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.timesince import timesince
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from courses.doubts import doubtful_pages
from courses.resources.enums import LinkState
from courses.resources.models import Resource
from pages.reviewing import changes_asked
from pages.templatetags.typography import day, moment, plural
from territories.models import PilotTerritory

SHOWN = 5  # of each kind, on the admin's first page
LISTED = 200  # of each kind, on the page of all


@dataclass(frozen=True)
class Row:
    """One thing that waits: its name, where one deals with it, and why it stands here."""

    title: str
    url: str
    about: str = ""
    since: str = ""


@dataclass(frozen=True)
class Kind:
    """Things of one kind. `total` counts them all; `rows` are as many as were asked for; `heads` name what follows their title."""

    key: str
    title: str
    heads: tuple[str, ...]
    total: int
    rows: list[Row] = field(default_factory=list)
    url: str = ""

    @property
    def left(self) -> int:
        """How many are not shown here."""
        return max(self.total - len(self.rows), 0)


def waiting_for(user: Any, *, limit: int) -> list[Kind]:
    """Every kind of which something waits for this person, in the order in which one would take them up.

    At most three queries a kind, whatever waits.
    """
    found = [kind(user, limit) for kind in KINDS]
    return [one for one in found if one is not None and one.total]


def drafts(user: Any, limit: int) -> Kind:
    """Pages with words that readers do not have yet, the latest first; those that will go live by themselves are told apart."""
    pages = (
        policy_registry.get_by_type(Page)
        .instances_user_has_permission_for(user, "change")
        .filter(has_unpublished_changes=True)
        .annotate_approved_schedule()
        .filter(_approved_schedule=False)
    )
    found = pages.select_related("latest_revision__user").prefetch_workflow_states().order_by("-latest_revision_created_at", "-pk")
    rows = [Row(page.get_admin_display_title(), _edit(page.pk), _state(page), _by(page.latest_revision)) for page in found[:limit]]
    return Kind("brouillons", "Brouillons", ("État", "Dernière écriture"), pages.count(), rows)


def _state(page: Page) -> str:
    if page.workflow_in_progress:
        return "En relecture"
    if (asked := changes_asked(page)) is not None:
        return f"Changements demandés : « {Truncator(asked).chars(160)} »" if asked else "Changements demandés"
    if page.live:
        return "Changements non publiés"
    return "Retirée, plus en ligne" if page.first_published_at else "Jamais publiée"


def _by(revision: Revision | None) -> str:
    if revision is None:
        return ""
    is_fresh = timezone.now() - revision.created_at < timedelta(minutes=1)
    ago = "à l’instant" if is_fresh else f"il y a {timesince(revision.created_at, depth=1)}"
    return f"{revision.user.get_short_name()}, {ago}" if revision.user else ago


def scheduled(user: Any, limit: int) -> Kind:
    """Versions that go live by themselves, the next first."""
    policy = policy_registry.get_by_type(Page)
    mine = policy.instances_user_has_permission_for(user, "change").values("pk")
    planned = Revision.page_revisions.filter(approved_go_live_at__gt=timezone.now())
    pages = {
        page.pk: page
        for page in Page.objects.filter(pk__in=mine).filter(pk__in=[int(one) for one in planned.values_list("object_id", flat=True)])
    }
    revisions = [one for one in planned.order_by("approved_go_live_at", "pk") if int(one.object_id) in pages]
    rows = [
        Row(
            pages[int(one.object_id)].get_admin_display_title(),
            _edit(int(one.object_id)),
            f"En ligne le {moment(timezone.localtime(one.approved_go_live_at))}",
        )
        for one in revisions[:limit]
    ]
    return Kind("planifiees", "Publications planifiées", ("Quand",), len(revisions), rows)


def leaving(user: Any, limit: int) -> Kind:
    """Pages that leave by themselves, the next first: nobody presses a button then, and no count is said."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change").live()
    found = pages.filter(expire_at__gt=timezone.now()).order_by("expire_at", "pk")
    rows = [
        Row(page.get_admin_display_title(), _edit(page.pk), f"Hors ligne le {moment(timezone.localtime(page.expire_at))}")
        for page in found[:limit]
    ]
    return Kind("retraits", "Retraits planifiés", ("Quand",), found.count(), rows)


def proposals(user: Any, limit: int) -> Kind | None:
    """Resources that somebody proposed, the one that waits longest first."""
    if not user.has_perm("courses.change_resource"):
        return None
    found = Resource.objects.to_decide().light().select_related("proposed_by")
    rows = [
        Row(
            one.title,
            reverse("ressources:decide", args=[one.pk]),
            f"proposée par {one.proposed_by.get_short_name()}" if one.proposed_by else "",
            f"depuis le {day(timezone.localdate(one.proposed_at), 'court')}",
        )
        for one in found.order_by("proposed_at", "pk")[:limit]
    ]
    address = reverse("ressources:list") + "?state=proposee"
    return Kind("propositions", "Ressources proposées", ("Par qui", "Depuis"), found.count(), rows, address)


def dead_links(user: Any, limit: int) -> Kind | None:
    """Addresses of the shelf that do not answer any more, then those that begin to fail."""
    if not user.has_perm("courses.change_resource"):
        return None
    found = Resource.objects.published().light().filter(link_state__in=[LinkState.DEAD, LinkState.FAILING])
    rows = [
        Row(
            one.title,
            reverse("ressources:edit", args=[one.pk]),
            one.link_problem,
            f"depuis le {day(one.link_failed_since, 'court')}" if one.link_failed_since else "",
        )
        for one in found.order_by(F("link_failed_since").asc(nulls_last=True), "pk")[:limit]
    ]
    address = reverse("ressources:list") + f"?link_state={LinkState.DEAD}"
    return Kind("liens", "Liens qui ne répondent plus", ("Réponse", "Depuis"), found.count(), rows, address)


def unread_files(user: Any, limit: int) -> Kind | None:
    """Files of the shelf whose words could not be read: the search does not find them."""
    if not user.has_perm("courses.change_resource"):
        return None
    found = Resource.objects.published().light().exclude(text_problem="")
    rows = [Row(one.title, reverse("ressources:edit", args=[one.pk]), one.text_problem) for one in found.order_by("-pk")[:limit]]
    return Kind("fichiers", "Fichiers que la recherche ne lit pas", ("Pourquoi",), found.count(), rows)


def readings(user: Any, limit: int) -> Kind | None:
    """Readings of the source document to confirm on the original: in pages, then in the directory."""
    if not user.has_perm("territories.change_pilotterritory"):
        return None
    rows = [Row(one.title, _edit(one.page_id), one.place, plural(one.count, "lecture", "lectures")) for one in doubtful_pages()]
    open_fields = Q(name_to_confirm=True) | Q(kind_to_confirm=True) | Q(initiator_to_confirm=True)
    pilots = PilotTerritory.objects.filter(open_fields).order_by("region_code", "name", "pk")
    rows += [Row(str(one), _pilot(one.pk), "Territoire pilote", ", ".join(one.doubts)) for one in pilots]
    return Kind("lectures", "Lectures à confirmer sur l’original", ("Où", "À confirmer"), len(rows), rows[:limit])


def _edit(pk: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])


def _pilot(pk: int) -> str:
    return reverse(PilotTerritory.snippet_viewset.get_url_name("edit"), args=[pk])  # type: ignore[attr-defined]


KINDS: tuple[Callable[[Any, int], Kind | None], ...] = (drafts, scheduled, leaving, proposals, dead_links, unread_files, readings)
