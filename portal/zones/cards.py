"""Zones as rows of a list: plain values, no model instances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.utils.translation import get_language

from portal.addresses import address
from portal.prepared import gathered
from portal.words import label
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
    """Cards of a short page of zones, in the order of `rows`: one query whatever the length."""
    return cards_of(list(zone_rows(rows)))


def zone_rows(rows: QuerySet[Zone]) -> QuerySet[Zone, Any]:
    """What a card needs of each zone of a short page.

    The page is found by its order alone and then read with what stands in other tables: joined to the whole list, that
    would be read for every row.
    """
    here, town = {"zone": OuterRef("pk")}, "municipality__"
    found = Zone.objects.filter(pk__in=rows.values("pk")).order_by(*rows.query.order_by)
    values: QuerySet[Zone, Any] = found.values(
        *ZONE_COLUMNS,
        towns=gathered(
            ZonePlace.objects.filter(**here, at=ZonePlace.At.NOW),
            *(f"{town}name_ko", f"{town}name_en", f"{town}map_name"),
        ),
        prizes=gathered(Award.objects.filter(**here), "year", "rank"),
        used=gathered(ExemptionUse.objects.filter(**here), "pk"),
    )
    return values


def cards_of(rows: Sequence[Mapping[str, Any]]) -> list[ZoneCard]:
    """Cards of these rows of `zone_rows`."""
    is_english = get_language() == "en"
    return [_card(row, is_english=is_english) for row in rows]


def _card(row: Mapping[str, Any], *, is_english: bool) -> ZoneCard:
    province = _either(row, "province__short", is_english=is_english)
    here = sorted(row["towns"] or ())
    town = "·".join((is_english and english) or korean for korean, english, _map_name in here)
    town = town or row["municipality_text_en" if is_english else "municipality_text"]
    award_year, award_rank = max(row["prizes"] or (), default=(None, ""))
    return ZoneCard(
        pk=row["pk"],
        slug=row["page__public_slug"],
        url=address("zone", row["page__public_slug"]),
        name_ko=row["name_ko"],
        name_en=row["name_en"],
        lead_ko=row["page__lead_ko"],
        lead_en=row["page__lead_en"],
        product_ko=row["product_ko"],
        product_en=row["product_en"],
        province_code=row["province__code"],
        province=province,
        province_url=address("province", slug_of_province(row["province__short_en"], row["province__code"])),
        municipalities=tuple(map_name for _korean, _english, map_name in here if map_name),
        town=town,
        place=f"{province} {town}".strip(),
        field_slug=row["field__slug"],
        field=_either(row, "field__name", is_english=is_english),
        field_url=address("field", row["field__slug"]),
        type=row["type"],
        type_label=label(Zone.Type, row["type"]),
        status=row["status"],
        status_label=label(Zone.Status, row["status"]),
        designated_text=row["designated_text"],
        exemptions=row["exemptions_count"] or len(row["used"] or ()),
        award_year=award_year,
        award_rank=label(Award.Rank, award_rank),
        is_sample=row["is_sample"],
    )


def _either(row: Mapping[str, Any], name: str, *, is_english: bool) -> str:
    return str((is_english and row[f"{name}_en"]) or row[f"{name}_ko"])
