"""Addresses of the shelf: which ones the site may ask, how it asks them, and when a link is dead. No test leaves this machine."""

import http.server
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from courses.models import Resource
from courses.resources.addresses import all_public, is_public, problem_of
from courses.resources.enums import LinkState, State
from courses.resources.forms import AddressField
from courses.resources.links import BATCH, check_due, due
from courses.resources.reaching import Outcome, Policy, Said, reach, resolve
from portal.jobs import JOBS, tick
from tests.courses.shelf import clear, made

PRIVATE = [
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "0.0.0.0", "0.1.2.3",  # noqa: S104
    "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1", "100::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:0:1::1", "4000::1", "f000::1",
    "not an address", "", "127.1", "2130706433",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_no_public_network_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_asked(address: str) -> None:
    assert is_public(address)


def test_one_private_address_among_those_of_a_name_refuses_it() -> None:
    assert all_public(["8.8.8.8", "1.1.1.1"])
    assert not all_public(["8.8.8.8", "10.0.0.1"])
    assert not all_public([])


@pytest.mark.parametrize(
    "url",
    [
        "ftp://exemple.fr/", "file:///etc/passwd", "gopher://exemple.fr/", "javascript:alert(1)", "data:text/html,x", "exemple.fr", "http://",
        "https:///page", "http://exemple.fr:22/", "http://exemple.fr:8000/", "http://exemple.fr:99999/", "http://moi:mdp@exemple.fr/",
        "http://localhost/", "http://LOCALHOST./", "http://x.localhost/", "http://imprimante/", "http://box.lan/", "http://a.internal/",
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://0x7f000001/",
        "http://017700000001/", "http://0/", "http://0.0.0.0/", "http://[::]/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1%25eth0]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://192.168.1.1/",
        "http://exemple.fr/a b", "http://exemple.fr\\@127.0.0.1/", "http://exemple.fr/\r\nHost: x", "http://[::1", "http://" + "a" * 300 + ".fr/",
    ],
)  # fmt: skip
def test_what_no_resource_may_lead_to_is_refused_by_its_writing_alone(url: str) -> None:
    assert problem_of(url)
    with pytest.raises(ValidationError):
        AddressField().clean(url if "://" in url or ":" in url else f"{url} x")


@pytest.mark.parametrize(
    "url",
    [
        "https://exemple.fr/",
        "http://exemple.fr:80/page?x=1#y",
        "https://exemple.fr:443",
        "https://élan.fr/é",
        "http://8.8.8.8/",
        "http://[2606:4700::1]/",
    ],
)
def test_a_usual_address_is_right(url: str) -> None:
    assert problem_of(url) == ""


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.1"])
def test_whatever_the_writing_the_resolver_has_the_last_word(host: str) -> None:
    """Were the writing let through, what it resolves to is judged, and refused."""
    anything = Policy(problem_of=lambda url: "")
    assert reach(f"http://{host}/", anything).said is Said.FORBIDDEN


# Asking: a server of the test, on loopback, by a policy that says so ------------------------------------------------------


class Site(http.server.BaseHTTPRequestHandler):
    """A site that does what each path says."""

    seen: list[tuple[str, str, dict[str, str]]] = []

    def do_GET(self) -> None:
        self.seen.append((self.command, self.path, dict(self.headers)))
        name = self.path.strip("/").split("/")[0]
        if name == "lent":
            time.sleep(3)
        if name == "goutte":
            for sign in b"HTTP/1.1 200 OK\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyy":
                self.wfile.write(bytes([sign]))
                time.sleep(0.2)
            return
        status = {"absent": 404, "parti": 410, "casse": 500, "ferme": 403, "doucement": 429}.get(name, 200)
        if name.isdecimal():
            status = int(name)
        if name == "sans-head" and self.command == "HEAD":
            status = 405
        if name in {"renvoi", "boucle", "dehors"}:
            left = int(self.path.rsplit("/", 1)[1] or 0)
            self.send_response(302)
            after = {"renvoi": f"/renvoi/{left - 1}" if left > 1 else "/", "boucle": "/boucle/1", "dehors": "http://prive.exemple.fr/"}[
                name
            ]
            self.send_header("Location", after)
            self.end_headers()
            return
        self.send_response(status)
        self.send_header("Set-Cookie", "traceur=1")
        self.end_headers()
        if self.command == "GET" and name == "enorme":
            try:
                for _ in range(10_000):
                    self.wfile.write(b"x" * 10_000)
            except OSError:
                self.seen.append(("cut", self.path, {}))

    do_HEAD = do_GET  # noqa: N815 - the library's name

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    Site.seen.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def here(port: int) -> Policy:
    """Lets `exemple.fr` be the server of the test, and nothing else: `prive.exemple.fr` resolves to a private address."""
    names = {"exemple.fr": ["127.0.0.1"], "prive.exemple.fr": ["10.0.0.1"]}

    def look_up(host: str, port: int) -> list[str]:
        if host not in names:
            raise socket.gaierror
        return names[host]

    return Policy(resolve=look_up, may_ask=lambda found: found == ["127.0.0.1"], ports={"http": port, "https": port}, seconds=2, silence=1)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", Said.ANSWERS),
        ("/page?x=1", Said.ANSWERS),
        ("/sans-head", Said.ANSWERS),
        ("/renvoi/3", Said.ANSWERS),
        ("/ferme", Said.ANSWERS),
        ("/doucement", Said.ANSWERS),
        ("/renvoi/4", Said.FAILS),
        ("/boucle/1", Said.FAILS),
        ("/absent", Said.FAILS),
        ("/parti", Said.FAILS),
        ("/casse", Said.FAILS),
        ("/lent", Said.SILENT),
        ("/goutte", Said.SILENT),
        ("/dehors/0", Said.FORBIDDEN),
    ],
)
def test_what_an_address_answers(path: str, said: Said, here: Policy) -> None:
    began = time.monotonic()
    outcome = reach(f"http://exemple.fr{path}", here)
    assert outcome.said is said
    assert time.monotonic() - began < 3
    assert outcome.words or said is Said.ANSWERS


