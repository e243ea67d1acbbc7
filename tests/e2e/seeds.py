"""What the pages that are looked at hold: one pair's writing, so that no list is tried empty only. Run inside the site's own database."""

import uuid
from datetime import date

from django.contrib.auth.hashers import make_password

from accounts.models import User
from assessments.counting.actions import close_moment
from assessments.enums import ConsentKind, EvidenceKind, Moment
from assessments.models import Consent, CrossView, Evidence, Goal, Indicator, MomentOpening, Observation, SelfAssessment
from assessments.profile.actions import describe_weeks
from assessments.profile.activities import asked_today
from cohorts.demo.cast import PASSWORD
from cohorts.models import Cohort, Enrolment
from cohorts.notebook.actions import write_note
from cohorts.talking.actions import begin, invite_trainers, say
from cohorts.working.actions import Sharing, choose, comment, share, write_text
from cohorts.working.parties import Party, party_for
from courses.models import Competency, ModulePage
from courses.resources.actions import decide, keep, propose
from courses.resources.enums import LinkState
from territories.models import ActorKind, Domain
from tests.assessments.making import current_version, make_assessment, open_moment
from tests.cohorts.writing import block
from tests.courses.shelf import made

LONG = "Anticonstitutionnellement-co-construit-" * 4 + " **gras**, [un lien](https://exemple.fr/" + "x" * 90 + ")\n\n- un\n- deux"


def party(name: str) -> Party:
    enrolment = Enrolment.objects.select_related("user", "cohort").get(user__email=f"{name}@demo.example")
    return party_for(enrolment)


def fill() -> None:
    """Inès and Hugo have written everywhere, once at the same time; Denis has answered and is invited."""
    sign_in_at_once()
    ines, hugo = party("ines"), party("hugo")
    denis = User.objects.get(email="denis@demo.example")
    everyone = Sharing(binome=True, trainers=True, cohort=True)
    for who in (ines, hugo):
        for kind, setting in (("activity", "solo"), ("reflection", "")):
            answer = write_text(party=who, question=block(kind, setting).question, text=LONG, base=[]).answer
            share(party=who, answer=answer, sharing=everyone)
            comment(answer=answer, author=denis, is_trainer=True, text=LONG, key=uuid.uuid4())
        write_text(party=who, question=block("activity", "binome").question, text=f"{who.me.user.first_name} : {LONG}", base=[])
    choose(party=ines, question=block("quiz").question, choices=["1"])
    talk = begin(ines)
    for who in (ines, hugo):
        say(conversation=talk, author=who.me.user, is_trainer=False, text=LONG, key=uuid.uuid4())
    invite_trainers(conversation=talk, by=ines.me.user)
    asked = block("quiz")
    for passage in ("", asked.id):
        write_note(
            enrolment=ines.me,
            lesson_id=asked.page.pk,
            text=f"{passage} {LONG}",
            block=passage,
            passage=asked.question.title if passage else "",
        )
    words = "Anticonstitutionnellement-co-construit, beaucoup de route."
    for key, amount in ((1, 2), (2, 1)):
        grid = asked_today()
        activities = {one["id"]: amount * (rank % 2) for kind in grid["types"]["list"] for rank, one in enumerate(kind["activities"])}
        modes = {one["slug"]: (amount + rank) % 4 for rank, one in enumerate(grid["modes"]["list"])}
        describe_weeks(enrolment=ines.me, key=uuid.UUID(int=key), activities=activities, modes=modes, note=words)
    shelf(ines.me.user)
    take_stock()
    count(denis)


def shelf(user: User) -> None:
    """Resources about everything, one whose address is dead; Inès keeps some, and proposed three."""
    rows = [
        model.objects.create(slug=f"essai-{model.__name__.lower()}", name=f"{LONG[:60]} {model.__name__}") for model in (Domain, ActorKind)
    ]
    relations = {
        "domains": rows[:1],
        "actor_kinds": rows[1:],
        "modules": ModulePage.objects.all(),
        "competencies": Competency.objects.all(),
    }
    values = {
        "url": f"https://exemple.fr/{'x' * 120}",
        "summary": LONG[:300],
        "body": LONG,
        "author": LONG[:150],
        "year": 2018,
        "access": LONG[:100],
    }
    dead = {"link_state": LinkState.DEAD, "link_failures": 3, "link_failed_since": date(2026, 3, 1)}
    gone = made(f"Un lien qui ne répond plus, {LONG[:120]}", slug="lien-mort", kind="video", **relations, **values, **dead)
    for number in range(30):
        keep(user=user, resource=made(f"Les alliances, volume {number}", kind="document", days=number, summary="Ce que l’on y trouve."))
    keep(user=user, resource=gone)
    for title in (LONG[:200], "Un guide", "Un site"):
        asked = {"title": title, "kind": "lien", "url": f"https://exemple.fr/{'y' * 90}/{len(title)}", "why": LONG[:300]}
        found = propose(by=user, key=uuid.uuid4(), values=asked)
        if title != "Un site":
            decide(resource=found, by=User.objects.get(email="farid@demo.example"), publish=title == "Un guide", answer=LONG[:300])


