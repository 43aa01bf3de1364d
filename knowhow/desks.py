"""What desks have to do with know-how: questions about a page reach its zone's desk; what is due is in the hand-over's pack."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowhow.freshness import due_pages
from knowhow.kinds import KINDS
from knowhow.models import CasePage, PracticePage
from portal.accounts.models import Desk, User
from portal.desks.abouts import About, desk_of_zone, register_about
from portal.desks.belongings import MOST_LINES, Belonging, Line, page_line, register_belonging, zones_of
from portal.words import in_language


def about_case(slug: str, viewer: Any) -> About | None:
    """A case by the slug of its page."""
    return _about(CasePage.objects.visible_to(viewer).named(), slug)


def about_practice(slug: str, viewer: Any) -> About | None:
    """A practice by the slug of its page."""
    return _about(PracticePage.objects.visible_to(viewer), slug)


def _about(rows: Any, slug: str) -> About | None:
    page = rows.select_related("zone__province").filter(public_slug=slug).first()
    if page is None:
        return None
    return About(in_language(page.title, page.title_en), page.get_absolute_url(), desk_of_zone(page.zone))


def pages_due(desk: Desk, _officer: User | None) -> Iterable[Line]:
    """Cases and practices of the desk's zones that have to be looked at again soon, or should have been."""
    zones = zones_of(desk)
    rows = due_pages([kind.objects.filter(zone__in=zones) for kind in KINDS.values()], most=MOST_LINES)
    return [
        page_line(page, page.title, _("%(day)s까지 다시 확인") % {"day": page.freshness.review_by})
        for page in rows
    ]


def register_desks() -> None:
    """Called once when the app is ready."""
    register_about("case", about_case)
    register_about("practice", about_practice)
    register_belonging(
        Belonging(key="cases", title=gettext_lazy("다시 확인할 글"), order=25, lines=pages_due)
    )