@pytest.mark.parametrize("status", [401, 402, 403, 405, 406, 407, 409, 418, 423, 425, 426, 428, 429, 451, 999])
def test_a_site_that_only_keeps_programs_out_is_no_dead_link(status: int, here: Policy) -> None:
    assert reach(f"http://exemple.fr/{status}", here).said is Said.ANSWERS


@pytest.mark.parametrize("status", [400, 404, 410, 414, 419, 422, 500, 502, 503])
def test_a_page_that_is_not_given_is_a_dead_link(status: int, here: Policy) -> None:
    assert reach(f"http://exemple.fr/{status}", here).said is Said.FAILS


def test_asking_carries_no_cookie_and_takes_little(here: Policy) -> None:
    reach("http://exemple.fr/enorme", here)
    reach("http://exemple.fr/absent", here)
    reach("http://exemple.fr/", here)
    methods = [(method, path) for method, path, _ in Site.seen]
    assert methods == [("HEAD", "/enorme"), ("HEAD", "/absent"), ("GET", "/absent"), ("HEAD", "/")]
    for _, _, headers in Site.seen:
        assert "Cookie" not in headers
        assert "Referer" not in headers
        assert headers["Host"] == "exemple.fr"


def test_a_name_without_a_site_a_closed_door_and_a_wrong_certificate(here: Policy) -> None:
    assert reach("http://inconnu.exemple.fr/", here) == Outcome(Said.SILENT, "aucun site ne porte ce nom")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
    shut = Policy(resolve=here.resolve, may_ask=here.may_ask, ports={"http": closed, "https": closed}, seconds=2, silence=1)
    assert reach("http://exemple.fr/", shut).said is Said.SILENT
    assert reach("https://exemple.fr/", here).said is not Said.ANSWERS  # plain HTTP behind https


