"""What stands between a fresh machine and the product says one clear sentence when it cannot go on."""

import errno
import importlib
import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "launch"))

import folder  # noqa: E402
import prepare  # noqa: E402
import serve  # noqa: E402

tries = importlib.import_module("try")  # a word of Python, which no import statement takes


def serve_with(tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "launch/serve.py"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
        env={**os.environ, "VAR_DIR": str(tmp_path), **env},
    )  # fmt: skip


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = serve_with(tmp_path, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.strip() == f"Le port {port} est déjà pris. Choisissez-en un autre : PORT={port + 1} make run"


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_none_is_one_sentence(port: str, tmp_path: Path) -> None:
    done = serve_with(tmp_path, PORT=port)
    assert done.returncode == 1
    assert "n'est pas un numéro de port" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demonstration_is_never_served_with_the_settings_of_a_real_site(tmp_path: Path) -> None:
    """It would write its administrator, whose password everybody knows, into the database of real people."""
    done = serve_with(tmp_path, PORT=str(free_port()), PUBLIC_URL="https://parcours.example")
    assert done.returncode == 1
    assert done.stderr.startswith("make run sert la démonstration, et PUBLIC_URL annonce ici un vrai site.")
    assert not (tmp_path / "db.sqlite3").exists()


def test_a_full_disk_is_one_sentence() -> None:
    with pytest.raises(serve.Refusal, match="Le disque est presque plein"):
        serve.check_space(1024)
    serve.check_space(10**10)


def test_two_sites_never_share_their_data(tmp_path: Path) -> None:
    with serve.only_one(tmp_path), pytest.raises(serve.Refusal, match="tourne déjà"), serve.only_one(tmp_path):
        pass


def test_a_new_migration_or_new_content_makes_the_data_ready_again(tmp_path: Path) -> None:
    contents = ("courses/content/a.yaml", "assessments/content/a.yaml", "site/territories/content/a.yaml")
    for name in ("cohorts/migrations/0001_x.py", *contents, "static/css/a.css"):
        before = serve.stamp_of(tmp_path)
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("x")
        assert serve.stamp_of(tmp_path) != before


def test_a_too_old_python_is_one_sentence(tmp_path: Path) -> None:
    for name in ("python3.13", "python3.12", "python3.14", "python3", "python"):
        fake = tmp_path / name
        fake.write_text("#!/bin/sh\n[ \"$1\" = --version ] && echo 'Python 3.9.2' && exit 0\nexit 1\n")
        fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    env = {**os.environ, "PATH": f"{tmp_path}:/usr/bin:/bin", "MAKEFLAGS": ""}
    done = subprocess.run(["make", "run"], cwd=ROOT, capture_output=True, text=True, check=False, env=env, timeout=30)
    assert done.returncode != 0
    assert "Python 3.12 ou plus récent est nécessaire ; trouvé : Python 3.9.2." in done.stderr
    assert "Traceback" not in done.stderr


def test_an_environment_that_was_interrupted_while_it_was_made_is_made_anew(tmp_path: Path) -> None:
    """Python is there before its installer: stopped in between, every later start failed for want of pip."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "half"], check=True, timeout=60)
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "whole"], check=True, timeout=60)
    assert not prepare.is_usable(tmp_path / "none/bin/python")
    assert not prepare.is_usable(tmp_path / "half/bin/python")
    assert prepare.is_usable(tmp_path / "whole/bin/python")
    next((tmp_path / "whole/lib").glob("python3*/site-packages/pip-*/INSTALLER")).unlink()
    assert not prepare.is_usable(tmp_path / "whole/bin/python")


def launched(script: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, f"launch/{script}.py", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
        env={**os.environ, "PORT": str(free_port()), **env},
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("name", ["", "log", "log/profond"])
def test_a_file_where_a_folder_is_needed_is_named_in_one_sentence(name: str, tmp_path: Path) -> None:
    lying = tmp_path / "données d'été"
    if name == "log":
        lying.mkdir()
        lying = lying / "log"
    lying.write_text("à moi")
    var = tmp_path / "données d'été"
    done = launched("serve", VAR_DIR=str(var / "profond" if "/" in name else var))
    assert done.returncode == 1
    words = f"{lying} est un fichier, et il faut un dossier à cette place. Déplacez-le, ou choisissez un autre dossier : VAR_DIR=… make run"
    assert done.stderr.strip() == words
    assert lying.read_text() == "à moi"


def test_a_folder_that_nobody_may_make_is_one_sentence() -> None:
    done = launched("serve", VAR_DIR="/proc/parcours")
    assert done.returncode == 1
    assert done.stderr.startswith("/proc/parcours ne peut pas être créé ici.")
    assert "Errno" not in done.stderr


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EACCES, "est protégé"), (errno.EROFS, "est protégé"), (errno.EISDIR, "est un dossier"), (errno.ENOSPC, "Le disque est plein")],
)
def test_what_stops_the_start_is_said_in_french(number: int, words: str, tmp_path: Path) -> None:
    said = folder.words_of(OSError(number, os.strerror(number), str(tmp_path)))
    assert words in said
    assert "Errno" not in said


def test_an_empty_folder_name_means_the_usual_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR_DIR", "")
    assert folder.var_dir() == ROOT / "var"


@pytest.mark.parametrize("name", ["Données d'été", "lot #1", "a+b", "100%25", "quoi ?"])
def test_the_database_lies_in_its_folder_whatever_its_name(name: str, tmp_path: Path) -> None:
    var = tmp_path / name
    env = {**os.environ, "VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.dev", "SECRET_KEY": "x"}
    env.pop("DATABASE_URL", None)
    code = "from django.conf import settings; print(settings.DATABASES['default']['NAME'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, env=env)
    assert done.stdout.strip() == str(var / "db.sqlite3")


def test_a_command_where_there_is_no_data_yet_says_so_in_one_sentence(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(
        [sys.executable, "manage.py", "load_content", "--update"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={**env, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "VAR_DIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1
    words = "Lancez d’abord make run, ou donnez ici le VAR_DIR qu’il a reçu."
    assert done.stderr.strip() == f"Il n’y a pas encore de données dans {tmp_path / 'db.sqlite3'}. {words}"


@pytest.mark.parametrize(("url", "said"), [("https://parcours.example", "production False"), ("", "dev True")])
def test_a_command_takes_the_settings_of_the_environment_it_stands_in(url: str, said: str, tmp_path: Path) -> None:
    """With those of the demonstration, `setup_site` would give its administrator, whose password everybody knows, to a real site."""
    env = {name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "REDIS_URL", "DEMO"}}
    told = {"PUBLIC_URL": url, "ALLOWED_HOSTS": "parcours.example", "SECRET_KEY": "x", "VAR_DIR": str(tmp_path)}
    code = "from django.conf import settings as s; print(s.SETTINGS_MODULE.rpartition('.')[2], s.DEMO)"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={**env, **told, "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"},
    )  # fmt: skip
    assert done.stdout.strip() == said, done.stderr


@pytest.mark.parametrize("address", ["postgres@localhost/parcours", ""])
def test_an_address_of_a_database_that_is_none_says_how_it_is_written(address: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": address},
    )  # fmt: skip
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.endswith("DATABASE_URL ne se lit pas. Écrivez-la ainsi : postgres://nom:mot-de-passe@machine:5432/base")


def test_what_failed_among_the_checks_is_named_on_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = {name: [sys.executable, "-c", f"raise SystemExit({number})"] for name, number in (("bien", 0), ("mal", 1))}
    assert not tries.walked([("forme", code["mal"], None), ("règles", code["mal"], None), ("types", code["bien"], None)])
    assert capsys.readouterr().out.splitlines()[-1] == "── en échec : forme, règles"
    assert tries.walked([("types", code["bien"], None)])
    assert "en échec" not in capsys.readouterr().out


def test_parts_run_in_their_order_up_to_the_first_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """What decides whether a change lands asks for two of them in one command: neither is ever left out in silence."""
    ran: list[str] = []
    outcomes = {"unit": True, "e2e": False, "check": True}
    for name, is_well in outcomes.items():
        monkeypatch.setattr(tries, name, lambda name=name, is_well=is_well: ran.append(name) or is_well)
    assert tries.main("check", "unit") == 0
    assert tries.main("unit", "e2e", "check") == 1
    assert ran == ["check", "unit", "unit", "e2e"]
    with pytest.raises(TypeError):
        tries.main()


# Tests that run in the background of a shell ignore Ctrl-C, and so would all that they start.
STOPPABLE = ["env", "--default-signal=INT"]


@pytest.mark.parametrize("before", [[], [sys.executable, "launch/services.py", "--optional"]])
def test_checks_that_somebody_stops_end_in_one_word(before: list[str]) -> None:
    with subprocess.Popen(
        [*STOPPABLE, *before, sys.executable, "launch/try.py", "check"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=60)[0]
    assert process.returncode == 130
    assert said.rstrip().endswith("Arrêté.")
    assert "launch/" not in said  # the folder of a traceback


@pytest.mark.parametrize("given", ["", "postgres://nobody@127.0.0.1:1/none"])
def test_a_command_beside_the_services_ends_by_itself_when_somebody_stops_it(given: str) -> None:
    """The tests take longer to end than `subprocess.run` waits: they were killed, and said nothing."""
    slow = "import time\ntry:\n print('ready', flush=True); time.sleep(60)\nexcept KeyboardInterrupt:\n time.sleep(2); print('Fini.')"
    with subprocess.Popen(
        [*STOPPABLE, sys.executable, "launch/services.py", "--optional", sys.executable, "-c", slow], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True, env={**os.environ, "DATABASE_URL": given},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=60)[0]
    assert said == "Fini.\n"


def test_production_starts_with_the_packages_of_production_alone(tmp_path: Path) -> None:
    """« No module named packaging »: the tests bring it, and a site made by `make env` with a Redis answered 500 to everything."""
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    told = {"PUBLIC_URL": "https://parcours.example", "ALLOWED_HOSTS": "parcours.example", "SECRET_KEY": "x", "VAR_DIR": str(tmp_path)}
    code = """
import sys
from importlib.metadata import packages_distributions
lines = open("requirements/base.txt").read().splitlines()
locked = {line.partition("==")[0] for line in lines if "==" in line}
owners = {name: {one.lower().replace("_", "-").replace(".", "-") for one in found} for name, found in packages_distributions().items()}
class Absent:
    def find_spec(self, name, path=None, target=None):
        owner = owners.get(name.partition(".")[0])
        if owner and not owner & locked:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
import config.wsgi, config.celery
config.celery.app.connection_for_write().transport
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={**env, **told, "DJANGO_SETTINGS_MODULE": "config.settings.production", "REDIS_URL": "redis://127.0.0.1:1/0"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
