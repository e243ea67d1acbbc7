"""The plan that stands, and what is still to be said of it."""

from assessments.enums import Moment
from assessments.planning.models import Goal
from cohorts.models import Enrolment


def standing_goals(enrolment: Enrolment) -> list[Goal]:
    """What she works on now, in the order of her choice. One query."""
    goals = Goal.objects.standing().filter(assessment__enrolment=enrolment).select_related("assessment", "indicator__competency")
    return list(goals.order_by("assessment__submitted_at", "place", "pk"))


def awaiting_outcome(enrolment: Enrolment, moment: Moment) -> list[Goal]:
    """What she chose before this moment, and of which she has not said yet what came of it."""
    return [goal for goal in standing_goals(enrolment) if Moment(goal.assessment.moment).rank < moment.rank]
