"""Several people, or several clicks of one, at the same moment: on connections that commit for real (`own_database`)."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.test import Client


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed gives when all are done at the same moment, in their order."""
    gate, given = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int) -> None:
        try:
            gate.wait(20)
            given[place] = deeds[place]()
        except Exception as fault:
            given[place] = fault  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return given


def clicks(client: Client, number: int, url: str, data: dict[str, str]) -> list[Any]:
    """The status of each answer when one button is pressed so often at the same moment, in one session."""

    def click() -> int:
        one = Client()
        one.cookies.update(client.cookies)
        return one.post(url, data).status_code

    return at_once(*[click] * number)
