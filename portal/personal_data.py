"""Finds what tells of a person in text that nobody meant to keep: addresses of mail, numbers of phones, papers, cards.

Written for words typed into a box, where a number taken out by mistake costs little and one left in is a leak.
Names and street addresses cannot be told from other words: whoever keeps such text shows it only in numbers.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple


class Masked(NamedTuple):
    """Text with what was found taken out, and whether anything was."""

    text: str
    is_masked: bool


_GAP = r"[\s.\-()/]*"
_MAIL = re.compile(r"[\w.+%\-]+\s*(?:@|\(at\)|\[at\])\s*[\w\-]+(?:\s*\.\s*[\w\-]+)+", re.IGNORECASE)
_RESIDENT = re.compile(
    rf"(?<!\d)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_GAP}[0-9*x]{{7}}(?!\d)", re.IGNORECASE
)
_CARD = re.compile(r"(?<!\d)(?:\d[\s\-]?){12,18}\d(?!\d)")
_PHONE = re.compile(
    rf"(?<!\d)(?:\+?82{_GAP}0?|0)(?:1[016-9]|2|[3-6][1-5]|50\d|70|80){_GAP}\d{{3,4}}{_GAP}\d{{4}}(?!\d)"
)
_SERVICE_PHONE = re.compile(rf"(?<!\d)1[5-8]\d{{2}}{_GAP}\d{{4}}(?!\d)")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])[MSRODG](?:\d{8}|\d{3}[A-Z]\d{4})(?![A-Za-z0-9])", re.IGNORECASE)
_LICENCE = re.compile(r"(?<!\d)\d{2}-\d{2}-\d{6}-\d{2}(?!\d)")
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:-?\d){9,}(?!\d)")  # no blanks: years stand in a row


def _luhn(number: str) -> bool:
    """Whether the digits are those of a payment card (ISO/IEC 7812, annex B)."""
    digits = [int(digit) for digit in reversed(number) if digit.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _always(_found: str) -> bool:
    return True


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("[전자우편]", _MAIL, _always),
    ("[주민등록번호]", _RESIDENT, _always),
    ("[면허번호]", _LICENCE, _always),
    ("[카드번호]", _CARD, _luhn),
    ("[전화번호]", _PHONE, _always),
    ("[전화번호]", _SERVICE_PHONE, _always),
    ("[여권번호]", _PASSPORT, _always),
    ("[번호]", _LONG_NUMBER, _always),
)


def without_personal_data(text: str) -> Masked:
    """Return the text with a word in brackets for each address or number that may be a person's."""
    masked = text
    for word, pattern, is_one in _KINDS:
        masked = pattern.sub(partial(_masked, word, is_one), masked)
    return Masked(masked, masked != text)


def _masked(word: str, is_one: Callable[[str], bool], found: re.Match[str]) -> str:
    return word if is_one(found.group()) else found.group()
