"""Small charts as HTML and SVG: geometry attributes and classes only, a table behind every picture."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.krds.maps import colour_limits

STEPS = 5
LABELLED_YEARS = 5
"""Every fifth year is written under the columns; all of them stand in the table."""


@dataclass(frozen=True)
class GradePoint:
    """The grade of a year; step 5 is the best."""

    year: int
    step: int
    label: str | Promise
    score: float | None = None


@dataclass(frozen=True)
class BarRow:
    """A row of a table that is a chart; `text` is how the value is written, `average` draws a tick."""

    label: str | Promise
    value: float
    text: str = ""
    average: float | None = None
    url: str = ""


@dataclass(frozen=True)
class HeatHead:
    """A column of a heat table and its sum."""

    label: str
    total: int
    url: str


@dataclass(frozen=True)
class HeatCell:
    """A count, the list behind it and how dark it is painted; an empty one leads nowhere."""

    count: int
    url: str
    step: int


@dataclass(frozen=True)
class HeatRow:
    """A row of a heat table and its sum."""

    label: str
    total: int
    url: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class YearColumn:
    """What began and what ended in a year; `url` is the list of what began."""

    year: int
    begun: int
    ended: int
    url: str


def heat_steps(counts: Iterable[int]) -> Mapping[int, int]:
    """How dark each count is painted, in the colours of the map: 0 for none, 1 to 4 for some."""
    known = sorted(set(counts))
    limits = colour_limits(known)[-3:]
    return {count: bisect_right(limits, count) + 1 if count else 0 for count in known}


def year_columns(columns: Sequence[YearColumn], *, label: str) -> SafeString:
    """Columns by year, what ended hanging below the line; numbers stand above, the table behind has all."""
    if not columns:
        return SafeString("")
    up, down = max(column.begun for column in columns) or 1, max(column.ended for column in columns)
    bars = format_html_join(
        "",
        '<rect class="up" x="{}" y="{}" width="8" height="{}"/><rect class="down" x="{}" y="{}" width="8" height="{}"/>',
        (
            (10 * place + 1, up - column.begun, column.begun, 10 * place + 1, up, column.ended)
            for place, column in enumerate(columns)
        ),
    )
    numbers = format_html_join("", "<span>{}</span>", ((column.begun or "",) for column in columns))
    years = format_html_join(
        "",
        "<span>{}</span>",
        ((column.year if not column.year % LABELLED_YEARS else "",) for column in columns),
    )
    return format_html(
        '<div class="yc" role="img" aria-label="{}"><div class="yc-n" aria-hidden="true">{}</div>'
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}'
        '<line x1="0" x2="{}" y1="{}" y2="{}"/></svg><div class="yc-x" aria-hidden="true">{}</div></div>',
        *(label, numbers, 10 * len(columns), up + down, bars, 10 * len(columns), up, up, years),
    )


def _plain(value: float) -> str:
    return f"{value:,.10g}"


def grade_history(points: Sequence[GradePoint]) -> SafeString:
    """Years on a grid of five steps, joined by one line; words stand on the axis, numbers in the dots."""
    ordered = sorted(points, key=lambda point: point.year)
    names = {point.step: point.label for point in ordered}
    line = " ".join(f"{2 * index + 1},{(STEPS - point.step) * 2 + 1}" for index, point in enumerate(ordered))
    spoken = ", ".join(
        _("%(year)s년 %(grade)s") % {"year": point.year, "grade": point.label} for point in ordered
    )
    axis = format_html_join("", "<span>{}</span>", ((names.get(step, ""),) for step in range(STEPS, 0, -1)))
    dots = format_html_join(
        "",
        '<span class="gc"><span class="gd g{}">{}</span></span>',
        ((point.step, _plain(point.score) if point.score is not None else point.label) for point in ordered),
    )
    years = format_html_join("", "<span>{}</span>", ((point.year,) for point in ordered))
    return format_html(
        '<div class="gh" role="img" aria-label="{}"><div class="gh-y">{}</div><div class="gh-p">'
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<polyline points="{}"/></svg>{}</div>'
        '<div class="gh-x">{}</div></div>',
        *(
            _("연도별 등급: %(list)s") % {"list": spoken},
            axis,
            2 * len(ordered),
            2 * STEPS,
            line,
            dots,
            years,
        ),
    )


def grade_table(points: Sequence[GradePoint]) -> SafeString:
    """The same grades as a table, newest first; a score column only where a score is known."""
    ordered = sorted(points, key=lambda point: -point.year)
    has_score = any(point.score is not None for point in ordered)
    head = format_html('<th scope="col">{}</th>', _("점수")) if has_score else ""
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td>{}</td>{}</tr>',
        ((point.year, point.label, _score_cell(point) if has_score else "") for point in ordered),
    )
    return format_html(
        '<table class="tbl col data"><caption>{}</caption><thead><tr><th scope="col">{}</th>'
        '<th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table>',
        *(_("연도별 등급"), _("연도"), _("등급"), head, rows),
    )


def _score_cell(point: GradePoint) -> SafeString:
    return format_html("<td>{}</td>", _plain(point.score) if point.score is not None else "–")


def bar_table(rows: Sequence[BarRow], *, caption: str, head: str = "", value_head: str = "") -> SafeString:
    """A table whose second column draws the third: the table is the chart."""
    largest = max((max(row.value, row.average or 0) for row in rows), default=0) or 1
    has_average = any(row.average is not None for row in rows)
    average_head = format_html('<th scope="col">{}</th>', _("평균")) if has_average else ""
    body = format_html_join(
        "", "{}", ((_bar_row(row, largest=largest, has_average=has_average),) for row in rows)
    )
    return format_html(
        '<table class="bt"><caption class="sr-only">{}</caption><thead class="sr-only"><tr>'
        '<th scope="col">{}</th><th scope="col">{}</th><th scope="col">{}</th>{}</tr></thead>'
        "<tbody>{}</tbody></table>",
        *(caption, head or _("항목"), _("막대"), value_head or _("값"), average_head, body),
    )


def _bar_row(row: BarRow, *, largest: float, has_average: bool) -> SafeString:
    name = format_html('<a href="{}">{}</a>', row.url, row.label) if row.url else row.label
    tick = ""
    if row.average is not None:
        place = _plain(round(row.average / largest * 100, 1))
        tick = format_html('<line class="avg" x1="{}" x2="{}" y1="0" y2="10"/>', place, place)
    average = (
        format_html('<td class="m">{}</td>', _plain(row.average) if row.average is not None else "–")
        if has_average
        else ""
    )
    return format_html(
        '<tr><th scope="row">{}</th><td class="b">'
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="10"/>'
        '<rect class="bar" y="1.5" width="{}" height="7"/>{}</svg></td>'
        '<td class="v">{}</td>{}</tr>',
        *(name, _plain(round(row.value / largest * 100, 1)), tick, row.text or _plain(row.value), average),
    )


def spark(values: Sequence[float], *, label: str) -> SafeString:
    """A line of the size of a word; fewer than two values draw nothing."""
    if len(values) < 2:  # noqa: PLR2004  (a line needs two ends)
        return SafeString("")
    low, high = min(values), max(values)
    step = 112 / (len(values) - 1)
    points = " ".join(
        f"{4 + index * step:.1f},{29 - (value - low) / ((high - low) or 1) * 24:.1f}"
        for index, value in enumerate(values)
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 120 34" role="img" aria-label="{}"><polyline points="{}"/></svg>',
        label,
        points,
    )
