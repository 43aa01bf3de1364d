"""Documents as rows of a table: a column for each heading, so that the importer frame can map, check and apply them."""

import csv
import io
import json
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from knowhow.copies.fields import CopyForm, bare, plain_text
from knowhow.copies.reading import filled, names_in
from portal.importing.files import open_table
from portal.importing.tables import UnreadableFileError
from portal.media.file_texts import NOTICES
from portal.media.reading.outlines import Block, Outline, Text
from portal.media.reading.process import read_outline_apart

FILE, TITLE, COPY, DOCUMENT = "#file", "#title", "#copy", "#document"
FIXED = (FILE, TITLE, COPY, DOCUMENT)
MOST_FILES, MOST_ROWS, MOST_HEADINGS = 200, 300, 60
MOST_UNPACKED = 300 * 1024 * 1024
LONGEST_HEADING, LONGEST_TITLE = 60, 120
TABLES = frozenset({"xlsx", "csv"})
PATTERNS = (
    re.compile(r"^[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+\s*[.)]?\s*"),
    re.compile(r"^제?\s*\d{1,2}\s*[장절]\s*[.)]?\s*"),
    re.compile(r"^[□■◆◇▣●]\s*"),
    re.compile(r"^\d{1,2}\s*[.)]\s*"),
    re.compile(r"^[가나다라마바사아자차카타파하]\s*[.)]\s*"),
)
"""How officials mark headings, the highest first; a document keeps to one of them for its parts."""
FEWEST_HEADINGS = 2


@dataclass(frozen=True)
class Section:
    """A heading and the text under it. Text before the first heading has none."""

    heading: str
    text: str


@dataclass(frozen=True)
class Gathered:
    """One text to become a draft."""

    file: str
    title: str
    sections: Sequence[Section] = ()
    copy: str = ""
    """A filled-in working copy, as JSON."""


@dataclass
class Harvest:
    """What came of many files."""

    texts: list[Gathered] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    """File and reason."""

    @property
    def headings(self) -> list[str]:
        """The headings, the most frequent first, as many as a person can look through."""
        counted = Counter(
            heading
            for text in self.texts
            for heading in {section.heading for section in text.sections}
            if heading
        )
        return [heading for heading, _count in counted.most_common(MOST_HEADINGS)]


def gather(packed: Path, form: CopyForm, *, progress: Callable[[int], None]) -> Harvest:
    """Read every file of a package, and of packages in it. What cannot be read says why."""
    harvest = Harvest()
    with zipfile.ZipFile(packed) as archive:
        for number, (name, content) in enumerate(_members(archive, harvest), 1):
            if number > MOST_FILES or len(harvest.texts) >= MOST_ROWS:
                harvest.unread.append((name, _("한 번에 200개까지 읽습니다. 나누어 올려 주십시오.")))
                continue
            _read(name, content, form, harvest)
            progress(number)
    return harvest


def as_table(harvest: Harvest) -> str:
    """The texts as a CSV table, which the importer frame reads like any other."""
    headings = harvest.headings
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([*FIXED, *headings])
    for text in harvest.texts:
        said = {
            heading: "\n".join(section.text for section in text.sections if section.heading == heading)
            for heading in headings
        }
        whole = json.dumps([[section.heading, section.text] for section in text.sections], ensure_ascii=False)
        writer.writerow([text.file, text.title, text.copy, whole, *(said[heading] for heading in headings)])
    return "\ufeff" + made.getvalue()


