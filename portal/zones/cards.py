"""Zones as rows of a list: plain values, no model instances."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from portal.zones.models.facts import Award, ExemptionUse
from portal.zones.models.places import slug_of_province
from portal.zones.models.zones import Zone, ZonePlace

ZONE_COLUMNS = (
    "pk",
    "name_ko",
    "name_en",
    "page__public_slug",
    "page__lead_ko",
    "page__lead_en",
    "province__code",
    "province__short_ko",
    "province__short_en",
    "municipality_text",
    "municipality_text_en",
    "field__slug",
    "field__name_ko",
    "field__name_en",
    "type",
    "status",
    "designated_text",
    "product_ko",
    "product_en",
    "exemptions_count",
    "is_sample",
)


@dataclass(frozen=True)
class ZoneCard:
    """A zone in a list. Texts are in the language in force, Korean where there is no English."""

    pk: int
    slug: str
    url: str
    name_ko: str
    name_en: str
    lead_ko: str
    lead_en: str
    product_ko: str
    product_en: str
    province_code: str
    province: str
    province_url: str
    municipalities: tuple[str, ...]
    town: str
    place: str
    field_slug: str
    field: str
    field_url: str
    type: str
    type_label: str
    status: str
    status_label: str
    designated_text: str
    exemptions: int
    award_year: int | None
    award_rank: str
    is_sample: bool


def zone_cards(rows: QuerySet[Zone]) -> list[ZoneCard]:
    """Cards of a short page of zones, in the order of `rows`: four queries whatever the length."""
    values = list(rows.values(*ZONE_COLUMNS))
    pks = [row["pk"] for row in values]
    more = _More(_places(pks), _awards(pks), _uses(pks))
    return [_card(row, more=more) for row in values]


@dataclass(frozen=True)
class _More:
    """What stands in other tables, by zone. Joined to a long list it would be counted for every row of it."""

    places: Mapping[int, list[Any]]
    awards: Mapping[int, tuple[int, str]]
    uses: Mapping[int, int]


def _in_language(row: Mapping[str, Any], name: str) -> str:
    return str((get_language() == "en" and row[f"{name}_en"]) or row[f"{name}_ko"])


def _card(row: Mapping[str, Any], *, more: _More) -> ZoneCard:
    province = _in_language(row, "province__short")
    here = more.places.get(row["pk"], [])
    names = [_in_language(place, "municipality__name") for place in here]
    stated = row["municipality_text_en"] if get_language() == "en" else row["municipality_text"]
    award = more.awards.get(row["pk"])
    return ZoneCard(
        pk=row["pk"],
        slug=row["page__public_slug"],
        url=reverse("zone", args=[row["page__public_slug"]]),
        name_ko=row["name_ko"],
        name_en=row["name_en"],
        lead_ko=row["page__lead_ko"],
        lead_en=row["page__lead_en"],
        product_ko=row["product_ko"],
        product_en=row["product_en"],
        province_code=row["province__code"],
        province=province,
        province_url=reverse(
            "province", args=[slug_of_province(row["province__short_en"], row["province__code"])]
        ),
        municipalities=tuple(
            place["municipality__map_name"] for place in here if place["municipality__map_name"]
        ),
        town="·".join(names) or stated,
        place=" ".join([province, "·".join(names) or stated]).strip(),
        field_slug=row["field__slug"],
        field=_in_language(row, "field__name"),
        field_url=reverse("field", args=[row["field__slug"]]),
        type=row["type"],
        type_label=str(Zone.Type(row["type"]).label) if row["type"] else "",
        status=row["status"],
        status_label=str(Zone.Status(row["status"]).label) if row["status"] else "",
        designated_text=row["designated_text"],
        exemptions=row["exemptions_count"] or more.uses.get(row["pk"], 0),
        award_year=award and award[0],
        award_rank=str(Award.Rank(award[1]).label) if award else "",
        is_sample=row["is_sample"],
    )


def _places(pks: Iterable[int]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = ZonePlace.objects.filter(Q(zone__in=list(pks)), at=ZonePlace.At.NOW).values(
        "zone_id", "municipality__name_ko", "municipality__name_en", "municipality__map_name"
    )
    for row in rows.order_by("zone_id", "municipality__name_ko"):
        found[row["zone_id"]].append(row)
    return found


def _uses(pks: Iterable[int]) -> Mapping[int, int]:
    rows = ExemptionUse.objects.filter(zone__in=list(pks)).order_by().values_list("zone_id")
    return dict(rows.annotate(count=Count("pk")))


def _awards(pks: Iterable[int]) -> Mapping[int, tuple[int, str]]:
    rows = Award.objects.filter(zone__in=list(pks)).order_by("year").values_list("zone_id", "year", "rank")
    return {zone: (year, rank) for zone, year, rank in rows}
