"""Judged questions: a file of JSON lines, read with care, since anyone may bring one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.documents import LANGUAGES, Language

SHIPPED = Path(__file__).with_name("queries.jsonl")
HIGHEST_GRADE = 3


class JudgmentError(Exception):
    """A file of judgments is not what it should be; the message names the line."""


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """What is typed, which documents answer it and how well, and which of them must be found."""

    text: str
    language: Language
    form: str
    relevant: Mapping[str, int]
    """Name of a document → grade, 1 to 3. Names are `kind:` and the end of its address: `zone:gongju-chestnut`."""
    must: tuple[str, ...]


def read(path: Path) -> tuple[JudgedQuestion, ...]:
    """Return the questions of a file; raise JudgmentError where one cannot be understood."""
    return tuple(_question(row, line=line) for line, row in rows(path))


def rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield each object of a file of JSON lines with the number of its line; empty lines are skipped."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise JudgmentError(f"{path} cannot be read as UTF-8 text: {problem}") from problem
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as problem:
            raise JudgmentError(f"Line {number} is not JSON: {problem}") from problem
        if not isinstance(row, dict):
            raise JudgmentError(f"Line {number} is not an object: {{…}}.")
        yield number, row


def text_of(row: Mapping[str, Any], name: str, *, line: int) -> str:
    """Return a text that has to be there."""
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise JudgmentError(f"Line {line} has no {name!r}: give a text.")
    return value


def _question(row: Mapping[str, Any], *, line: int) -> JudgedQuestion:
    language = row.get("language", "ko")
    if language not in LANGUAGES:
        raise JudgmentError(f"Line {line}: language {language!r} is none of {', '.join(LANGUAGES)}.")
    relevant = row.get("relevant")
    if not isinstance(relevant, dict) or not relevant or not all(map(_is_grade, relevant.values())):
        raise JudgmentError(f'Line {line}: give "relevant" as {{"kind:name": 1 to {HIGHEST_GRADE}}}.')
    must = row.get("must", [])
    if not isinstance(must, list) or not set(must) <= set(relevant):
        raise JudgmentError(f'Line {line}: "must" may name only documents that are in "relevant".')
    return JudgedQuestion(
        text_of(row, "query", line=line), language, str(row.get("form", "other")), dict(relevant), tuple(must)
    )


def _is_grade(value: object) -> bool:
    return type(value) is int and 1 <= value <= HIGHEST_GRADE
