from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Positionnements"

    def ready(self) -> None:
        from accounts.notices.kinds import Kind, register
        from accounts.notices.models import Pace
        from assessments.framework import loading
        from courses.loading.extras import EXTRAS, Extra

        EXTRAS.append(Extra(check=loading.check, write=loading.load))
        register(
            [
                Kind("share_asked", "Votre binôme propose ou accepte un partage, un regard croisé", Pace.DAILY),
                Kind("share_ready", "Les réponses de votre binôme sont visibles", Pace.DAILY),
                Kind("crossed_ready", "Un regard croisé est visible", Pace.DAILY),
            ]
        )
