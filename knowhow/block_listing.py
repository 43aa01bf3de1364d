"""What the list of building blocks offers: sorts, search by words, and a row as its card shows it."""

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import get_language

from knowhow.building_blocks import visible_blocks
from knowhow.listing import PAGE_SIZE
from knowhow.models import CasePage, PracticePage
from portal.addresses import address
from portal.listing import ListSpec, Sort
from portal.words import gettext as _

SEARCHED = tuple(f"{name}_{code}" for name in ("name", "purpose", "how", "enabling") for code in ("ko", "en"))
CARD_COLUMNS = ("slug", "name_ko", "name_en", "purpose_ko", "purpose_en", "is_sample", "uses")


@dataclass(frozen=True)
class BlockCard:
    """A building block in a list. Names and purposes keep both languages: a template marks the Korean."""

    url: str
    name_ko: str
    name_en: str
    purpose_ko: str
    purpose_en: str
    uses: int
    """How many public cases and practices use it."""
    is_sample: bool


def listed_blocks(viewer: object) -> QuerySet[Any]:
    """Building blocks that the viewer may see, each with its `uses`."""
    cases = _uses(CasePage.objects.visible_to(viewer))
    practices = _uses(PracticePage.objects.visible_to(viewer))
    return visible_blocks(viewer).annotate(uses=cases + practices)


def blocks_used_by(cases: QuerySet[Any], practices: QuerySet[Any]) -> QuerySet[Any]:
    """Public building blocks that any of these pages uses, the most used first, examples last."""
    used = Exists(cases.filter(blocks=OuterRef("pk"))) | Exists(practices.filter(blocks=OuterRef("pk")))
    return listed_blocks(None).filter(used).order_by("is_sample", F("uses").desc(), "name_ko", "pk")


def _uses(pages: QuerySet[Any]) -> Coalesce:
    counted = pages.filter(blocks=OuterRef("pk")).order_by().values("blocks").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0, output_field=IntegerField())


def block_list_spec(_data: QueryDict) -> ListSpec:
    """The list of building blocks."""
    by_name = ("name_en", "name_ko") if get_language() == "en" else ("name_ko",)
    return ListSpec(
        facets=(),
        sorts=(
            Sort("title", _("이름순"), ("is_sample", *by_name, "pk")),
            Sort("used", _("많이 쓰인 순"), ("is_sample", F("uses").desc(), *by_name, "pk")),
        ),
        search=_search,
        page_size=PAGE_SIZE,
    )


def block_cards(rows: QuerySet[Any]) -> list[BlockCard]:
    """Cards of these building blocks, in their order: one query."""
    return [block_card(row) for row in block_values(rows)]


def block_values(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """What a card needs of each building block."""
    return rows.values(*CARD_COLUMNS)


def block_card(row: Mapping[str, Any]) -> BlockCard:
    """The card of a row of `CARD_COLUMNS`."""
    told = {name: row[name] for name in CARD_COLUMNS if name != "slug"}
    return BlockCard(url=address("building-block", row["slug"]), **told)


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Every word must be in the name or in one of the texts."""
    words = (
        reduce(operator.or_, (Q(**{f"{name}__icontains": word}) for name in SEARCHED))
        for word in text.split()
    )
    return rows.filter(reduce(operator.and_, words))
