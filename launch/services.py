"""Runs a command beside a PostgreSQL and a Redis of its own, on free loopback ports, and stops both at the end."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def find(name: str) -> str | None:
    """A server's program: on the path, or where Debian keeps PostgreSQL's."""
    found = shutil.which(name)
    return found or next((str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def owner() -> str | None:
    """PostgreSQL refuses to be run by root; the user its package made takes its place."""
    return "postgres" if os.geteuid() == 0 else None


def start_postgres(folder: Path, port: int) -> subprocess.Popen[bytes]:
    user = owner()
    if user:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    data = folder / "data"
    log = (folder / "postgres.log").open("wb")
    subprocess.run(
        [find("initdb"), "-D", data, "-U", "parcours", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        user=user, group=user, stdout=log, stderr=log, check=True, cwd=folder,
    )  # fmt: skip
    settings = {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "unix_socket_directories": str(folder),
        "max_connections": "60",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [find("postgres"), "-D", data, "-h", "127.0.0.1", "-p", str(port), *options]
    process = subprocess.Popen(command, user=user, group=user, stdout=log, stderr=log, cwd=folder)
    for _ in range(150):
        ready = subprocess.run(
            [find("psql"), "-h", "127.0.0.1", "-p", str(port), "-U", "parcours", "-d", "postgres", "-c", "SELECT 1"],
            capture_output=True,
            check=False,
        )
        if not ready.returncode:
            return process
        time.sleep(0.2)
    process.terminate()
    raise RuntimeError("PostgreSQL ne démarre pas.")


def ended(command: list[str], env: dict[str, str] | None = None) -> int:
    """Ctrl-C reaches the command too, which ends by itself and says so: `subprocess.run` would kill it a quarter of a second later."""
    process = subprocess.Popen(command, env=env)
    try:
        try:
            return process.wait()
        except KeyboardInterrupt:
            return process.wait()
    finally:
        if process.poll() is None:
            process.kill()


def main() -> int:
    arguments = sys.argv[1:]
    optional = arguments[:1] == ["--optional"]
    command = arguments[1:] if optional else arguments
    missing = [name for name in ("initdb", "redis-server") if find(name) is None]
    if missing or os.environ.get("DATABASE_URL"):
        if missing and not optional:
            print(
                f"Il manque {' et '.join(missing)} : installez PostgreSQL et Redis, puis relancez la commande.",
                file=sys.stderr,
            )
            return 1
        return ended(command)
    folder = Path(tempfile.mkdtemp(prefix="parcours-services-"))
    folder.chmod(0o755)
    ports = free_port(), free_port()
    running: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        running.append(start_postgres(folder, ports[0]))
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        running.append(
            subprocess.Popen(
                [find("redis-server"), "--port", str(ports[1]), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
                **quiet,
            )
        )  # type: ignore[arg-type]
        env = {
            **os.environ,
            "DATABASE_URL": f"postgres://parcours@127.0.0.1:{ports[0]}/postgres",
            "REDIS_URL": f"redis://127.0.0.1:{ports[1]}/0",
        }
        return ended(command, env)
    finally:
        for process in reversed(running):
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            if process.poll() is None:
                process.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)  # the command has said what became of it
