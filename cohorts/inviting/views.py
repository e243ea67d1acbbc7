"""Inviting from the desk, and the invitation as its holder sees it."""

from allauth.account.utils import complete_signup
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import passes
from accounts.forms import SignupForm, holders_of
from accounts.models import User
from cohorts.actions import CohortError
from cohorts.desk.page import desk_page, for_its_trainers, said
from cohorts.inviting.actions import accept, invite, resend, revoke, send_prepared
from cohorts.inviting.forms import InviteForm, JoinForm, NewAccountForm
from cohorts.inviting.mail import hash_of
from cohorts.models import Cohort, Enrolment, Invitation, InvitationLink
from cohorts.switching import choose_cohort
from pages.templatetags.typography import of


@require_http_methods(["GET", "POST"])
@for_its_trainers
def new(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Invites one person."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        values = {name: data[name] for name in ("email", "first_name", "last_name", "organisation", "joins_on")}
        try:
            made = invite(cohort=cohort, by=request.user, territory=form.place(), **values)  # type: ignore[arg-type]
        except CohortError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, f"L’invitation {of(made.full_name)} part à {made.email}.")
            return redirect("cohort_people", cohort.slug)
    return desk_page(request, cohort, "cohorts/desk/invite.html", tab="cohort_people", form=form, status=422 if form.errors else 200)


