"""What time does to questions: late answers and promises are told of, answered ones end."""

from datetime import timedelta

from django.utils import timezone

from portal.desks.promises import remind_of_promises
from portal.desks.threads import close_answered, remind_of_overdue
from portal.jobs.definition import job
from portal.jobs.schedule import schedule


@job("watch_threads", max_attempts=1)  # the next hour is the next attempt
def watch_threads() -> int:
    """Remind of late answers and of promises on their day, end what was answered long ago; returns how many were touched."""
    now = timezone.now()
    return remind_of_overdue(now) + remind_of_promises(now) + close_answered(now)


schedule("watch_threads", every=timedelta(hours=1))
