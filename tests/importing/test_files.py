"""Files as offices write them are read without a broken letter, and hostile ones are refused with advice."""

import datetime
import time
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from portal.importing.files import open_table
from portal.importing.tables import MAX_COLUMNS, UnreadableFileError
from tests.importing.tables import cells_of, csv_text, write_xlsx

ROWS = [
    ("특구명", "품목", "비고"),
    ("공주 알밤특구", "알밤·군밤", '따옴표 " 하나'),
    ("뷁똠 특구", "펲, 쉼표", "줄\n바꿈"),
]
ENCODINGS = ("utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be-mark")
DELIMITERS = (",", ";", "\t")
NEWLINES = ("\r\n", "\n")


def _encoded(text: str, encoding: str) -> bytes:
    if encoding == "utf-16-be-mark":
        return "\ufeff".encode("utf-16-be") + text.encode("utf-16-be")
    return text.encode(encoding)


def _files() -> Iterator[tuple[str, str, str]]:
    return (
        (encoding, delimiter, newline)
        for encoding in ENCODINGS
        for delimiter in DELIMITERS
        for newline in NEWLINES
    )


@pytest.mark.parametrize(("encoding", "delimiter", "newline"), list(_files()))
def test_no_letter_is_broken(tmp_path: Path, encoding: str, delimiter: str, newline: str) -> None:
    path = tmp_path / "표.csv"
    path.write_bytes(_encoded(csv_text(ROWS, delimiter=delimiter, newline=newline), encoding))
    assert cells_of(path) == ROWS


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    path = tmp_path / "mac.csv"
    path.write_text(unicodedata.normalize("NFD", csv_text(ROWS)), encoding="utf-8", newline="")
    assert cells_of(path) == ROWS


def test_line_break_in_quotes_keeps_the_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('이름,값\r\n"첫\r\n째",1\r\n둘째,2\r\n', encoding="utf-8", newline="")
    assert [(row.line, row.cells[0]) for row in open_table(path).rows] == [(2, "첫\n째"), (4, "둘째")]


def test_unclosed_quote_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('이름,값\n하나,1\n"둘,2\n셋,3\n', encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="3번째 줄"):
        cells_of(path)


def test_nul_is_taken_out_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("이름,값\n하\x00나,1\n".encode())
    row = next(open_table(path).rows)
    assert row.cells == ("하나", "1")
    assert [(problem.column, "NUL" in problem.message) for problem in row.problems] == [("이름", True)]


def test_clean_row_has_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("이름,값\n하나,1\n", encoding="utf-8")
    assert next(open_table(path).rows).problems == ()


def test_row_with_more_cells_than_names_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("이름,값\n하나,1,남음\n", encoding="utf-8")
    assert len(next(open_table(path).rows).problems) == 1


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "비어"),
        (b"\n\n , \n", "비어"),
        ("이름,이름\n1,2\n".encode(), "이름이 같은 열"),
        (",".join(f"열{number}" for number in range(5000)).encode(), f"{MAX_COLUMNS}개까지"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "옛 엑셀"),
        (b"PK\x03\x04 not a zip", "다시 저장"),
        (b"\xff\xfe\x00\xd8\x00\x00", "글자"),
        (b"a,b\n\x80\x81\xff\xff\n", "글자 부호"),
    ],
)
def test_unreadable_file_is_refused_with_advice(tmp_path: Path, content: bytes, advice: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=advice):
        cells_of(path)


def test_cell_of_ten_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("이름\n" + "a" * (10 * 1024 * 1024 + 1), encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="너무 깁니다"):
        cells_of(path)


def test_our_own_download_reads_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("이름,전화\n'=1+1,'+82-41-840\n'따옴표,-\n", encoding="utf-8-sig")
    assert cells_of(path)[1:] == [("=1+1", "+82-41-840"), ("'따옴표", "-")]


def test_million_rows_are_refused_within_a_second(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    path.write_text(
        "특구명,연도,비고\n" + "공주 알밤특구,2025,대통령표창을 받은 특구\n" * 1_000_000, encoding="utf-8"
    )
    tracemalloc.start()
    before = time.process_time()
    with pytest.raises(UnreadableFileError, match="50,000"):
        open_table(path)
    seconds, (_now, peak) = time.process_time() - before, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 5, (
        "tracemalloc slows the reader about fivefold; without it this takes well below a second"
    )
    assert peak < 100 * 1024 * 1024


def test_row_limit_is_a_setting(tmp_path: Path, settings: LazySettings) -> None:
    settings.IMPORT_MAX_ROWS = 2
    path = tmp_path / "a.csv"
    path.write_text("이름\n1\n2\n", encoding="utf-8")
    assert len(cells_of(path)) == 3


# --- XLSX ---------------------------------------------------------------------------------------


def test_xlsx_gives_the_same_as_csv(tmp_path: Path) -> None:
    assert cells_of(write_xlsx(tmp_path / "a.xlsx", ROWS)) == ROWS


def test_formula_stays_text_and_dates_are_iso(tmp_path: Path) -> None:
    day = datetime.datetime(2024, 11, 6)  # noqa: DTZ001 - spreadsheets know no time zone
    path = write_xlsx(
        tmp_path / "a.xlsx", [("이름", "날", "수", "셈"), ("하나", day, 353322.0, '=HYPERLINK("http://x")')]
    )
    assert cells_of(path)[1] == ("하나", "2024-11-06", "353322", '=HYPERLINK("http://x")')


def test_content_decides_and_not_the_name(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ROWS).rename(tmp_path / "a.csv")
    assert cells_of(path) == ROWS


def test_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 * 1024 * 1024))
    with pytest.raises(UnreadableFileError, match="압축"):
        open_table(path)


def test_expanding_entities_are_refused(tmp_path: Path) -> None:
    honest, hostile = write_xlsx(tmp_path / "a.xlsx", ROWS), tmp_path / "b.xlsx"
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    )
    with zipfile.ZipFile(honest) as source, zipfile.ZipFile(hostile, "w") as target:
        for part in source.namelist():
            target.writestr(part, bomb if part.endswith("sheet1.xml") else source.read(part))
    with pytest.raises(UnreadableFileError, match="다시 저장"):
        cells_of(hostile)


@pytest.mark.long
def test_false_row_number_does_not_make_rows_without_end(tmp_path: Path) -> None:
    honest, hostile = write_xlsx(tmp_path / "a.xlsx", ROWS), tmp_path / "b.xlsx"
    with zipfile.ZipFile(honest) as source, zipfile.ZipFile(hostile, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(
                part,
                content.replace(b'<row r="3"', b'<row r="99999999999"')
                if part.endswith("sheet1.xml")
                else content,
            )
    with pytest.raises(UnreadableFileError):
        cells_of(hostile)
