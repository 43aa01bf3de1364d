"""What a job is: a Django task that is tried again when it fails.

A job takes ids and loads what they stand for when it runs; it may run twice and it may run late, so it makes
the world equal to the database instead of adding to it, and expects the row to be gone.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.tasks.base import DEFAULT_TASK_QUEUE_NAME, Task, TaskResult
from django_tasks_db.models import DBTaskResult

INDEX_QUEUE = "index"
"""Jobs that write the search index: run by one worker alone, so that two never hold the same index."""
MAIL_QUEUE = "mail"
"""Jobs that send mail: a slow mail server must keep neither a publication nor another job waiting."""
LONGEST_DELAY = timedelta(hours=1)

_jobs: dict[str, "Job"] = {}


@dataclass(frozen=True, kw_only=True)
class Job(Task[..., Any]):
    """A task with a name, a number of attempts and a delay between them that doubles."""

    job_name: str
    max_attempts: int
    backoff: timedelta

    def enqueue(self, *args: object, **kwargs: object) -> TaskResult[..., Any]:
        """Order a run, in the caller's transaction. Raises `TypeError` for anything but ids and words."""
        for value in (*args, *kwargs.values()):
            if not isinstance(value, str | int | None):
                kind = type(value).__name__
                raise TypeError(
                    f"The job {self.job_name!r} takes ids, not {kind}: pass the id, load the object."
                )
        return super().enqueue(*args, **kwargs)

    def enqueue_once(self) -> None:
        """Order a run unless one is waiting to start. Two callers at one moment may order two: harmless."""
        if not DBTaskResult.objects.ready().filter(task_path=self.module_path).exists():
            self.enqueue()

    def delay_after(self, attempt: int) -> timedelta:
        """How long to wait after this failed attempt; spread, so that what failed together returns apart."""
        delay: timedelta = min(self.backoff * 2 ** (attempt - 1), LONGEST_DELAY)
        spread: float = random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, guards nothing
        return delay * spread


def job(
    name: str,
    *,
    max_attempts: int = 5,
    backoff: timedelta = timedelta(seconds=10),
    queue: str = DEFAULT_TASK_QUEUE_NAME,
    priority: int = 0,
) -> Callable[[Callable[..., Any]], Job]:
    """Make a module-level function a job. After `max_attempts` it stays failed: logged, kept for a month."""

    def wrap(function: Callable[..., Any]) -> Job:
        if name in _jobs:
            raise ValueError(f"A job {name!r} is there already. Give this one another name.")
        _jobs[name] = Job(
            func=function,
            queue_name=queue,
            priority=priority,
            job_name=name,
            max_attempts=max_attempts,
            backoff=backoff,
        )
        return _jobs[name]

    return wrap


def job_named(name: str) -> Job:
    """The job of this name. Raises `LookupError` when the module that defines it was not loaded."""
    if name not in _jobs:
        raise LookupError(f"No job {name!r}. Define it in the room's jobs.py, which the worker loads.")
    return _jobs[name]
