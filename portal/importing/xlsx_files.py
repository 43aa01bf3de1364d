"""XLSX without running anything in it: a formula cell is the text of its formula."""

import datetime
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from defusedxml import ElementTree  # type: ignore[import-untyped]
from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from portal.importing.tables import MAX_COLUMNS, Table, UnreadableFileError, table_of, too_many_rows

UNPACKED_LIMIT = 200 * 1024 * 1024
RATIO_LIMIT = 100
RATIO_COUNTS_FROM = 1024 * 1024
"""Small parts are packed tightly in honest files too."""
SHEET_ROWS = 1_048_576
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CHUNK = 1024 * 1024
LONGEST_MARK = 16
_ROW_OR_VALUE = re.compile(rb"<(?:\w{1,8}:)?(?:(?P<row>row)|[vtf])[\s>]")
"""A row begins, or a cell has a value, a text or a formula. An empty element ends with a slash and does not match."""


def read_xlsx(path: Path) -> Table:
    """The first sheet as a table. Raises `UnreadableFileError`, at once or while rows are read."""
    _refuse_zip_bomb(path)
    if count_xlsx_rows(path) > settings.IMPORT_MAX_ROWS:
        raise too_many_rows(settings.IMPORT_MAX_ROWS)
    return table_of(_lines(path))


def count_xlsx_rows(path: Path) -> int:
    """How many rows with a value stand under the header, counted no further than one above the limit.

    The marks of rows and values are counted in the packed sheet as it streams by: openpyxl needs minutes for a
    million rows, and the size that a sheet states may be wrong. 0 where the sheet is not found; openpyxl then says why.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            name = _first_sheet(archive)
            if name is None:
                return 0
            with archive.open(name) as sheet:
                return max(0, _filled_rows(sheet, most=settings.IMPORT_MAX_ROWS + 2) - 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, NotImplementedError) as problem:
        raise _broken() from problem


def _first_sheet(archive: zipfile.ZipFile) -> str | None:
    """The path of the first worksheet, as the workbook names it."""
    if not {WORKBOOK, RELATIONS}.issubset(archive.namelist()):
        return None
    try:
        book, relations = (ElementTree.fromstring(archive.read(name)) for name in (WORKBOOK, RELATIONS))
    except (ElementTree.ParseError, DefusedXmlException):
        return None
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for sheet in book.iter(f"{SPREADSHEET}sheet"):
        target = targets.get(sheet.get(RELATION_ID), "")
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if "/worksheets/" in path and path in archive.namelist():
            return path
    return None


def _filled_rows(sheet: IO[bytes], *, most: int) -> int:
    count, is_counted, rest = 0, True, b""
    while count < most and (chunk := sheet.read(CHUNK)):
        text = rest + chunk
        end = 0
        for mark in _ROW_OR_VALUE.finditer(text):
            end = mark.end()
            if mark["row"]:
                is_counted = False
            elif not is_counted:
                count, is_counted = count + 1, True
        rest = text[max(end, len(text) - LONGEST_MARK) :]
    return min(count, most)


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
