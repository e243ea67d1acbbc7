"""Pictures, recordings and files. What one hears or sees can always be read too."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.blocks.publishing import asking

MEDIA = "Images et fichiers"

FILE = {"url": "", "content_type": "video/mp4"}


class SampledBlock(blocks.StructBlock):
    """A block around a stored file. An editor who is choosing sees it with an invented one."""

    sample: dict[str, Any] = {}

    def get_preview_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_preview_context(value, parent_context), "sample": self.sample, "sample_template": self.meta.template}


class ImageBlock(SampledBlock):
    """The alternative text belongs to the picture itself, which cannot be saved without one."""

    sample = {"caption": "Une image avec sa légende.", "image": {"credit": "Son crédit", "is_sample": True}}

    image = ImageChooserBlock(label="Image")
    caption = blocks.CharBlock(label="Légende", max_length=300, required=False)

    class Meta:
        icon = "image"
        label = "Image"
        group = MEDIA
        description = "Une image avec sa légende."
        template = "components/blocks/image.html"


class RecordingBlock(SampledBlock):
    """What video and audio share. Without a transcript it stays a draft: WCAG 1.2.1 and 1.2.3."""

    title = blocks.CharBlock(label="Titre", max_length=160)
    file = DocumentChooserBlock(label="Fichier")
    captions = DocumentChooserBlock(label="Sous-titres (.vtt)", required=False)
    transcript = asking(
        blocks.TextBlock(label="Transcription", rows=8, help_text="Tout ce qui se dit, et ce qui se voit d’important."),
        "Écrivez la transcription : sans elle, la leçon ne peut pas être publiée.",
    )
    minutes = blocks.IntegerBlock(label="Durée (minutes)", min_value=1, required=False)

    extensions: tuple[str, ...] = ()
    sample = {
        "title": "Un entretien avec une catalyseuse",
        "minutes": 3,
        "file": FILE,
        "captions": None,
        "transcript": "Bonjour.\nMerci d’être venue.",
    }

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        errors = {}
        if value["file"] is not None and value["file"].file_extension.lower() not in self.extensions:
            errors["file"] = ValidationError(f"Choisissez un fichier {' ou '.join(self.extensions)}.")
        if value["captions"] is not None and value["captions"].file_extension.lower() != "vtt":
            errors["captions"] = ValidationError("Les sous-titres sont un fichier .vtt.")
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return value


class VideoBlock(RecordingBlock):
    extensions = ("mp4", "webm")

    class Meta:
        icon = "media"
        label = "Vidéo"
        group = MEDIA
        description = "Une vidéo hébergée ici, ses sous-titres et sa transcription."
        template = "components/blocks/video.html"


class AudioBlock(RecordingBlock):
    extensions = ("mp3", "m4a", "ogg", "webm")

    class Meta:
        icon = "media"
        label = "Audio"
        group = MEDIA
        description = "Un enregistrement hébergé ici et sa transcription."
        template = "components/blocks/audio.html"


class DocumentBlock(SampledBlock):
    sample = {
        "document": {"url": "#", "title": "La fiche « enjeu partagé »", "file_extension": "pdf", "get_file_size": 240_000},
        "description": "Une page à remplir à deux.",
    }

    document = DocumentChooserBlock(label="Document")
    description = blocks.CharBlock(label="Ce qu’on y trouve", max_length=300, required=False)

    class Meta:
        icon = "doc-full"
        label = "Document"
        group = MEDIA
        description = "Un fichier à télécharger : son type et son poids sont affichés."
        template = "components/blocks/document.html"
