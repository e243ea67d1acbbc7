"""Words that are used stay: Wagtail's own action for several gives way to ours."""

from wagtail import hooks

from territories.keeping import DeleteWords

hooks.register("register_bulk_action", DeleteWords, order=1)  # the later one stands
