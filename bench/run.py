"""`make bench`: what our pages cost, against reference pages served by the same process on the same data in the same run.

The cost of a request is the processor time of the application and of its database process, in milliseconds. Rounds of all targets are
interleaved, so that whatever else the machine does falls on all of them; a figure is the median of its rounds. One JSON object a line.
"""

import hashlib
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 15
EACH = 20
LESSON = "/parcours/etat-des-lieux/regard-des-maires/"
GOALS = {"lesson": ("floor", 1.0), "home": ("floor", 1.5), "finish": ("upsert", 2.5)}


def emit(name: str, value: float | str, unit: str, target: float | None = None) -> bool:
    ok = target is None or (isinstance(value, float) and value <= target)
    shown = round(value, 3) if isinstance(value, float) else value
    print(json.dumps({"name": name, "value": shown, "unit": unit, "target": target, "ok": ok}), flush=True)
    return ok


class Site:
    """The site under gunicorn, and the processor time that it and its database use."""

    def __init__(self, *, on_sqlite: bool = False) -> None:
        self.var = Path(tempfile.mkdtemp(prefix="parcours-bench-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "VAR_DIR": str(self.var),
            "PORT": str(self.port),
            "SECRET_KEY": "only-for-the-bench-0123456789-abcdefghijklmnopqrstuvwxyz",
        }
        self.engine = "sqlite" if on_sqlite or "DATABASE_URL" not in os.environ else "postgresql"
        if on_sqlite:
            self.env.pop("DATABASE_URL", None)
        for command in (["setup_site"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.env, check=True, stdout=subprocess.DEVNULL)
        options = [
            "--bind",
            f"127.0.0.1:{self.port}",
            "--worker-class",
            "gthread",
            "--workers",
            "1",
            "--threads",
            "1",
            "--no-control-socket",
        ]
        self.log = (self.var / "site.log").open("w")
        self.server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi:application", *options],
            cwd=ROOT,
            env=self.env,
            stdout=self.log,
            stderr=self.log,
        )
        for _ in range(150):
            try:
                self.ask("GET", "/bench/cpu/")
                break
            except OSError:
                time.sleep(0.2)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes, http.client.HTTPMessage]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request(method, path, body, {"Host": f"localhost:{self.port}", **headers})
        answer = link.getresponse()
        data = answer.read()
        link.close()
        return answer.status, data, answer.msg

    def used(self) -> float:
        """Processor seconds of the application and of PostgreSQL's processes; SQLite works inside the application."""
        own = json.loads(self.ask("GET", "/bench/cpu/")[1])["cpu"]
        return float(own) + (postgres_seconds() if "DATABASE_URL" in os.environ else 0.0)

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(20)
        self.log.close()


def postgres_seconds() -> float:
    """What every PostgreSQL process has used, from the scheduler's own count in nanoseconds."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "comm").read_text().startswith("postgres"):
                total += int((folder / "schedstat").read_text().split()[0])
        except OSError:
            continue  # it ended meanwhile
    return total / 1e9


class Visitor:
    """Someone of the cast, signed in."""

    def __init__(self, site: Site, name: str) -> None:
        self.site = site
        _, _, headers = site.ask("GET", "/compte/connexion/")
        token = cookies(headers)["csrftoken"]
        form = f"login={name}%40demo.example&password=parcours-2026&csrfmiddlewaretoken={token}"
        status, _, headers = site.ask("POST", "/compte/connexion/", form.encode(), **self.form(f"csrftoken={token}"))
        assert status == 302
        jar = {"csrftoken": token, **cookies(headers)}
        self.token = jar["csrftoken"]
        self.cookie = "; ".join(f"{key}={value}" for key, value in jar.items())

    def form(self, cookie: str) -> dict[str, str]:
        return {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://localhost:{self.site.port}/"}

    def get(self, path: str) -> bytes:
        status, data, _ = self.site.ask("GET", path, Cookie=self.cookie)
        assert status == 200, (path, status)
        return data


class Reader(Visitor):
    """Amina, who learns."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, "amina")
        page = self.get("/parcours/modeles-co-construction/quatre-types-d-activites/").decode()
        found = re.search(r'name="enrolment" value="(\d+)"', page)
        assert found
        self.enrolment = int(found[1])

    def finish(self, url: str, action: str = "terminer") -> None:
        form = f"enrolment={self.enrolment}&csrfmiddlewaretoken={self.token}"
        status, _, _ = self.site.ask("POST", f"{url}{action}/", form.encode(), **self.form(self.cookie))
        assert status == 302, status

    def upsert(self, lesson: int) -> None:
        body = json.dumps({"enrolment": self.enrolment, "lesson": lesson, "at": datetime.now(UTC).isoformat()})
        status, _, _ = self.site.ask("POST", "/bench/upsert/", body.encode(), Cookie=self.cookie)
        assert status == 200, status


