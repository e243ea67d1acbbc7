"""One's own results as a document: what `gathering` found, in French words and in the order in which one reads, then printed."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assessments.enums import Amount, Moment
from pages.printing.drawing import printed
from pages.templatetags.typography import day, french

TEMPLATE = Path(__file__).with_name("results.typ")
COLUMNS = 4  # moments beside each other in one table; more of them make another table
NOT_CONCERNED = "Non concerné"


def pdf_of(data: dict[str, Any]) -> bytes:
    """The document, as PDF/UA-1."""
    return printed(TEMPLATE, document_of(data))


def document_of(data: dict[str, Any]) -> dict[str, Any]:
    """The words of the document, in their order."""
    snapshots = [one for one in data["assessments"] if one["submitted_at"]]
    labels = _labels(snapshots)
    name = f"{data['person']['first_name']} {data['person']['last_name']}".strip() or data["person"]["email"]
    return {
        "title": "Vos positionnements",
        "author": name,
        "made": f"Document du {_day(data['made_at'])}.",
        "moments": [
            [
                labels[rank],
                one["cohort"],
                str(one["framework"].get("version", "")),
                "oui" if one["for_trainers"] else "non",
                "oui" if one["counted"] else "non",
            ]
            for rank, one in enumerate(snapshots)
        ],
        "competencies": _competencies(snapshots, labels),
        "plans": [
            {"title": labels[rank], "items": [_goal(goal) for goal in one["goals"]]} for rank, one in enumerate(snapshots) if one["goals"]
        ],
        "views": [
            {
                "title": f"{view['by']}, le {_day(view['submitted_at'])} ({Moment(view['moment']).label})",
                "items": [_observation(one) for one in view["observations"]],
            }
            for view in data["cross_views"]["received"]
        ],
        "profiles": [_profile(one) for one in reversed(data["profiles"])],
    }


def _day(value: str | None) -> str:
    if not value:
        return ""
    return day(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))


def _labels(snapshots: list[dict[str, Any]]) -> list[str]:
    """« Entrée, 12 mars 2026 »: a moment that was taken twice has two dates."""
    return [f"{Moment(one['moment']).short}, {_day(one['submitted_at'])}" for one in snapshots]


def _competencies(snapshots: list[dict[str, Any]], labels: list[str]) -> list[dict[str, Any]]:
    """Each competency as it was last read, with every indicator that any snapshot answered, matched by permanent identifier."""
    titles: dict[str, dict[str, Any]] = {}
    order: dict[str, dict[str, str]] = {}
    for one in snapshots:
        for competency in sorted(one["framework"].get("competencies", []), key=lambda found: found["order"]):
            titles[competency["slug"]] = competency
            for indicator in competency["indicators"]:
                order.setdefault(competency["slug"], {})[indicator["code"]] = indicator["title"]
    answers = [{rating["code"]: rating for rating in one["ratings"]} for one in snapshots]
    return [
        {
            "title": french(competency["title"]),
            "tables": [
                {
                    "columns": labels[start : start + COLUMNS],
                    "rows": [
                        [french(title), *(_level(found.get(code)) for found in answers[start : start + COLUMNS])]
                        for code, title in order[slug].items()
                    ],
                }
                for start in range(0, len(snapshots), COLUMNS)
            ],
            "indicators": [
                {
                    "title": french(title),
                    "readings": [_reading(label, found[code]) for label, found in zip(labels, answers, strict=True) if code in found],
                }
                for code, title in order[slug].items()
            ],
        }
        for slug, competency in sorted(titles.items(), key=lambda pair: pair[1]["order"])
    ]


def _level(rating: dict[str, Any] | None) -> str:
    if rating is None:
        return "Pas demandé"
    return NOT_CONCERNED if rating["not_concerned"] else rating["level_title"]


def _reading(label: str, rating: dict[str, Any]) -> dict[str, Any]:
    situated = f"Situation du {_day(rating['situated_on'])}" if rating["situated_on"] else "Situation"
    return {
        "label": label,
        "level": _level(rating),
        "sentence": french(f"« {rating['sentence']} »") if rating["sentence"] else "",
        "parts": _parts([(situated, rating["situation"]), ("Effet observé", rating["effect"])]),
        "evidence": [_piece(piece) for piece in rating["evidence"]],
    }


def _parts(pairs: Iterable[tuple[str, str | None]]) -> list[dict[str, str]]:
    return [{"label": label, "text": text} for label, text in pairs if text]


def _piece(piece: dict[str, Any]) -> str:
    dated = f", {_day(piece['dated_on'])}" if piece["dated_on"] else ""
    head = f"{piece['kind_title'].capitalize()} : {piece['title']}{dated}"
    return "\n".join(line for line in (french(head), piece["url"], piece["description"]) if line)


def _goal(goal: dict[str, Any]) -> dict[str, Any]:
    done = f"faite le {_day(goal['done_at'])}" if goal["done_at"] else ""
    until = f"pour le {_day(goal['action_on'])}" if goal["action_on"] else ""
    when = ", ".join(word for word in (until, done) if word)
    left = f"Mis de côté le {_day(goal['dropped_at'])}." if goal["dropped_at"] else ""
    outcome = "\n".join(line for line in (goal["outcome_title"], goal["outcome_text"]) if line)
    return {
        "title": french(goal["title"]),
        "parts": _parts(
            [
                (f"Action à essayer{f' ({when})' if when else ''}", goal["action"]),
                ("Trace à apporter", goal["trace"]),
                ("Ce que cela a donné", outcome),
                ("Suite", left),
            ]
        ),
    }


def _observation(one: dict[str, Any]) -> dict[str, Any]:
    parts = [("Situation vue", one["seen"]), ("Question", one["question"]), ("Preuve proposée", one["proof"])]
    return {"title": french(one["title"]), "parts": _parts(parts)}


def _profile(one: dict[str, Any]) -> dict[str, Any]:
    def amount(found: dict[str, int], key: str) -> str:
        return str(Amount(found[key]).label) if found.get(key) in Amount.values else "Pas demandé"

    rows = [
        [french(kind["title"]), french(activity["text"]), amount(one["activities"], activity["id"])]
        for kind in one["asked"].get("types", {}).get("list", [])
        for activity in kind["activities"]
    ]
    modes = [
        ["Mode d’animation", french(mode["title"]), amount(one["modes"], mode["slug"])]
        for mode in one["asked"].get("modes", {}).get("list", [])
    ]
    return {"title": f"Le {_day(one['made_at'])}", "rows": rows + modes, "note": one["note"]}
