"""Find numbers that belong to a person in a text, and mask them: before publishing, in forms, in logs of queries.

Two classes: what must never be published (resident and foreigner registration numbers, passports, driving licences, cards,
bank accounts), and what is published only on purpose (mobile telephones, e-mail addresses).

Rules of the resident number: six digits of birth, a digit for century and sex (5 to 8: foreigners), and a check digit that
numbers given since October 2020 no longer have (Enforcement Rules of the Resident Registration Act). Corporation numbers
have the same shape and a check digit of their own.

Logs of words that nobody meant to keep go through `portal.personal_data`, which takes out more than is right; this module
is for texts that somebody wrote and must be told what is wrong with.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

LONGEST: Final = 2_000_000
"""Characters that are searched; the longest text of a file is shorter."""
NO_CHECK_DIGIT_SINCE: Final = date(2020, 10, 1)
CONTEXT: Final = 30


class Kind(StrEnum):
    """What a number is."""

    RESIDENT = "resident"
    FOREIGNER = "foreigner"
    PASSPORT = "passport"
    LICENCE = "licence"
    CARD = "card"
    ACCOUNT = "account"
    MOBILE = "mobile"
    EMAIL = "email"

    @property
    def is_soft(self) -> bool:
        """Whether it may be published on purpose."""
        return self in {Kind.MOBILE, Kind.EMAIL}


LABELS: Final = {
    Kind.RESIDENT: _("주민등록번호"),
    Kind.FOREIGNER: _("외국인등록번호"),
    Kind.PASSPORT: _("여권번호"),
    Kind.LICENCE: _("운전면허번호"),
    Kind.CARD: _("카드번호"),
    Kind.ACCOUNT: _("계좌번호"),
    Kind.MOBILE: _("휴대전화번호"),
    Kind.EMAIL: _("이메일 주소"),
}


@dataclass(frozen=True, order=True)
class Found:
    """A number and where it stands."""

    start: int
    end: int
    kind: Kind
    text: str

    @property
    def masked(self) -> str:
        """As it may be shown in a message: its first two characters."""
        return self.text[:2] + re.sub(r"\w", "*", self.text[2:])


_PLAIN = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **dict.fromkeys("‐‑‒–—―−－ㅡ﹣", "-"),
        **{chr(0xFF21 + place): chr(0x41 + place) for place in range(26)},
        "＠": "@",
        "．": ".",
        "\u00a0": " ",
        "\u3000": " ",
    }
)
"""One character for one, so that places stay the same."""
_RESIDENT = re.compile(r"(?<![\d-])(\d{6})(\s?-\s?|)([1-8]\d{6})(?![\d-])")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])[MSRODG](?:\d{8}|\d{3}[A-Z]\d{4})(?![A-Za-z0-9])")
_LICENCE = re.compile(
    r"(?<![\d-])(?:1[1-9]|2[0-8]|[가-힣]{2}\s?-?\s?\d{2})\s?-\s?\d{2}\s?-\s?\d{6}\s?-\s?\d{2}(?![\d-])"
)
_LICENCE_OLD = re.compile(r"(?<![가-힣])[가-힣]{2}\s?-?\s?\d{2}\s?-\s?\d{6}\s?-\s?\d{2}(?![\d-])")
_CARD = re.compile(r"(?<![\d-])[3-69]\d{3}([ -]?)\d{4}\1\d{4}\1\d{2,4}(?![\d-])")
_ACCOUNT = re.compile(r"(?<![\d-])(?:\d{2,6}-\d{2,6}-\d{2,8}(?:-\d{1,3})?|\d{10,14})(?![\d-])")
_ACCOUNT_WORD = re.compile(
    r"계좌|입금|송금|은행|농협|수협|신협|축협|새마을금고|우체국|카카오뱅크|토스뱅크|케이뱅크|예금주|account|bank",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?<![\d-])(?:\+?82[ -]?)?0?1[016789][ .-]?\d{3,4}[ .-]?\d{4}(?![\d-])")
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![\w-])", re.ASCII
)


def find(text: str) -> list[Found]:
    """Every personal number, in order; where two readings overlap, the graver one."""
    plain = text[:LONGEST].translate(_PLAIN)
    taken: list[Found] = []
    for search in (_residents, _passports, _licences, _cards, _accounts, _mobiles, _emails):
        for found in search(plain):
            if all(found.end <= other.start or found.start >= other.end for other in taken):
                taken.append(Found(found.start, found.end, found.kind, text[found.start : found.end]))
    return sorted(taken)


def mask(text: str) -> str:
    """The text with each personal number made unreadable, at its length."""
    for found in find(text):
        hidden = re.sub(r"\w", "*", found.text)
        text = text[: found.start] + hidden + text[found.end :]
    return text


def summary(found: Iterable[Found]) -> str:
    """What was found, for a message: kinds and masked numbers, at most five."""
    shown = list(dict.fromkeys(f"{LABELS[item.kind]} {item.masked}" for item in found))
    return ", ".join(shown[:5])


# --- Kinds


def _residents(text: str) -> Iterator[Found]:
    for match in _RESIDENT.finditer(text):
        birth, gap, rest = match.groups()
        born = _born(birth, rest[0])
        if born is not None and _is_resident(birth + rest, born, is_divided=bool(gap)):
            kind = Kind.FOREIGNER if rest[0] in "5678" else Kind.RESIDENT
            yield Found(match.start(), match.end(), kind, match.group())


def _born(birth: str, sex: str) -> date | None:
    century = 1900 if sex in "1256" else 2000
    try:
        born = date(century + int(birth[:2]), int(birth[2:4]), int(birth[4:]))
    except ValueError:
        return None
    return born if born <= date.today() else None  # noqa: DTZ011  (a day, not a moment)


def _is_resident(digits: str, born: date, *, is_divided: bool) -> bool:
    if _has_check_digit(digits) or born >= NO_CHECK_DIGIT_SINCE:
        return True
    return is_divided and not _is_corporation(digits)


def _has_check_digit(digits: str) -> bool:
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    domestic, foreign = (11 - total % 11) % 10, (13 - total % 11) % 10
    return int(digits[12]) == (foreign if digits[6] in "5678" else domestic)


def _is_corporation(digits: str) -> bool:
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(digits[:12]))
    return int(digits[12]) == (10 - total % 10) % 10


def _all(pattern: re.Pattern[str], kind: Kind) -> Callable[[str], Iterator[Found]]:
    def search(text: str) -> Iterator[Found]:
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), kind, match.group())

    return search


_passports = _all(_PASSPORT, Kind.PASSPORT)
_mobiles = _all(_MOBILE, Kind.MOBILE)
_emails = _all(_EMAIL, Kind.EMAIL)


def _licences(text: str) -> Iterator[Found]:
    yield from _all(_LICENCE, Kind.LICENCE)(text)
    yield from _all(_LICENCE_OLD, Kind.LICENCE)(text)


def _cards(text: str) -> Iterator[Found]:
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if _passes_luhn(digits):
            yield Found(match.start(), match.end(), Kind.CARD, match.group())


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number  # noqa: PLR2004  (Luhn: the digits of a product are added)
    return total % 10 == 0


def _accounts(text: str) -> Iterator[Found]:
    """Banks agree on no shape: a number counts beside a word that says what it is."""
    for match in _ACCOUNT.finditer(text):
        around = (
            text[max(0, match.start() - CONTEXT) : match.start()] + " " + text[match.end() : match.end() + 10]
        )
        if len(re.sub(r"\D", "", match.group())) >= 10 and _ACCOUNT_WORD.search(around):  # noqa: PLR2004  (the shortest)
            yield Found(match.start(), match.end(), Kind.ACCOUNT, match.group())
