"""Texts of pages in the language in force, and whether an English page shows Korean."""

import re
from dataclasses import dataclass

from django.utils.translation import get_language

HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True)
class Words:
    """A text in the language in force, or the Korean one where there is no other."""

    text: str
    is_korean_only: bool = False
    """Whether an English page shows Korean here: the page marks it."""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Note:
    """A remark on the source, in the language it was written in."""

    text: str
    language: str


def either(korean: str, english: str) -> Words:
    """The words in the language in force, else the Korean ones."""
    if get_language() != "en":
        return Words(korean)
    return Words(english) if english else Words(korean, is_korean_only=bool(korean))


def words_of(thing: object, name: str) -> Words:
    """The same for a field that stands twice, as `…_ko` and `…_en`."""
    return either(getattr(thing, f"{name}_ko"), getattr(thing, f"{name}_en"))


def note_of(text: str) -> Note | None:
    """A remark with its language; nothing where there is none."""
    return Note(text, "ko" if HANGUL.search(text) else "en") if text else None


NO_WORDS = Words("")
