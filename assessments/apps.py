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
        from assessments import demo
        from assessments.framework import loading
        from assessments.taking.evidence import stored_file
        from cohorts.demo.loading import AFTER_CAST
        from cohorts.working.pages import FILES
        from assessments.framework import loading
        from cohorts.desk.page import TABS, Tab
        from courses.loading.extras import EXTRAS, Extra

        FILES.append(stored_file)
        AFTER_CAST.append(demo.load)
        ACTIONS["framework_published"] = "Version du référentiel publiée"
        from accounts.erasing import ERASERS
        from assessments.takeaway.erasing import erase_assessments

        ACTIONS["assessments_erased"] = "Positionnements effacés"
        ERASERS["Positionnements"] = erase_assessments
        EXTRAS.append(Extra(check=loading.check, write=loading.load))
        register(
            [
                Kind("share_asked", "Votre binôme propose ou accepte un partage, un regard croisé", Pace.DAILY),
                Kind("crossed_ready", "Un regard croisé est visible", Pace.DAILY),
        ACTIONS.update(AUDIT)
        TABS.append(Tab("cohort_moments", "Positionnements", 35))
        register(
            [
                Kind("moment_opened", "Un positionnement s’ouvre", Pace.NOW),
                Kind("moment_reminder", "Un rappel pour un positionnement", Pace.NOW),
            ]
        )
