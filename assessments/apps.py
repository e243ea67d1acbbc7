from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Positionnements"

    def ready(self) -> None:
        from accounts.audit import ACTIONS
        from accounts.erasing import ERASERS
        from assessments.framework import loading
        from assessments.takeaway.erasing import erase_assessments
        from courses.loading.extras import EXTRAS, Extra

        ACTIONS["assessments_erased"] = "Positionnements effacés"
        ERASERS["Positionnements"] = erase_assessments
        EXTRAS.append(Extra(check=loading.check, write=loading.load))
