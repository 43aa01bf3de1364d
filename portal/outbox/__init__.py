"""The outbox: what must follow a change is written down in the change's own transaction.

This door leads to the index outbox; mails are queued by `portal.outbox.mails`.
"""

from portal.outbox.actions import drain_with, listen, mark_all_changed, mark_changed

__all__ = ["drain_with", "listen", "mark_all_changed", "mark_changed"]
