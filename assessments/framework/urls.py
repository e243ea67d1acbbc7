from django.urls import path

from assessments.framework import views

urlpatterns = [
    path("competences/referentiel/", views.framework, name="framework"),
    path("competences/referentiel/<int:number>/", views.framework, name="framework_version"),
]
