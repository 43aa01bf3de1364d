"""Cases and practices together: what both are asked for by number."""

from collections.abc import Collection
from typing import Final

from knowhow.models import CasePage, PracticePage

type KnowhowPage = CasePage | PracticePage

KINDS: Final[dict[str, type[CasePage | PracticePage]]] = {"case": CasePage, "practice": PracticePage}
HEAVY: Final = ("body", "body_en", "steps")


def kind_of(page: KnowhowPage) -> str:
    """What search, programs and citations call this kind."""
    return "case" if isinstance(page, CasePage) else "practice"


def knowhow_page(pk: int) -> KnowhowPage | None:
    """The case or practice of this number, live or not."""
    for model in KINDS.values():
        if (found := model.objects.select_related("zone__page").filter(pk=pk).first()) is not None:
            return found  # type: ignore[no-any-return]
    return None


def public_page(pk: int, *, viewer: object) -> KnowhowPage | None:
    """The same as far as this person may read it; without its long texts."""
    for model in KINDS.values():
        rows = model.objects.visible_to(viewer).select_related("zone").defer(*HEAVY)
        if (found := rows.filter(pk=pk).first()) is not None:
            return found  # type: ignore[no-any-return]
    return None


def pages_with_clocks(numbers: Collection[int]) -> list[KnowhowPage]:
    """The pages of these numbers in this order, with zone and clock; without their long texts."""
    found: dict[int, KnowhowPage] = {}
    for model in KINDS.values():
        rows = model.objects.filter(pk__in=numbers).select_related("zone", "freshness").defer(*HEAVY)
        found |= {page.pk: page for page in rows}
    return [found[number] for number in numbers if number in found]


def live_page(pk: int) -> KnowhowPage | None:
    """The published page of this number, which may stand in a closed part of the tree."""
    return next((page for page in pages_with_clocks([pk]) if page.live), None)
