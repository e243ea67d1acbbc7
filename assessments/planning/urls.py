from django.urls import path

from assessments.planning import views

urlpatterns = [
    path("competences/plan/", views.plan, name="plan"),
    path("competences/plan/choisir/", views.add, name="goal_add"),
    path("competences/plan/<int:number>/", views.goal, name="goal"),
    path("competences/<slug:moment>/suite/", views.outcomes, name="moment_outcomes"),
]
