from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Positionnements"

    def ready(self) -> None:
        from assessments.framework import loading
        from courses.loading.extras import EXTRAS, Extra

        EXTRAS.append(Extra(check=loading.check, write=loading.load))
