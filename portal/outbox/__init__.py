"""The outbox: what must follow a change is written down in the change's own transaction."""

from portal.outbox.actions import drain_with, listen, mark_all_changed, mark_changed

__all__ = ["drain_with", "listen", "mark_all_changed", "mark_changed"]
