from django.urls import path

from courses.guide import views

urlpatterns = [path("guide/guide.pdf", views.guide_pdf, name="guide_pdf")]
