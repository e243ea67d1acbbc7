from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Parcours"

    def ready(self) -> None:
        from accounts.erasing import ERASERS
        from accounts.notices.kinds import Kind, register
        from accounts.notices.models import Pace
        from courses import freshness, words
        from courses.editing import lost_by, taken_by
        from courses.loading import prisms, resources
        from courses.loading.extras import EXTRAS, Extra
        from courses.resources import actions, indexing
        from pages.readiness import CHECKS

        freshness.connect()
        indexing.connect()
        words.register()
        register([Kind(actions.KIND, "Ce que devient une ressource que vous avez proposée", Pace.NOW)])
        ERASERS["Ressources"] = actions.erase
        EXTRAS.append(Extra(check=prisms.check, write=prisms.load))
        EXTRAS.append(Extra(check=resources.check, write=resources.write))
        CHECKS.extend([lost_by, taken_by])
