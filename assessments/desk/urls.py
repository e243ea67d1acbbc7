from django.urls import path

from assessments.desk import views

AT = "cohortes/<slug:slug>/positionnements/"

urlpatterns = [
    path(AT, views.moments, name="cohort_moments"),
    path(f"{AT}<slug:moment>/", views.moment, name="cohort_moment"),
    path(f"{AT}<slug:moment>.<slug:extension>", views.export, name="cohort_moment_export"),
    path(f"{AT}<slug:moment>/rouvrir/", views.reopen_for, name="cohort_moment_reopen"),
    path(f"{AT}<slug:moment>/rappel/", views.remind_people, name="cohort_moment_remind"),
    path(f"{AT}<slug:moment>/clore/", views.close, name="cohort_moment_close"),
]
