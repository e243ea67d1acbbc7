"""What people may be told. Upper apps add their kinds in `AppConfig.ready()`."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from accounts.notices.models import Pace


@dataclass(frozen=True)
class Kind:
    """One kind of notice, as the preferences name it, and the pace it has until someone chooses another."""

    code: str
    label: str
    pace: Pace
    for_trainers: bool = False
    for_editors: bool = False


KINDS: dict[str, Kind] = {}


def register(kinds: Iterable[Kind]) -> None:
    KINDS.update({kind.code: kind for kind in kinds})


def kinds_for(user: User) -> list[Kind]:
    """The kinds that can concern this person."""
    trains = user.is_trainer or user.is_superuser
    return [kind for kind in KINDS.values() if (trains or not kind.for_trainers) and (user.is_staff or not kind.for_editors)]
