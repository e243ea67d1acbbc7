"""allauth's views under French addresses. Their names stay allauth's own, because its code reverses them."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required as anyone
from django.urls import path, re_path

from accounts import journal, views
from accounts.notices import views as notices

urlpatterns = [
    path("", views.account, name="account_home"),
    path("journal/", journal.journal, name="journal"),
    path("avis/", notices.notices, name="notices"),
    path("avis/<int:number>/", notices.notice, name="notice"),
    path("avis/lus/", notices.all_seen, name="notices_seen"),
    path("avis/courriels/", notices.mails, name="notices_mails"),
    path("avis/arret/<str:token>/", notices.stop, name="notices_stop"),
    path("invitation/", views.invitation, name="account_invitation_help"),
    path("connexion/", anyone(account.login), name="account_login"),
    path("connexion/code/", anyone(account.request_login_code), name="account_request_login_code"),
    path("connexion/code/confirmer/", views.confirm_login_code, name="account_confirm_login_code"),
    path("connexion/cle/", anyone(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("connexion/deuxieme-facteur/", anyone(mfa.authenticate), name="mfa_authenticate"),
    path("deconnexion/", anyone(account.logout), name="account_logout"),
    path("inactif/", anyone(account.account_inactive), name="account_inactive"),
    path("inscription/", anyone(account.signup), name="account_signup"),
    path("confirmer-identite/", account.reauthenticate, name="account_reauthenticate"),
    path("adresse/", account.email, name="account_email"),
    path("adresse/a-confirmer/", anyone(account.email_verification_sent), name="account_email_verification_sent"),
    re_path(r"^adresse/confirmer/(?P<key>[-:\w]+)/$", anyone(account.confirm_email), name="account_confirm_email"),
    path("mot-de-passe/changer/", account.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", account.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", anyone(account.password_reset), name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", anyone(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        anyone(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/change/",
        anyone(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("securite/", mfa.index, name="mfa_index"),
    path("securite/confirmer/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("securite/application/", views.activate_totp, name="mfa_activate_totp"),
    path("securite/application/dessin.svg", views.totp_image, name="account_totp_image"),
    path("securite/application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("securite/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("securite/codes/nouveaux/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("securite/codes/telecharger/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("securite/cles/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("securite/cles/ajouter/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("securite/cles/confirmer/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("securite/cles/<int:pk>/retirer/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("securite/cles/<int:pk>/renommer/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
