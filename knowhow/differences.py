"""What changed between two versions of a page, word by word, field by field."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knowhow.models import Entry, PageVersion

WORD = re.compile(r"\s+|[^\s]+")
LINE = re.compile(r"[^\n]*\n|[^\n]+")
MOST_WORDS = 4000
"""Longer texts are compared line by line: comparing takes the square of what is compared."""

type Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Run:
    """Words in a row that stayed, came or went."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Difference:
    """A field that is not what it was."""

    name: str
    label: str
    kind_label: str | Promise
    runs: tuple[Run, ...]


def differences(older: PageVersion, newer: PageVersion) -> tuple[Difference, ...]:
    """Fields that differ, in the order of the newer page; fields that went come last."""
    return differences_between(older.entries, newer.entries)


def differences_between(older: Iterable[Entry], newer: Iterable[Entry]) -> tuple[Difference, ...]:
    """The same for texts that are kept elsewhere."""
    before, after = ({entry.name: entry for entry in entries} for entries in (older, newer))
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        _difference(before.get(name), after.get(name))
        for name in names
        if _text(before.get(name)) != _text(after.get(name))
    )


def _difference(before: Entry | None, after: Entry | None) -> Difference:
    standing = after or before
    if standing is None:
        raise ValueError("A field that is in neither version is no difference.")
    kind = _("새로 적음") if before is None else _("지움") if after is None else _("고침")
    runs = tuple(_runs(_text(before), _text(after)))
    return Difference(standing.name, standing.label, kind, runs)


def _text(entry: Entry | None) -> str:
    return entry.text if entry else ""


def _runs(before: str, after: str) -> Iterator[Run]:
    pieces = WORD if max(len(WORD.findall(text)) for text in (before, after)) <= MOST_WORDS else LINE
    old, new = pieces.findall(before), pieces.findall(after)
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            yield Run("same", "".join(old[old_from:old_to]))
            continue
        if old_to > old_from:
            yield Run("removed", "".join(old[old_from:old_to]))
        if new_to > new_from:
            yield Run("added", "".join(new[new_from:new_to]))