@require_POST
@for_its_trainers
def again(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """Sends a new link. POST only."""
    invitation = get_object_or_404(Invitation, pk=number, cohort=cohort)
    with said(request, f"Un nouveau lien part à {invitation.email}. Les précédents ne servent plus."):
        resend(invitation=invitation, by=request.user)  # type: ignore[arg-type]
    return redirect("cohort_people", cohort.slug)


@require_POST
@for_its_trainers
def back(request: HttpRequest, cohort: Cohort, number: int) -> HttpResponse:
    """Takes an invitation back. POST only."""
    invitation = get_object_or_404(Invitation.objects.select_related("cohort"), pk=number, cohort=cohort)
    with said(request, f"L’invitation {of(invitation.full_name)} est annulée."):
        revoke(invitation=invitation, by=request.user)  # type: ignore[arg-type]
    return redirect("cohort_people", cohort.slug)


@require_POST
@for_its_trainers
def send(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Sends the invitations that were prepared without being sent. POST only."""
    with said(request):
        count = send_prepared(cohort=cohort, by=request.user)  # type: ignore[arg-type]
        if count:
            messages.success(request, f"{count} invitation{'s' if count > 1 else ''} en cours d’envoi.")
    return redirect("cohort_people", cohort.slug)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation as whoever holds its link sees it. GET shows, POST accepts: programs that open links join nothing."""
    found = InvitationLink.objects.select_related("invitation__cohort", "invitation__invited_by", "invitation__territory")
    link = found.filter(token_hash=hash_of(token)).first()
    user = request.user if isinstance(request.user, User) else None
    if link is not None and user and has_accepted(link.invitation, user):
        return redirect("home")
    problem = problem_of(link)
    if problem == "used" and user is None and request.method == "POST":
        return redirect(request.path)  # a second click, that left before the first had signed in
    if link is None or problem:
        return render(request, "cohorts/invitation_closed.html", {"problem": problem, "link": link}, status=404 if link is None else 410)
    if user is None:
        return newcomer(request, link)
    if not user.holds(link.invitation.email):
        return render(request, "cohorts/invitation_other.html", {"link": link})
    return holder(request, link, user)


def has_accepted(invitation: Invitation, user: User) -> bool:
    """Whether it opened the door to her, who may have changed her address since."""
    if invitation.enrolment is None:
        return False
    return invitation.enrolment.user_id == user.pk or user.holds(invitation.email)


def problem_of(link: InvitationLink | None) -> str:
    """Why a link opens nothing, in one word for the template; empty when it does."""
    if link is None:
        return "unknown"
    if link.invitation.accepted_at:
        return "used"
    if link.invitation.revoked_at:
        return "revoked"
    if link.revoked_at:
        return "replaced"
    if link.is_expired:
        return "expired"
    return "" if link.invitation.cohort.is_arrangeable else "over"


def newcomer(request: HttpRequest, link: InvitationLink) -> HttpResponse:
    """Someone who is not signed in: she signs in where her address has an account, otherwise opens one here."""
    invited = link.invitation
    if holders_of(invited.email):
        return render(request, "cohorts/invitation.html", {"link": link, "has_account": True})
    initial = {"first_name": invited.first_name, "last_name": invited.last_name, **place_of(invited)}
    form = NewAccountForm(request.POST or None, initial=initial)
    if form.is_valid():
        response = open_account(request, link, form)
        if response is not None:
            return response
    return render(request, "cohorts/invitation.html", {"link": link, "form": form}, status=422 if form.errors else 200)


def open_account(request: HttpRequest, link: InvitationLink, form: NewAccountForm) -> HttpResponse | None:
    """Creates the account with allauth's own form, joins the cohort, signs in; None when something is to be corrected.

    Of two clicks at the same moment one opens the account. The other goes back to the invitation, which by then is that account's
    own; it keeps nothing in its session, whose cookie would take the place of the one that signs in.
    """
    passes.grant(request, email=link.invitation.email)
    signup = SignupForm({"email": link.invitation.email, "password1": form.cleaned_data["password"]})
    if not signup.is_valid():
        for errors in signup.errors.values():
            for error in errors:
                form.add_error("password", error)
        return None
    if signup.account_already_exists:
        return _opened_meanwhile(request)
    try:
        with transaction.atomic():
            user: User = signup.save(request)
            user.first_name, user.last_name = form.cleaned_data["first_name"], form.cleaned_data["last_name"]
            user.save(update_fields=["first_name", "last_name"])
            accept(link=link, user=user, territory=form.place(), organisation=form.cleaned_data["organisation"])
    except IntegrityError:
        return _opened_meanwhile(request)
    except CohortError as error:
        form.add_error(None, str(error))
        return None
    choose_cohort(request, link.invitation.cohort_id)
    messages.success(request, f"Bienvenue dans la cohorte « {link.invitation.cohort} ».")
    response: HttpResponse = complete_signup(request, user, "mandatory", "/accueil/")
    return response


def _opened_meanwhile(request: HttpRequest) -> HttpResponse:
    """The other of two clicks opened the account."""
    passes.spend(request)
    return redirect(request.path)


def holder(request: HttpRequest, link: InvitationLink, user: User) -> HttpResponse:
    """Someone signed in under the invited address: she says where she comes from, if it is not known, and joins."""
    form = JoinForm(request.POST or None, initial=place_of(link.invitation) or last_place(user))
    if form.is_valid():
        try:
            accept(link=link, user=user, territory=form.place(), organisation=form.cleaned_data["organisation"])
        except CohortError as error:
            if Enrolment.objects.filter(user=user, invitations=link.invitation_id).exists():
                return redirect("home")  # the second of two clicks at the same moment: the first one joined
            form.add_error(None, str(error))
        else:
            choose_cohort(request, link.invitation.cohort_id)
            messages.success(request, f"Bienvenue dans la cohorte « {link.invitation.cohort} ».")
            return redirect("home")
    return render(request, "cohorts/invitation.html", {"link": link, "form": form}, status=422 if form.errors else 200)


def place_of(invitation: Invitation) -> dict[str, object]:
    """What the trainer knew of her place."""
    known = {"territory": invitation.territory_id, "organisation": invitation.organisation}
    return {name: value for name, value in known.items() if value}


def last_place(user: User) -> dict[str, object]:
    """Where she said she came from in her latest cohort."""
    last = Enrolment.objects.filter(user=user).order_by("-enrolled_at", "-pk").first()
    return {"territory": last.territory_id, "organisation": last.organisation} if last else {}
