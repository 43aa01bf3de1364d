"""Downloads hold text and numbers, and nothing that a spreadsheet would run."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from portal.importing.exports import ExportColumn, csv_response, xlsx_response

COLUMNS = (ExportColumn("name", "이름"), ExportColumn("value", "값"))
DANGEROUS = ("=1+1", "+82-41-840", "-1+cmd", "@SUM(A1)", "\tx", "\rx", "＝1", " =1")


def _csv_cells(value: Any) -> list[str]:
    body = csv_response([{"name": "가", "value": value}], COLUMNS, "a.csv").content.decode("utf-8-sig")
    return list(csv.reader(StringIO(body, newline="")))[1]


@pytest.mark.parametrize("value", DANGEROUS)
def test_csv_cell_never_begins_like_a_formula(value: str) -> None:
    assert _csv_cells(value) == ["가", f"'{value}"]


@pytest.mark.parametrize(
    ("value", "text"), [(-5, "-5"), (353322, "353322"), (None, ""), ("", ""), ("공주-밤", "공주-밤")]
)
def test_numbers_and_harmless_text_stay(value: Any, text: str) -> None:
    assert _csv_cells(value)[1] == text


def test_csv_begins_with_a_byte_order_mark() -> None:
    assert csv_response([], COLUMNS, "a.csv").content.startswith(b"\xef\xbb\xbf")


def test_korean_file_name_is_kept() -> None:
    header = csv_response([], COLUMNS, "특구 목록.csv").headers["Content-Disposition"]
    assert header.startswith("attachment; filename*=utf-8''%ED%8A%B9%EA%B5%AC")


@pytest.mark.parametrize("value", DANGEROUS)
def test_xlsx_cell_is_typed_as_text(value: str) -> None:
    content = xlsx_response([{"name": value, "value": 7}], COLUMNS, "a.xlsx").content
    name, number = load_workbook(BytesIO(content)).active[2]  # type: ignore[index]
    assert (name.data_type, number.data_type, number.value) == ("s", "n", 7)


def test_xlsx_leaves_out_what_xml_cannot_hold() -> None:
    content = xlsx_response([{"name": "가\x0b나\x00"}], COLUMNS, "a.xlsx").content
    assert load_workbook(BytesIO(content)).active["A2"].value == "가나"  # type: ignore[index]
