"""The floor's own jobs: publish what is due, and sweep what nobody needs any more."""

from datetime import timedelta

from django.core.management import call_command

from portal.jobs.definition import job
from portal.jobs.publishing import publish_due
from portal.jobs.schedule import schedule


@job("publish_scheduled", max_attempts=1)  # the next minute is the next attempt
def publish_scheduled() -> None:
    """Publish and expire what is due."""
    publish_due()


@job("clear_old_sessions")
def clear_old_sessions() -> None:
    """Remove sessions that have expired."""
    call_command("clearsessions")


@job("prune_finished_jobs")
def prune_finished_jobs() -> None:
    """Forget jobs that succeeded yesterday; those that failed stay a month for whoever looks into it."""
    call_command("prune_db_task_results", queue_name="*", min_age_days=1, failed_min_age_days=30, verbosity=0)


schedule("publish_scheduled", every=timedelta(minutes=1))
schedule("clear_old_sessions", at="03:10")
schedule("prune_finished_jobs", at="03:20")
