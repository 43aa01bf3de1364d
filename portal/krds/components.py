"""What the larger components are given."""

from dataclasses import dataclass

from django.utils.functional import Promise

type Text = str | Promise


@dataclass(frozen=True)
class Fact:
    """A fact with where it was read and as of when. An empty value is shown as not confirmed."""

    term: Text
    value: Text | int | None
    source_title: Text = ""
    source_url: str = ""
    as_of: str = ""
    reference: str = ""
    """The name of the cell in the registry, where it is one (`portal.zones.fact_references`)."""


@dataclass(frozen=True)
class TimelineEvent:
    """An entry of a life line. Kinds: `key` (filled), `next` (dashed, still to come), `end` (square)."""

    date: Text
    title: Text
    text: Text = ""
    kind: str = ""
    reference: str = ""
    """The name of the cell in the registry that tells it, where there is one."""


@dataclass(frozen=True)
class PageNumber:
    """A link of the pagination; number 0 is a gap."""

    number: int
    is_current: bool = False


SHOWN_PAGES = 7


def page_numbers(current: int, last: int) -> tuple[PageNumber, ...]:
    """At most seven links: first, last, and the ones around the current page, with gaps between."""
    if last <= SHOWN_PAGES:
        return tuple(PageNumber(number, number == current) for number in range(1, last + 1))
    middle = min(max(current, 4), last - 3)
    around = range(middle - 1, middle + 2)
    head = (1, 2) if around.start == 3 else (1, 0)  # noqa: PLR2004  (a gap of one page is that page)
    tail = (last - 1, last) if around.stop == last - 1 else (0, last)
    return tuple(PageNumber(number, number == current) for number in (*head, *around, *tail))