def test_the_connection_goes_to_the_address_that_was_judged(here: Policy) -> None:
    """A name that changes between two look-ups (DNS rebinding) is looked up once, and the answer that was judged is used."""
    asked = []

    def changing(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    policy = Policy(resolve=changing, may_ask=here.may_ask, ports=here.ports, seconds=2, silence=1)
    assert reach("http://exemple.fr/", policy).said is Said.ANSWERS
    assert asked == ["exemple.fr"]
    # The second question resolves anew, and is refused: nothing is kept from the first.
    assert reach("http://exemple.fr/", policy).said is Said.FORBIDDEN


def test_the_system_s_resolver_gives_addresses() -> None:
    assert set(resolve("localhost", 80)) <= {"127.0.0.1", "::1"}


# What becomes of it -----------------------------------------------------------------------------------------------------


@pytest.fixture
def empty(db: None) -> None:
    clear()


def answers(said: Said, words: str = "") -> Any:
    return lambda url: Outcome(said, words)


def at(day: int, hour: int = 9) -> Any:
    return time_machine.travel(datetime(2026, 3, day, hour, tzinfo=UTC), tick=False)


@pytest.mark.django_db
def test_a_link_is_dead_after_failures_on_three_days_and_lives_again(empty: None) -> None:
    found = made("Parti")
    fails = answers(Said.FAILS, "la page n’existe plus (code 404)")
    for day, state in ((1, LinkState.FAILING), (2, LinkState.FAILING), (3, LinkState.DEAD)):
        with at(day):
            assert due()
            check_due(fails)
            assert not due()
            check_due(fails)  # the same day, nothing more is held against it
        found.refresh_from_db()
        assert (found.link_failures, found.link_state) == (day, state)
    assert str(found.link_failed_since) == "2026-03-01"
    assert "Ce lien ne répond plus depuis le" in Client().get(found.get_absolute_url()).content.decode()
    with at(4, 12):
        check_due(answers(Said.ANSWERS))
        assert not due()
    found.refresh_from_db()
    assert (found.link_state, found.link_failures, found.link_failed_since) == (LinkState.ALIVE, 0, None)
    with at(12):
        assert due()


@pytest.mark.django_db
def test_two_failures_in_one_day_count_once(empty: None) -> None:
    found = made("Parti")
    for hour in (1, 22):
        with at(1, hour):
            check_due(answers(Said.FAILS))
    found.refresh_from_db()
    assert found.link_failures == 1


@pytest.mark.django_db
def test_when_our_own_network_is_down_nobody_is_blamed(empty: None) -> None:
    for number in range(3):
        made(f"Site {number}")
    with at(1):
        assert check_due(answers(Said.SILENT)) == 3
        assert not due()
        assert not Resource.objects.exclude(link_failures=0).exists()
        # Nor is one that had begun to fail asked every five minutes until the network is back.
        begun = made("Site en échec", link_state=LinkState.FAILING, link_failures=1, link_failed_since="2026-02-28")
        assert check_due(answers(Said.SILENT)) == 1
        assert not due()
    with at(2, 6):
        assert due()
    begun.delete()
    # An address that answered last time still answers: then the silence of the others is theirs.
    witness = made("Témoin", link_state=LinkState.ALIVE, link_checked_at=datetime(2026, 3, 2, tzinfo=UTC))
    with at(3):
        check_due(lambda url: Outcome(Said.ANSWERS if url == witness.url else Said.SILENT))
        assert Resource.objects.filter(link_failures=1).count() == 3


@pytest.mark.django_db
def test_only_published_addresses_are_asked_a_few_at_a_time(empty: None) -> None:
    made("Proposée", state=State.PROPOSED)
    made("Sans adresse", kind="document", url="", file="resources/x.pdf")
    assert not due()
    for number in range(BATCH + 2):
        made(f"Site {number}")
    asked: list[str] = []

    def ask(url: str) -> Outcome:
        asked.append(url)
        return Outcome(Said.ANSWERS)

    assert [check_due(ask), check_due(ask), check_due(ask)] == [BATCH, 2, 0]
    assert len(set(asked)) == BATCH + 2


@pytest.mark.django_db
def test_a_forbidden_address_is_a_failure_that_editors_read(empty: None) -> None:
    found = made("Chez moi", url="http://10.0.0.1/")
    check_due(reach)
    found.refresh_from_db()
    assert found.link_state == LinkState.FAILING
    assert "site public" in found.link_problem


@pytest.mark.django_db
def test_an_answer_of_an_address_that_changed_meanwhile_is_dropped(empty: None) -> None:
    found = made("Change")

    def ask(url: str) -> Outcome:
        Resource.objects.filter(pk=found.pk).update(url="https://exemple.fr/nouvelle")
        return Outcome(Said.FAILS)

    check_due(ask)
    found.refresh_from_db()
    assert found.link_state == LinkState.UNKNOWN


@pytest.mark.django_db
def test_the_clock_asks_only_where_it_is_allowed_to(settings: Any, empty: None) -> None:
    found = made("Chez moi", url="http://10.0.0.1/")
    jobs = tuple(job for job in JOBS if job.name == "check_links")
    assert jobs[0].every >= timedelta(minutes=1)
    assert tick(jobs) == ["check_links"]
    found.refresh_from_db()
    assert found.link_checked_at is None  # switched off in tests
    settings.CHECK_LINKS = True
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        tick(jobs)
    found.refresh_from_db()
    assert found.link_state == LinkState.FAILING
