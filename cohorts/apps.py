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
        from cohorts import previews

        previews.register_modes()
        ACTIONS.update(AUDIT)
