"""A file as a table: a header and rows of text. CSV and XLSX give the same."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

MAX_COLUMNS = 200
MAX_CELL_LENGTH = 10 * 1024 * 1024
NUL = "\x00"


class UnreadableFileError(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of the file: where it begins, its cells in header order, and what is wrong with it as a row."""

    line: int
    cells: tuple[str, ...]
    problems: tuple["RowProblem", ...] = ()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row: the column by its name in the file (blank: the whole row), and what to do."""

    column: str
    message: str


@dataclass(frozen=True)
class Table:
    """A header and the rows under it. The rows are read once, as they are asked for."""

    header: tuple[str, ...]
    rows: Iterator[SourceRow] = field(repr=False)
    note: str = ""


def clean_cell(cell: str) -> str:
    """Composed letters (NFC), no white space around."""
    cell = cell.strip(" \t\r\n\u00a0\ufeff\u3000").replace("\r\n", "\n")
    return cell if unicodedata.is_normalized("NFC", cell) else unicodedata.normalize("NFC", cell)


def table_of(lines: Iterable[tuple[int, Sequence[str]]], *, note: str = "") -> Table:
    """Make a table of numbered raw rows. The first row that is not blank is the header."""
    numbered = ((line, tuple(clean_cell(cell) for cell in cells)) for line, cells in lines)
    filled = ((line, cells) for line, cells in numbered if any(cells))
    _line, header = next(filled, (0, ()))
    header = _checked_header(header)
    return Table(header, _limited(filled, header), note)


def _checked_header(cells: tuple[str, ...]) -> tuple[str, ...]:
    header = tuple(cell.replace(NUL, "") for cell in cells)
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        raise UnreadableFileError(_("파일이 비어 있습니다. 첫 줄에 열 이름이 있는 표를 올려 주십시오."))
    if len(header) > MAX_COLUMNS:
        raise UnreadableFileError(
            _("열이 %(count)s개입니다. %(limit)s개까지 읽을 수 있습니다. 쓰지 않는 열을 지워 주십시오.")
            % {"count": len(header), "limit": MAX_COLUMNS}
        )
    named = [name for name in header if name]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise UnreadableFileError(
            _("이름이 같은 열이 있습니다: %(names)s. 열 이름을 서로 다르게 고쳐 주십시오.")
            % {"names": ", ".join(twice)}
        )
    return tuple(
        name or _("(이름 없는 %(number)s열)") % {"number": number} for number, name in enumerate(header, 1)
    )


def _limited(rows: Iterable[tuple[int, tuple[str, ...]]], header: tuple[str, ...]) -> Iterator[SourceRow]:
    limit = settings.IMPORT_MAX_ROWS
    for number, (line, cells) in enumerate(rows, 1):
        if number > limit:
            raise too_many_rows(limit)
        yield _source_row(line, cells, header)


def _source_row(line: int, cells: tuple[str, ...], header: tuple[str, ...]) -> SourceRow:
    while len(cells) > len(header) and not cells[-1]:
        cells = cells[:-1]
    problems: list[RowProblem] = []
    if len(cells) > len(header):
        problems.append(
            RowProblem("", _("칸이 열 이름보다 많습니다. 쉼표가 든 칸을 따옴표로 묶어 주십시오."))
        )
    if any(NUL in cell for cell in cells):
        with_nul = next((name for name, cell in zip(header, cells, strict=False) if NUL in cell), "")
        problems.append(
            RowProblem(with_nul, _("보이지 않는 글자(NUL)가 있습니다. 그 칸을 지우고 다시 써 주십시오."))
        )
        cells = tuple(cell.replace(NUL, "") for cell in cells)
    padded = (*cells[: len(header)], *("",) * (len(header) - len(cells)))
    return SourceRow(line, padded, tuple(problems))


def too_many_rows(limit: int) -> UnreadableFileError:
    """What is raised for a file longer than the setting allows."""
    return UnreadableFileError(
        _("행이 %(limit)s개를 넘습니다. 파일을 나누어 올려 주십시오.") % {"limit": f"{limit:,}"}
    )


def first_bytes(path: Path, count: int) -> bytes:
    """The beginning of a file."""
    with path.open("rb") as file:
        return file.read(count)
