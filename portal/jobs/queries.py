"""How the worker does, for health pages and the CMS."""

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.jobs.models import Worker
from portal.jobs.running import TaskRow


def seconds_since_a_worker_was_seen() -> int | None:
    """The age of the newest sign of life; None when no worker stands."""
    seen = Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    return round((timezone.now() - seen).total_seconds()) if seen else None


def failed_jobs(limit: int = 50) -> list[TaskRow]:
    """Jobs that were given up, newest first; `traceback` says why."""
    return list(DBTaskResult.objects.failed().order_by("-finished_at", "pk")[:limit])
