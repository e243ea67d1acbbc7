from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Positionnements"

    def ready(self) -> None:
        from assessments.framework import loading
        from assessments.taking.evidence import stored_file
        from cohorts.working.pages import FILES
        from courses.loading.extras import EXTRAS, Extra

        FILES.append(stored_file)
        EXTRAS.append(Extra(check=loading.check, write=loading.load))
