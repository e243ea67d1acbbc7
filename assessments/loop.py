"""Where someone is in the loop, for her home page: her moments and what she works on, in one query."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection
from django.urls import reverse

from assessments.enums import Moment
from assessments.taking.reading import last_day_of
from cohorts.reading import Reader
from pages.templatetags.typography import day

# By hand and at once: it is asked on every home page. Every column is text, so that the parts fit together on both engines.
LOOP = """
    SELECT 'opening' AS what, moment, CAST(opens_on AS text) AS a, CAST(closes_on AS text) AS b, CAST(closed_at AS text) AS c, '' AS d
    FROM assessments_momentopening WHERE cohort_id = %(cohort)s
    UNION ALL SELECT 'reopening', moment, CAST(until AS text), '', '', '' FROM assessments_personalreopening WHERE enrolment_id = %(me)s
    UNION ALL SELECT 'assessment', moment, CAST(submitted_at AS text), CAST(started_at AS text), '', ''
    FROM assessments_selfassessment WHERE enrolment_id = %(me)s
    UNION ALL SELECT 'goal',
        COALESCE(CAST(mine.submitted_at AS text), '') || ' ' || CAST(goal.place AS text) || ' ' || CAST(goal.id AS text),
        indicator.title, goal.action, CAST(goal.action_on AS text), CAST(goal.done_at AS text)
    FROM assessments_goal goal
    JOIN assessments_selfassessment mine ON mine.id = goal.assessment_id
    JOIN assessments_indicator indicator ON indicator.id = goal.indicator_id
    WHERE mine.enrolment_id = %(me)s AND goal.dropped_at IS NULL AND goal.asked_at IS NULL
"""

# The lozenges of the path, in the order in which they stand on it: asked for together with the traces of lessons (`cohorts.reading.MARKS`).
LOZENGES = f"""
    SELECT enrolment_id, CASE moment WHEN '{Moment.ENTRY}' THEN 0 WHEN '{Moment.MIDWAY}' THEN 1 ELSE 2 END, submitted_at, NULL, NULL, 1
    FROM assessments_selfassessment
    WHERE submitted_at IS NOT NULL AND moment IN ('{Moment.ENTRY}', '{Moment.MIDWAY}', '{Moment.EXIT}') AND enrolment_id IN (%s, %s, %s)
"""  # noqa: S608 - names of moments, nothing that anyone typed


@dataclass(frozen=True)
class Stop:
    """One moment on the home page."""

    moment: Moment
    is_open: bool
    has_draft: bool
    sent_on: date | None
    opens_on: date | None
    closes_on: date | None
    days_left: int | None

    @property
    def url(self) -> str:
        name = "moment_results" if self.sent_on and not self.has_draft else "moment"
        return reverse(name, args=[self.moment])

    @property
    def state(self) -> str:
        """What the row says."""
        if self.has_draft:
            if not self.is_open:
                return "Un brouillon est gardé ; le moment est terminé."
            until = f" À envoyer au plus tard le {day(self.closes_on)}." if self.closes_on else ""
            return f"Votre brouillon vous attend.{until}"
        if self.sent_on:
            return f"Envoyé le {day(self.sent_on)}."
        if self.is_open:
            return f"Ouvert jusqu’au {day(self.closes_on)}." if self.closes_on else "Ouvert."
        if self.opens_on and self.days_left is None:
            return f"Ouvre le {day(self.opens_on)}."
        return f"{self.moment.when}. Rien à faire pour l’instant."

    @property
    def action(self) -> str:
        """The words of its link; empty where there is nothing to do."""
        if self.has_draft:
            return "Reprendre mon brouillon"
        if self.sent_on:
            return "Relire mes réponses"
        return "Me positionner" if self.is_open else ""


@dataclass(frozen=True)
class Work:
    """Something one works on."""

    number: int
    title: str
    action: str
    action_on: date | None
    is_done: bool


@dataclass(frozen=True)
class Loop:
    """The last moment that was sent, the next one, and the plan between them."""

    last: Stop | None
    next: Stop | None
    goals: tuple[Work, ...]

    @property
    def due(self) -> Stop | None:
        """A moment that is open and not sent yet."""
        return self.next if self.next and self.next.is_open else None


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None


def _moment(value: str) -> datetime:
    """A moment as either engine writes it: in UTC, which SQLite leaves unsaid."""
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def loop_of(reader: Reader) -> Loop:
    """Where the reader is in the loop. One query."""
    enrolment, today = reader.enrolment, reader.cohort.today()
    openings: dict[str, tuple[date | None, date | None, bool]] = {}
    reopened: dict[str, date] = {}
    sent: dict[str, datetime] = {}
    drafts: set[str] = set()
    goals: dict[str, Work] = {}  # under the order of the plan: when it was sent, the place, the number
    with connection.cursor() as cursor:
        cursor.execute(LOOP, {"cohort": enrolment.cohort_id, "me": enrolment.pk})
        for what, key, a, b, c, d in cursor.fetchall():
            if what == "opening":
                openings[key] = (_date(a), _date(b), bool(c))
            elif what == "reopening":
                reopened[key] = date.fromisoformat(a[:10])
            elif what == "assessment":
                if a:
                    sent[key] = max(_moment(a), sent.get(key, _moment(a)))  # the last of several
                else:
                    drafts.add(key)
            else:
                goals[key] = Work(int(key.rpartition(" ")[2]), a, b, _date(c), bool(d))
    stops, over = [], set()
    for moment in Moment:
        opens_on, closes_on, is_closed = openings.get(moment, (None, None, False))
        until = reopened.get(moment)
        is_reopened = until is not None and today <= until
        runs = opens_on is not None and opens_on <= today and (closes_on is None or today <= closes_on) and not is_closed
        last_day = last_day_of(runs=runs, closes_on=closes_on, own=until if is_reopened else None)
        if not is_reopened and (is_closed or (closes_on is not None and closes_on < today)):
            over.add(moment)
        stops.append(
            Stop(
                moment=moment,
                is_open=(runs or is_reopened) and enrolment.left_on is None,
                has_draft=moment in drafts,
                sent_on=sent[moment].astimezone(reader.cohort.zone).date() if moment in sent else None,
                opens_on=opens_on,
                closes_on=last_day,
                days_left=(last_day - today).days if last_day and (opens_on is None or opens_on <= today) else None,
            )
        )
    done = [one for one in stops if one.sent_on]
    last = done[-1] if done else None
    rank = last.moment.rank if last else -1
    unsent = [one for one in stops if not one.sent_on and (one.is_open or one.moment.rank > rank)]
    after = [one for one in stops if one.has_draft or (one in unsent and one.moment not in over)]
    chosen = tuple(goals[key] for key in sorted(goals)[:3])
    return Loop(last=last, next=next((one for one in after if one.is_open), after[0] if after else None), goals=chosen)
