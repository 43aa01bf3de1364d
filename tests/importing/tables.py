"""Small files for the tests of imports."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from openpyxl import Workbook

from portal.importing.files import open_table

FIELDS_HEADER = ("slug", "name_ko", "name_en", "position")


def csv_text(rows: Sequence[Sequence[str]], *, delimiter: str = ",", newline: str = "\r\n") -> str:
    """Rows as CSV."""
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return text.getvalue()


def write_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Rows as the first sheet of a workbook."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    book.save(path)
    return path


def cells_of(path: Path) -> list[tuple[str, ...]]:
    """Header and rows as read."""
    table = open_table(path)
    return [table.header, *(row.cells for row in table.rows)]
