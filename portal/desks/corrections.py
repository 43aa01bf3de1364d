"""Report a wrong fact, and decide what comes of it."""

import logging
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from portal.accounts.models import User
from portal.desks.letters import tell
from portal.desks.models import Correction
from portal.desks.subjects import Reported, Subject, owners_of
from portal.page_cache.epoch import bump
from portal.policies import may
from portal.zones.models import FactChange

logger = logging.getLogger(__name__)

State = Correction.State
MOST_OPEN: Final = 20


class CorrectionRefusedError(Exception):
    """What was asked cannot be done; the message says why and what to do."""


@transaction.atomic
def report(subject: Subject, *, fact: Reported, claim: str, evidence: str, by: User) -> Correction:
    """Report a fact to its owner, as it is shown now. Raises `CorrectionRefusedError` for too many at once."""
    if Correction.objects.open().filter(reporter=by).count() >= MOST_OPEN:
        raise CorrectionRefusedError(
            gettext("확인을 기다리는 신고가 너무 많습니다. 결과를 받은 뒤 다시 신고해 주십시오.")
        )
    made = Correction.objects.create(
        subject_kind=subject.kind,
        subject_key=subject.key,
        zone=subject.zone,
        office_number=subject.office_number,
        fact=fact.group,
        reference=str(fact.cell.reference) if fact.cell else "",
        shown_title=fact.title,
        shown_value=fact.cell.value if fact.cell else "",
        claim=claim,
        evidence=evidence,
        reporter=by,
        is_sample=subject.is_sample,
    )
    owners = [person for person in owners_of(subject) if person != by]
    tell(owners, "reported", {"about": subject.title}, page="decide-correction", key=made.pk)
    logger.info("correction_reported", extra={"correction": made.pk})
    return made


@transaction.atomic
def accept(
    correction: Correction, *, subject: Subject, outcome: str, change: FactChange | None, by: User
) -> None:
    """Say that the fact was wrong and is right now; everybody sees what was corrected."""
    found = _lock(correction, by=by)
    found.change = change
    _decide(found, State.ACCEPTED, outcome=outcome, by=by)
    _tell_reporter(found, subject)
    bump()


@transaction.atomic
def reject(correction: Correction, *, subject: Subject, outcome: str, by: User) -> None:
    """Say why the fact stays as it is."""
    found = _lock(correction, by=by)
    _decide(found, State.REJECTED, outcome=outcome, by=by)
    _tell_reporter(found, subject)
    bump()


def _lock(correction: Correction, *, by: User) -> Correction:
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    if not may(by, "decide", found):
        raise PermissionDenied
    if found.state != State.OPEN:
        raise CorrectionRefusedError(gettext("이미 결과를 정한 신고입니다."))
    return found


def _decide(found: Correction, state: str, *, outcome: str, by: User) -> None:
    found.state, found.outcome = state, outcome
    found.decided_by, found.decided_at = by, timezone.now()
    found.save()
    logger.info("correction_decided", extra={"correction": found.pk, "state": state, "by": by.pk})


def _tell_reporter(found: Correction, subject: Subject) -> None:
    if found.reporter is not None:
        context = {"about": subject.title, "is_accepted": found.state == State.ACCEPTED}
        tell([found.reporter], "decided", context, page="correction", key=found.pk)
