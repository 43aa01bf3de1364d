"""Hangul files: HWPX (KS X 6101, packed XML) read here, HWP 5 and HWP 3 by `unhwp`; text by section."""

import json
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.media.reading.packages import Element, events, pieces
from portal.media.reading.texts import Passage, Place, Problem, UnreadableError

CONTENT, MANIFEST = "Contents/content.hpf", "META-INF/manifest.xml"
SECTION = re.compile(r"Contents/section(\d+)\.xml")
MOST_SECTIONS = 2_000
BLANKS = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
LINE_ENDS = frozenset({"p", "tc"})


def hwpx_passages(archive: zipfile.ZipFile) -> Iterator[Passage]:
    """Yield the text of each section."""
    if is_locked(archive):
        raise UnreadableError(Problem.LOCKED)
    sections = sections_of(archive)
    if not sections:
        raise UnreadableError(Problem.DAMAGED)
    for number, name in enumerate(sections, 1):
        found = pieces(events(archive, name), text="t", blanks=BLANKS, line_ends=LINE_ENDS)
        yield Passage(Place.SECTION, str(number), "".join(piece or "" for piece in found))


def hwp_passages(path: Path) -> Iterator[Passage]:
    """Yield the text of each section of a binary file, distributed ones too. Raises UnreadableError."""
    for section in parsed_hwp(path):
        yield Passage(Place.SECTION, str(section["index"] + 1), "".join(words_of(section["content"])))


def parsed_hwp(path: Path) -> list[dict[str, Any]]:
    """Return the sections of a binary file as `unhwp` gives them. Raises UnreadableError."""
    try:
        import unhwp  # noqa: PLC0415  (a native library that not every machine has)
    except (ImportError, OSError) as error:
        raise UnreadableError(Problem.UNREAD) from error
    try:
        with unhwp.parse(path) as parsed:
            sections: list[dict[str, Any]] = json.loads(parsed.json)["sections"]
    except unhwp.UnhwpError as error:
        raise UnreadableError(_problem(unhwp.ErrorKind, error.kind)) from error
    return sections


def is_locked(archive: zipfile.ZipFile) -> bool:
    """Whether the list of parts says that some are encrypted."""
    if MANIFEST not in archive.namelist():
        return False
    return any(
        isinstance(event, Element) and event.name == "encryption-data" for event in events(archive, MANIFEST)
    )


def sections_of(archive: zipfile.ZipFile) -> list[str]:
    """Return the parts of the sections in reading order: the order of the content list, else by number."""
    names = set(archive.namelist())
    listed = _listed(archive, names) if CONTENT in names else []
    found = [name for name in listed if SECTION.fullmatch(name)] or _numbered(names)
    return found[:MOST_SECTIONS]


def _listed(archive: zipfile.ZipFile, names: set[str]) -> list[str]:
    """Return the parts in the order of the content list."""
    entries = [event for event in events(archive, CONTENT) if isinstance(event, Element)]
    hrefs = {
        entry.attributes.get("id", ""): entry.attributes.get("href", "")
        for entry in entries
        if entry.name == "item"
    }
    order = [entry.attributes.get("idref", "") for entry in entries if entry.name == "itemref"]
    return [_part(hrefs.get(reference, ""), names) for reference in order]


def _numbered(names: set[str]) -> list[str]:
    """Return the sections by their numbers."""
    numbered = [(int(match[1]), name) for name in names if (match := SECTION.fullmatch(name))]
    return [name for _number, name in sorted(numbered)]


def _part(href: str, names: set[str]) -> str:
    """Return the part that an entry means: some programs count from the package, some from the list's folder."""
    candidates = (posixpath.normpath(href).lstrip("/"), posixpath.normpath(posixpath.join("Contents", href)))
    return next((name for name in candidates if name in names), "")


def words_of(node: Any) -> Iterator[str]:
    """Yield every text below a node of unhwp's JSON, with a break behind each paragraph and cell."""
    waiting: list[Any] = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, list):
            # A bare word in a list names a mark without text: a line break, a tab.
            waiting.extend("\n" if isinstance(item, str) else item for item in reversed(current))
        elif isinstance(current, dict):
            for key, value in reversed(current.items()):
                waiting.extend(_parts(key, value))


def _parts(key: str, value: Any) -> tuple[Any, ...]:
    """Return what is to be read of one entry of a node: its break lies below it, hence comes after it."""
    if isinstance(value, dict | list):
        return ("\n", value) if key in {"Paragraph", "Table"} else (value,)
    return (value,) if key == "text" and isinstance(value, str) else ()


def _problem(kinds: Any, kind: int) -> Problem:
    if kind in {kinds.ENCRYPTED, kinds.DISTRIBUTION_RESTRICTED}:
        return Problem.LOCKED
    if kind == kinds.UNSUPPORTED_FORMAT:
        return Problem.OLD_FORMAT
    return Problem.DAMAGED
