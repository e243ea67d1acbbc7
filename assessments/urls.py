"""The addresses of the self-assessments: fixed words come before `<moment>`, so that no moment hides them."""

from assessments.counting.urls import urlpatterns as counting
from assessments.crossing.urls import urlpatterns as crossing
from assessments.desk.urls import urlpatterns as desk
from assessments.framework.urls import urlpatterns as framework
from assessments.planning.urls import urlpatterns as planning
from assessments.profile.urls import urlpatterns as profile
from assessments.results.urls import urlpatterns as results
from assessments.takeaway.urls import urlpatterns as takeaway
from assessments.taking.urls import urlpatterns as taking

urlpatterns = [*framework, *profile, *planning, *counting, *takeaway, *crossing, *results, *taking, *desk]
