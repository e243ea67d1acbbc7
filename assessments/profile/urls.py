"""The addresses of the activity profile."""

from django.urls import path

from assessments.profile import views

urlpatterns = [
    path("competences/profil/", views.profile, name="profile"),
    path("competences/profil/nouveau/", views.profile_new, name="profile_new"),
    path("competences/profil/<int:number>/", views.profile_at, name="profile_at"),
]
