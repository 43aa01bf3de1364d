"""Each night: destroy what is past its period, erase whose week is over, and write a report of it."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from portal.jobs.definition import job
from portal.jobs.schedule import schedule
from portal.personal import exports
from portal.personal.erasure import erase_due
from portal.personal.models import DestructionRun
from portal.personal.registry import rules

logger = logging.getLogger(__name__)

LATEST = timedelta(days=5)
"""What the standard guideline allows between the end of a period and the destruction."""
REPORTS_KEPT = timedelta(days=365 * 3)


@job("make_data_export")
def make_data_export(export_id: int) -> None:
    """Make an export that was ordered."""
    exports.make_export(export_id)


@job("erase_accounts")
def erase_accounts() -> None:
    """Erase the accounts whose week is over."""
    erase_due()


@job("destroy_personal_data")
def destroy_personal_data() -> None:
    """Run every rule."""
    destroy(timezone.now())


def destroy(now: datetime) -> list[DestructionRun]:
    """Run every rule at this moment and report; what stays overdue by five days is an error in the log."""
    reports = []
    for rule in rules():
        if rule.destroy is None:
            continue
        removed = rule.destroy(now)
        overdue = rule.overdue(now - LATEST) if rule.overdue else 0
        reports.append(DestructionRun(rule=rule.key, ran_at=now, removed=removed, overdue=overdue))
        if overdue:
            logger.error("personal_data_overdue rule=%s rows=%s", rule.key, overdue)
    DestructionRun.objects.filter(ran_at__lt=now - REPORTS_KEPT).delete()
    return DestructionRun.objects.bulk_create(reports)


schedule("erase_accounts", every=timedelta(hours=1))
schedule("destroy_personal_data", at="04:50")
