from django.urls import path

from assessments.results import views

urlpatterns = [
    path("competences/", views.competences, name="competences"),
    path("competences/<slug:moment>/resultats/", views.results, name="moment_results"),
    path("competences/<slug:moment>/lecteurs/", views.readers, name="moment_readers"),
]
