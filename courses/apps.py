from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Parcours"

    def ready(self) -> None:
        from courses import freshness, words
        from courses.loading import prisms
        from courses.loading.extras import EXTRAS, Extra

        freshness.connect()
        words.register()
        EXTRAS.append(Extra(check=prisms.check, write=prisms.load))
