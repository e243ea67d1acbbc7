"""Every way of Wagtail's to delete a picture or a document, each of which says first what uses it."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as several_documents
from wagtail.documents.views.bulk_actions.delete import DeleteBulkAction as DeleteDocumentsAction
from wagtail.images.views import images
from wagtail.images.views import multiple as several_pictures
from wagtail.images.views.bulk_actions.delete import DeleteBulkAction as DeletePicturesAction

from territories.keeping import Keeping, KeepingSeveral, Said, hold, refusal

FILE = Said("Ce fichier est utilisé", "Certains de ces fichiers sont utilisés", "Remplacez-le d’abord là où il sert, puis revenez.")


class DeletePicture(Keeping, images.DeleteView):
    """Deletes a picture that nothing uses."""

    said = FILE


class DeleteDocument(Keeping, documents.DeleteView):
    """Deletes a document that nothing uses."""

    said = FILE


class DeletePictures(KeepingSeveral, DeletePicturesAction):
    """Deletes pictures that nothing uses."""

    said, list_name = FILE, "wagtailimages:index"


class DeleteDocuments(KeepingSeveral, DeleteDocumentsAction):
    """Deletes documents that nothing uses."""

    said, list_name = FILE, "wagtaildocs:index"


class _AfterUpload:
    """For « Supprimer » beside a file that was just sent; by then somebody may have put it into a page."""

    list_name: str

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            file = get_object_or_404(self.get_model(), pk=kwargs[self.pk_url_kwarg])  # type: ignore[attr-defined]
            hold([file])
            refused = refusal(request, [file], back=reverse(self.list_name), said=FILE)
            return refused or super().post(request, *args, **kwargs)  # type: ignore[misc]


class DeleteSentPicture(_AfterUpload, several_pictures.DeleteView):
    """Takes back a picture that was just sent."""

    list_name = "wagtailimages:index"


class DeleteSentDocument(_AfterUpload, several_documents.DeleteView):
    """Takes back a document that was just sent."""

    list_name = "wagtaildocs:index"
