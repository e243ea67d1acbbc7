"""The glossary: terms that explain themselves where a text first uses them, and where each is used."""

import re

from django.template.loader import get_template

from courses.models import GlossaryTerm

TAG = re.compile(r"(<[^>]+>)")
# The typography keeps « co-construction » in one piece with a tag of its own. To a term it is no tag, only two marks around a word.
WHOLE = re.compile(r'<span class="nowrap">([^<>]*)</span>')
OPEN, SHUT = "\ue000", "\ue001"
MARKS = str.maketrans("", "", OPEN + SHUT)
# Nothing is linked inside a title, somebody's words, a link, a button, or what is drawn or listed apart.
CLOSED = frozenset({"h1", "h2", "h3", "h4", "blockquote", "q", "a", "button", "summary", "svg", "figcaption", "th", "label"})
# « l’innovation » stays in one piece: no line ends between the article and the word it leans on.
ELIDED = "(?:(?:[ldjmnst]|qu)['’])?"
VOID = frozenset({"br", "img", "input", "source", "track", "hr", "path", "rect", "use", "circle"})


class Terms:
    """The terms as one pattern, and which term each of its writings means."""

    def __init__(self, terms: list[GlossaryTerm]) -> None:
        self.by_form = {form.casefold(): term for term in terms for form in term.written}
        forms = sorted(self.by_form, key=len, reverse=True)
        self.pattern = re.compile(rf"(?<![\w-])({ELIDED})({'|'.join(map(plural, forms))})(?![\w-])", re.IGNORECASE) if forms else None

    def meant(self, words: str) -> GlossaryTerm | None:
        """The term that these words name, in the singular or the plural."""
        plain = re.sub(r"\s+", " ", words.translate(MARKS).casefold().replace("’", "'").replace("'", "’"))
        if plain in self.by_form:
            return self.by_form[plain]
        singular = " ".join(word.rstrip("sx") for word in plain.split())
        return next((term for form, term in self.by_form.items() if " ".join(word.rstrip("sx") for word in form.split()) == singular), None)


def plural(form: str) -> str:
    """A form as a pattern: each word with or without the mark of the plural, any apostrophe, any white space."""
    words = [re.escape(word.rstrip("sx") if len(word) > 4 else word).replace("’", "['’]") + "[sx]?" for word in form.split()]
    whole = [f"{OPEN}?{word}{SHUT}?" if word.casefold().startswith(r"co\-") else word for word in words]
    return r"[\s\u00a0\u202f]+".join(whole)


def terms_of() -> Terms:
    """The terms of today's glossary. One query, asked only when a lesson is rendered anew."""
    return Terms(list(GlossaryTerm.objects.all()))


def explain(html: str, terms: Terms, seen: dict[str, GlossaryTerm]) -> str:
    """The same HTML with the first occurrence of each term explained: `seen` holds those explained before in the lesson.

    The HTML is our own templates': every tag is closed, every text escaped.
    """
    if terms.pattern is None:
        return html
    template = get_template("components/term.html")
    html = WHOLE.sub(rf"{OPEN}\1{SHUT}", html.translate(MARKS))
    parts, shut = TAG.split(html), 0
    stack: list[str] = []
    for index, part in enumerate(parts):
        if index % 2:
            name = re.match(r"</?\s*([a-zA-Z0-9]+)", part)
            tag = name[1].lower() if name else ""
            if part.startswith("</"):
                if stack and stack[-1] == tag:
                    stack.pop()
            elif tag and tag not in VOID and not part.endswith("/>"):
                stack.append(tag)
            shut = sum(one in CLOSED for one in stack)
        elif part.strip() and not shut:
            parts[index] = terms.pattern.sub(lambda match: _first(match, terms, seen, template), part)
    return "".join(parts).replace(OPEN, '<span class="nowrap">').replace(SHUT, "</span>")


def _first(match: re.Match[str], terms: Terms, seen: dict[str, GlossaryTerm], template: object) -> str:
    term = terms.meant(match[2])
    if term is None or term.slug in seen:
        return match[0]
    seen[term.slug] = term
    return str(template.render({"term": term, "words": match[0]})).strip()  # type: ignore[attr-defined]


def definitions(seen: dict[str, GlossaryTerm]) -> str:
    """The definitions of the explained terms, for the end of the lesson: there they never cut a sentence in two."""
    return get_template("components/terms.html").render({"terms": list(seen.values())})
