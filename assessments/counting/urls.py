from django.urls import path

from assessments.counting import views

urlpatterns = [
    path("cohortes/<slug:slug>/positionnements/chiffres/", views.cohort_figures, name="cohort_figures"),
    path("cohortes/<slug:slug>/positionnements/chiffres.<slug:extension>", views.export, name="cohort_figures_export"),
    path("competences/cohorte/", views.own_cohort, name="cohort_figures_mine"),
]
