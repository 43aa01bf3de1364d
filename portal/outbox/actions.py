"""Write outbox rows."""

from portal.outbox.models import IndexOutbox


def mark_changed(kind: str, object_id: str | int) -> None:
    """Say, in the caller's transaction, that the search documents of this object may be out of date."""
    IndexOutbox.objects.create(kind=kind, object_id=str(object_id))
