"""The outline of DOCX, HWPX and HWP 5 files, read as a stream like their text."""

import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from portal.media.reading.formats import format_of
from portal.media.reading.hangul import is_locked, parsed_hwp, sections_of, words_of
from portal.media.reading.office import DOCUMENT, NOTES
from portal.media.reading.outlines import Block, Builder, Outline, words_in
from portal.media.reading.packages import BROKEN, Element, End, Event, checked, events
from portal.media.reading.texts import Problem, UnreadableError

WORD_STYLES, HANGUL_HEADER = "word/styles.xml", "Contents/header.xml"
MACRO_PARTS = frozenset({"word/vbaProject.bin", "word/vbaData.xml"})
LOWEST = 9
"""The lowest level of a heading."""
HEADING_STYLE = re.compile(r"(?:heading|제목|outline|개요)\s*([1-9])", re.IGNORECASE)
WORD_BLANKS: Mapping[str, str] = {"br": "\n", "cr": "\n", "noBreakHyphen": "-"}
WORD_UNSEEN = frozenset({"moveFrom", "del", "Fallback", "rt", "sdtPr"})
"""What was moved away or deleted, what older programs show in place of something, readings above letters."""
HANGUL_BLANKS: Mapping[str, str] = {
    "tab": "\t", "lineBreak": "\n", "nbSpace": "\u00a0", "fwSpace": "\u3000", "hyphen": "-",
}  # fmt: skip
HANGUL_UNSEEN = frozenset({"header", "footer", "hiddenComment"})


def read_outline(path: Path, *, name: str) -> Outline:
    """Read a file. `name` decides only between damage and a format that is not read."""
    file_format = ""
    try:
        file_format = format_of(path, name=name)
        blocks = tuple(_blocks(path, file_format))
    except UnreadableError as unreadable:
        return Outline(file_format, problem=unreadable.problem)
    except BROKEN:
        return Outline(file_format, problem=Problem.DAMAGED)
    except (MemoryError, RecursionError):
        return Outline(file_format, problem=Problem.TOO_BIG)
    return Outline(file_format, blocks, None if words_in(blocks) else Problem.EMPTY)


def _blocks(path: Path, file_format: str) -> list[Block]:
    if file_format == "hwp":
        return _old_hangul(path)
    readers: Mapping[str, Callable[[zipfile.ZipFile], list[Block]]] = {"docx": _word, "hwpx": _hangul}
    if file_format not in readers:
        raise UnreadableError(Problem.OTHER_FORMAT)
    with zipfile.ZipFile(path) as archive:
        return readers[file_format](checked(archive))


# --- Word


def _word(archive: zipfile.ZipFile) -> list[Block]:
    names = set(archive.namelist())
    if names & MACRO_PARTS:
        raise UnreadableError(Problem.MACROS)
    main = next((name for name in archive.namelist() if DOCUMENT.fullmatch(name)), None)
    if main is None:
        raise UnreadableError(Problem.DAMAGED)
    reader = _WordReader(_word_levels(archive) if WORD_STYLES in names else {})
    for name in (main, *(note for note in NOTES if note in names)):
        for event in events(archive, name):
            reader.take(event)
    return reader.builder.blocks


def _word_levels(archive: zipfile.ZipFile) -> dict[str, int]:
    """Return style → level of heading. Korean editions number their styles, so names decide, or the level itself."""
    levels: dict[str, int] = {}
    style = ""
    for event in events(archive, WORD_STYLES):
        if isinstance(event, Element):
            value = _of_word(event, "val")
            if event.name == "style":
                style = _of_word(event, "styleId")
            elif event.name == "name" and (found := HEADING_STYLE.fullmatch(value.strip())):
                levels[style] = int(found[1])
            elif event.name == "outlineLvl":
                levels.setdefault(style, _level(value))
    return levels


class _WordReader:
    """Takes the events of a part in their order."""

    def __init__(self, levels: Mapping[str, int]) -> None:
        self.builder = Builder()
        self._levels = levels
        self._inside: list[str] = []
        self._controls: list[bool] = []
        """For each open content control, whether it only shows what could be written there."""

    def take(self, event: Event) -> None:
        """One event."""
        if isinstance(event, str):
            if self._inside[-1:] == ["t"] and self._is_seen:
                self.builder.say(event)
        elif isinstance(event, Element):
            self._begin(event)
            self._inside.append(event.name)
        else:
            self._inside.pop()
            self._end(event)

    @property
    def _is_seen(self) -> bool:
        return not any(self._controls) and WORD_UNSEEN.isdisjoint(self._inside)

    def _begin(self, element: Element) -> None:
        build, name = self.builder, element.name
        starts: Mapping[str, Callable[[], None]] = {
            "p": build.begin_text, "tbl": build.begin_table, "tr": build.begin_row, "tc": build.begin_cell,
        }  # fmt: skip
        if name in starts:
            starts[name]()
        elif name == "sdt":
            self._controls.append(False)
        elif name == "showingPlcHdr" and self._controls:
            self._controls[-1] = _of_word(element, "val") not in {"0", "false", "off"}
        elif name == "tag" and self._inside[-1:] == ["sdtPr"]:
            build.name(_of_word(element, "val"))
        elif name == "bookmarkStart":
            build.name(_of_word(element, "name"))
        else:
            self._say_what_is_no_letter(element)

    def _say_what_is_no_letter(self, element: Element) -> None:
        build, above = self.builder, self._inside[-1:]
        if element.name == "pStyle":
            build.level(self._levels.get(_of_word(element, "val"), 0))
        elif element.name == "outlineLvl" and above == ["pPr"]:
            build.level(_level(_of_word(element, "val")))
        elif self._is_seen and element.name in WORD_BLANKS:
            build.say(WORD_BLANKS[element.name])
        elif self._is_seen and element.name == "tab" and above == ["r"]:
            build.say("\t")

    def _end(self, event: End) -> None:
        ends: Mapping[str, Callable[[], None]] = {
            "p": self.builder.end_text, "tbl": self.builder.end_table, "tc": self.builder.end_cell,
        }  # fmt: skip
        if event.name in ends:
            ends[event.name]()
        elif event.name == "sdt" and self._controls:
            self._controls.pop()


