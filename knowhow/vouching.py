"""Every publication of a case or a practice leaves a review of the first level, whatever road it took.

`knowhow.actions` decides what was submitted. Whoever publishes straight from the CMS submits and decides in one step here:
by the form, in bulk, by a date, by the last yes of a workflow, by going back to an earlier text. What a file brings is the
ministry's own road: its review names the import.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Revision

from knowhow.forms import MAY_NOT_PUBLISH
from knowhow.kinds import KnowhowPage
from knowhow.letters import mail_author
from knowhow.models import CasePage, Review, ReviewStep
from knowhow.readiness import lacking_to_publish
from knowhow.snapshots import snapshot
from portal.accounts.models import User
from portal.importing.models import ImportRun
from portal.personal.publishing import PublicationRefusedError
from portal.policies import may

logger = logging.getLogger(__name__)

Kind, Level, State, Way = ReviewStep.Kind, Review.Level, Review.State, Review.Way
BATCH: Final = 500
_is_settled: ContextVar[bool] = ContextVar("publication_is_settled", default=False)


class NotVouchedError(PublicationRefusedError):
    """Nobody with the right stands behind this publication, or the text lacks what readers need."""

    def __init__(self, page: KnowhowPage, why: str) -> None:
        super().__init__(page, [])
        self.why = why

    @property
    def message(self) -> str:
        """What to tell the editor."""
        return _("‘%(title)s’을(를) 게시하지 않았습니다. %(why)s") % {
            "title": self.page.title,
            "why": self.why,
        }


@contextmanager
def settled() -> Iterator[None]:
    """Publications within are decided by a review already."""
    token = _is_settled.set(True)
    try:
        yield
    finally:
        _is_settled.reset(token)


@contextmanager
def vouched(
    page: KnowhowPage, revision: Revision, *, by: User | None, previous: Revision | None
) -> Iterator[None]:
    """Around a publication: ask who may, and keep its review in the same transaction. Raises `NotVouchedError`."""
    if _is_settled.get():
        yield
        return
    draft: Any = revision.as_object()
    if by is not None:
        _demand_right(page, draft, by=by)
    with transaction.atomic():
        with settled():
            yield
        _keep(draft, revision, by=by, previous=previous)


def _demand_right(page: KnowhowPage, draft: KnowhowPage, *, by: User) -> None:
    if not may(by, "publish", page):
        raise NotVouchedError(page, str(MAY_NOT_PUBLISH))
    if missing := lacking_to_publish(draft):
        raise NotVouchedError(page, _("적지 않은 것이 있습니다: %(names)s") % {"names": ", ".join(missing)})


def _keep(draft: KnowhowPage, revision: Revision, *, by: User | None, previous: Revision | None) -> None:
    """The review of what was just published, or given a date."""
    standing = Review.objects.filter(revision=revision, level=Level.ZONE, state=State.ACCEPTED).first()
    if by is None and standing is not None:
        _note(standing, Kind.PUBLISHED, by=None)
        return
    way = _way(draft, by=by, previous=previous)
    text = snapshot(draft)
    running = Review.objects.select_for_update().running().filter(page_id=draft.pk, level=Level.ZONE).first()
    review = running or _submitted(draft, way, text, by=revision.user or by)
    review.revision, review.way = revision, way
    _accept(review, text, by=by)
    mail_author(review, Kind.ACCEPTED, but=by)


def _way(draft: KnowhowPage, *, by: User | None, previous: Revision | None) -> str:
    if draft.go_live_at and draft.go_live_at > timezone.now():
        return Way.DATED
    if previous is not None:
        return Way.REVERTED
    return Way.CMS if by is not None else Way.PROGRAM


def _submitted(draft: KnowhowPage, way: str, text: dict[str, Any], *, by: User | None) -> Review:
    review = Review.objects.create(
        page_id=draft.pk,
        zone_number=draft.zone_id,
        level=Level.ZONE,
        way=way,
        submitted_by=by,
        due_on=timezone.localdate(),
        raw=text,
    )
    _note(review, Kind.SUBMITTED, by=by)
    return review


def _accept(review: Review, text: dict[str, Any], *, by: User | None) -> None:
    review.state, review.decided_at, review.validated = State.ACCEPTED, timezone.now(), text
    review.save()
    _note(review, Kind.ACCEPTED, by=by)


def keep_placed(page: KnowhowPage, *, way: str) -> None:
    """A live page stands somewhere new without having been published there: a copy, or one moved to another zone."""
    if _is_settled.get():
        return
    by: Any = get_active_log_context().user
    text = snapshot(page)
    review = _submitted(page, way, text, by=by)
    review.revision = page.live_revision
    _accept(review, text, by=by)


def keep_taken_down(page: KnowhowPage) -> None:
    """The last review that brought the page out tells that it was taken down, and its author is told.

    Wagtail also says so of a page that it is about to delete: then the reviews go with it.
    """
    if not Page.objects.filter(pk=page.pk, live=False).exists():
        return
    review = Review.objects.accepted().filter(page_id=page.pk, level=Level.ZONE).first()
    if review is not None:
        by: Any = get_active_log_context().user
        _note(review, Kind.TAKEN_DOWN, by=by)
        mail_author(review, Kind.TAKEN_DOWN, but=by)


def keep_imported(run: ImportRun, pages: Iterable[CasePage]) -> None:
    """A review for each page that a file brought out or changed; the worker writes down its text with its version."""
    now, today = timezone.now(), timezone.localdate()
    rows = [
        Review(
            page_id=page.pk,
            zone_number=page.zone_id,
            level=Level.ZONE,
            way=Way.IMPORT,
            state=State.ACCEPTED,
            import_run=run,
            submitted_by=run.started_by,
            submitted_at=now,
            decided_at=now,
            due_on=today,
            raw={},
        )
        for page in {page.pk: page for page in pages}.values()
    ]
    Review.objects.bulk_create(rows, batch_size=BATCH)


def keep_text_of_import(case_id: int) -> None:
    """Write what the case says after an import into the reviews of imports that lack it."""
    rows = Review.objects.filter(page_id=case_id, way=Way.IMPORT, validated__isnull=True)
    page = CasePage.objects.filter(pk=case_id, live=True).first() if rows.exists() else None
    if page is not None:
        text = snapshot(page)
        rows.update(raw=text, validated=text)


def _note(review: Review, kind: str, *, by: User | None) -> None:
    ReviewStep.objects.create(review=review, kind=kind, by=by)
    logger.info("review_step", extra={"review": review.pk, "step": str(kind), "by": by and by.pk})
