"""How a working copy is laid out, the same for each file format: headings, lines, tables whose cells have names."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from knowhow.copies.fields import LANGUAGES, CopyField, CopyForm, CopyRows, Kind, Row, Values
from knowhow.models import CasePage

MARK, LABEL_MARK = "hm_", "hml_"
MOST_CHOICES_TOLD = 40
SPARE_ROWS = 3
MOST_COLUMNS = 6
"""More columns than this do not fit on a page: each row becomes a table of its own."""
CODE = "HM-"


@dataclass(frozen=True)
class Line:
    """A paragraph. Level 1 is the title, 2 a heading, 0 all others."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class SheetCell:
    """A cell: what is written in it, or its label with what explains it.

    Labels have names too: nobody types there, so the name stays when the one beside it is typed over.
    """

    text: str
    name: str = ""
    notes: tuple[str, ...] = ()
    is_label: bool = False


@dataclass(frozen=True)
class Grid:
    """A table. `widths` are parts of the page's width."""

    widths: tuple[int, ...]
    rows: tuple[tuple[SheetCell, ...], ...]
    has_header: bool = False


@dataclass(frozen=True)
class Sheet:
    """A whole working copy."""

    title: str
    blocks: tuple[Line | Grid, ...]
    language: str


def field_name(name: str) -> str:
    """The name of a field's cell; short and plain enough for a bookmark of any program."""
    return f"{MARK}{name}"


def row_name(rows: str, number: int, column: str) -> str:
    """The name of a cell of a row."""
    return f"{MARK}{rows}_{number}_{column}"


def sheet_of(form: CopyForm, values: Values, *, code: str, language: str) -> Sheet:
    """The working copy of a draft in this language."""
    with override(language):
        title = _("한마당 사례 작업본") if form.kind is CasePage else _("한마당 실무 안내 작업본")
        return Sheet(title, tuple(_blocks(form, values, title, code)), language)


def printed_lines(form: CopyForm) -> Iterator[str]:
    """Everything that an empty copy says by itself, in each language: whatever else is found, somebody wrote."""
    empty = Values(
        {field.name: [] if field.kind is Kind.MANY else "" for field in form.fields},
        {rows.name: () for rows in form.rows},
    )
    for language in LANGUAGES:
        for block in sheet_of(form, empty, code="", language=language).blocks:
            if isinstance(block, Line):
                yield block.text
            else:
                for row in block.rows:
                    for cell in row:
                        yield from (cell.text, *cell.notes) if cell.is_label else ()


def _blocks(form: CopyForm, values: Values, title: str, code: str) -> Iterator[Line | Grid]:
    yield Line(title, level=1)
    yield Line(_("오른쪽 칸에 적습니다. 다 적지 않아도 됩니다. 빈칸은 나중에 채울 수 있습니다."))
    yield Line(
        _("다 적으면 저장해 한마당의 ‘나의 특구’에서 올립니다. 무엇이 바뀌는지 먼저 보고 반영할 수 있습니다.")
    )
    yield Line(_("아래 번호는 지우지 마십시오. 어느 글의 작업본인지 이 번호로 압니다."))
    if code:
        yield Line(code)
    for number, part in enumerate(form.parts):
        yield Line(str(part.title), level=2)
        yield Grid((3, 7), tuple((_label(field), _value(field, values)) for field in part.fields))
        if number == 0:
            for rows in form.rows:
                yield from _rows(rows, tuple(values.rows[rows.name]))


def _label(field: CopyField, rows: str = "") -> SheetCell:
    name = f"{LABEL_MARK}{rows}_{field.name}" if rows else f"{LABEL_MARK}{field.name}"
    return SheetCell(str(field.label), name, tuple(_notes(field)), is_label=True)


def _notes(field: CopyField) -> Iterator[str]:
    if field.help:
        yield str(field.help)
    if field.kind is Kind.TEXT and field.limit:
        yield _("최대 %(limit)s자") % {"limit": f"{field.limit:,}"}
    elif field.kind is Kind.FLAG:
        yield _("‘예’나 ‘아니오’로 적습니다.")
    elif field.kind is not Kind.TEXT:
        told = [choice.label for choice in field.choices]
        more = " …" if len(told) > MOST_CHOICES_TOLD else ""
        listed = " / ".join(told[:MOST_CHOICES_TOLD]) + more
        if field.kind is Kind.MANY:
            yield _("한 줄에 하나씩 적습니다: %(choices)s") % {"choices": listed}
        else:
            yield _("다음 가운데 하나를 적습니다: %(choices)s") % {"choices": listed}


def _value(field: CopyField, values: Values) -> SheetCell:
    return SheetCell(field.text(values.fields.get(field.name, "")), field_name(field.name))


def _rows(rows: CopyRows, standing: tuple[Row, ...]) -> Iterator[Line | Grid]:
    yield Line(str(rows.title), level=2)
    yield Line(str(rows.about))
    spare = min(SPARE_ROWS, max(rows.most - len(standing), 0))
    shown = (*standing, *(Row("", {}) for _number in range(spare)))
    if len(rows.columns) > MOST_COLUMNS:
        for number, row in enumerate(shown):
            heading = SheetCell(str(rows.row_title) % {"number": number + 1}, is_label=True)
            cells = tuple((_label(column), _row_value(rows, number, row, column)) for column in rows.columns)
            yield Grid((3, 7), ((heading, SheetCell("", is_label=True)), *cells))
        return
    header = tuple(_label(column, rows.name) for column in rows.columns)
    body = (
        tuple(_row_value(rows, number, row, column) for column in rows.columns)
        for number, row in enumerate(shown)
    )
    yield Grid(tuple(_width(column) for column in rows.columns), (header, *body), has_header=True)


def _row_value(rows: CopyRows, number: int, row: Row, column: CopyField) -> SheetCell:
    return SheetCell(row.texts.get(column.name, ""), row_name(rows.name, number, column.name))


def _width(column: CopyField) -> int:
    return 3 if (column.limit or 0) >= 500 else 2  # noqa: PLR2004  (where paragraphs are written)