def sign_in_at_once() -> None:
    """The cast keeps its password, in the hash of the journeys: the first of each to sign in does not write it again."""
    theirs = User.objects.get(email="denis@demo.example").password
    User.objects.filter(password=theirs).update(password=make_password(PASSWORD))


def take_stock() -> None:
    """Gwenn and Hamid have sent two moments with very long words, share them and cross their views; she writes a third."""
    people = {one.user.first_name: one for one in Enrolment.objects.filter(cohort__slug="voisins").select_related("user", "cohort")}
    gwenn, hamid = people["Gwenn"], people["Hamid"]
    for moment in (Moment.ENTRY, Moment.MIDWAY, Moment.EXIT):
        open_moment(gwenn.cohort, moment)
    for index, one in enumerate(one for name, one in people.items() if name not in {"Élodie", "Fabrice"}):
        make_assessment(one, Moment.MIDWAY, levels={"dia-1": 1 + index % 5, "dia-2": 1 + index % 2 * 4, "rel-1": None}, mark=LONG)
    for one in (gwenn, hamid):
        make_assessment(one, levels={"dia-1": 2, "dia-2": 4, "exp-1": None}, mark=LONG, for_trainers=True)
        for other in (gwenn, hamid):
            if other != one:
                for moment in (Moment.ENTRY, Moment.MIDWAY):
                    view = CrossView.objects.create(author=one, subject=other, moment=moment, version=current_version())
                    Observation.objects.create(view=view, code="dia-1", title="Connaître", seen=LONG, question=LONG, proof=LONG)
                    CrossView.objects.filter(pk=view.pk).update(submitted_at=view.started_at)
                    for kind in ConsentKind:
                        Consent.objects.create(kind=kind, moment=moment, giver=one, receiver=other)
    sent = SelfAssessment.objects.get(enrolment=gwenn, moment=Moment.MIDWAY)
    for place, rating in enumerate(sent.ratings.order_by("pk")[:3], 1):
        Goal.objects.create(assessment=sent, place=place, indicator=rating.indicator, action=LONG if place < 3 else "", trace=LONG)
    draft = make_assessment(gwenn, Moment.EXIT, mark=LONG, submitted=False)
    first = draft.ratings.order_by("pk").first()
    assert first is not None
    Evidence.objects.create(
        rating=first, kind=EvidenceKind.LINK, title=LONG[:200], url="https://exemple.fr/" + "x" * 90, description=LONG[:300]
    )
    draft.ratings.filter(indicator__code="dia-2").update(situation="")
    close_moment(
        opening=MomentOpening.objects.get(cohort=gwenn.cohort, moment=Moment.MIDWAY), by=User.objects.get(email="elise@demo.example")
    )


def count(trainer: User) -> None:
    """The people of `pionniers`, but for the pair of the journeys, have sent their entry and midway, both closed; the exit is open."""
    cohort = Cohort.objects.get(slug="pionniers")
    people = cohort.enrolments.exclude(user__first_name__in=["Amina", "Bastien"]).order_by("pk")
    for number, one in enumerate(people):
        if number < 21:
            make_assessment(one, Moment.ENTRY, levels=spread(number, 0), for_trainers=number % 3 == 0)
        if number != 20:
            make_assessment(one, Moment.MIDWAY, levels=spread(number, 1))
        if number < 4:
            make_assessment(one, Moment.EXIT, submitted=number % 2 == 0)
    for moment in (Moment.ENTRY, Moment.MIDWAY):
        close_moment(opening=open_moment(cohort, moment), by=trainer)
    open_moment(cohort, Moment.EXIT)


def spread(number: int, moved: int) -> dict[str, int | None]:
    """Levels of one person, more or less spread from an indicator to the next; some are not concerned."""
    codes = enumerate(Indicator.objects.order_by("sort_order").values_list("code", flat=True))
    return {code: None if (number + rank) % 17 == 16 else 1 + (number * (rank + 2) + moved * (rank % 3)) % 5 for rank, code in codes}


if __name__ == "__main__":
    fill()