def cookies(headers: http.client.HTTPMessage) -> dict[str, str]:
    pairs = (header.split(";", 1)[0].split("=", 1) for header in headers.get_all("Set-Cookie") or [])
    return {name: value for name, value in pairs if value}


def lesson_numbers(site: Site) -> list[tuple[str, int]]:
    code = "from courses.outline import main_outline\nfor one in main_outline().lessons: print(one.url, one.id)"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env=site.env,
        check=True,
        capture_output=True,
        text=True,
    )
    return [(line.split()[0], int(line.split()[1])) for line in done.stdout.splitlines() if line.startswith("/parcours/")]


def main() -> int:
    template = (ROOT / "bench/templates/bench/floor.html").read_bytes()
    emit("engine", "postgresql" if "DATABASE_URL" in os.environ else "sqlite", "name")
    emit("floor_template", hashlib.sha256(template).hexdigest()[:16], "sha256")
    site = Site()
    try:
        learning = measure(site) | measure_search(site) | measure_shelf(site)
    finally:
        site.stop()
    site = Site(on_sqlite=True)
    try:
        return learning | measure_desk(site) | measure_search(site) | measure_shelf(site)
    finally:
        site.stop()


def measure_desk(site: Site) -> int:
    """A cohort of 500 people as its trainer meets it, on SQLite: the first screen, and the files of the whole cohort."""
    command = ["load_demo", "--cohorts", "1", "--participants", "500", "--seed", "500"]
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=site.env, check=True, stdout=subprocess.DEVNULL)
    trainer, results = Visitor(site, "gaelle"), []
    goals = {"": None, "avancement.csv": 2.0, "avancement.xlsx": None, "avancement.ods": None}
    for path, goal in goals.items():
        waits = []
        for _ in range(5):
            began = time.perf_counter()
            data = trainer.get(f"/cohortes/demo-500-1/{path}")
            waits.append(time.perf_counter() - began)
        results.append(emit(f"cohort_500_{path or 'matrix'}", statistics.median(waits), "s", goal))
        if not path:
            results.append(emit("cohort_500_matrix_weight", len(data) / 1000, "kB", 200.0))
    results += measure_figures(site, trainer)
    return 0 if all(results) else 1


def measure_figures(site: Site, trainer: Visitor) -> list[bool]:
    """The figures of 500 people over four moments: making them, the slowest of four closings, and the screen that shows them all."""
    code = "from bench.filling import *; fill_assessments('demo-500-1'); print('closed', max(close_all('demo-500-1')))"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    said = subprocess.run(command, cwd=ROOT, env=site.env, check=True, capture_output=True, text=True).stdout
    closing = next(float(line.split()[1]) for line in said.splitlines() if line.startswith("closed "))
    waits = []
    for _ in range(5):
        began = time.perf_counter()
        trainer.get("/cohortes/demo-500-1/positionnements/chiffres/")
        waits.append(time.perf_counter() - began)
    return [emit("cohort_500_closing", closing, "s", 0.3), emit("cohort_500_figures", statistics.median(waits), "s", 0.3)]


