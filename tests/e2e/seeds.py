"""What the pages that are looked at hold: one pair's writing, so that no list is tried empty only. Run inside the site's own database."""

import uuid

from accounts.models import User
from assessments.counting.actions import close_moment
from assessments.enums import Moment
from assessments.models import Indicator
from cohorts.models import Cohort, Enrolment
from cohorts.notebook.actions import write_note
from cohorts.talking.actions import begin, invite_trainers, say
from cohorts.working.actions import Sharing, choose, comment, share, write_text
from cohorts.working.parties import Party, party_for
from tests.assessments.making import make_assessment, open_moment
from tests.cohorts.writing import block

LONG = "Anticonstitutionnellement-co-construit-" * 4 + " **gras**, [un lien](https://exemple.fr/" + "x" * 90 + ")\n\n- un\n- deux"


def party(name: str) -> Party:
    enrolment = Enrolment.objects.select_related("user", "cohort").get(user__email=f"{name}@demo.example")
    return party_for(enrolment)


def fill() -> None:
    """Inès and Hugo have written everywhere, once at the same time; Denis has answered and is invited."""
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
    take_stock(denis)


def take_stock(trainer: User) -> None:
    """The people of `pionniers` have sent their entry and midway, both closed; the exit is open."""
    cohort = Cohort.objects.get(slug="pionniers")
    for number, one in enumerate(cohort.enrolments.order_by("pk")):
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
