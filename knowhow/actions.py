"""The verbs of reviews. Each checks who may, changes in one transaction, writes the step and the mails."""

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knowhow.kinds import KnowhowPage, kind_of
from knowhow.letters import mail_approval_link, mail_author, mail_reviewers
from knowhow.models import ApprovalLink, Review, ReviewStep
from knowhow.readiness import problems
from knowhow.snapshots import record_version, snapshot
from knowhow.vouching import settled
from portal.accounts.models import User
from portal.outbox.actions import mark_changed
from portal.policies import may

logger = logging.getLogger(__name__)

DAYS_TO_DECIDE = {Review.Level.ZONE: 14, Review.Level.LIBRARY: 30}
Kind, Level, State = ReviewStep.Kind, Review.Level, Review.State


class ReviewRefusedError(Exception):
    """Something that cannot be done now; the message says why and what to do."""


def page_of(review: Review) -> KnowhowPage:
    """The text under review: the submitted draft at the zone's level, what is live at the library's."""
    page: Any = review.page.specific
    if review.level == Level.ZONE and review.revision is not None:
        page = review.revision.as_object()
    return page  # type: ignore[no-any-return]


@transaction.atomic
def submit(page: KnowhowPage, *, by: User) -> Review:
    """Give the newest draft to the zone's manager, or give it back after he asked for more."""
    page = _standing(page)
    _demand(may(by, "write", page), _("이 글을 제출할 수 없습니다."))
    draft: Any = page.get_latest_revision_as_object()
    _demand_ready(draft)
    revision = page.get_latest_revision() or page.save_revision(user=by)
    return _submit(page, Level.ZONE, revision, raw=snapshot(draft), by=by)


@transaction.atomic
def propose(page: KnowhowPage, *, by: User) -> Review:
    """Ask the expert panel to take a published page into the national library."""
    page = _standing(page)
    _demand(may(by, "write", page), _("이 글을 신청할 수 없습니다."))
    _demand(bool(page.live), _("먼저 특구 페이지에 게시되어야 합니다."))
    _demand(page.admitted_at is None, _("이미 국가 사례 서가에 있습니다."))
    return _submit(page, Level.LIBRARY, page.live_revision, raw=snapshot(page), by=by)


def _standing(page: KnowhowPage) -> KnowhowPage:
    """The page as it stands now: its newest draft may be another than when it was loaded."""
    found: KnowhowPage = type(page)._default_manager.select_related("zone__page").get(pk=page.pk)
    return found


def _submit(page: KnowhowPage, level: str, revision: Any, *, raw: dict[str, Any], by: User) -> Review:
    running = Review.objects.select_for_update().running().filter(page_id=page.pk, level=level).first()
    _demand(running is None or running.state == State.ASKED, _("이미 검토를 기다리고 있습니다."))
    due_on = timezone.localdate() + timedelta(days=DAYS_TO_DECIDE[Level(level)])
    if running is None:
        review = Review.objects.create(
            page_id=page.pk,
            zone_number=page.zone_id,
            level=level,
            revision=revision,
            submitted_by=by,
            due_on=due_on,
            raw=raw,
        )
        _note(review, Kind.SUBMITTED, by=by)
    else:
        review = running
        review.revision, review.state, review.due_on = revision, State.WAITING, due_on
        review.save(update_fields=["revision", "state", "due_on"])
        _note(review, Kind.ANSWERED, by=by)
    mail_reviewers(review, content=raw)
    return review


@transaction.atomic
def take(review: Review, *, by: User) -> None:
    """Tell the others and the author that somebody looks at it."""
    review = _open(review, by=by)
    review.taken_by = by
    review.save(update_fields=["taken_by"])
    _note(review, Kind.TAKEN, by=by)
    mail_author(review, Kind.TAKEN)


@transaction.atomic
def ask(review: Review, text: str, *, by: User | None, link: ApprovalLink | None = None) -> None:
    """Give it back with a question."""
    review = _open(review, by=by, link=link)
    review.state = State.ASKED
    review.save(update_fields=["state"])
    _note(review, Kind.ASKED, by=by, text=text)
    mail_author(review, Kind.ASKED, text)


@transaction.atomic
def refuse(review: Review, text: str, *, by: User | None, link: ApprovalLink | None = None) -> None:
    """End it without publishing, with the reason."""
    review = _open(review, by=by, link=link)
    _end(review, State.REFUSED, opinion=text)
    _note(review, Kind.REFUSED, by=by, text=text)
    mail_author(review, Kind.REFUSED, text)


