from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Positionnements"

    def ready(self) -> None:
        from accounts.audit import ACTIONS
        from assessments import demo
        from assessments.framework import loading
        from assessments.taking.evidence import stored_file
        from cohorts.demo.loading import AFTER_CAST
        from cohorts.working.pages import FILES
        from courses.loading.extras import EXTRAS, Extra

        FILES.append(stored_file)
        AFTER_CAST.append(demo.load)
        ACTIONS["framework_published"] = "Version du référentiel publiée"
        EXTRAS.append(Extra(check=loading.check, write=loading.load))
