"""The little language of the search box: words, "phrases", name:value, and a minus before each of them.

Only reads what was typed; what a name or a value means is `understood.py`'s business. Nothing is ever an error:
what is no filter is words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MAX_PARTS = 30
"""More parts than this are words like any other."""

_QUOTES = '"“”„«»'
_MINUS = "-−"
_PART = re.compile(
    rf"""
    (?P<minus>[{_MINUS}])?
    (?:
        (?P<name>[^\W\d_][^\W\d_·]{{0,19}}):(?!//)(?P<blank>\s?)
        (?:[{_QUOTES}](?P<quoted_value>[^{_QUOTES}]+)[{_QUOTES}]|(?P<value>[^\s{_QUOTES}:]+))(?=\s|$)
      | [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}](?=\s|$)
      | (?P<word>\S+)
    )
    """,
    re.VERBOSE,
)

type PartKind = Literal["word", "phrase", "filter"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of what was typed, and where it stands."""

    kind: PartKind
    text: str
    """The word, the phrase, or the value of the filter."""
    start: int
    end: int
    name: str = ""
    is_excluded: bool = False
    is_spaced: bool = False
    """Whether a blank stands behind the colon, as in ordinary sentences."""


def parse(text: str) -> tuple[Part, ...]:
    """Cut typed text into parts, in their order."""
    return tuple(_parts(text))


def without(text: str, part: Part) -> str:
    """Return the text as typed, without one part of it."""
    return " ".join((text[: part.start] + " " + text[part.end :]).split())


def replaced(text: str, part: Part, value: str) -> str:
    """Return the text with another value in a filter."""
    minus = "-" if part.is_excluded else ""
    return " ".join(f"{text[: part.start]} {minus}{part.name}:{quoted(value)} {text[part.end :]}".split())


def quoted(value: str) -> str:
    """Return a value as it is typed: in quotes where it has blanks."""
    return f'"{value}"' if any(letter.isspace() for letter in value) else value


def _parts(text: str) -> Iterator[Part]:
    position = count = 0
    while match := _PART.search(text, position):
        part = _part(match)
        position = part.end
        count += 1
        if count >= MAX_PARTS and (rest := text[position:].strip()):
            yield part
            yield Part("word", rest, position, len(text))
            return
        if part.text.strip():
            yield part


def _part(match: re.Match[str]) -> Part:
    found = match.groupdict()
    start, end, is_excluded = match.start(), match.end(), found["minus"] is not None
    if found["name"] is not None:
        value = (found["quoted_value"] or found["value"]).strip()
        return Part("filter", value, start, end, found["name"], is_excluded, is_spaced=bool(found["blank"]))
    if found["phrase"] is not None:
        return Part("phrase", " ".join(found["phrase"].split()), start, end, is_excluded=is_excluded)
    word = (found["word"] or "").strip(_QUOTES)
    if is_excluded and not any(letter.isalnum() for letter in word):
        return Part("word", match.group(), start, end)
    return Part("word", word, start, end, is_excluded=is_excluded)
