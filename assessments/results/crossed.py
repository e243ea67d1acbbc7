"""What partners add to a result, where they agreed: their observations, and their own levels. Shown beside, never counted in."""

from accounts.models import User
from assessments.results.reading import Result
from cohorts.models import Enrolment


def add_voices(result: Result, user: User, enrolment: Enrolment) -> None:
    """Puts under each indicator what may be read of partners at the moments of this result."""