def measure_search(site: Site) -> int:
    """Five thousand pages in the index: what is rare, what is everywhere, several words, an unfinished one, nothing."""
    code = "from bench.filling import fill; print(fill())"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code], cwd=ROOT, env=site.env, check=True, stdout=subprocess.DEVNULL
    )
    reader, waits = Visitor(site, "amina"), []
    for query in ("barycentre", "territoire", "acteurs+du+territoire", "co-construction+partenariat", "interconnai", "xylophone"):
        for _ in range(5):
            began = time.perf_counter()
            reader.get(f"/recherche/?q={query}")
            waits.append(time.perf_counter() - began)
    return 0 if emit(f"search_5000_worst_{site.engine}", max(waits), "s", 0.2) else 1


def measure_shelf(site: Site) -> int:
    """Twenty thousand resources: the whole shelf, one filter, several, words that are rare or everywhere, both, every order, a far page."""
    code = "from bench.filling import fill_resources; print(fill_resources())"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code], cwd=ROOT, env=site.env, check=True, stdout=subprocess.DEVNULL
    )
    reader, worst = Visitor(site, "amina"), 0.0
    several = "type=video&type=lien&domaine=banc-2-1&domaine=banc-2-2"
    for query in (
        "",
        "type=video",
        several,
        f"{several}&acteur=banc-4-1&module=etat-des-lieux&competence=dialogue",
        f"{several}&territoire=banc-3-1",
        "q=barycentre",
        "q=territoire",
        "q=acteurs+du+territoire",
        f"q=territoire&{several}",
        "q=territoire&type=video&type=lien&type=document&type=formation&tri=titre",
        "tri=ancien&page=900",
        "q=xylophone",
    ):
        waits = []
        for _ in range(5):
            began = time.perf_counter()
            reader.get(f"/ressources/?{query}")
            waits.append(time.perf_counter() - began)
        emit(f"shelf_20000_{site.engine} {query[:60]}", statistics.median(waits), "s")
        worst = max(worst, statistics.median(waits))
    return 0 if emit(f"shelf_20000_worst_{site.engine}", worst, "s", 0.3) else 1


def measure(site: Site) -> int:
    reader, lessons = Reader(site), lesson_numbers(site)
    turn = 0

    def next_lesson() -> tuple[str, int]:
        nonlocal turn
        turn += 1
        return lessons[10 + turn % 20]

    targets: dict[str, Any] = {
        "bare": lambda: reader.get("/bench/bare/"),
        "floor": lambda: reader.get("/bench/floor/"),
        "upsert": lambda: reader.upsert(next_lesson()[1]),
        "lesson": lambda: reader.get(LESSON),
        "home": lambda: reader.get("/accueil/"),
        "finish": lambda: reader.finish(next_lesson()[0]),
    }
    costs: dict[str, list[float]] = {name: [] for name in targets}
    waits: dict[str, list[float]] = {name: [] for name in targets}
    for action in targets.values():
        for _ in range(10):
            action()
    for _ in range(ROUNDS):
        for name, action in targets.items():
            before = site.used()
            for _ in range(EACH):
                began = time.perf_counter()
                action()
                waits[name].append((time.perf_counter() - began) * 1000)
            costs[name].append((site.used() - before) * 1000 / EACH)
            if name == "finish":  # what was finished is taken back outside the measure, so that each finish is a first one
                for url, _ in lessons[10:30]:
                    reader.finish(url, "reprendre")
    for name in targets:
        ranked = statistics.quantiles(waits[name], n=100)
        emit(f"{name}_cpu", statistics.median(costs[name]), "ms")
        for percent in (50, 95, 99):
            emit(f"{name}_p{percent}", ranked[percent - 1], "ms")
    results = [
        emit(f"{name}_ratio", statistics.median(costs[name]) / statistics.median(costs[reference]), f"x {reference}", goal)
        for name, (reference, goal) in GOALS.items()
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
