"""Open a file by what is in it, not by its name."""

from pathlib import Path

from django.utils.translation import gettext as _

from portal.importing.csv_files import count_csv_rows, read_csv
from portal.importing.tables import Table, UnreadableFileError, first_bytes
from portal.importing.xlsx_files import count_xlsx_rows, read_xlsx

ZIP_MARK = b"PK\x03\x04"
OLD_OFFICE_MARK = b"\xd0\xcf\x11\xe0"


def open_table(path: Path) -> Table:
    """The file as a table of text. Raises `UnreadableFileError`, at once or while rows are read."""
    mark = first_bytes(path, 4)
    if mark == OLD_OFFICE_MARK:
        raise UnreadableFileError(
            _(
                "옛 엑셀(.xls) 파일이거나 암호가 걸린 파일입니다. "
                "암호를 풀고 '.xlsx'나 CSV로 다시 저장해 주십시오."
            )
        )
    return read_xlsx(path) if mark == ZIP_MARK else read_csv(path)


def count_rows(path: Path) -> int:
    """How many rows an openable file has, counted without reading them as a table."""
    return count_xlsx_rows(path) if first_bytes(path, 4) == ZIP_MARK else count_csv_rows(path)
