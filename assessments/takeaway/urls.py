"""The addresses of what one takes away."""

from django.urls import path

from assessments.takeaway import views

urlpatterns = [path("competences/mes-resultats.<slug:extension>", views.takeaway, name="takeaway")]