def _of_word(element: Element, name: str) -> str:
    """Return an attribute whatever prefix the file gives to Word's names."""
    return next((value for key, value in element.attributes.items() if key.rpartition(":")[2] == name), "")


def _level(text: str) -> int:
    """Return the level that files count from zero, body text being the ninth."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < LOWEST else LOWEST
    return number + 1 if number < LOWEST else 0


# --- Hangul


def _hangul(archive: zipfile.ZipFile) -> list[Block]:
    if is_locked(archive):
        raise UnreadableError(Problem.LOCKED)
    sections = sections_of(archive)
    if not sections:
        raise UnreadableError(Problem.DAMAGED)
    has_header = HANGUL_HEADER in archive.namelist()
    reader = _HangulReader(_hangul_levels(archive) if has_header else {})
    for name in sections:
        for event in events(archive, name):
            reader.take(event)
    return reader.builder.blocks


def _hangul_levels(archive: zipfile.ZipFile) -> dict[str, int]:
    """Return style → level of heading."""
    levels: dict[str, int] = {}
    for event in events(archive, HANGUL_HEADER):
        if isinstance(event, Element) and event.name == "style":
            for name in (event.attributes.get("name", ""), event.attributes.get("engName", "")):
                if found := HEADING_STYLE.fullmatch(name.strip()):
                    levels.setdefault(event.attributes.get("id", ""), int(found[1]))
    return levels


class _HangulReader:
    """Takes the events of a section in their order."""

    def __init__(self, levels: Mapping[str, int]) -> None:
        self.builder = Builder()
        self._levels = levels
        self._inside: list[str] = []
        self._is_deleted = False

    def take(self, event: Event) -> None:
        """One event."""
        if isinstance(event, str):
            if self._inside[-1:] == ["t"] and self._is_seen:
                self.builder.say(event)
        elif isinstance(event, Element):
            if HANGUL_UNSEEN.isdisjoint(self._inside):
                self._begin(event)
            self._inside.append(event.name)
        else:
            self._inside.pop()
            if HANGUL_UNSEEN.isdisjoint(self._inside):
                self._end(event)

    @property
    def _is_seen(self) -> bool:
        return not self._is_deleted and HANGUL_UNSEEN.isdisjoint(self._inside)

    def _begin(self, element: Element) -> None:
        build, name = self.builder, element.name
        if name == "p":
            build.begin_text()
            build.level(self._levels.get(element.attributes.get("styleIDRef", ""), 0))
        elif name == "tbl":
            build.begin_table()
        elif name == "tr":
            build.begin_row()
        elif name == "tc":
            build.begin_cell()
            build.name(element.attributes.get("name", ""))
        elif name in {"bookmark", "fieldBegin"}:
            build.name(element.attributes.get("name", ""))
        elif name in {"deleteBegin", "deleteEnd"}:
            self._is_deleted = name == "deleteBegin"
        elif self._is_seen and self._inside[-1:] == ["t"]:
            build.say(HANGUL_BLANKS.get(name, ""))

    def _end(self, event: End) -> None:
        ends: Mapping[str, Callable[[], None]] = {
            "p": self.builder.end_text, "tbl": self.builder.end_table, "tc": self.builder.end_cell,
        }  # fmt: skip
        if event.name in ends:
            ends[event.name]()


# --- HWP 5, by unhwp


def _old_hangul(path: Path) -> list[Block]:
    builder = Builder()
    for section in parsed_hwp(path):
        for node in _nodes(section["content"]):
            _take_node(builder, node)
    return builder.blocks


def _nodes(content: Any) -> Iterator[tuple[str, Any]]:
    """Yield kind and content of what stands in a section; a bare word is a mark without text."""
    for node in content if isinstance(content, list) else [content]:
        if isinstance(node, dict):
            yield from node.items()


def _take_node(builder: Builder, node: tuple[str, Any]) -> None:
    kind, content = node
    if kind == "Table" and isinstance(content, dict) and isinstance(content.get("rows"), list):
        builder.begin_table()
        for row in content["rows"]:
            builder.begin_row()
            for cell in row.get("cells", []) if isinstance(row, dict) else []:
                builder.begin_cell()
                _say_lines(builder, cell)
                builder.end_cell()
        builder.end_table()
    else:
        _say_lines(builder, content, level=_level_of_node(content))


def _say_lines(builder: Builder, content: Any, *, level: int = 0) -> None:
    for line in "".join(words_of(content)).strip("\n").split("\n"):
        builder.begin_text()
        builder.say(line)
        builder.level(level)
        builder.end_text()


def _level_of_node(content: Any) -> int:
    style = content.get("style") if isinstance(content, dict) else None
    level = style.get("heading_level") if isinstance(style, dict) else None
    return level if isinstance(level, int) and 0 < level <= LOWEST else 0


def dumped(outline: Outline) -> bytes:
    """The answer of the process that reads."""
    return json.dumps(outline.as_json(), ensure_ascii=True).encode("ascii")
