"""What rooms write beside a fact: that readers had it set right, what its zone replies. A page knows notes, no rooms.

A room registers a teller in `AppConfig.ready()`. A page asks all of them once, for itself and everything on it; what they
tell is to be kept (`portal.page_cache.kept`), so that a page with facts asks the database no more often than without.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from portal.zones.fact_references import FactReference


@dataclass(frozen=True)
class FactNote:
    """One note beside a fact: a word that says what it is, then day, text and address, each as far as there is one."""

    label: str
    day: str = ""
    text: str = ""
    is_korean: bool = False
    """Whether the text is Korean on a page in another language: it is marked so."""
    url: str = ""


@dataclass(frozen=True)
class NotedFact:
    """A note with the fact it stands beside, for a row that shows several facts."""

    fact: str
    note: FactNote


type Teller = Callable[[str, int, str], Iterable[tuple[str, FactNote]]]
"""Called with kind and number of the page's own row and its part of an address (`zone`, 17, `sunchang-…`): notes of cells
that stand on that page, each after its reference (as text), in the order in which they are shown."""
type ReportAddress = Callable[[str, str], str]
"""Called with the page's kind and its part of an address (`zone`, `sunchang-…`): where its facts are reported."""


@dataclass
class _Registry:
    tellers: list[tuple[int, Teller]] = field(default_factory=list)
    report: ReportAddress | None = None


_registry = _Registry()


def register_fact_notes(order: int, teller: Teller) -> None:
    """Let a room write beside facts, in this order. Raises `ValueError` for an order that is taken."""
    if any(known == order and other is not teller for known, other in _registry.tellers):
        raise ValueError(f"Somebody writes beside facts in place {order} already. Choose another.")
    if (order, teller) not in _registry.tellers:
        _registry.tellers = sorted([*_registry.tellers, (order, teller)], key=lambda pair: pair[0])


def register_report_address(address: ReportAddress) -> None:
    """Say where the facts of a page are reported. Raises `ValueError` where another room said so already."""
    if _registry.report not in (None, address):
        raise ValueError("Facts are reported to another room already. Change that one.")
    _registry.report = address


def report_address(kind: str, key: str) -> str:
    """The page on which facts of this one are reported; blank where nobody takes reports."""
    return _registry.report(kind, key) if _registry.report else ""


@dataclass(frozen=True)
class FactMarks:
    """What the facts of one page need to be reported and to be written beside: empty of notes on most pages."""

    report: str
    """The page on which facts of this one are reported; `?fact=` with a reference names one. Blank where nobody takes any."""
    notes: Mapping[str, tuple[FactNote, ...]]
    by_row: Mapping[str, tuple[NotedFact, ...]]

    def of_row(self, kind: str, number: int) -> tuple[NotedFact, ...]:
        """The notes of all facts of a row."""
        return self.by_row.get(f"{kind}.{number}", ())


def fact_marks(kind: str, number: int, *, key: str) -> FactMarks:
    """The marks of the page of this row; `key` is the page's part of an address."""
    notes: dict[str, tuple[FactNote, ...]] = {}
    rows: dict[str, tuple[NotedFact, ...]] = {}
    for _order, teller in _registry.tellers:
        for text, note in teller(kind, number, key):
            found = FactReference.read(text)
            if found is not None:
                row = f"{found.kind}.{found.number}"
                notes[text] = (*notes.get(text, ()), note)
                rows[row] = (*rows.get(row, ()), NotedFact(str(found.label), note))
    return FactMarks(report_address(kind, key), notes, rows)
