from django.apps import AppConfig

AUDIT = {
    "moment_dates": "Dates d’un moment",
    "moment_reopened": "Moment rouvert pour une personne",
    "moment_reminder": "Rappel d’un moment",
    "moment_closed": "Moment clos, chiffres figés",
}


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Positionnements"

    def ready(self) -> None:
        from accounts.audit import ACTIONS
        from accounts.notices.kinds import Kind, register
        from accounts.notices.models import Pace
        from assessments.framework import loading
        from cohorts.desk.page import TABS, Tab
        from courses.loading.extras import EXTRAS, Extra

        EXTRAS.append(Extra(check=loading.check, write=loading.load))
        ACTIONS.update(AUDIT)
        TABS.append(Tab("cohort_moments", "Positionnements", 35))
        register(
            [
                Kind("moment_opened", "Un positionnement s’ouvre", Pace.NOW),
                Kind("moment_reminder", "Un rappel pour un positionnement", Pace.NOW),
            ]
        )
