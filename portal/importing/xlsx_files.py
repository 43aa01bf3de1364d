"""XLSX without running anything in it: a formula cell is the text of its formula."""

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from portal.importing.tables import MAX_COLUMNS, Table, UnreadableFileError, table_of

UNPACKED_LIMIT = 200 * 1024 * 1024
RATIO_LIMIT = 100
RATIO_COUNTS_FROM = 1024 * 1024
"""Small parts are packed tightly in honest files too."""
SHEET_ROWS = 1_048_576


def read_xlsx(path: Path) -> Table:
    """The first sheet as a table. Raises `UnreadableFileError`, at once or while rows are read."""
    _refuse_zip_bomb(path)
    return table_of(_lines(path))


def _refuse_zip_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as problem:
        raise _broken() from problem
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > UNPACKED_LIMIT or (
        unpacked > RATIO_COUNTS_FROM and unpacked > RATIO_LIMIT * max(packed, 1)
    ):
        raise UnreadableFileError(_("압축을 푼 크기가 너무 큽니다. 필요한 시트만 남겨 다시 저장해 주십시오."))


def _lines(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl warns of styles and extensions that do not concern the cells
            yield from _sheet_lines(path)
    except UnreadableFileError:
        raise
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        DefusedXmlException,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        OSError,
        SyntaxError,
        EOFError,
        NotImplementedError,
    ) as problem:  # openpyxl lets the errors of its XML reader through; SyntaxError is xml's ParseError
        raise _broken() from problem


def _sheet_lines(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    with path.open("rb") as file:  # openpyxl leaves a file open that it cannot read
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # the stated size may be wrong
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if line > SHEET_ROWS:  # a false row number makes openpyxl invent empty rows without end
                raise _broken()
            yield line, _texts(cells)


def _texts(cells: Sequence[Any]) -> list[str]:
    filled = list(cells)
    while filled and filled[-1] is None:
        filled.pop()
    if len(filled) > MAX_COLUMNS:
        raise UnreadableFileError(
            _("열이 %(count)s개입니다. %(limit)s개까지 읽을 수 있습니다. 쓰지 않는 열을 지워 주십시오.")
            % {"count": len(filled), "limit": MAX_COLUMNS}
        )
    return [_text(cell) for cell in filled]


def _text(cell: Any) -> str:
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat().removesuffix("T00:00:00")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, ArrayFormula | DataTableFormula):
        return str(getattr(cell, "text", None) or "=")
    return "" if cell is None else str(cell)


def _broken() -> UnreadableFileError:
    return UnreadableFileError(
        _("엑셀 파일을 읽을 수 없습니다. 엑셀에서 열어 '.xlsx'로 다시 저장해 주십시오.")
    )
