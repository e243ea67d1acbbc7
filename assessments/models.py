"""Every row of the self-assessments; each subject keeps its own file, Django finds them here."""

from assessments.counting.models import Publication
from assessments.crossing.models import Consent, CrossView, Observation
from assessments.framework.models import FrameworkVersion, Indicator, Level, Section
from assessments.planning.models import Goal
from assessments.profile.models import ActivityProfile
from assessments.taking.models import Evidence, MomentOpening, PersonalReopening, Rating, SelfAssessment

__all__ = [
    "ActivityProfile",
    "Consent",
    "CrossView",
    "Evidence",
    "FrameworkVersion",
    "Goal",
    "Indicator",
    "Level",
    "MomentOpening",
    "Observation",
    "PersonalReopening",
    "Publication",
    "Rating",
    "Section",
    "SelfAssessment",
]
