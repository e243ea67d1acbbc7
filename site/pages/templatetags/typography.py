"""French typography, in one place."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import formats
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from pages import weights

register = template.Library()

NBSP = "\u00a0"
THIN = "\u202f"
# « co-construction » and its family, and a verb with the person who follows it: « comprenez-vous », « résulte-t-il », « est-ce ».
WHOLE = re.compile(r"(\b[Cc]o-[a-zà-ÿœ]+|(?<![\w/-])[A-Za-zÀ-ÿœ]+-(?:t-)?(?:ce|elles?|ils?|je|nous|on|tu|vous)(?![\w/=-]))")
# A vowel, a mute h, or the y of « Yves » but not of « Yasmine ».
ELIDED = re.compile(r"[aeiouhœæ]|y[^aeiou\W]")
RULES = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"«[ \u00a0\u202f]*"), "«" + NBSP),
    (re.compile(r"[ \u00a0\u202f]*»"), NBSP + "»"),
    (re.compile(r"[ \u00a0\u202f]+(?=[;!?])"), THIN),
    (re.compile(r"[ \u00a0\u202f]+(?=:)"), NBSP),
    (re.compile(r"(?<=\S) (?=[–—] )"), NBSP),  # a dash ends a line, it never begins one
    (re.compile(r"(?<=\d)[ \u00a0\u202f]+(?=[%€])"), NBSP),
    (re.compile(r"(?<=\d)[ \u00a0\u202f]+(?=\d{3}\b)"), THIN),
)


@lru_cache(maxsize=4096)
def french(text: str) -> str:
    """Apostrophes and no-break spaces as French printers set them. Plain text in, plain text out; safe to repeat."""
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text


@register.filter
def typo(value: object) -> SafeString:
    """French typography; « co-construction » and « comprenez-vous » never broken at their hyphen. Escapes what is not safe."""
    return _typo(value) if isinstance(value, SafeString) else _typo(str(value))


@register.filter
def plain(value: object) -> str:
    """The same apostrophes and spaces without any markup, for a title or an attribute."""
    return french(str(value))


@lru_cache(maxsize=4096)
def _typo(text: str) -> SafeString:
    parts = WHOLE.split(french(text))
    if len(parts) == 1:
        return conditional_escape(type(text)(parts[0]))
    kind = type(text)  # a safe text stays safe, piece by piece
    return format_html_join(
        "",
        "{}",
        ((format_html('<span class="nowrap">{}</span>', kind(part)) if index % 2 else kind(part),) for index, part in enumerate(parts)),
    )


@register.filter
def of(name: object) -> str:
    """« de Bastien », « d’Inès »: French elides before a vowel, and before the mute h of its own first names."""
    text = str(name)
    bare = unicodedata.normalize("NFD", text).casefold()
    return f"d’{text}" if ELIDED.match(bare) else f"de {text}"


@register.filter
def that(name: object) -> str:
    """« que Bastien », « qu’Amina »: the same elision."""
    return f"qu{of(name)[1:]}" if of(name).startswith("d’") else f"que {name}"


NAMED = (
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf",
    "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip


@register.filter
def in_words(count: int) -> str:
    """A count as it is said in a sentence: « huit » modules; in figures above sixteen."""
    return NAMED[count - 1] if 0 < count <= len(NAMED) else str(count)


@register.simple_tag
def plural(count: int, one: str, many: str) -> str:
    """« 0 leçon », « 1 leçon », « 2 leçons »: in French, zero and one are singular."""
    return f"{count:,}".replace(",", THIN) + NBSP + (one if abs(count) < 2 else many)


@register.filter(expects_localtime=True)
def day(value: date | None, form: str = "long") -> str:
    """« 1er avril 2026 »; `court` leaves the year out. The first of a month is an ordinal in French, alone among its days.

    A template hands it a moment on the clock that is current; code does so by itself (`localtime`): rows hold them in UTC.
    """
    if not value:
        return ""
    rest = formats.date_format(value, "F" if form == "court" else f"F{NBSP}Y")
    return f"{'1er' if value.day == 1 else value.day}{NBSP}{rest}"


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """A day and an hour that never part at the end of a line: « 16 avril 2026 à 9 h 05 », on the clock that is current."""
    return f"{day(value)} à{NBSP}{formats.date_format(value, f'G{NBSP}\\h{NBSP}i')}" if value else ""


@register.filter
def weight(size: int | None) -> str:
    """How heavy a file is: 340 ko, 1,2 Mo. Nothing for one whose weight nobody knows."""
    return weights.weight(int(size)).replace(" ", NBSP) if size is not None else ""


@register.filter
def minutes(value: int) -> str:
    """A duration in minutes, as one says it: 45 min, 1 h, 1 h 15."""
    hours, rest = divmod(int(value), 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{f'{NBSP}{rest:02}' if rest else ''}"
