"""What desks have to do with cases: questions about one reach its zone's desk, and those due are in the hand-over's pack."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowhow.models import CasePage
from portal.accounts.models import Desk, User
from portal.desks.abouts import About, desk_of_zone, register_about
from portal.desks.belongings import MOST_LINES, Belonging, Line, register_belonging, zones_of
from portal.words import in_language

DUE_WITHIN: Final = timedelta(days=60)


def about_case(slug: str, viewer: Any) -> About | None:
    """A case by the slug of its page."""
    cases = CasePage.objects.visible_to(viewer).named().select_related("zone__province")
    case = cases.filter(public_slug=slug).first()
    if case is None:
        return None
    return About(in_language(case.title, case.title_en), case.get_absolute_url(), desk_of_zone(case.zone))


def cases_due(desk: Desk, _officer: User | None) -> Iterable[Line]:
    """Cases of the desk's zones that have to be looked at again soon, or should have been."""
    due = timezone.localdate() + DUE_WITHIN
    rows = (
        CasePage.objects.live()
        .filter(zone__in=zones_of(desk), freshness__review_by__lte=due)
        .order_by("freshness__review_by", "pk")
        .select_related("freshness")
    )
    return [
        Line(
            case.title,
            reverse("wagtailadmin_pages:edit", args=[case.pk]),
            _("%(day)s까지 다시 확인") % {"day": case.freshness.review_by},
        )
        for case in rows[:MOST_LINES]
    ]


def register_desks() -> None:
    """Called once when the app is ready."""
    register_about("case", about_case)
    register_belonging(
        Belonging(key="cases", title=gettext_lazy("다시 확인할 사례"), order=25, lines=cases_due)
    )
