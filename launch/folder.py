"""Where the data lies, and what is said when it cannot lie there. Runs on a bare Python, like the rest of this folder."""

import errno
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ELSEWHERE = "ou choisissez un autre dossier : VAR_DIR=… make run"


def var_dir() -> Path:
    """The folder of the data. An empty VAR_DIR says nothing: it never means the folder one stands in."""
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


def words_of(error: OSError) -> str:
    """What stopped us, in one French sentence that names the place: the system's own words are English."""
    place = error.filename if error.filename is not None else var_dir()
    if error.errno == errno.ENOSPC:
        return "Le disque est plein. Libérez environ 1 Go, puis relancez la commande."
    if error.errno in {errno.EEXIST, errno.ENOTDIR}:
        return f"{nearest(Path(place))} est un fichier, et il faut un dossier à cette place. Déplacez-le, {ELSEWHERE}"
    if error.errno == errno.EISDIR:
        return f"{place} est un dossier, et il faut un fichier à cette place. Déplacez-le, {ELSEWHERE}"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{place} est protégé : impossible d'y écrire. Donnez-vous le droit d'y écrire, {ELSEWHERE}"
    if error.errno in {errno.ENOENT, errno.ENAMETOOLONG, errno.EINVAL}:
        return f"{place} ne peut pas être créé ici. Choisissez un autre dossier : VAR_DIR=… make run"
    return f"Impossible de continuer : {error}."


def nearest(place: Path) -> Path:
    """The file that lies in the way: the place itself, or what stands above it."""
    return next((one for one in (place, *place.parents) if one.exists() and not one.is_dir()), place)
