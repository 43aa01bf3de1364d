"""Each night: does the chain hold, and what is older than two years."""

import logging

from portal.audit.chain import breaches, forget_old, keep_last_seal
from portal.jobs.definition import job
from portal.jobs.schedule import schedule

logger = logging.getLogger(__name__)


class AccessLogBrokenError(Exception):
    """The access log was changed: treat it as an incident."""


@job("check_access_log", max_attempts=1)
def check_access_log() -> None:
    """Fail loudly when the chain does not hold; else remember how far it goes."""
    found = next(breaches(), None)
    if found is not None:
        logger.critical("access_log_broken number=%s problem=%s", found.number, found.problem)
        raise AccessLogBrokenError(
            f"Row {found.number}: {found.problem}. Run `python manage.py check_access_log`."
        )
    keep_last_seal()


@job("forget_old_accesses")
def forget_old_accesses() -> int:
    """Remove what is older than two years."""
    removed = 0
    while now_removed := forget_old():
        removed += now_removed
    return removed


schedule("check_access_log", at="04:10")
schedule("forget_old_accesses", at="04:30")
