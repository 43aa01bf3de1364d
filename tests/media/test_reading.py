"""Files are read whatever their name says, and a file that cannot be read says why."""

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.media.reading import packages
from portal.media.reading.formats import read
from portal.media.reading.process import read_apart
from portal.media.reading.texts import MOST_CHARACTERS, Place, Problem, Reading
from tests.media import files
from tests.media.files import PHRASE

MAKERS: dict[str, Callable[[], bytes]] = {
    "docx": files.docx, "hwp": files.hwp, "hwpx": files.hwpx, "pdf": files.pdf, "pptx": files.pptx, "xlsx": files.xlsx,
}  # fmt: skip
BILLION_LAUGHS = '<!DOCTYPE x [<!ENTITY a "하하하"><!ENTITY b "&a;&a;&a;">]><d><p><t>&b;</t></p></d>'
OUTSIDE_FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><d><p><t>&a;</t></p></d>'
DEEP = "<p>" * 5_000
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


def reading(tmp_path: Path, content: bytes, name: str) -> Reading:
    path = tmp_path / "stored"
    path.write_bytes(content)
    return read(path, name=name)


@pytest.mark.parametrize(
    ("file_format", "place", "name"),
    [
        ("docx", Place.SECTION, "2"),
        ("hwp", Place.SECTION, "1"),
        ("hwpx", Place.SECTION, "2"),
        ("pdf", Place.PAGE, "2"),
        ("pptx", Place.PAGE, "2"),
        ("xlsx", Place.SHEET, "집행"),
    ],
)
def test_phrase_is_read_at_its_place(tmp_path: Path, file_format: str, place: Place, name: str) -> None:
    found = reading(tmp_path, MAKERS[file_format](), f"조례안.{file_format}")
    assert found.problem is None
    assert [passage[:2] for passage in found.passages if PHRASE in passage.text] == [(place, name)]


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    found = reading(tmp_path, files.hwp(), "조례안.pdf")
    assert (found.file_format, found.problem) == ("hwp", None)


def test_sheet_shows_dates_and_no_hidden_words(tmp_path: Path) -> None:
    text = "\n".join(passage.text for passage in reading(tmp_path, files.xlsx(), "a.xlsx").passages)
    assert "2024-03-05" in text
    assert "끝 칸" in text
    assert "숨은말" not in text


def test_long_file_is_cut_and_says_so(tmp_path: Path) -> None:
    found = reading(tmp_path, files.docx("가나다 " * MOST_CHARACTERS), "긴.docx")
    assert found.is_cut
    assert sum(len(passage.text) for passage in found.passages) == MOST_CHARACTERS


@pytest.mark.parametrize("file_format", sorted(MAKERS))
def test_half_a_file_is_damaged(tmp_path: Path, file_format: str) -> None:
    whole = MAKERS[file_format]()
    found = reading(tmp_path, whole[: len(whole) // 2], f"a.{file_format}")
    assert (found.problem, found.passages) == (Problem.DAMAGED, ())


@pytest.mark.parametrize("content", [b"", b"hello" * 100, COMPOUND, COMPOUND + bytes(600), b"PK\x03\x04"])
@pytest.mark.parametrize("file_format", ["hwp", "docx"])
def test_what_is_no_document_is_damaged(tmp_path: Path, content: bytes, file_format: str) -> None:
    assert reading(tmp_path, content, f"a.{file_format}").problem is Problem.DAMAGED


def with_part(name: str, content: str) -> Callable[[], bytes]:
    return lambda: files.package({name: content})


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: files.pdf(password="비밀"), Problem.LOCKED),
        (files.locked_hwpx, Problem.LOCKED),
        (lambda: COMPOUND + "EncryptedPackage".encode("utf-16-le"), Problem.LOCKED),
        (lambda: COMPOUND + "WordDocument".encode("utf-16-le"), Problem.OLD_FORMAT),
        (lambda: files.pdf(""), Problem.EMPTY),
        (with_part("readme.txt", "글"), Problem.OTHER_FORMAT),
        *(
            (with_part(name, content), Problem.HOSTILE)
            for name in ("word/document.xml", "Contents/section0.xml")
            for content in (BILLION_LAUGHS, OUTSIDE_FILE, DEEP)
        ),
    ],
)
def test_unreadable_file_says_why(tmp_path: Path, make: Callable[[], bytes], problem: Problem) -> None:
    found = reading(tmp_path, make(), "a.docx")
    assert (found.problem, found.passages) == (problem, ())


def test_table_of_texts_is_not_read_as_a_document(tmp_path: Path) -> None:
    assert reading(tmp_path, b"a,b\n1,2\n", "a.csv").problem is Problem.OTHER_FORMAT


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same guards at a hundredth of the size."""
    monkeypatch.setattr(packages, "MOST_UNPACKED", 3_000_000)
    monkeypatch.setattr(packages, "MOST_XML", 1_000_000)
    monkeypatch.setattr(packages, "MOST_PARTS", 100)


BODY = "word/document.xml"
PARAGRAPH = "<d><p><t>글</t></p>{}</d>"


@pytest.mark.parametrize(
    "parts",
    [
        {BODY: PARAGRAPH.format(" " * 1_000_000)},
        {BODY: PARAGRAPH.format(""), "word/media/image.png": " " * 3_000_000},
        {BODY: PARAGRAPH.format(""), **{f"word/{number}": "" for number in range(100)}},
    ],
)
def test_bomb_is_refused(small_limits: None, tmp_path: Path, parts: dict[str, str]) -> None:
    assert reading(tmp_path, files.package(parts), "a.docx").problem is Problem.TOO_BIG


def test_file_below_the_limits_is_read(small_limits: None, tmp_path: Path) -> None:
    parts = {BODY: PARAGRAPH.format(" " * 900_000), **{f"word/{number}": "" for number in range(90)}}
    assert reading(tmp_path, files.package(parts), "a.docx").problem is None


def test_bomb_that_lies_about_its_size_is_damaged(small_limits: None, tmp_path: Path) -> None:
    text = PARAGRAPH.format(" " * 5_000_000)
    size, lie = len(text.encode()).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    content = files.package({BODY: text})
    assert content.count(size) == 2
    assert reading(tmp_path, content.replace(size, lie), "a.docx").problem is Problem.DAMAGED


def test_file_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(files.pdf())
    found = read_apart(path, name="a.pdf")
    assert [passage.name for passage in found.passages if PHRASE in passage.text] == ["2"]


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7" + b"[" * 2_000_000, b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj"]
)
def test_process_that_falls_leaves_us_standing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "stored"
    path.write_bytes(content)
    assert read_apart(path, name="a.pdf").problem in {Problem.DAMAGED, Problem.UNREAD}


@pytest.mark.whole
@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/document.xml", "<d>" + "<p><t/></p>" * 9_000_000 + "</d>"),
        ("Contents/section0.xml", "<d><p a='" + "가" * 30_000_000 + "'/></d>"),
    ],
)
def test_costly_file_ends_in_time_and_within_its_memory(tmp_path: Path, part: str, content: str) -> None:
    path = tmp_path / "stored"
    path.write_bytes(files.package({part: content}))
    assert read_apart(path, name="a.docx").problem in {Problem.TOO_SLOW, Problem.TOO_BIG, Problem.EMPTY}


@pytest.mark.whole
def test_packed_stream_of_a_hwp_cannot_take_all_memory(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(files.hwp("가나다라 " * 3_000_000))
    found = read_apart(path, name="a.hwp")
    assert found.problem in {Problem.TOO_BIG, Problem.UNREAD, Problem.DAMAGED} or found.is_cut
