"""Jobs that come round again. Any number of workers may look at the clock: each run is claimed by one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib import import_module

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from portal.jobs.definition import job_named
from portal.jobs.models import ScheduledJob

FLOOR_JOBS = (
    "portal.accounts.jobs",
    "portal.audit.jobs",
    "portal.importing.jobs",
    "portal.jobs.housekeeping",
    "portal.media.jobs",
    "portal.outbox.jobs",
    "portal.page_tree",
    "portal.personal.jobs",
)
"""The floor is one app, so its job modules are named; rooms keep theirs in `jobs.py`."""


@dataclass(frozen=True)
class _Every:
    """Each so often."""

    gap: timedelta

    def after(self, moment: datetime) -> datetime:
        return moment + self.gap


@dataclass(frozen=True)
class _Daily:
    """Once a day at a time of the site's own clock."""

    at: time

    def after(self, moment: datetime) -> datetime:
        local = timezone.localtime(moment)
        today = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return today if today > local else today + timedelta(days=1)


_rhythms: dict[str, _Every | _Daily] = {}


def schedule(name: str, *, every: timedelta | None = None, at: str | None = None) -> None:
    """Let the job of this name run each `every`, or daily `at` "03:10". Call it beside the job."""
    if (every is None) == (at is None):
        raise ValueError(f"Give the job {name!r} either every= or at=.")
    _rhythms[name] = _Every(every) if every is not None else _Daily(time.fromisoformat(at or ""))


def load_jobs() -> None:
    """Load every module that defines jobs, so that their names and schedules are known."""
    for module in FLOOR_JOBS:
        import_module(module)
    autodiscover_modules("jobs")


def write_schedule() -> None:
    """Make the table equal to the code: new jobs in, gone jobs out, no run later than the rhythm allows."""
    now = timezone.now()
    ScheduledJob.objects.exclude(name__in=_rhythms).delete()
    for name, rhythm in _rhythms.items():
        latest = rhythm.after(now)
        ScheduledJob.objects.get_or_create(name=name, defaults={"next_run": latest})
        ScheduledJob.objects.filter(name=name, next_run__gt=latest).update(next_run=latest)


def order_due_jobs(*, clock: Callable[[], datetime] = timezone.now) -> list[str]:
    """Order a run of each job whose time has come and return their names.

    The row moves on only if it still says what was read, and the order is written in the same transaction:
    another worker can neither claim the same run nor lose it. Missed while no worker stood: one run.
    """
    ordered = []
    now = clock()
    for row in ScheduledJob.objects.filter(name__in=_rhythms, next_run__lte=now).order_by("next_run", "name")[
        :100
    ]:
        with transaction.atomic():
            is_ours = ScheduledJob.objects.filter(pk=row.pk, next_run=row.next_run).update(
                next_run=_rhythms[row.name].after(now)
            )
            if is_ours:
                job_named(row.name).enqueue_once()
                ordered.append(row.name)
    return ordered
