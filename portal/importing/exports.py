"""Tables as downloads: CSV and XLSX that no spreadsheet program takes for anything but text and numbers."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula; wide forms count in some editions."""
XLSX_CELL_LENGTH = 32_767
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of a download: the key of the row's value, its heading, and what stands in it."""

    key: str
    label: str | Promise
    about: str | Promise = ""


def neutral(value: object) -> str:
    """The cell as text that is never run as a formula: an apostrophe says "text". Numbers stay numbers."""
    if value is None:
        return ""
    if _is_number(value):
        return str(value)
    text = str(value)
    return f"'{text}" if text.lstrip(" ")[:1] in FORMULA_STARTS and text.strip(" ") else text


def csv_response(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[ExportColumn], filename: str
) -> HttpResponse:
    """A CSV download with a byte order mark, so that spreadsheets read Korean right."""
    response = HttpResponse(content_type=CSV_TYPE, headers=_download(filename))
    write_csv(response, rows, columns)
    return response


def write_csv(file: Any, rows: Iterable[Mapping[str, Any]], columns: Sequence[ExportColumn]) -> None:
    """The same into a file of text."""
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([neutral(str(column.label)) for column in columns])
    writer.writerows([neutral(row.get(column.key)) for column in columns] for row in rows)


def xlsx_response(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[ExportColumn], filename: str
) -> HttpResponse:
    """An XLSX download in which every cell is typed as text or as a number."""
    content = BytesIO()
    write_xlsx(content, {"": (rows, columns)})
    return HttpResponse(content.getvalue(), content_type=XLSX_TYPE, headers=_download(filename))


def write_xlsx(
    file: Any, sheets: Mapping[str, tuple[Iterable[Mapping[str, Any]], Sequence[ExportColumn]]]
) -> None:
    """The same into a binary file, a sheet for each name; a blank name is the program's own."""
    book = Workbook(write_only=True)
    for name, (rows, columns) in sheets.items():
        sheet = book.create_sheet(name or None)
        sheet.freeze_panes = "A2"
        sheet.append([_typed(sheet, str(column.label)) for column in columns])
        for row in rows:
            sheet.append([_typed(sheet, row.get(column.key)) for column in columns])
    book.save(file)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _typed(sheet: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    if _is_number(value):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet, value=_UNPRINTABLE.sub("", str(value))[:XLSX_CELL_LENGTH])
    cell.data_type = "s"  # openpyxl takes a text that begins with "=" for a formula
    return cell


def _download(filename: str) -> dict[str, str]:
    header = content_disposition_header(as_attachment=True, filename=filename)
    return {"Content-Disposition": header or "attachment"}
