"""What a comparison of zones shows of their cases."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowhow.models import CasePage
from portal.zones.comparison import Cell, CellLine, FactRow, register_fact_row
from portal.zones.models import Zone


def case_cells(zones: Sequence[Zone], viewer: Any) -> list[Cell]:
    """How many cases each zone owns or shares, with the list of them. None is known too: these are our own."""
    return [_cell(zone, CasePage.objects.visible_to(viewer).of_zone(zone.pk).count()) for zone in zones]


def _cell(zone: Zone, count: int) -> Cell:
    if not count:
        return Cell((CellLine(_("없음")),))
    url = f"{reverse('cases')}?zone={zone.page.public_slug}"
    return Cell((CellLine(_("%(count)s건") % {"count": count}, url),))


def register_comparison() -> None:
    """Called once when the app is ready."""
    register_fact_row(FactRow("cases", gettext_lazy("현장 사례"), 175, case_cells))
