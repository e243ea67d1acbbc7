from django.apps import AppConfig

AUDIT = {
    "cohort_created": "Cohorte créée",
    "cohort_changed": "Réglages d’une cohorte",
    "cohort_state": "État d’une cohorte",
    "trainers": "Qui forme une cohorte",
    "invited": "Invitation",
    "invitation_revoked": "Invitation annulée",
    "enrolled": "Inscription",
    "details": "Fiche d’une personne",
    "withdrawn": "Retrait",
    "came_back": "Retour",
    "absence": "Absence",
    "pair": "Binôme formé",
    "unseat": "Départ d’un binôme",
    "opening": "Ouverture d’un module",
    "personal_opening": "Ouverture pour une personne",
}


class CohortsConfig(AppConfig):
    name = "cohorts"
    verbose_name = "Cohortes"

    def ready(self) -> None:
        from accounts.audit import ACTIONS
        from accounts.notices.kinds import Kind, register
        from accounts.notices.models import Pace
        from cohorts import previews, words
        from cohorts.work import work_in
        from cohorts.working import typed
        from courses import work

        words.register()
        work.register(work_in)
        previews.register_modes()
        typed.connect()
        ACTIONS.update(AUDIT)
        register(
            [
                Kind("message", "Un mot dans une conversation", Pace.NOW),
                Kind("answered", "Une réponse de vos formatrices et formateurs", Pace.NOW),
                Kind("partner_shared", "Votre binôme vous montre une réponse", Pace.DAILY),
                Kind("page_changed", "Votre binôme écrit dans une page commune", Pace.DAILY),
                Kind("module_opened", "Un module s’ouvre, votre cohorte commence", Pace.NOW),
                Kind("binome", "Votre binôme se forme ou change", Pace.NOW),
                Kind("to_read", "Une réponse à lire dans vos cohortes", Pace.DAILY, for_trainers=True),
            ]
        )