def name_of(entry: zipfile.ZipInfo) -> str:
    """The file's own name. Windows in Korea writes names in its own code and says nothing of it."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("cp949")
        except UnicodeError:
            name = entry.filename
    return PurePosixPath(name.replace("\\", "/")).name[:200]


def _members(archive: zipfile.ZipFile, harvest: Harvest, *, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    room = MOST_UNPACKED
    for entry in archive.infolist():
        name = name_of(entry)
        if entry.is_dir() or name.startswith((".", "~$")) or "__MACOSX" in entry.filename:
            continue
        room -= entry.file_size
        if room < 0 or entry.flag_bits & 0x1:
            problem = "locked" if entry.flag_bits & 0x1 else "too_big"
            harvest.unread.append((name, str(NOTICES[problem])))
            continue
        content = archive.read(entry)
        if name.lower().endswith(".zip") and depth == 0:
            yield from _packed(name, content, harvest)
        else:
            yield name, content


def _packed(name: str, content: bytes, harvest: Harvest) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as inside:
            yield from _members(inside, harvest, depth=1)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError):
        harvest.unread.append((name, str(NOTICES["damaged"])))


def _read(name: str, content: bytes, form: CopyForm, harvest: Harvest) -> None:
    with tempfile.NamedTemporaryFile(prefix="gather-") as kept:
        kept.write(content)
        kept.flush()
        path = Path(kept.name)
        if name.lower().rpartition(".")[2] in TABLES:
            _read_table(name, path, harvest)
            return
        outline = read_outline_apart(path, name=name)
    if outline.problem is not None:
        harvest.unread.append((name, str(NOTICES[outline.problem])))
    else:
        harvest.texts.append(gathered(name, outline, form))


def _read_table(name: str, path: Path, harvest: Harvest) -> None:
    """A table has a text in each row: its columns are the headings."""
    try:
        table = open_table(path)
        for row in table.rows:
            if len(harvest.texts) >= MOST_ROWS:
                harvest.unread.append((name, _("한 번에 300줄까지 읽습니다. 나누어 올려 주십시오.")))
                return
            sections = [
                Section(heading, plain_text(cell))
                for heading, cell in zip(table.header, row.cells, strict=True)
            ]
            where = _("%(file)s %(line)s줄") % {"file": name, "line": row.line}
            harvest.texts.append(Gathered(where, "", [section for section in sections if section.text]))
    except UnreadableFileError as problem:
        harvest.unread.append((name, str(problem)))


def gathered(name: str, outline: Outline, form: CopyForm) -> Gathered:
    """One document: a filled-in working copy by its names, any other by its headings."""
    stem = name.rpartition(".")[0] or name
    if names_in(outline):
        said = filled(outline, form)
        title = said.fields.get("title", "").split("\n")[0]
        rest = [Section("", said.outside)] if said.outside else []
        return Gathered(name, title or stem, rest, json.dumps(said.as_json(), ensure_ascii=False))
    lines = [line for block in outline.blocks for line in _lines(block)]
    title, body = _titled(lines)
    return Gathered(name, title or stem, list(_sections(body)))


def _titled(lines: Sequence[Text]) -> tuple[str, Sequence[Text]]:
    """The first words as the title, where they are short enough for one, and what stands under them."""
    for number, line in enumerate(lines):
        words = plain_text(line.text)
        if words:
            is_title = len(words) <= LONGEST_TITLE and not any(mark.match(words) for mark in PATTERNS[:3])
            return (words, lines[number + 1 :]) if is_title else ("", lines)
    return "", lines


def _lines(block: Block) -> Iterator[Text]:
    if isinstance(block, Text):
        yield block
    else:
        for row in block.rows:
            yield Text(" | ".join(" ".join(cell.text.split("\n")) for cell in row))


def _sections(lines: Sequence[Text]) -> Iterator[Section]:
    marks = _heading_marks(lines)
    heading, held = "", list[str]()
    for line in lines:
        found = marks(line)
        if found:
            if heading or plain_text("\n".join(held)):
                yield Section(heading, plain_text("\n".join(held)))
            heading, held = found, []
        else:
            held.append(line.text)
    if heading or plain_text("\n".join(held)):
        yield Section(heading, plain_text("\n".join(held)))


def _heading_marks(lines: Sequence[Text]) -> Callable[[Text], str]:
    """How headings are told in this document: by their style, else by the highest mark that stands twice."""
    levels = [line.level for line in lines if line.level]
    if levels:
        highest = min(levels)
        return lambda line: _named(line.text) if line.level == highest else ""
    for pattern in PATTERNS:
        if sum(_is_heading(line.text, pattern) for line in lines) >= FEWEST_HEADINGS:
            return partial(_heading_by, pattern)
    return lambda _line: ""


def _heading_by(pattern: re.Pattern[str], line: Text) -> str:
    return _named(line.text) if _is_heading(line.text, pattern) else ""


def _is_heading(text: str, pattern: re.Pattern[str]) -> bool:
    line = text.strip()
    return len(line) <= LONGEST_HEADING and bool(pattern.match(line)) and bool(_named(line))


def _named(text: str) -> str:
    """A heading without its number or mark: the same one in all documents."""
    line = text.strip()
    for pattern in PATTERNS:
        line = pattern.sub("", line, count=1)
    line = " ".join(line.strip(" :：.-<>[]【】").split())[:LONGEST_HEADING]
    return line.lstrip("#") if bare(line) else ""
