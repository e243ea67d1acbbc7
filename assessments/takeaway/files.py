"""The three files of one's own results."""

import json
from typing import Any

from assessments.takeaway.document import NOT_CONCERNED, pdf_of
from cohorts.desk.exporting import written

HEADERS = [
    "Moment", "Numéro", "Envoyé le", "Cohorte", "Référentiel", "Compétence", "Identifiant", "Indicateur", "Rang", "Niveau", "Phrase lue",
    "Situation", "Date", "Effet observé", "Preuves",
]  # fmt: skip


def as_json(data: dict[str, Any]) -> bytes:
    """Everything, drafts too."""
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def as_csv(data: dict[str, Any]) -> bytes:
    """One row for each indicator of each positionnement that was sent; no cell is taken for a formula."""
    rows = [
        [
            one["moment_title"], one["number"], one["submitted_at"][:10], one["cohort"], one["framework"].get("version", ""),
            rating["competency_title"], rating["code"], rating["title"], rating["level"] or "",
            NOT_CONCERNED if rating["not_concerned"] else rating["level_title"], rating["sentence"], rating["situation"],
            rating["situated_on"], rating["effect"], "\n".join(piece["title"] for piece in rating["evidence"]),
        ]
        for one in data["assessments"]
        if one["submitted_at"]
        for rating in one["ratings"]
    ]  # fmt: skip
    return written(rows, HEADERS, "Mes résultats", "csv")


# By extension: what makes the file, and its type.
MAKERS = {
    "pdf": (pdf_of, "application/pdf"),
    "json": (as_json, "application/json; charset=utf-8"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
}
