"""What "나의 특구" shows one person: what to do, drafts, reviews, and what his zones' pages still lack."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from knowhow.freshness import due_pages
from knowhow.kinds import KINDS, KnowhowPage
from knowhow.models import CasePage, PracticePage, Review
from portal.accounts.grants import Role, Scope, reach
from portal.policies import allowed
from portal.zones.models import Zone

MOST_SHOWN = 50


@dataclass(frozen=True)
class Draft:
    """A page that the person works on."""

    title: str
    kind: str
    zone: str
    url: str
    is_live: bool
    state: str


@dataclass(frozen=True)
class Completeness:
    """How far the pages of a zone are filled in."""

    zone: Zone
    percent: int
    missing: tuple[str, ...]


def has_desk(user: Any) -> bool:
    """Whether "나의 특구" has something for this person."""
    if not user.is_authenticated:
        return False
    roles = (Role.CONTRIBUTOR, Role.EDITOR, Role.ZONE_MANAGER)
    return bool(
        reach(user, roles, scope=Scope.ZONE).numbers
        or reach(user, (Role.VALIDATOR,), scope=Scope.EVERYWHERE).is_everywhere
    )


def reviews_to_decide(user: Any) -> QuerySet[Review]:
    """What waits for this person, the oldest deadline first."""
    waiting = allowed(user, "decide", Review.objects.waiting())
    return waiting.select_related("page").order_by("due_on", "pk")


def reviews_of(user: Any) -> QuerySet[Review]:
    """What this person submitted, or what his zone did, the newest first."""
    zones = reach(user, (Role.EDITOR, Role.ZONE_MANAGER), scope=Scope.ZONE).numbers
    mine = Q(submitted_by=user) | Q(page__owner=user) | Q(zone_number__in=zones)
    return Review.objects.submitted().filter(mine).select_related("page").order_by("-submitted_at", "-pk")


def asked_of(user: Any) -> QuerySet[Review]:
    """Reviews that came back with a question."""
    return reviews_of(user).filter(state=Review.State.ASKED)


def drafts_of(user: Any) -> list[Draft]:
    """Pages with something unpublished that this person may write, the last touched first."""
    pages: list[Any] = []
    for model in KINDS.values():
        rows: Any = allowed(
            user, "write", model._default_manager.filter(Q(live=False) | Q(has_unpublished_changes=True))
        )
        pages += rows.select_related("zone").order_by("-latest_revision_created_at", "-pk")[:MOST_SHOWN]
    running = dict(
        Review.objects.running()
        .filter(page__in=[page.pk for page in pages], level=Review.Level.ZONE)
        .values_list("page", "state")
    )
    return [_draft(page, running.get(page.pk, "")) for page in pages]


def due_for(user: Any) -> list[KnowhowPage]:
    """Live pages that this person may confirm and that have to be looked at again soon, or should have been."""
    zones = reach(user, (Role.EDITOR, Role.ZONE_MANAGER), scope=Scope.ZONE).numbers
    mine = Q(owner=user) | Q(zone__in=zones)
    return due_pages([model.objects.filter(mine) for model in KINDS.values()], most=MOST_SHOWN)


def completeness_of(zones: QuerySet[Zone]) -> list[Completeness]:
    """Each zone's own pages in percent, with what is missing."""
    return [_completeness(zone) for zone in zones.select_related("page").order_by("name_ko")]


def _draft(page: Any, state: str) -> Draft:
    return Draft(
        title=page.draft_title or page.title,
        kind=str(page._meta.verbose_name),
        zone=page.zone.name,
        url=reverse("knowhow-draft", args=[page.pk]),
        is_live=page.live,
        state=str(Review.State(state).label) if state else _("초안"),
    )


def _completeness(zone: Zone) -> Completeness:
    checks = list(_checks(zone))
    missing = tuple(name for name, is_there in checks if not is_there)
    return Completeness(zone, 100 * (len(checks) - len(missing)) // len(checks), missing)


def _checks(zone: Zone) -> Iterator[tuple[str, bool]]:
    page = zone.page
    kinds = {block.block_type for block in page.story}
    yield _("한 줄 소개"), bool(page.lead_ko)
    yield _("한 줄 소개(영문)"), bool(page.lead_en)
    yield _("이야기"), bool(page.story)
    yield _("이야기(영문)"), bool(page.story_en)
    yield _("사진"), bool(kinds & {"image", "gallery"})
    yield _("문의처"), "contact" in kinds
    yield _("게시한 사례"), CasePage.objects.visible_to(None).of_zone(zone.pk).exists()
    yield _("게시한 실무 안내"), PracticePage.objects.visible_to(None).filter(zone=zone).exists()
    admitted = (
        model.objects.filter(zone=zone, admitted_at__isnull=False).exists()
        for model in (CasePage, PracticePage)
    )
    yield _("국가 사례 서가에 오른 글"), any(admitted)
