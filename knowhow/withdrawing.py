"""Withdraw one version of a page: its words go for good, its number and the reason stay."""

import logging
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knowhow.letters import MAIL_WITH_TEXT
from knowhow.models import PageVersion, Review
from portal.accounts.models import User
from portal.outbox.mails import empty_sent
from portal.page_cache.epoch import bump
from portal.policies import may

logger = logging.getLogger(__name__)


class WithdrawalRefusedError(Exception):
    """A version that cannot be withdrawn; the message says what to do first."""


@dataclass(frozen=True)
class Reason:
    """Why: for everybody, and a note for those who edit."""

    why: str
    note: str = ""


@transaction.atomic
def withdraw_version(version: PageVersion, *, reason: Reason, by: User | None) -> PageVersion:
    """Withdraw it; there is no way back. `by` is None where the portal does so itself: with its examples.

    Raises `WithdrawalRefusedError` for what the public reads on the page itself.
    """
    if by is not None and not may(by, "withdraw", version):
        raise WithdrawalRefusedError(_("판을 거둘 권한이 없습니다."))
    row = PageVersion.objects.select_for_update(of=("self",)).select_related("page").get(pk=version.pk)
    if row.withdrawn_at is not None:
        raise WithdrawalRefusedError(_("이미 거둔 판입니다."))
    if row.page.live and not row.page.versions.filter(number__gt=row.number).exists():
        raise WithdrawalRefusedError(
            _("지금 공개된 글과 같은 판입니다. 먼저 글을 고쳐 다시 게시하거나 게시를 내려 주십시오.")
        )
    _forget_in_reviews(row)
    row.content, row.withdrawn_at, row.withdrawn_by = {}, timezone.now(), by
    row.withdrawn_why, row.withdrawn_note = reason.why, reason.note
    row.save()
    logger.info("version_withdrawn", extra={"page": row.page_id, "version": row.number, "by": by and by.pk})
    bump()
    return row


def _forget_in_reviews(version: PageVersion) -> None:
    """Reviews keep texts too: the same words go there, as submitted and as accepted, and from the mails about them."""
    for review in Review.objects.filter(page_id=version.page_id).only("raw", "validated"):
        if version.content in (review.validated, review.raw):
            review.raw, review.validated = {}, {}
            review.save(update_fields=["raw", "validated"])
            empty_sent(MAIL_WITH_TEXT, naming=review.get_absolute_url())
