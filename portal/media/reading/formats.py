"""Which format a file has, told by its content, and the passages of it. Names of files are wrong too often."""

import mmap
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from portal.media.reading.hangul import hwp_passages, hwpx_passages
from portal.media.reading.office import slide_passages, word_passages
from portal.media.reading.packages import BROKEN, checked
from portal.media.reading.pdf import pdf_passages
from portal.media.reading.sheets import sheet_passages
from portal.media.reading.texts import Passage, Problem, Reading, UnreadableError, gathered

OPENED: Mapping[str, Callable[[Path], Iterator[Passage]]] = {"pdf": pdf_passages, "hwp": hwp_passages}
UNPACKED: Mapping[str, Callable[[zipfile.ZipFile], Iterator[Passage]]] = {
    "docx": word_passages,
    "pptx": slide_passages,
    "xlsx": sheet_passages,
    "hwpx": hwpx_passages,
}
FORMATS = frozenset({*OPENED, *UNPACKED})
"""What is read."""
COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
HWP_SIGNATURE = b"HWP Document File"
PDF_SIGNATURE, PDF_STARTS_WITHIN = b"%PDF-", 1024
PARTS_OF = {
    "word/": "docx",
    "xl/": "xlsx",
    "ppt/": "pptx",
    "Contents/": "hwpx",
}
OLD_OFFICE = tuple(
    name.encode("utf-16-le") for name in ("WordDocument", "Workbook", "Book", "PowerPoint Document")
)
LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def read(path: Path, *, name: str) -> Reading:
    """Read a file, whatever it is. `name` decides only between damage and a format that is not read."""
    file_format = ""
    try:
        file_format = format_of(path, name=name)
        passages, is_cut = gathered(_passages(path, file_format))
    except UnreadableError as unreadable:
        return Reading(file_format, problem=unreadable.problem)
    except BROKEN:
        return Reading(file_format, problem=Problem.DAMAGED)
    except (MemoryError, RecursionError):
        return Reading(file_format, problem=Problem.TOO_BIG)
    return Reading(file_format, passages, is_cut, None if passages else Problem.EMPTY)


def format_of(path: Path, *, name: str) -> str:
    """Return the format that the content is in; raise UnreadableError for none that is read."""
    with path.open("rb") as file:
        start = file.read(PDF_STARTS_WITHIN)
    if PDF_SIGNATURE in start:
        return "pdf"
    if start.startswith(HWP_SIGNATURE):
        return "hwp"
    if start.startswith(b"PK\x03\x04"):
        return _packed_format(path)
    if start.startswith(COMPOUND_FILE):
        return _compound_format(path)
    is_ours = name.lower().rpartition(".")[2] in FORMATS
    raise UnreadableError(Problem.DAMAGED if is_ours else Problem.OTHER_FORMAT)


def _packed_format(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    if "mimetype" in names or "[Content_Types].xml" in names:
        for folder, file_format in PARTS_OF.items():
            if any(name.startswith(folder) for name in names):
                return file_format
    raise UnreadableError(Problem.OTHER_FORMAT)


def _compound_format(path: Path) -> str:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(HWP_SIGNATURE) >= 0:
            return "hwp"
        if content.find(LOCKED_OFFICE) >= 0:
            raise UnreadableError(Problem.LOCKED)
        is_old = any(content.find(name) >= 0 for name in OLD_OFFICE)
    raise UnreadableError(Problem.OLD_FORMAT if is_old else Problem.DAMAGED)


def _passages(path: Path, file_format: str) -> Iterator[Passage]:
    if file_format in OPENED:
        yield from OPENED[file_format](path)
        return
    with zipfile.ZipFile(path) as archive:
        yield from UNPACKED[file_format](checked(archive))
