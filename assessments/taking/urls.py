from django.urls import path

from assessments.taking import evidence_views, views

urlpatterns = [
    path("competences/<slug:moment>/", views.moment, name="moment"),
    path("competences/<slug:moment>/commencer/", views.start, name="moment_begin"),
    path("competences/<slug:moment>/relecture/", views.review, name="moment_review"),
    path("competences/<slug:moment>/<slug:competence>/", views.section, name="moment_section"),
    path("competences/<slug:moment>/<slug:competence>/<slug:code>/", evidence_views.evidence, name="moment_evidence"),
]
