"""Asking one address whether it answers: never anything but the public network, never more than a few kilobytes and seconds.

The name is resolved first, every address it resolves to is judged, and the connection goes to the address that was judged: a name that
changes its mind in between changes nothing. Each redirect begins all over again.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from urllib.parse import SplitResult, urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from courses.resources.addresses import NOT_PUBLIC, PORTS, all_public, problem_of

REDIRECTS = 3
BYTES = 4096  # of an answer, before the connection is closed
AGENT = "Verificateur-de-liens/1.0 (ressources pour catalyseurs territoriaux)"
# The site is there and answers; it does not let a program in, or asks it to come back. Nobody's link is dead for that.
THERE = frozenset({401, 402, 403, 405, 406, 407, 409, 418, 423, 425, 426, 428, 429, 451, 999})
MOVED = frozenset({301, 302, 303, 307, 308})


class Said(Enum):
    """What became of asking."""

    ANSWERS = "answers"
    FAILS = "fails"  # somebody answered, and not with the page
    SILENT = "silent"  # nobody answered: their site, or our own network
    FORBIDDEN = "forbidden"  # we did not ask


@dataclass(frozen=True)
class Outcome:
    """What an address answered, and the words for editors."""

    said: Said
    words: str = ""


def resolve(host: str, port: int) -> list[str]:
    """Every address that a name has, by the system's resolver."""
    found = socket.getaddrinfo(host.encode("idna").decode(), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True)
class Policy:
    """What may be asked, and how long. Tests give another one, to ask a server of their own on loopback."""

    resolve: Callable[[str, int], list[str]] = resolve
    may_ask: Callable[[list[str]], bool] = all_public
    problem_of: Callable[[str], str] = problem_of
    ports: dict[str, int] | None = None  # by default those of the scheme
    seconds: float = 12.0  # for one address with its redirects
    silence: float = 5.0  # between two bytes


class _Forbidden(Exception):
    """The address is none that we ask."""


def reach(url: str, policy: Policy | None = None) -> Outcome:
    """Asks an address: HEAD, then GET where HEAD is not answered well; follows three redirects at most. Raises nothing."""
    policy = policy or Policy()
    until = time.monotonic() + policy.seconds
    try:
        status = _follow("HEAD", url, policy, until)
        if status >= 400:
            status = _follow("GET", url, policy, until)
    except _Forbidden:
        return Outcome(Said.FORBIDDEN, NOT_PUBLIC)
    except ssl.SSLError:
        return Outcome(Said.FAILS, "le certificat de sécurité du site n’est pas valable")
    except socket.gaierror:
        return Outcome(Said.SILENT, "aucun site ne porte ce nom")
    except TimeoutError:
        return Outcome(Said.SILENT, "le site ne répond pas à temps")
    except HTTPError as error:
        if isinstance(error.__cause__, ssl.SSLError) or "certificate" in str(error).lower():
            return Outcome(Said.FAILS, "le certificat de sécurité du site n’est pas valable")
        return Outcome(Said.SILENT, "le site ne répond pas")
    except (OSError, http.client.HTTPException, UnicodeError, ValueError):
        return Outcome(Said.SILENT, "le site ne répond pas")
    if status in MOVED:
        return Outcome(Said.FAILS, f"plus de {REDIRECTS} renvois d’une adresse à l’autre")
    if status < 400 or status in THERE:
        return Outcome(Said.ANSWERS, "" if status < 400 else f"le site répond, sans laisser lire la page (code {status})")
    gone = "la page n’existe plus" if status in {404, 410} else "le site répond par une erreur"
    return Outcome(Said.FAILS, f"{gone} (code {status})")


def _follow(method: str, url: str, policy: Policy, until: float) -> int:
    """The status at the end of the redirects. Every step is judged like the first."""
    for _ in range(REDIRECTS + 1):
        status, location = _ask(method, url, policy, until)
        if status not in MOVED or not location:
            return status
        url = urljoin(url, location)
    return status


def _ask(method: str, url: str, policy: Policy, until: float) -> tuple[int, str]:
    if policy.problem_of(url):
        raise _Forbidden
    parts = urlsplit(url)
    port = parts.port or (policy.ports or PORTS)[parts.scheme]
    host = (parts.hostname or "").rstrip(".")
    addresses = policy.resolve(host, port)
    if not policy.may_ask(addresses):
        raise _Forbidden
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    with _connected(parts, host, addresses[0], port, min(policy.silence, left), left) as connection:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Host": parts.netloc.rpartition("@")[2],
            "User-Agent": AGENT,
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        connection.request(method, _ascii(target), headers=headers, preload_content=False, decode_content=False)
        answer = connection.getresponse()
        if method == "GET":
            answer.read(BYTES)
        return answer.status, answer.headers.get("Location", "")


@contextlib.contextmanager
def _connected(
    parts: SplitResult, host: str, address: str, port: int, silence: float, left: float
) -> Iterator[HTTPConnection | HTTPSConnection]:
    """A connection to this very address, in the name of the site; cut when the time is over, however slowly its bytes come."""
    name = host.encode("idna").decode() if ":" not in host else host
    if parts.scheme == "https":
        connection: HTTPConnection | HTTPSConnection = HTTPSConnection(
            address, port, timeout=silence, server_hostname=name, assert_hostname=name, ssl_context=ssl.create_default_context()
        )
    else:
        connection = HTTPConnection(address, port, timeout=silence)
    late = threading.Event()

    def cut() -> None:
        late.set()
        if connection.sock is not None:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    clock = threading.Timer(left, cut)
    clock.daemon = True
    clock.start()
    try:
        connection.connect()
        yield connection
    except Exception as error:
        if late.is_set():
            raise TimeoutError from error
        raise
    finally:
        clock.cancel()
        connection.close()


def _ascii(target: str) -> str:
    """A path as it travels: what is not ASCII is escaped, what is escaped stays so."""
    from urllib.parse import quote

    return quote(target, safe="/%?&=:;,+$@!~*'()#[]|")
