from django.apps import AppConfig

AUDIT = {
    "framework_published": "Version du référentiel publiée",
    "moment_dates": "Dates d’un moment",
    "moment_reopened": "Moment rouvert pour une personne",
    "moment_reminder": "Rappel d’un moment",
    "moment_closed": "Moment clos, chiffres figés",
    "assessments_erased": "Positionnements effacés",
}


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Positionnements"

    def ready(self) -> None:
        from accounts.audit import ACTIONS
        from accounts.erasing import ERASERS
        from accounts.notices.kinds import Kind, register
        from accounts.notices.models import Pace
        from assessments import demo
        from assessments.desk.showing import shown
        from assessments.framework import loading, words
        from assessments.loop import LOZENGES
        from assessments.profile import activities
        from assessments.takeaway.erasing import erase_assessments
        from assessments.taking.evidence import stored_file
        from cohorts.demo.loading import AFTER_CAST
        from cohorts.desk.page import TABS, Tab
        from cohorts.desk.showing import SHOWN, Showing
        from cohorts.reading import MARKS
        from cohorts.working.pages import FILES
        from courses.loading.extras import EXTRAS, Extra
        from territories.usage import TELLERS

        ACTIONS.update(AUDIT)
        TELLERS["assessments.Section.competency"] = TELLERS["assessments.Indicator.competency"] = words.versions
        ERASERS["Positionnements"] = erase_assessments
        FILES.append(stored_file)
        TABS.append(Tab("cohort_moments", "Positionnements", 35))
        MARKS.append(LOZENGES)
        SHOWN.append(Showing("Positionnements", "cohort_moments", shown))
        EXTRAS.append(Extra(check=loading.check, write=loading.load))
        EXTRAS.append(Extra(check=activities.check))
        AFTER_CAST.append(demo.load)
        register(
            [
                Kind("moment_opened", "Un positionnement s’ouvre", Pace.NOW),
                Kind("moment_reminder", "Un rappel pour un positionnement", Pace.NOW),
                Kind("share_asked", "Votre binôme propose ou accepte un partage, un regard croisé", Pace.DAILY),
                Kind("share_ready", "Les réponses de votre binôme sont visibles", Pace.DAILY),
                Kind("crossed_ready", "Un regard croisé est visible", Pace.DAILY),
            ]
        )
