"""What the registry's charts show: counted once each, every figure with the list behind it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import Coalesce, Substr
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from portal.krds.charts import BarRow, HeatCell, HeatHead, HeatRow, YearColumn, heat_steps
from portal.zones.models import Award, ExemptionUse, Zone

MOST_ROWS = 12
"""Bars of a chart; the table behind it has all rows."""


@dataclass(frozen=True)
class HeatTable:
    """Zones by province and field."""

    heads: tuple[HeatHead, ...]
    rows: tuple[HeatRow, ...]
    total: int


@dataclass(frozen=True)
class YearChart:
    """Designations and releases by year. Zones whose day is not known are counted apart."""

    columns: tuple[YearColumn, ...]
    designated_unknown: int
    released: int
    released_unknown: int


@dataclass(frozen=True)
class BarChart:
    """A chart of bars: the longest ones, and all rows for the table."""

    rows: tuple[BarRow, ...]

    @property
    def longest(self) -> tuple[BarRow, ...]:
        """The rows of the picture."""
        return self.rows[:MOST_ROWS]

    @property
    def has_more(self) -> bool:
        """Whether the table has rows that the picture lacks."""
        return len(self.rows) > MOST_ROWS


@dataclass(frozen=True)
class RegistryCharts:
    """The charts of the whole registry, and what they were counted from."""

    zones: int
    as_of: str
    by_province: HeatTable
    by_year: YearChart
    awards: BarChart
    acts: BarChart


def registry_charts(*, viewer: Any) -> RegistryCharts:
    """Every chart over the real zones that the viewer may see: five queries."""
    zones = Zone.objects.visible_to(viewer).real()
    counted = zones.aggregate(zones=Count("pk"), as_of=Max("status_as_of"))
    return RegistryCharts(
        zones=counted["zones"],
        as_of=counted["as_of"] or "",
        by_province=zones_by_province_and_field(zones),
        by_year=zones_by_year(zones),
        awards=awards_by_field(zones),
        acts=uses_by_act(zones),
    )


def _in_language(row: Mapping[str, Any], name: str) -> str:
    return str((get_language() == "en" and row[f"{name}_en"]) or row[f"{name}_ko"] or "")


def _zones_url(**filters: str) -> str:
    return f"{reverse('zones')}?{urlencode(filters)}"


def zones_by_province_and_field(zones: QuerySet[Zone]) -> HeatTable:
    """One query. Provinces stand in their official order, fields in theirs; empty ones are left out."""
    province, field = "province__short", "field__name"
    columns = (
        *("province__code", f"{province}_ko", f"{province}_en"),
        *("field__slug", f"{field}_ko", f"{field}_en", "field__position"),
    )
    grouped = zones.order_by("province__position", "province__code", "field__position", "field__slug")
    cells = list(grouped.values(*columns).annotate(count=Count("pk")))
    by_field = sorted(cells, key=lambda row: (row["field__position"], row["field__slug"]))
    return _Grid(
        provinces={row["province__code"]: _in_language(row, province) for row in cells},
        fields={row["field__slug"]: _in_language(row, field) for row in by_field},
        counts={(row["province__code"], row["field__slug"]): row["count"] for row in cells},
    ).table()


@dataclass(frozen=True)
class _Grid:
    """Names by code, and zones by pair of codes."""

    provinces: Mapping[str, str]
    fields: Mapping[str, str]
    counts: Mapping[tuple[str, str], int]

    def table(self) -> HeatTable:
        """Rows of provinces, columns of fields, sums on both sides."""
        steps = heat_steps(self.counts.values())
        return HeatTable(
            heads=tuple(
                HeatHead(name, self._sum(field=slug), reverse("field", args=[slug]))
                for slug, name in self.fields.items()
            ),
            rows=tuple(
                HeatRow(
                    name,
                    self._sum(province=code),
                    _zones_url(province=code),
                    tuple(self._cell(code, slug, steps) for slug in self.fields),
                )
                for code, name in self.provinces.items()
            ),
            total=sum(self.counts.values()),
        )

    def _sum(self, *, province: str = "", field: str = "") -> int:
        return sum(
            count
            for (code, slug), count in self.counts.items()
            if province in {"", code} and field in {"", slug}
        )

    def _cell(self, code: str, slug: str, steps: Mapping[int, int]) -> HeatCell:
        count = self.counts.get((code, slug), 0)
        return HeatCell(count, _zones_url(province=code, field=slug) if count else "", steps.get(count, 0))


def zones_by_year(zones: QuerySet[Zone], *, field: str = "") -> YearChart:
    """One query. Years without a designation or release between the first and the last stay in the row."""
    years = zones.annotate(begun=Substr("designated_text", 1, 4), ended=Substr("released_on", 1, 4))
    designated: Counter[str] = Counter()
    released: Counter[str] = Counter()
    for begun, ended, status, count in (
        years.order_by().values_list("begun", "ended", "status").annotate(count=Count("pk"))
    ):
        designated[begun] += count
        if status == Zone.Status.RELEASED:
            released[ended] += count
    known = [int(year) for year in {*designated, *released} if year.isdecimal()]
    filters = {"field": field} if field else {}
    return YearChart(
        columns=tuple(
            YearColumn(
                year,
                designated[str(year)],
                released[str(year)],
                _zones_url(**filters, year=str(year)) if designated[str(year)] else "",
            )
            for year in (range(min(known), max(known) + 1) if known else ())
        ),
        designated_unknown=designated[""],
        released=sum(released.values()),
        released_unknown=released[""],
    )


def awards_by_field(zones: QuerySet[Zone]) -> BarChart:
    """Awards by the field of the zone: one query. Each bar leads to the awards on the field's page."""
    name = "zone__field__name"
    grouped = Award.objects.filter(zone__in=zones.order_by().values("pk")).values(
        "zone__field__slug", f"{name}_ko", f"{name}_en"
    )
    rows = grouped.annotate(count=Count("pk")).order_by("-count", "zone__field__slug")
    return BarChart(
        tuple(
            BarRow(
                _in_language(row, name),
                row["count"],
                url=f"{reverse('field', args=[row['zone__field__slug']])}#awards",
            )
            for row in rows
        )
    )


def uses_by_act(zones: QuerySet[Zone]) -> BarChart:
    """Zones that use an exemption from each act, whether or not the article is known: one query."""
    uses = ExemptionUse.objects.filter(zone__in=zones.order_by().values("pk")).annotate(
        slug=Coalesce("exemption__acts__slug", "act__slug"),
        act_ko=Coalesce("exemption__acts__name_ko", "act__name_ko"),
        act_en=Coalesce("exemption__acts__name_en", "act__name_en"),
    )
    grouped = uses.filter(slug__isnull=False).order_by().values("slug", "act_ko", "act_en")
    rows = grouped.annotate(count=Count("zone", distinct=True)).order_by(F("count").desc(), "slug")
    return BarChart(
        tuple(
            BarRow(_in_language(row, "act"), row["count"], url=reverse("act", args=[row["slug"]]))
            for row in rows
        )
    )
