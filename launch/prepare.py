"""Makes `.venv` with the locked packages. Runs on a bare Python 3.12 or newer; the second time it has nothing to do."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from folder import ROOT, var_dir, words_of

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "stamp"
LOG = var_dir() / "log" / "prepare.log"
NEEDED_MB = 900


class Refusal(Exception):
    """What stops the preparation, in one sentence for whoever typed the command."""


def stamp_of(kind: str) -> str:
    """What the environment was made from: the locks, the project file and the interpreter."""
    digest = hashlib.sha256(f"{kind} {sys.version_info[:2]} {ROOT}".encode())
    for path in [ROOT / "pyproject.toml", *sorted((ROOT / "requirements").glob("*.txt"))]:
        digest.update(path.read_bytes())
    return f"{kind} {digest.hexdigest()}"


def is_ready(kind: str) -> bool:
    """Whether the environment holds what is asked; one made for developing also serves for running."""
    if not STAMP.exists() or not PYTHON.exists():
        return False
    kinds = {"base": ("base", "dev"), "dev": ("dev",)}[kind]
    return STAMP.read_text() in {stamp_of(one) for one in kinds}


# The line that pip writes of itself comes last: without it, the environment was interrupted while it was being made.
WHOLE = """
import sys
from importlib.metadata import distribution
sys.exit(sys.version_info < (3, 12) or not distribution("pip").read_text("INSTALLER"))
"""


def is_usable(python: Path) -> bool:
    """Whether packages can be put into the environment as it stands; otherwise it is made anew."""
    return python.exists() and not subprocess.run([python, "-c", WHOLE], capture_output=True, check=False).returncode


def step(words: str, command: list[str], env: dict[str, str] | None = None) -> None:
    """Runs one command, its output in the log, the seconds on the screen."""
    began = time.monotonic()
    if sys.stdout.isatty():
        print(f"{words}…", end="", flush=True)
    with LOG.open("a") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        log.flush()
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT, env=env)
        while process.poll() is None:
            time.sleep(0.2)
            if sys.stdout.isatty():
                print(f"\r{words}… {time.monotonic() - began:.0f} s", end="", flush=True)
    start = "\r" if sys.stdout.isatty() else ""
    print(f"{start}{words} : {time.monotonic() - began:.0f} s", flush=True)
    if process.returncode:
        raise Refusal(reason())


def reason() -> str:
    """Why the last command failed, as far as its output says."""
    tail = LOG.read_text(errors="replace")[-6000:]
    if "No space left on device" in tail:
        return "Le disque est plein. Libérez environ 1 Go, puis relancez la commande."
    if "ensurepip" in tail:
        return "Il manque à Python son module venv. Installez-le (python3-venv sous Debian), puis relancez la commande."
    if any(sign in tail for sign in ("Temporary failure in name", "Connection", "Failed to fetch", "No matching distribution")):
        return f"Les paquets n'ont pas pu être téléchargés. Vérifiez le réseau ; le détail est dans {LOG}."
    return f"La préparation s'est arrêtée ; le détail est dans {LOG}."


def index_env() -> dict[str, str]:
    """uv reads its own settings: what pip is told about indexes is passed on."""
    # Hashes say what a package must be; which index it comes from may then follow pip's rule.
    env = {"UV_INDEX_STRATEGY": "unsafe-best-match", **os.environ}
    told = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False).stdout
    names = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}
    for line in told.splitlines():
        key, _, value = line.partition("=")
        name = names.get(key.rsplit(".", 1)[-1])
        if name:
            env.setdefault(name, " ".join(value.strip("'\"").replace("\\n", " ").split()))
    return env


def prepare(kind: str) -> None:
    """Makes the environment; the stamp is written last, so that what was interrupted is taken up again."""
    if is_ready(kind):
        return
    if shutil.disk_usage(ROOT).free < NEEDED_MB * 1024 * 1024:
        raise Refusal(f"Le disque est presque plein : il faut {NEEDED_MB} Mo libres. Faites de la place, puis relancez la commande.")
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text("")
    STAMP.unlink(missing_ok=True)
    if not is_usable(PYTHON):
        step("Environnement Python", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q"]
    step("Installateur", [*pip, "install", "--require-hashes", "-r", "requirements/bootstrap.txt"])
    requirements = f"requirements/{kind}.txt"
    try:
        step(
            "Paquets",
            [
                str(VENV / "bin" / "uv"),
                "pip",
                "install",
                "--python",
                str(PYTHON),
                "--require-hashes",
                "-r",
                requirements,
            ],
            index_env(),
        )
    except Refusal:
        step("Paquets, autrement", [*pip, "install", "--require-hashes", "-r", requirements])
    link()
    STAMP.write_text(stamp_of(kind))


def link() -> None:
    """Puts both source roots on the environment's path: what an editable install does, without a build."""
    packages = next((VENV / "lib").glob("python3.*")) / "site-packages"
    (packages / "parcours.pth").write_text(f"{ROOT}\n{ROOT / 'site'}\n")


def main() -> int:
    try:
        prepare(sys.argv[1])
    except Refusal as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{words_of(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrompu ; la prochaine fois reprendra ici.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
