"""What a reader of files gives: passages with their places, or the reason why there are none."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

MOST_CHARACTERS = 200_000
"""How much text of one file is kept: what search takes of one thing. The rest is left out, and the CMS says so."""


class Place(StrEnum):
    """What a passage is within its file."""

    PAGE = "page"
    SHEET = "sheet"
    SECTION = "section"


class Problem(StrEnum):
    """Why a file has no text for search."""

    LOCKED = "locked"
    DAMAGED = "damaged"
    TOO_BIG = "too_big"
    TOO_SLOW = "too_slow"
    HOSTILE = "hostile"
    EMPTY = "empty"
    OTHER_FORMAT = "other_format"
    OLD_FORMAT = "old_format"
    MISSING = "missing"
    UNREAD = "unread"
    MACROS = "macros"


class UnreadableError(Exception):
    """A file that cannot be read, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Passage(NamedTuple):
    """The text of a page, a sheet or a section. `name` is its number, or what a sheet is called."""

    place: Place
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file."""

    file_format: str = ""
    passages: tuple[Passage, ...] = ()
    is_cut: bool = False
    problem: Problem | None = None


def gathered(passages: Iterable[Passage], *, most: int = MOST_CHARACTERS) -> tuple[tuple[Passage, ...], bool]:
    """Return the passages that hold text, as far as the limit goes, and whether something was cut off."""
    kept: list[Passage] = []
    room = most
    for passage in passages:
        text = tidy(passage.text, most=room)
        if text:
            kept.append(passage._replace(text=text[:room]))
            room -= min(room, len(text))
        if not room:
            return tuple(kept), True
    return tuple(kept), False


def tidy(text: str, *, most: int) -> str:
    """Return the text with one blank between words and one break between lines, a character longer than allowed."""
    lines: list[str] = []
    room = most + 1
    for line in text.splitlines():
        words = " ".join(line.split())
        if words:
            lines.append(words)
            room -= len(words) + 1
        if room < 0:
            break
    return "\n".join(lines)[: most + 1]
