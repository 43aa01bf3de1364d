"""Background jobs on the database: `@job` with retry, `schedule`, and the worker that runs them."""

from portal.jobs.definition import INDEX_QUEUE, Job, job
from portal.jobs.schedule import schedule

__all__ = ["INDEX_QUEUE", "Job", "job", "schedule"]
