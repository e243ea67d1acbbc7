from django.contrib.auth.decorators import login_not_required
from django.urls import path

from courses.resources import views
from courses.resources.feed import NewResources

urlpatterns = [
    path("ressources/", views.resources, name="resources"),
    path("ressources/flux/", login_not_required(NewResources()), name="resources_feed"),
    path("ressources/favoris/", views.favourites, name="favourites"),
    path("ressources/proposer/", views.proposals, name="resource_propose"),
    path("ressources/<slug:slug>/", views.resource, name="resource"),
    path("ressources/<slug:slug>/fichier/", views.file, name="resource_file"),
    path("ressources/<slug:slug>/favori/", views.favour, name="resource_favour"),
]
