from django.urls import path

from cohorts import views

urlpatterns = [
    path("parcours/<slug:module>/<slug:lesson>/", views.lesson, name="lesson"),
    path("parcours/<slug:module>/<slug:lesson>/terminer/", views.finish, name="lesson_finish"),
    path("parcours/<slug:module>/<slug:lesson>/reprendre/", views.undo, name="lesson_undo"),
]