@transaction.atomic
def accept(
    review: Review, text: str, *, by: User | None, grade: str = "", link: ApprovalLink | None = None
) -> None:
    """Publish on the zone's page, or take into the national library."""
    review = _open(review, by=by, link=link)
    page = page_of(review)
    _demand_ready(page)
    if review.level == Level.ZONE:
        _publish(review, by=by)
    else:
        _admit(page, grade=grade)
    kept: Any = type(page)._default_manager.get(pk=page.pk)
    _end(review, State.ACCEPTED, opinion=text, grade=grade, validated=snapshot(kept))
    _note(review, Kind.ACCEPTED, by=by, text=text)
    mail_author(review, Kind.ACCEPTED, text)


@transaction.atomic
def withdraw(review: Review, *, by: User) -> None:
    """Take a submission back."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    _demand(review.is_running, _("이미 정해진 검토입니다."))
    _demand(may(by, "write", review.page.specific), _("이 검토를 거둘 수 없습니다."))
    _end(review, State.WITHDRAWN)
    _note(review, Kind.WITHDRAWN, by=by)


@transaction.atomic
def declare_conflict(review: Review, *, by: User) -> None:
    """A validator leaves a review to the others; he does not see it again."""
    review = _open(review, by=by)
    Review.objects.filter(pk=review.pk, taken_by=by).update(taken_by=None)
    _note(review, Kind.CONFLICT, by=by)


@transaction.atomic
def send_link(review: Review, email: str, *, by: User) -> str:
    """Let somebody without an account decide once, by mail. Returns the link's token."""
    review = _open(review, by=by)
    token = secrets.token_urlsafe(32)
    link = ApprovalLink.objects.create(
        review=review,
        email=email,
        digest=_digest(token),
        sent_by=by,
        expires_at=timezone.now() + ApprovalLink.LIFE,
    )
    _note(review, Kind.LINK_SENT, by=by)
    mail_approval_link(link, token=token)
    return token


def link_of(token: str) -> ApprovalLink | None:
    """The link of this token while it works."""
    found = ApprovalLink.objects.filter(digest=_digest(token)).select_related("review__page").first()
    return found if found is not None and found.is_open else None


def _open(review: Review, *, by: User | None, link: ApprovalLink | None = None) -> Review:
    """The review, locked, if it waits and this person or this link may decide it. Uses the link up."""
    standing = Review.objects.select_for_update().get(pk=review.pk)
    _demand(standing.state == State.WAITING, _("이미 정해졌거나 보완을 기다리는 검토입니다."))
    if link is not None:
        now = timezone.now()
        mine = ApprovalLink.objects.filter(pk=link.pk, review=standing, used_at=None, expires_at__gt=now)
        _demand(bool(mine.update(used_at=now)), _("이미 썼거나 기간이 지난 링크입니다."))
    else:
        _demand(by is not None and may(by, "decide", standing), _("이 검토를 정할 수 없습니다."))
    return standing


def _publish(review: Review, *, by: User | None) -> None:
    if review.revision is None:
        raise ReviewRefusedError(_("제출한 글이 지워졌습니다. 다시 제출해 달라고 해 주십시오."))
    with settled():
        review.revision.publish(user=by, skip_permission_checks=True)


def _admit(page: KnowhowPage, *, grade: str) -> None:
    _demand(bool(page.live), _("특구 페이지에서 내려간 글입니다."))
    type(page)._default_manager.filter(pk=page.pk).update(admitted_at=timezone.now(), evidence_grade=grade)
    record_version(page.pk)
    mark_changed(kind_of(page), page.pk)


def _end(
    review: Review, state: str, *, opinion: str = "", grade: str = "", validated: dict[str, Any] | None = None
) -> None:
    review.state, review.opinion, review.evidence_grade = state, opinion, grade
    review.decided_at, review.validated = timezone.now(), validated
    review.save()


def _note(review: Review, kind: str, *, by: User | None, text: str = "") -> None:
    ReviewStep.objects.create(review=review, kind=kind, by=by, text=text)
    logger.info("review_step", extra={"review": review.pk, "step": str(kind), "by": by and by.pk})


def _demand(holds: bool, message: str) -> None:  # noqa: FBT001  (an assertion with words)
    if not holds:
        raise ReviewRefusedError(message)


def _demand_ready(page: KnowhowPage) -> None:
    if found := problems(page):
        raise ReviewRefusedError(" ".join(found))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
