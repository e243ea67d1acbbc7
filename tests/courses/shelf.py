"""Resources for tests: made as an editor would leave them."""

import io
import uuid
import zipfile
from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.models import Resource
from courses.resources.enums import State
from courses.resources.models import free_slug


def made(title: str = "Guide des alliances", *, state: str = State.PUBLISHED, days: int = 0, **values: Any) -> Resource:
    """A resource, published unless said otherwise, that many days ago."""
    relations = {name: values.pop(name) for name in ("domains", "territories", "actor_kinds", "modules", "competencies") if name in values}
    now = timezone.now() - timedelta(days=days)
    decided = {} if state == State.PROPOSED else {"decided_at": now}
    published = {"published_at": now} if state == State.PUBLISHED else {}
    defaults = {"kind": "lien", "url": f"https://exemple.fr/{uuid.uuid4().hex}", "slug": free_slug(title)}
    found = Resource.objects.create(title=title, state=state, **{**defaults, **decided, **published, **values})
    for name, rows in relations.items():
        getattr(found, name).set(rows)
    return found


def clear() -> None:
    """Takes the three resources of the deck off the shelf."""
    for one in Resource.objects.all():
        one.delete()


def office(**members: str) -> bytes:
    """An office document: its members by their path, `__` for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    return office(word__document_xml=f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')


def pdf(text: str = "Bonjour", pages: int = 1, *, password: str = "") -> bytes:
    """A real PDF with words in it."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(width=300, height=300)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
        )
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
