"""Keep know-how fresh: set its clock, mail whoever should look again, take the word that it still holds."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page

from knowhow.kinds import KINDS, KnowhowPage, kind_of, live_page, pages_with_clocks
from knowhow.models import Confirmation, Freshness
from knowhow.rights import WRITERS
from portal.accounts.grants import Scope
from portal.accounts.models import RoleGrant, User
from portal.outbox.actions import mark_changed
from portal.outbox.mails import queue_mail_to
from portal.policies import may

logger = logging.getLogger(__name__)

STEPS: Final = (90, 60, 30)
"""Days after the day at which people are mailed, the longest first: once each."""
LINK_LIFE: Final = dt.timedelta(days=30)
LINK_SALT: Final = "knowhow.freshness"
MOST_MAILED: Final = 10
"""More people than this are not mailed about one page."""
AT_ONCE: Final = 500
DUE_WITHIN: Final = dt.timedelta(days=60)


def next_review(page: KnowhowPage, *, today: dt.date) -> dt.date:
    """The day that the editor chose, else a year from now (`CASE_REVIEW_DAYS`)."""
    if page.review_by and page.review_by > today:
        return page.review_by
    return today + dt.timedelta(days=settings.CASE_REVIEW_DAYS)


def restart_clock(page: KnowhowPage) -> None:
    """A person published the page: it holds now. In the transaction of the publication."""
    today = timezone.localdate()
    clock = {"review_by": next_review(page, today=today), "confirmed_on": today, "reminded_days": 0}
    Freshness.objects.update_or_create(page_id=page.pk, defaults=clock)


def start_missing_clocks() -> int:
    """Give a clock to live pages that have none: cases from files, practices from before clocks. Nobody has confirmed them yet."""
    rows: list[KnowhowPage] = []
    for model in KINDS.values():
        missing = model.objects.filter(live=True, freshness=None).only("review_by", "first_published_at")
        rows += missing[: AT_ONCE - len(rows)]
    clocks = [Freshness(page_id=page.pk, review_by=_first_review(page)) for page in rows]
    Freshness.objects.bulk_create(clocks, ignore_conflicts=True)
    return len(clocks)


def _first_review(page: KnowhowPage) -> dt.date:
    since = page.first_published_at
    return page.review_by or next_review(
        page, today=timezone.localdate(since) if since else timezone.localdate()
    )


@transaction.atomic
def confirm(page: KnowhowPage, *, by: User, way: Confirmation.Way) -> bool:
    """Take the word that the page still holds: the clock starts anew, and no version is made of it.

    False where this person may not say so, or the page is not public.
    """
    clock = Freshness.objects.select_for_update(of=("self",)).filter(page_id=page.pk, page__live=True).first()
    if clock is None or not may(by, "confirm", page):
        return False
    today = timezone.localdate()
    clock.confirmed_on, clock.reminded_days = today, 0
    clock.review_by = today + dt.timedelta(days=settings.CASE_REVIEW_DAYS)
    clock.save()
    Confirmation.objects.create(page_id=page.pk, by=by, way=way)
    mark_changed(kind_of(page), page.pk)
    logger.info("page_confirmed", extra={"page": page.pk, "by": by.pk, "way": way})
    return True


def due_pages(kinds: Iterable[QuerySet[Any]], *, most: int) -> list[KnowhowPage]:
    """The live pages among these that have to be looked at again within two months, the first due first."""
    last = timezone.localdate() + DUE_WITHIN
    due = Q()
    for rows in kinds:
        due |= Q(page__in=rows.values("pk"))
    clocks = Freshness.objects.filter(due, page__live=True, review_by__lte=last).order_by("review_by", "page")
    return pages_with_clocks(list(clocks.values_list("page", flat=True)[:most]))


# --- Mails ------------------------------------------------------------------------------------------


def remind_overdue() -> int:
    """Mail about each page that has passed another step since the last mail. Safe to repeat."""
    mailed = 0
    for days in STEPS:
        due = Freshness.objects.overdue(days=days).filter(reminded_days__lt=days).order_by("pk")
        mailed += sum(_remind(pk, days) for pk in due.values_list("pk", flat=True)[:AT_ONCE])
    return mailed


@transaction.atomic
def _remind(pk: int, days: int) -> int:
    clock = Freshness.objects.select_for_update(of=("self",)).filter(pk=pk, reminded_days__lt=days).first()
    page = live_page(clock.page_id) if clock else None
    if clock is None or page is None:
        return 0
    clock.reminded_days = days
    clock.save(update_fields=["reminded_days"])
    people = people_of(page)
    for user in people:
        _mail(page, clock, user=user)
    return len(people)


def people_of(page: KnowhowPage) -> list[User]:
    """Its author and whoever writes for its zone, in person or from a desk: the author may have left."""
    grants = RoleGrant.objects.in_force().filter(
        role__in=WRITERS, scope=Scope.ZONE, scope_number=page.zone_id
    )
    holders = Q(grants__in=grants) | Q(holdings__desk__grants__in=grants, holdings__until=None)
    active = User.objects.filter(is_active=True)
    return list(active.filter(Q(pk=page.owner_id) | holders).distinct().order_by("pk")[:MOST_MAILED])


def _mail(page: KnowhowPage, clock: Freshness, *, user: User) -> None:
    with translation.override(user.language):
        context = {
            "title": page.title,
            "zone": page.zone.name,
            "review_by": clock.review_by,
            "days": clock.days_overdue,
            "page_path": page.get_absolute_url(),
            "path": reverse("confirm-by-link", args=[link_token(clock, user)]),
        }
    queue_mail_to(user, "page_overdue", context=context)


def link_token(clock: Freshness, user: User) -> str:
    """What the link in the mail holds: good for this person until somebody confirms, for thirty days at most."""
    return signing.dumps([clock.page_id, user.pk, clock.review_by.isoformat()], salt=LINK_SALT)


def read_link(token: str) -> tuple[KnowhowPage, User] | None:
    """The page and the person of a link that still works. The day in it has moved once anybody has confirmed."""
    try:
        page_pk, user_pk, review_by = signing.loads(token, salt=LINK_SALT, max_age=LINK_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    is_standing = Freshness.objects.filter(page_id=page_pk, review_by=review_by).exists()
    page = live_page(page_pk) if is_standing else None
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    return (page, user) if page and user and may(user, "confirm", page) else None


def clock_of(page: Page) -> Freshness | None:
    """The clock of a page; nothing for a draft."""
    found: Any = getattr(page, "freshness", None)
    return found if isinstance(found, Freshness) else None


def confirmations_of(page: Page, *, most: int = 20) -> QuerySet[Confirmation]:
    """The newest confirmations of a page."""
    return Confirmation.objects.filter(page_id=page.pk).only("at")[:most]
