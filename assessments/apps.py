from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Positionnements"

    def ready(self) -> None:
        from accounts.audit import ACTIONS
        from assessments.framework import loading
        from assessments.taking.evidence import stored_file
        from cohorts.working.pages import FILES
        from courses.loading.extras import EXTRAS, Extra

        FILES.append(stored_file)
        ACTIONS["framework_published"] = "Version du référentiel publiée"
        EXTRAS.append(Extra(check=loading.check, write=loading.load))
