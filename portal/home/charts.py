"""Charts of the registry that a guide page may show, each read when the page is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.zones.charts import (
    awards_by_field,
    uses_by_act,
    zones_by_province_and_field,
    zones_by_year,
)
from portal.zones.models import Zone


@dataclass(frozen=True)
class Chart:
    """A chart by name: its title for the editor, its template, and how it is counted."""

    key: str
    title: Any
    template: str
    count: Callable[[QuerySet[Zone]], Any]

    def context(self) -> dict[str, Any]:
        """What the template needs: two queries. Everybody sees the same, so that the page may be kept."""
        zones = Zone.objects.visible_to(AnonymousUser()).real()
        counted = zones.aggregate(total=Count("pk"), as_of=Max("status_as_of"))
        return {"chart": self.count(zones), "total": counted["total"], "as_of": counted["as_of"] or ""}


CHARTS = (
    Chart(
        "province-field", _("시·도와 분야별 특구 수"), "zones/charts/heat.html", zones_by_province_and_field
    ),
    Chart("years", _("연도별 지정과 해제"), "zones/charts/years.html", zones_by_year),
    Chart("awards", _("분야별 우수특구 포상"), "zones/charts/awards.html", awards_by_field),
    Chart("acts", _("법률별 규제특례를 쓰는 특구 수"), "zones/charts/acts.html", uses_by_act),
)


def chart(key: str) -> Chart | None:
    """The chart of that name."""
    return next((known for known in CHARTS if known.key == key), None)


def chart_choices() -> list[tuple[str, Any]]:
    """What the editor chooses from."""
    return [(known.key, known.title) for known in CHARTS]
