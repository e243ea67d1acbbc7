"""What the people screen of the admin does otherwise than Wagtail's own."""

from wagtail import hooks

from accounts.deleting import DeletePeople
from accounts.wagtail_users import AssignRole

for action in (DeletePeople, AssignRole):
    hooks.register("register_bulk_action", action, order=1)  # the later one stands
