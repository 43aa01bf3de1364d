"""Each night the chain is walked; whoever broke it is reported."""

import logging

from portal.audit.chain import breaches, keep_last_seal
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


schedule("check_access_log", at="04:10")
