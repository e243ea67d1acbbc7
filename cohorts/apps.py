from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"
    verbose_name = "Cohortes"

    def ready(self) -> None:
        from cohorts import previews

        previews.register_modes()
