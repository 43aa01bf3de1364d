"""The filters of what changed, read from an address."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from portal.zones.changes import FACTS, ChangeFilter, years
from portal.zones.models import Field, Province, ZonePage


@dataclass(frozen=True)
class Choice:
    """A value of a filter."""

    value: str
    label: str
    is_selected: bool


@dataclass(frozen=True)
class Asked:
    """A filter as the address gives it, with what may be chosen."""

    filter: ChangeFilter
    kinds: list[Choice]
    fields: list[Choice]
    provinces: list[Choice]
    years: list[Choice]
    zone: ZonePage | None
    unknown: tuple[str, ...]
    """Names of filters that came with a value nobody knows; it is left out."""

    @property
    def choices(self) -> dict[str, list[str]]:
        """The values that may be chosen, by filter; zones are too many to be told."""
        offered = {"kind": self.kinds, "field": self.fields, "province": self.provinces, "year": self.years}
        return {name: [choice.value for choice in choices] for name, choices in offered.items()}

    @property
    def applied(self) -> list[tuple[str, str]]:
        """The filters in force by name, each with its address without it."""
        chosen = {
            name: choice.label
            for name, choices in {
                "kind": self.kinds,
                "field": self.fields,
                "province": self.provinces,
                "year": self.years,
            }.items()
            for choice in choices
            if choice.is_selected
        }
        if self.zone:
            chosen["zone"] = self.zone.zone.name
        return [(label, f"?{self._query_without(name)}") for name, label in chosen.items()]

    @property
    def query(self) -> str:
        """The filter as a query string."""
        return self._query_without("")

    def _query_without(self, left_out: str) -> str:
        return urlencode(
            {name: value for name, value in vars(self.filter).items() if value and name != left_out}
        )


def read_filters(data: QueryDict, *, viewer: Any) -> Asked:
    """What an address asks for, with what may be chosen."""
    found_years = years(viewer)
    kinds = _choices([(key, str(label)) for key, (label, _tables) in FACTS.items()], data.get("kind", ""))
    fields = _choices([(row.slug, row.name) for row in Field.objects.all()], data.get("field", ""))
    provinces = _choices(
        [(row.code, row.name) for row in Province.objects.current().real()], data.get("province", "")
    )
    of_years = _choices([(year, year) for year in found_years], data.get("year", ""))
    zone = _zone(data.get("zone", ""))
    wanted = ChangeFilter(
        kind=_selected(kinds),
        field=_selected(fields),
        province=_selected(provinces),
        zone=zone.public_slug if zone else "",
        year=_selected(of_years),
    )
    unknown = tuple(name for name, value in vars(wanted).items() if data.get(name, "") not in {"", value})
    return Asked(wanted, kinds, fields, provinces, of_years, zone, unknown)


def _zone(slug: str) -> ZonePage | None:
    found: ZonePage | None = (
        ZonePage.objects.live()
        .public()
        .filter(public_slug=slug.replace("\x00", ""), zone__is_sample=False)
        .select_related("zone")
        .first()
        if slug
        else None
    )
    return found


def _choices(pairs: list[tuple[str, str]], selected: str) -> list[Choice]:
    return [Choice(value, label, value == selected) for value, label in pairs]


def _selected(choices: list[Choice]) -> str:
    return next((choice.value for choice in choices if choice.is_selected), "")
