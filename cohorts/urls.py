from django.urls import path

from cohorts import membership, views
from cohorts.desk.views import cohorts, following, openings, people
from cohorts.importing import views as importing
from cohorts.inviting import views as inviting
from cohorts.letters import views as letters
from cohorts.notebook import views as notebook
from cohorts.pairing import views as pairing
from cohorts.talking import views as talking
from cohorts.working import alone, pages, queue
from cohorts.working import views as working

desk = [
    path("cohortes/", cohorts.cohorts, name="cohorts"),
    path("cohortes/nouvelle/", cohorts.new, name="cohort_new"),
    path("cohortes/<slug:slug>/", following.matrix, name="cohort"),
    path("cohortes/<slug:slug>/avancement.<slug:extension>", following.export, name="cohort_export"),
    path("cohortes/<slug:slug>/personnes/", people.people, name="cohort_people"),
    path("cohortes/<slug:slug>/personnes/<int:number>/", people.person, name="cohort_person"),
    path("cohortes/<slug:slug>/personnes/<int:number>/fiche/", people.details, name="cohort_person_details"),
    path("cohortes/<slug:slug>/personnes/<int:number>/notes/", people.note, name="cohort_person_note"),
    path("cohortes/<slug:slug>/personnes/<int:number>/notes/rayer/", people.strike, name="cohort_person_strike"),
    path("cohortes/<slug:slug>/personnes/<int:number>/absence/", people.absence, name="cohort_person_absence"),
    path("cohortes/<slug:slug>/personnes/<int:number>/ouverture/", people.opening, name="cohort_person_opening"),
    path("cohortes/<slug:slug>/personnes/<int:number>/retrait/", people.leave, name="cohort_person_leave"),
    path("cohortes/<slug:slug>/personnes/<int:number>/retour/", people.come_back, name="cohort_person_back"),
    path("cohortes/<slug:slug>/personnes.<slug:extension>", importing.people, name="cohort_people_export"),
    path("cohortes/<slug:slug>/import/", importing.upload, name="cohort_import"),
    path("cohortes/<slug:slug>/import/modele.<slug:extension>", importing.template, name="cohort_import_template"),
    path("cohortes/<slug:slug>/import/<int:number>/", importing.run, name="cohort_import_run"),
    path("cohortes/<slug:slug>/import/<int:number>/decision/", importing.decide, name="cohort_import_decide"),
    path("cohortes/<slug:slug>/invitations/nouvelle/", inviting.new, name="cohort_invite"),
    path("cohortes/<slug:slug>/invitations/envoyer/", inviting.send, name="cohort_invitations_send"),
    path("cohortes/<slug:slug>/invitations/<int:number>/renvoyer/", inviting.again, name="cohort_invitation_again"),
    path("cohortes/<slug:slug>/invitations/<int:number>/annuler/", inviting.back, name="cohort_invitation_revoke"),
    path("cohortes/<slug:slug>/courriels/", letters.letters, name="cohort_letters"),
    path("cohortes/<slug:slug>/courriels/nouveau/", letters.new, name="cohort_letter_new"),
    path("cohortes/<slug:slug>/courriels/<int:number>/", letters.letter, name="cohort_letter"),
    path("cohortes/<slug:slug>/binomes/", pairing.binomes, name="cohort_binomes"),
    path("cohortes/<slug:slug>/binomes/former/", pairing.form_pairs, name="cohort_pair"),
    path("cohortes/<slug:slug>/binomes/<int:number>/", pairing.binome, name="cohort_binome"),
    path("cohortes/<slug:slug>/a-lire/", queue.queue, name="cohort_queue"),
    path("cohortes/<slug:slug>/ouvertures/", openings.openings, name="cohort_openings"),
    path("cohortes/<slug:slug>/ouvertures/rythme/", openings.rhythm, name="cohort_rhythm"),
    path("cohortes/<slug:slug>/ouvertures/maintenant/", openings.open_now, name="cohort_open_now"),
    path("cohortes/<slug:slug>/reglages/", cohorts.settings, name="cohort_settings"),
    path("cohortes/<slug:slug>/reglages/etat/", cohorts.state, name="cohort_state"),
    path("cohortes/<slug:slug>/dupliquer/", cohorts.duplicate, name="cohort_duplicate"),
]

urlpatterns = [
    path("parcours/<slug:module>/<slug:lesson>/", views.lesson, name="lesson"),
    path("parcours/<slug:module>/<slug:lesson>/terminer/", views.finish, name="lesson_finish"),
    path("parcours/<slug:module>/<slug:lesson>/reprendre/", views.undo, name="lesson_undo"),
    path("parcours/<slug:module>/<slug:lesson>/notes/", notebook.write, name="lesson_note"),
    path("parcours/<slug:module>/<slug:lesson>/notes/ecrire/", alone.write_note, name="lesson_note_write"),
    path("parcours/<slug:module>/<slug:lesson>/blocs/<str:block>/", working.block, name="lesson_block"),
    path("parcours/<slug:module>/<slug:lesson>/blocs/<str:block>/ecrire/", alone.write, name="lesson_block_write"),
    path("parcours/<slug:module>/<slug:lesson>/blocs/<str:block>/cohorte/", pages.shared, name="lesson_block_shared"),
    path("reponses/", pages.answers, name="answers"),
    path("reponses/<int:number>/", pages.answer, name="answer"),
    path("reponses/<int:number>/fermer/", pages.close_answer, name="answer_close"),
    path("reponses/<int:number>/retirer/", pages.strike, name="answer_strike"),
    path("fichiers/<uuid:key>/", pages.private_file, name="private_file"),
    path("notes/", notebook.notes, name="notes"),
    path("notes/<int:number>/", notebook.note, name="note"),
    path("notes/<int:number>/retirer/", notebook.remove, name="note_remove"),
    path("notes/notes.<slug:extension>", notebook.export, name="notes_export"),
    path("binome/", talking.binome, name="binome"),
    path("binome/mots/", talking.say_to_binome, name="binome_say"),
    path("conversations/<int:number>/", talking.conversation, name="conversation"),
    path("conversations/<int:number>/formateurs/", talking.trainers, name="conversation_trainers"),
    path("conversations/<int:number>/retirer/", talking.withdraw, name="message_strike"),
    path("cohorte/", membership.cohort, name="my_cohort"),
    path("cohorte/changer/", membership.switch, name="switch_cohort"),
    path("cohorte/<slug:slug>/quitter/", membership.leave, name="leave_cohort"),
    path("invitation/<str:token>/", inviting.invitation, name="invitation"),
    *desk,
]
