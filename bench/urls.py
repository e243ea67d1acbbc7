from django.urls import include, path

from bench import views

urlpatterns = [
    path("bench/bare/", views.bare),
    path("bench/floor/", views.floor),
    path("bench/upsert/", views.upsert),
    path("bench/cpu/", views.cpu),
    path("", include("config.urls")),
]
