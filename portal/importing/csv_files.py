"""CSV as Korean offices write it: UTF-8 with or without a mark, CP949, UTF-16; commas, semicolons or tabs."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from portal.importing.exports import FORMULA_STARTS
from portal.importing.tables import (
    MAX_CELL_LENGTH,
    Table,
    UnreadableFileError,
    first_bytes,
    table_of,
    too_many_rows,
)

DELIMITERS = (",", ";", "\t")
CHUNK = 1024 * 1024
SNIFFED = 64 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

csv.field_size_limit(MAX_CELL_LENGTH)  # the default of 128 KB refuses long texts with an English message


def read_csv(path: Path) -> Table:
    """The file as a table. Raises `UnreadableFileError`, at once or while rows are read."""
    encoding = encoding_of(path)
    delimiter = _delimiter(path, encoding)
    _refuse_too_long(path)
    return table_of(_lines(path, encoding, delimiter), note=encoding)


def count_csv_rows(path: Path) -> int:
    """How many rows stand under the header, counted no further than one above the limit."""
    encoding = encoding_of(path)
    lines = _lines(path, encoding, _delimiter(path, encoding))
    filled = (line for line, cells in lines if any(cells))
    return max(0, sum(1 for _line in islice(filled, settings.IMPORT_MAX_ROWS + 2)) - 1)


def _refuse_too_long(path: Path) -> None:
    """Count before anything is compared with the database: a million rows are refused within a second."""
    if count_csv_rows(path) > settings.IMPORT_MAX_ROWS:
        raise too_many_rows(settings.IMPORT_MAX_ROWS)


def encoding_of(path: Path) -> str:
    """Which encoding the bytes are in: by the mark, else UTF-8 if they are valid, else CP949."""
    beginning = first_bytes(path, SNIFFED)
    for mark, encoding in _MARKS:
        if beginning.startswith(mark):
            return encoding
    candidates = ["utf-8", "cp949"]
    if beginning.count(0) > len(beginning) // 20:  # commas and digits in UTF-16 hold a zero byte
        candidates.insert(
            0, "utf-16-le" if beginning[1::2].count(0) > beginning[0::2].count(0) else "utf-16-be"
        )
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise UnreadableFileError(
        _(
            "글자 부호를 알 수 없습니다. "
            "엑셀의 '다른 이름으로 저장'에서 'CSV UTF-8'을 골라 다시 올려 주십시오."
        )
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    try:
        with path.open(encoding=encoding, newline="") as file:
            header = next((line for line in iter(lambda: file.readline(SNIFFED), "") if line.strip()), "")
    except UnicodeError as problem:
        raise _broken_letters() from problem
    outside_quotes = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=outside_quotes.count)


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                raise _malformed(line, problem) from problem
            except UnicodeError as problem:
                raise _broken_letters() from problem
            yield line, [_without_apostrophe(cell) for cell in cells]


def _without_apostrophe(cell: str) -> str:
    """Undo what our own download did to a cell that looked like a formula."""
    return (
        cell[1:] if cell[:1] == "'" and cell[1:].lstrip(" ")[:1] in FORMULA_STARTS and len(cell) > 1 else cell
    )


def _malformed(line: int, problem: csv.Error) -> UnreadableFileError:
    if "field larger" in str(problem):
        return UnreadableFileError(
            _("%(line)s번째 줄에서 시작한 칸이 너무 깁니다. 닫히지 않은 따옴표가 있는지 보아 주십시오.")
            % {"line": line}
        )
    return UnreadableFileError(
        _('%(line)s번째 줄에서 시작한 따옴표의 짝이 맞지 않습니다. 칸 안의 따옴표는 두 번("") 써 주십시오.')
        % {"line": line}
    )


def _broken_letters() -> UnreadableFileError:
    return UnreadableFileError(
        _(
            "깨진 글자가 있어 끝까지 읽을 수 없습니다. "
            "엑셀의 '다른 이름으로 저장'에서 'CSV UTF-8'을 골라 다시 올려 주십시오."
        )
    )
