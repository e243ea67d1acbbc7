"""How the settings read the environment; where the data lie, and the key."""

import secrets
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parents[2]

env = environ.Env()

VAR_DIR = Path(env.str("VAR_DIR", default="") or ROOT / "var").resolve()


def secret_key() -> str:
    """The key of the environment, or the one kept beside the data: sessions survive a restart without any set-up."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()
