"""The framework as JSON in the words of 1EdTech CASE 1.1 (Competencies and Academic Standards Exchange), so that other tools read it.

Source: 1EdTech, « Competencies and Academic Standards Exchange (CASE) Service, Version 1.1 », information model and REST/JSON
binding, final release of 24 January 2025, https://www.imsglobal.org/spec/CASE/v1p1/ (classes CFPackage, CFPckgDocument,
CFPckgItem, CFPckgAssociation, CFRubric, CFRubricCriterion, CFRubricCriterionLevel).

| here | in CASE |
|---|---|
| the version | CFDocument: `title`; `description` the intention; `version` its number; `adoptionStatus` Draft or Adopted |
| a competency | CFItem of type « Compétence »: `humanCodingScheme` its slug, `fullStatement` its title, `notes` its summary |
| an indicator | CFItem of type « Indicateur »: `humanCodingScheme` its permanent code, `fullStatement` its title |
| its competency, its rank | CFAssociation isChildOf, `sequenceNumber` |
| a lesson that develops it | CFAssociation isRelatedTo, its destination `urn:parcours:<code>` |
| its five sentences | one CFRubric, one CFRubricCriterion an indicator, CFRubricCriterionLevel: `position`, `quality`, `description` |
| instructions, rules, what changes | `CFDocument.extensions`: CASE has no word for them |
| the five levels with slug and definition | `CFRubric.extensions` |

No `score` and no `weight`: a level is no mark. Identifiers are uuid5 of what is permanent (codes), never of a number or a date, so
that an indicator keeps its identifier from one version to the next, on every site.
"""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse

from assessments.framework.models import FrameworkVersion
from assessments.framework.wording import FrameworkText, words_of
from pages.cards import absolute

URN = "urn:parcours:referentiel"
SKILL, ITEM = "Compétence", "Indicateur"
LESSON = "urn:parcours:"


def identifier(*parts: str) -> str:
    """The permanent identifier of a thing, from what never changes about it."""
    return str(uuid5(NAMESPACE_URL, "/".join((URN, *parts))))


def written(version: FrameworkVersion) -> bytes:
    """One CFPackage, indented, in UTF-8."""
    return json.dumps(package(version), ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass")


def package(version: FrameworkVersion) -> dict[str, Any]:
    """The version as a CFPackage of plain values."""
    text = words_of(version)
    at = (version.published_at or version.made_at).isoformat(timespec="seconds")
    return {
        "CFDocument": {
            **_thing("document", at),
            "caseVersion": "1.1",
            "creator": settings.WAGTAIL_SITE_NAME,
            "title": text.title,
            "description": text.intention,
            "language": "fr",
            "version": str(version.number),
            "adoptionStatus": "Adopted" if version.is_published else "Draft",
            "extensions": {"instructions": text.instructions, "rules": text.rules, "changes": text.changes},
        },
        "CFItems": [*(_skill(one.competency, one.title, one.summary, at) for one in text.sections), *_items(text, at)],
        "CFAssociations": [*_children(text, at), *_lessons(text, at)],
        "CFRubrics": [
            {
                **_thing("grille", at),
                "title": text.title,
                "CFRubricCriteria": [_criterion(text, rank, at) for rank in range(1, len(text.indicators) + 1)],
                "extensions": {"levels": [vars(level) for level in text.levels]},
            }
        ],
    }


def _thing(kind: str, at: str, code: str = "", anchor: str = "") -> dict[str, Any]:
    """What every thing of CASE carries; its address is that of the public page, where an indicator has its place."""
    address = absolute(f"{reverse('framework')}{f'#{anchor}' if anchor else ''}")
    return {"identifier": identifier(kind, *([code] if code else [])), "uri": address, "lastChangeDateTime": at}


def _skill(slug: str, title: str, summary: str, at: str) -> dict[str, Any]:
    return {
        **_thing("competence", at, slug, slug),
        "humanCodingScheme": slug,
        "fullStatement": title,
        "CFItemType": SKILL,
        "notes": summary,
        "language": "fr",
    }


def _items(text: FrameworkText, at: str) -> list[dict[str, Any]]:
    return [
        {
            **_thing("indicateur", at, one.code, one.code),
            "humanCodingScheme": one.code,
            "fullStatement": one.title,
            "CFItemType": ITEM,
            "language": "fr",
        }
        for one in text.indicators
    ]


def _link(kind: str, code: str, title: str) -> dict[str, str]:
    thing = _thing(kind, "", code, code if kind != "document" else "")
    return {"title": title, "identifier": thing["identifier"], "uri": thing["uri"]}


def _association(kind: str, rank: int, origin: dict[str, str], destination: dict[str, str], at: str) -> dict[str, Any]:
    code = f"{kind}/{origin['identifier']}/{destination['identifier']}"
    return {
        **_thing("lien", at, code),
        "associationType": kind,
        "sequenceNumber": rank,
        "originNodeURI": origin,
        "destinationNodeURI": destination,
    }


def _children(text: FrameworkText, at: str) -> list[dict[str, Any]]:
    titles = {one.competency: one.title for one in text.sections}
    document = _link("document", "", text.title)
    skills = [
        _association("isChildOf", rank, _link("competence", one.competency, one.title), document, at)
        for rank, one in enumerate(text.sections, 1)
    ]
    items = [
        _association(
            "isChildOf", rank, _link("indicateur", one.code, one.title),
            _link("competence", one.competency, titles.get(one.competency, one.competency)), at,
        )
        for rank, one in enumerate(text.indicators, 1)
    ]  # fmt: skip
    return skills + items


def _lessons(text: FrameworkText, at: str) -> list[dict[str, Any]]:
    return [
        _association(
            "isRelatedTo", rank, _link("indicateur", one.code, one.title),
            {"title": code, "identifier": str(uuid5(NAMESPACE_URL, LESSON + code)), "uri": LESSON + code}, at,
        )
        for one in text.indicators
        for rank, code in enumerate(one.lessons, 1)
    ]  # fmt: skip


def _criterion(text: FrameworkText, rank: int, at: str) -> dict[str, Any]:
    one = text.indicators[rank - 1]
    names = {level.number: level.title for level in text.levels}
    return {
        **_thing("critere", at, one.code, one.code),
        "position": rank,
        "description": one.title,
        "CFItemURI": _link("indicateur", one.code, one.title),
        "CFRubricCriterionLevels": [
            {
                **_thing("phrase", at, f"{one.code}/{number}", one.code),
                "position": number,
                "quality": names.get(number, ""),
                "description": sentence,
            }
            for number, sentence in enumerate(one.sentences, 1)
        ],
    }
