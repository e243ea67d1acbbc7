"""Serves the demonstration: makes the data ready once, then runs the site, one queue worker and the clock until stopped."""

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from folder import ROOT, var_dir, words_of

NEEDED_MB = 300
PATIENCE = 60  # seconds for the site to answer
GRACE = 8  # seconds a process has to end by itself
ACCOUNTS = """
Comptes de la démonstration, mot de passe parcours-2026
  amina@demo.example, bastien@demo.example   un binôme
  chloe@demo.example                         participante d'une autre cohorte
  denis@demo.example, elise@demo.example     qui forment
  farid@demo.example                         qui édite
  gaelle@demo.example                        qui administre
  hanae@demo.example                         qui écrit, et demande une relecture
"""


class Refusal(Exception):
    """What stops the start, in one sentence."""


def port_of(text: str) -> int:
    """The port that was asked for."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Refusal(f"PORT={text} n'est pas un numéro de port. Choisissez un nombre entre 1024 et 65535.")
    return int(text)


def has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def check_purpose(public_url: str) -> None:
    """Refuses beside a real site: its people would meet accounts whose password everybody knows, and their mails would stay here."""
    if public_url:
        raise Refusal(
            "make run sert la démonstration, et PUBLIC_URL annonce ici un vrai site. "
            "Lancez-le comme l'explique le README, ou retirez ses réglages de ce terminal."
        )


def check_port(port: int) -> None:
    """Refuses a port that someone else listens on."""
    for family, host in [(socket.AF_INET, "127.0.0.1")] + ([(socket.AF_INET6, "::1")] if has_ipv6() else []):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise Refusal(f"Le port {port} est déjà pris. Choisissez-en un autre : PORT={port + 1} make run") from None
                if error.errno == errno.EACCES:
                    raise Refusal(f"Le port {port} est réservé au système. Choisissez-en un au-dessus de 1024.") from None
                raise


def check_space(free_bytes: int) -> None:
    """Refuses to start where the database could not grow."""
    if free_bytes < NEEDED_MB * 1024 * 1024:
        raise Refusal(f"Le disque est presque plein : il faut {NEEDED_MB} Mo libres. Faites de la place, puis relancez make run.")


def stamp_of(root: Path = ROOT) -> str:
    """What the prepared data depends on: migrations, static files, content, packages."""
    digest = hashlib.sha256()
    patterns = (
        "*/migrations/*.py",
        "site/*/migrations/*.py",
        "static/**/*",
        "*/content/*",
        "site/*/content/*",
        "requirements/base.txt",
        "site/pages/staticfiles.py",
    )
    for path in sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()}):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Two sites on the same data would run every scheduled job twice."""
    with (var / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(f"Le site tourne déjà avec les données de {var}. Arrêtez-le, ou choisissez VAR_DIR=…") from None
        yield


def make_ready(var: Path, env: dict[str, str]) -> None:
    """Migrates, loads and collects when something changed since last time; the stamp is written last."""
    stamp = var / "stamp"
    wanted = stamp_of()
    if stamp.exists() and stamp.read_text() == wanted and (var / "db.sqlite3").exists():
        return
    # The first word of the site's own comes only once its code is read.
    print("Préparation des données", flush=True)
    for command in (["setup_site"], ["collectstatic", "--noinput", "--clear", "-v0"]):
        if command[0] == "collectstatic":
            print("Feuilles de style et images", flush=True)
        run = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True, check=False)
        if run.returncode:
            log = var / "log" / "setup.log"
            log.write_text(run.stderr)
            lines = [line for line in run.stderr.strip().splitlines() if line]
            if "disk is full" in run.stderr or "No space left" in run.stderr:
                raise Refusal("Le disque est plein. Faites de la place, puis relancez make run.")
            raise Refusal(f"La préparation des données s'est arrêtée : {lines[-1] if lines else command[0]}. Le détail est dans {log}.")
    stamp.write_text(wanted)


def die_with_parent() -> None:
    """Asks Linux to end a child when this process is killed outright; elsewhere nothing happens."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Child:
    """One process of the site and its log."""

    def __init__(self, name: str, command: list[str], var: Path, env: dict[str, str]) -> None:
        self.name, self.command, self.env = name, command, env
        self.log = var / "log" / f"{name}.log"
        self.failures = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as out:
            self.process = self._spawn(out)

    def _spawn(self, out: IO[bytes]) -> subprocess.Popen[bytes]:
        # Its own session: a Ctrl-C reaches this process alone, which then ends the others in order.
        return subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.env,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509
        )

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def wait_until_it_answers(site: Child, port: int) -> None:
    """Returns when the site answers; refuses when it ended or stays silent."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if site.has_ended():
            break
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/", timeout=5)
        except urllib.error.HTTPError as answer:
            if answer.code == 503:
                return
            break
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Refusal(f"Le site ne répond pas. Le détail est dans {site.log}.")


def serve(var: Path, port: int) -> None:
    env = {
        **os.environ,
        "VAR_DIR": str(var),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONUNBUFFERED": "1",
    }
    make_ready(var, env)
    binds = ["--bind", f"127.0.0.1:{port}"] + (["--bind", f"[::1]:{port}"] if has_ipv6() else [])
    gunicorn = [
        "-m",
        "gunicorn",
        "config.wsgi:application",
        *binds,
        "--worker-class",
        "gthread",
        "--workers",
        "1",
        "--threads",
        "8",
    ]
    site = Child("site", [sys.executable, *gunicorn, "--no-control-socket", "--graceful-timeout", "5"], var, env)
    worker = Child("worker", [sys.executable, "manage.py", "db_worker", "--interval", "1"], var, env)
    clock = Child("tick", [sys.executable, "manage.py", "tick"], var, env)
    try:
        print("Démarrage du site", flush=True)
        site.start()
        wait_until_it_answers(site, port)
        print(f"Prêt : http://localhost:{port}", flush=True)
        print(
            f"{ACCOUNTS}Courriels de la démonstration : http://localhost:{port}/demo/courriels/\nCtrl-C arrête le site.",
            flush=True,
        )
        for child in (worker, clock):
            child.start()
        while True:
            time.sleep(0.5)
            if site.has_ended():
                raise Refusal(f"Le site s'est arrêté. Le détail est dans {site.log}.")
            for child in (worker, clock):
                if child.has_ended():
                    child.failures += 1
                    if child.failures > 5:
                        raise Refusal(f"« {child.name} » s'arrête sans cesse. Le détail est dans {child.log}.")
                    time.sleep(min(2**child.failures, 20))
                    child.start()
    except KeyboardInterrupt:
        # What is being done is finished first, which may take some seconds.
        print("\nArrêt en cours", flush=True)
        raise
    finally:
        for child in (clock, worker, site):
            child.stop()


def stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    var = var_dir()
    try:
        check_purpose(os.environ.get("PUBLIC_URL", ""))
        port = port_of(os.environ.get("PORT", "8000"))
        check_port(port)
        (var / "log").mkdir(parents=True, exist_ok=True)
        var.chmod(0o700)
        check_space(shutil.disk_usage(var).free)
        with only_one(var):
            serve(var, port)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as error:
        print(words_of(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Arrêté.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
