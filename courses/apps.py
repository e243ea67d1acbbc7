from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Parcours"

    def ready(self) -> None:
        from courses import freshness

        freshness.connect()
