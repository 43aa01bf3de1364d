"""Zones side by side: which were chosen in the address, and the table of their facts."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import Prefetch, Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.importing.exports import ExportColumn
from portal.krds.dates import write_partial_date
from portal.zones.fact_notes import FactMarks, NotedFact, fact_marks
from portal.zones.fact_references import FactReference
from portal.zones.listing import zone_list_spec
from portal.zones.models import (
    Award,
    ExemptionUse,
    PublishedGrade,
    Zone,
    ZonePage,
    ZonePlace,
    ZoneStage,
)

MAX_COMPARED = 5
MAX_ASKED = 30
"""Addresses may be made up: more values than this are not even looked up."""
MAX_FOUND = 10
MAX_TEXT = 100
MIN_TO_DIFFER = 2
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

type Text = str | Promise
type Standing = Literal["different", "same", "open", "unjudged"]
"""`open`: a value is not known and those that are known do not differ, so nobody can say."""


@dataclass(frozen=True)
class CellLine:
    """One value of a cell. Korean text without a translation says so."""

    text: str
    url: str = ""
    is_korean: bool = False


@dataclass(frozen=True)
class Cell:
    """What is known of one zone in one row; without lines it is not known."""

    lines: tuple[CellLine, ...] = ()
    notes: tuple[NotedFact, ...] = ()
    """What rooms write beside its facts: what the zone replies, what was set right."""

    @property
    def text(self) -> str:
        """The lines as one text, for a download."""
        return "; ".join(line.text for line in self.lines) or _("확인되지 않음")


def _no_references(_zone: Zone) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class FactRow:
    """A row that a room adds to the table. `cells` answers with one cell a zone, in their order."""

    key: str
    label: Text
    order: int
    cells: Callable[[Sequence[Zone], Any], Sequence[Cell]]
    is_judged: bool = True
    """Whether its values can be called the same or different; sources cannot."""
    references: Callable[[Zone], Iterable[str]] = _no_references
    """The facts of a zone that its cell shows, as references, or rows of facts without the name of one."""


@dataclass(frozen=True)
class ChosenZone:
    """A zone in the comparison, with the query string of the same comparison without it."""

    pk: int
    slug: str
    name_ko: str
    name_en: str
    is_sample: bool
    without: str

    @property
    def name(self) -> str:
        """The name in the language in force; Korean where no English one is known."""
        return (get_language() == "en" and self.name_en) or self.name_ko


@dataclass(frozen=True)
class Chosen:
    """What an address chose."""

    zones: tuple[ChosenZone, ...] = ()
    missing: int = 0
    """How many addresses stand for no zone that may be seen."""
    left_over: int = 0
    """How many came after the fifth."""

    @property
    def slugs(self) -> tuple[str, ...]:
        """The chosen zones as they stand in an address."""
        return tuple(zone.slug for zone in self.zones)

    @property
    def is_full(self) -> bool:
        """Whether no further zone fits in."""
        return len(self.zones) >= MAX_COMPARED

    @property
    def query(self) -> str:
        """The query string of this comparison."""
        return query_of(self.slugs)


@dataclass(frozen=True)
class ComparedRow:
    """A row of the table: each zone with its cell, and whether they differ."""

    key: str
    label: Text
    cells: tuple[tuple[ChosenZone, Cell], ...]
    standing: Standing

    @property
    def standing_label(self) -> str:
        """The standing in words."""
        return {
            "different": _("다름"),
            "same": _("같음"),
            "open": _("견줄 수 없음"),
            "unjudged": "",
        }[self.standing]


@dataclass(frozen=True)
class Comparison:
    """The whole table."""

    zones: tuple[ChosenZone, ...]
    rows: tuple[ComparedRow, ...]

    def only_different(self) -> "Comparison":
        """The rows in which zones differ."""
        return replace(self, rows=tuple(row for row in self.rows if row.standing == "different"))

    @property
    def has_notes(self) -> bool:
        """Whether anything stands beside a fact of it."""
        return any(cell.notes for row in self.rows for _zone, cell in row.cells)

    def count(self, standing: Standing) -> int:
        """How many rows stand so."""
        return sum(row.standing == standing for row in self.rows)


_rows: list[FactRow] = []


def register_fact_row(row: FactRow) -> None:
    """Add a row to every comparison; call it in `AppConfig.ready()`. Raises `ValueError` for a taken key."""
    if any(known.key == row.key for known in _rows):
        raise ValueError(f"A row {row.key!r} stands already. Give this one another key.")
    _rows.append(row)
    _rows.sort(key=lambda known: known.order)


# --- Choosing -----------------------------------------------------------------------------------


def query_of(slugs: Iterable[str], *, name: str = "zone") -> str:
    """These zones as a query string."""
    return urlencode([(name, slug) for slug in slugs])


def choose(slugs: Sequence[str], *, name: str = "zone") -> Chosen:
    """The first five zones of these addresses that may be seen, each once, in the order given."""
    asked = tuple(dict.fromkeys(slug for slug in slugs if slug))[:MAX_ASKED]
    wanted = [slug for slug in asked if _SLUG.fullmatch(slug)]
    if not wanted:
        return Chosen(missing=len(asked))
    pages = ZonePage.objects.live().public().filter(public_slug__in=wanted)
    columns = ("zone_id", "public_slug", "zone__name_ko", "zone__name_en", "zone__is_sample")
    found = {row["public_slug"]: row for row in pages.values(*columns)}
    kept = [slug for slug in wanted if slug in found]
    shown = kept[:MAX_COMPARED]
    return Chosen(
        zones=tuple(_chosen(found[slug], shown, name=name) for slug in shown),
        missing=len(asked) - len(kept),
        left_over=len(kept) - len(shown),
    )


def _chosen(row: Mapping[str, Any], shown: Sequence[str], *, name: str) -> ChosenZone:
    slug = row["public_slug"]
    return ChosenZone(
        pk=row["zone_id"],
        slug=slug,
        name_ko=row["zone__name_ko"],
        name_en=row["zone__name_en"],
        is_sample=row["zone__is_sample"],
        without=query_of([other for other in shown if other != slug], name=name),
    )


def words_of(data: QueryDict, name: str) -> str:
    """What was typed: NFC, printable, on one line, at most a hundred characters."""
    typed = data.get(name, "").encode("utf-8", "ignore").decode("utf-8")
    printable = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", typed))
    return " ".join(printable.split())[:MAX_TEXT]


def zones_named(text: str, *, viewer: Any, apart_from: Iterable[str]) -> list[Zone]:
    """Zones that the words may mean: the one of exactly that name, else all that have every word."""
    seen = Zone.objects.visible_to(viewer).exclude(page__public_slug__in=list(apart_from))
    rows = seen.select_related("page").order_by("is_sample", "name_ko")
    exact = list(rows.filter(Q(name_ko__iexact=text) | Q(name_en__iexact=text))[:1])
    return exact or list(zone_list_spec().search(rows, text)[:MAX_FOUND])


# --- The table ----------------------------------------------------------------------------------


def compare(chosen: Chosen, *, viewer: Any) -> Comparison:
    """Every row for the chosen zones, also those about which nothing is known: always the same rows."""
    zones = _zones(chosen)
    marks = [fact_marks("zone", zone.pk, key=zone.slug) for zone in chosen.zones]
    rows = []
    for row in _rows:
        beside = [_notes(row.references(zone), of_zone) for zone, of_zone in zip(zones, marks, strict=True)]
        cells = [
            replace(cell, notes=notes) for cell, notes in zip(row.cells(zones, viewer), beside, strict=True)
        ]
        rows.append(_row(row, chosen.zones, cells))
    return Comparison(chosen.zones, tuple(rows))


def _notes(references: Iterable[str], marks: FactMarks) -> tuple[NotedFact, ...]:
    """The notes of these facts, in the order of the references; a row of facts stands for all of its facts."""
    if not marks.notes:
        return ()
    found: list[NotedFact] = []
    for asked in references:
        fact = FactReference.read(asked)
        if fact is None:
            found += marks.by_row.get(asked, ())
        else:
            found += (NotedFact(str(fact.label), note) for note in marks.notes.get(asked, ()))
    return tuple(found)


def _zones(chosen: Chosen) -> list[Zone]:
    rows = Zone.objects.filter(pk__in=[zone.pk for zone in chosen.zones])
    found = rows.select_related("field", "province", "province_at_designation", "page").prefetch_related(
        Prefetch(
            "places",
            ZonePlace.objects.select_related("municipality").order_by("at", "municipality__name_ko"),
        ),
        Prefetch("awards", Award.objects.order_by("-year")),
        Prefetch("grades", PublishedGrade.objects.select_related("grade").order_by("-year")),
        Prefetch(
            "exemption_uses",
            ExemptionUse.objects.select_related("exemption", "act").order_by("level", "text_as_read", "pk"),
        ),
        Prefetch("stages", ZoneStage.objects.select_related("stage").order_by("stage__position")),
        "plan_versions",
        "province__offices",
    )
    by_pk = {zone.pk: zone for zone in found}
    return [by_pk[zone.pk] for zone in chosen.zones]


def _row(row: FactRow, zones: Sequence[ChosenZone], cells: Sequence[Cell]) -> ComparedRow:
    standing = _standing(cells) if row.is_judged and len(cells) >= MIN_TO_DIFFER else "unjudged"
    return ComparedRow(row.key, row.label, tuple(zip(zones, cells, strict=True)), standing)


def _standing(cells: Sequence[Cell]) -> Standing:
    """Two known values that differ differ; what is not known is neither the same nor different."""
    known = {frozenset(line.text for line in cell.lines) for cell in cells if cell.lines}
    if len(known) > 1:
        return "different"
    return "same" if all(cell.lines for cell in cells) else "open"


# --- Downloads ----------------------------------------------------------------------------------


def table_columns(comparison: Comparison) -> list[ExportColumn]:
    """The heading of the downloaded table: a column a zone."""
    return [
        ExportColumn("fact", _("항목")),
        ExportColumn("standing", _("견준 결과")),
        *(ExportColumn(zone.slug, zone.name) for zone in comparison.zones),
        *([ExportColumn("notes", _("특구의 답변과 바로잡은 내용"))] if comparison.has_notes else []),
    ]


def _written(zone: ChosenZone, noted: NotedFact) -> str:
    note = noted.note
    said = " · ".join(part for part in (note.label, write_partial_date(note.day), note.text) if part)
    return f"{zone.name} ({noted.fact}): {said}"


def table_rows(comparison: Comparison) -> list[dict[str, object]]:
    """The same rows as on the screen."""
    return [
        {
            "fact": str(row.label),
            "standing": row.standing_label,
            **{zone.slug: cell.text for zone, cell in row.cells},
            "notes": "\n".join(_written(zone, noted) for zone, cell in row.cells for noted in cell.notes),
        }
        for row in comparison.rows
    ]
