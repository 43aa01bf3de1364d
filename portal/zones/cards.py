"""Zones as rows of a list: plain values, no model instances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.utils.translation import get_language

from portal.addresses import address
from portal.prepared import PreparedShapes, gathered
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
    """Cards of a short page of zones, in the order of `rows`: two queries whatever the length."""
    return cards_of(list(zone_rows(rows)))


def zone_rows(rows: QuerySet[Zone]) -> QuerySet[Zone, Any]:
    """What a card needs of each zone itself."""
    values: QuerySet[Zone, Any] = rows.values(*ZONE_COLUMNS)
    return values


def cards_of(rows: Sequence[Mapping[str, Any]]) -> list[ZoneCard]:
    """Cards of these rows, with what stands in other tables: joined to a long list it would be read for every row."""
    numbers = [row["pk"] for row in rows]
    more = {number: rest for number, *rest in _MORE.rows(len(numbers), numbers, _more)} if numbers else {}
    is_english = get_language() == "en"
    return [_card(row, *more[row["pk"]], is_english=is_english) for row in rows]


_MORE = PreparedShapes()


def _more(numbers: Sequence[int | str]) -> QuerySet[Zone, Any]:
    here = {"zone": OuterRef("pk")}
    town = "municipality__"
    return (
        Zone.objects.filter(pk__in=numbers)
        .order_by()
        .values_list(
            "pk",
            gathered(
                ZonePlace.objects.filter(**here, at=ZonePlace.At.NOW),
                *(f"{town}name_ko", f"{town}name_en", f"{town}map_name"),
            ),
            gathered(Award.objects.filter(**here), "year", "rank"),
            gathered(ExemptionUse.objects.filter(**here), "pk"),
        )
    )


def _card(row: Mapping[str, Any], places: Any, awards: Any, uses: Any, *, is_english: bool) -> ZoneCard:
    def either(name: str) -> str:
        return str((is_english and row[f"{name}_en"]) or row[f"{name}_ko"])

    province = either("province__short")
    here = sorted(places or ())
    names = [(is_english and name_en) or name_ko for name_ko, name_en, _map_name in here]
    stated = row["municipality_text_en" if is_english else "municipality_text"]
    award = max(awards or (), default=None)
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
        municipalities=tuple(map_name for _name_ko, _name_en, map_name in here if map_name),
        town="·".join(names) or stated,
        place=" ".join([province, "·".join(names) or stated]).strip(),
        field_slug=row["field__slug"],
        field=either("field__name"),
        field_url=address("field", row["field__slug"]),
        type=row["type"],
        type_label=label(Zone.Type, row["type"]) if row["type"] else "",
        status=row["status"],
        status_label=label(Zone.Status, row["status"]) if row["status"] else "",
        designated_text=row["designated_text"],
        exemptions=row["exemptions_count"] or len(uses or ()),
        award_year=award[0] if award else None,
        award_rank=label(Award.Rank, award[1]) if award else "",
        is_sample=row["is_sample"],
    )
