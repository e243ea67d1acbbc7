"""What pages bring to the editors' room: files that are used stay."""

from django.urls import URLPattern, path
from wagtail import hooks

from pages import deleting

for action in (deleting.DeletePictures, deleting.DeleteDocuments):
    hooks.register("register_bulk_action", action, order=1)  # the later one stands


@hooks.register("register_admin_urls")
def keeping_urls() -> list[URLPattern]:
    """Wagtail's own addresses of deletion, answered by ours: addresses registered first are found first."""
    return [
        path("images/<int:image_id>/delete/", deleting.DeletePicture.as_view()),
        path("images/multiple/<int:image_id>/delete/", deleting.DeleteSentPicture.as_view()),
        path("documents/delete/<int:document_id>/", deleting.DeleteDocument.as_view()),
        path("documents/multiple/<int:doc_id>/delete/", deleting.DeleteSentDocument.as_view()),
    ]
