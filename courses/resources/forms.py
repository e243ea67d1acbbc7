"""Proposing a resource; and judging its file, whoever brings it."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from courses.resources.addresses import NOT_AN_ADDRESS, PublicAddress
from courses.resources.enums import Kind
from courses.resources.models import Resource
from pages.fields import LongText
from pages.files import Judged, Refused, judge, too_heavy
from pages.weights import weight

LIMIT = 15 * 1024 * 1024
HINT = f"PDF, Word, Excel, PowerPoint, LibreOffice, texte ou image. {weight(LIMIT)} au plus."


def judged_upload(upload: UploadedFile) -> Judged:
    """The file as it may be kept; a ValidationError with a sentence that says what is accepted otherwise."""
    name = upload.name or "fichier"
    if problem := too_heavy(name, upload.size or 0, LIMIT):
        raise ValidationError(f"{problem} {HINT}")
    try:
        return judge(name, upload.read(), limit=LIMIT, whole=True)
    except Refused as refused:
        raise ValidationError(str(refused)) from refused


class AddressField(forms.URLField):
    """An address as people type it: without « https:// » too. Nothing is asked of the network."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", error_messages={"invalid": NOT_AN_ADDRESS}, **kwargs)
        self.validators = [PublicAddress()]


class ProposalForm(forms.Form):
    title = forms.CharField(label="Titre", max_length=200, error_messages={"required": "Écrivez le titre de la ressource."})
    kind = forms.ChoiceField(
        label="Type",
        choices=[("", "Choisissez"), *Kind.choices],
        error_messages={
            "required": "Choisissez ce que c’est : document, vidéo, lien ou formation.",
            "invalid_choice": "Choisissez un type de la liste.",
        },
    )
    url = AddressField(
        label="Adresse", required=False, max_length=500, help_text="Celle que l’on ouvre dans un navigateur. Ou un fichier, ci-dessous."
    )
    file = forms.FileField(
        label="Fichier", required=False, allow_empty_file=True, help_text=HINT, widget=forms.FileInput(attrs={"data-most": LIMIT})
    )
    why = forms.CharField(
        label="Pourquoi elle aide",
        max_length=1000,
        widget=LongText(attrs={"rows": 4}),
        help_text="En deux ou trois phrases, pour la personne qui décidera. Ce n’est pas publié.",
        error_messages={"required": "Dites en une phrase à quoi elle vous a servi."},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean_file(self) -> Judged | None:
        upload = self.cleaned_data.get("file")
        return judged_upload(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"url", "file"} & set(self.errors):
            return data
        url, file = data.get("url", ""), data.get("file")
        if not url and file is None:
            self.add_error("url", "Donnez une adresse, ou joignez un fichier.")
        elif not url and data.get("kind") == Kind.LINK:
            self.add_error("url", "Un lien a besoin de son adresse. Pour un fichier seul, choisissez « Document ».")
        elif url and (known := Resource.objects.published().filter(url=url).first()):
            self.add_error("url", f"Cette adresse est déjà parmi les ressources, sous le titre « {known.title} ».")
        return data
