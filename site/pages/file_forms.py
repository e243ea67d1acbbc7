"""What editors hand in, judged like everyone's files: by content, with one sentence that says what is accepted and how heavy it may be.

Wagtail's forms, choosers and multiple uploads all use these two forms.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from pages.files import PHOTOS, RECORDINGS, Judged, Refused, judge, judge_recording, tame, too_heavy
from pages.uploads import document_limit
from pages.weights import weight

HEAD = 8192  # bytes: enough to tell a recording
# Two extensions that name the same thing.
SAME = {".jpeg": ".jpg"}
SAID_OF_A_PICTURE = {
    "description": "Ce qu’elle montre, pour qui ne la voit pas. À remplir, sauf pour une image décorative.",
    "credit": "D’où elle vient. À remplir, sauf pour une image décorative.",
}


def pictures_accepted() -> str:
    """What is accepted as a picture, and how heavy."""
    return f"Sont acceptées : les images JPEG, PNG ou WebP de {weight(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)} au plus."


def documents_accepted() -> str:
    """What is accepted as a document, and how heavy."""
    written = f"PDF, Word, Excel, PowerPoint, LibreOffice, texte, CSV et sous-titres VTT, {weight(settings.DOCUMENT_LIMIT)} au plus"
    return f"Sont acceptés : {written} ; MP3, M4A, OGG, MP4 et WebM, {weight(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)} au plus."


def judged_picture(upload: UploadedFile) -> Judged:
    """A picture as it will be kept: without the place, the date and the camera. Raises Refused."""
    name, limit = tame(upload.name or ""), settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if problem := too_heavy(name, upload.size or 0, limit):
        raise Refused(problem)
    judged = judge(name, upload.read(), limit=limit, accepted="")
    if judged.content_type not in PHOTOS:
        raise Refused(f"« {name} » n’a pas été reçu : ce n’est pas une image.")
    return _true_to_its_name(name, judged)


def judged_document(upload: UploadedFile) -> Judged | None:
    """A document as it will be kept; None for a recording, which is kept as it came. Raises Refused."""
    name = tame(upload.name or "")
    if problem := too_heavy(name, upload.size or 0, document_limit(name)):
        raise Refused(problem)
    if name.endswith(tuple(RECORDINGS)) and upload.size:
        judge_recording(name, upload.read(HEAD))
        upload.seek(0)
        return None
    judged = judge(name, upload.read(), limit=document_limit(name), whole=True, accepted="")
    if judged.content_type in PHOTOS:
        raise Refused(f"« {name} » est une image : ajoutez-la dans « Images », avec sa description.")
    if name.endswith(".vtt") and not judged.data.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        raise Refused(f"« {name} » n’a pas été reçu : un fichier de sous-titres commence par WEBVTT.")
    return _true_to_its_name(name, judged)


def _true_to_its_name(name: str, judged: Judged) -> Judged:
    extensions = [f".{one.rpartition('.')[2]}" for one in (name, judged.name)]
    claimed, found = (SAME.get(one, one) for one in extensions)
    if claimed != found:
        raise Refused(f"« {name} » n’a pas été reçu : c’est un fichier {found.lstrip('.')}. Nommez-le ainsi, puis recommencez.")
    return judged


def put(upload: UploadedFile, judged: Judged) -> None:
    """Makes the upload itself what was judged: Wagtail puts aside a picture that still lacks its description, as it came."""
    upload.seek(0)
    upload.truncate()
    upload.write(judged.data)
    upload.flush()
    upload.seek(0)
    upload.name, upload.size = judged.name, len(judged.data)


class PictureField(WagtailImageField):
    """The file of a picture."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.help_text = pictures_accepted()
        # What the browser says by itself, before anything is sent.
        for code in ("invalid_image_extension", "file_too_large_unknown_size"):
            self.error_messages[code] = self.help_text

    def to_python(self, data: Any) -> Any:
        if data not in self.empty_values:
            try:
                put(data, judged_picture(data))
            except Refused as refused:
                raise ValidationError(f"{refused} {self.help_text}") from refused
        return super().to_python(data)


class DocumentField(WagtailDocumentField):
    """The file of a document."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.help_text = documents_accepted()
        self.error_messages["file_too_large_unknown_size"] = self.help_text

    def to_python(self, data: Any) -> Any:
        if data not in self.empty_values:
            try:
                judged = judged_document(data)
            except Refused as refused:
                raise ValidationError(f"{refused} {self.help_text}") from refused
            if judged is None:
                data.name = tame(data.name)
            else:
                put(data, judged)
        return super().to_python(data)


def _replace_file(form: forms.ModelForm, field: type[forms.FileField]) -> None:
    """Puts our field where Wagtail's stands; a form that asks for no file is left as it is."""
    if (old := form.fields.get("file")) is not None:
        form.fields["file"] = field(label=old.label, required=old.required, widget=old.widget)


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _replace_file(self, PictureField)
        # Asked of every picture but a decorative one, so that no star stands there: it is said before a refusal, which takes the file away.
        for name, said in SAID_OF_A_PICTURE.items():
            if name in self.fields:
                self.fields[name].help_text = said


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _replace_file(self, DocumentField)
