from django.urls import path

from assessments.crossing import showing, views, writing

urlpatterns = [
    path("competences/partages/", showing.shared_list, name="shared_list"),
    path("competences/lire/<int:number>/", showing.assessment_read, name="assessment_read"),
    path("competences/<slug:moment>/avec/<int:number>/", views.crossing, name="crossing"),
    path("competences/<slug:moment>/avec/<int:number>/<slug:feature>/accord/", views.consent_give, name="consent_give"),
    path("competences/<slug:moment>/avec/<int:number>/<slug:feature>/retrait/", views.consent_withdraw, name="consent_withdraw"),
    path("competences/<slug:moment>/regard/<int:number>/", writing.cross_view, name="cross_view"),
    # Before the competencies, so that none of them hides it.
    path("competences/<slug:moment>/regard/<int:number>/envoyer/", writing.cross_view_send, name="cross_view_send"),
    path("competences/<slug:moment>/regard/<int:number>/<slug:competence>/", writing.cross_view_section, name="cross_view_section"),
]
