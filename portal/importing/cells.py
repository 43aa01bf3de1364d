"""Read one cell: from text as people write it to the value the database keeps."""

import datetime
import re
from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from portal.personal_numbers import find, summary

LIST_SEPARATOR = "|"
LARGEST_NUMBER = 2**63 - 1
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
_DATE = re.compile(
    r"(?P<year>\d{4})(?:(?P<mark>[-./년])\s*(?P<month>\d{1,2})(?:\s*[-./월]\s*(?P<day>\d{1,2}))?)?\s*[.일월년]?"
)
_NUMBER = re.compile(r"-?\d+(?:\.0+)?")
_SPACE = re.compile(r"\s+")
_FEWEST_DIGITS = re.compile(r"\d(?:\D{0,3}\d){6}")
_WEB = re.compile(r"https?://\S+")

type Parse = Callable[[str], Any]


class CellError(ValueError):
    """A cell cannot be read; the message says what to write instead."""


def without_personal_numbers(cell: str) -> str:
    """The cell as it is. Raises `CellError` where it holds what must never become public: what is imported is."""
    if _FEWEST_DIGITS.search(cell):  # most cells end here: looking closer costs ten times as much
        grave = [item for item in find(_WEB.sub(" ", cell)) if not item.kind.is_soft]
        if grave:
            raise CellError(
                _("공개할 수 없는 개인정보가 있습니다: %(found)s. 지우고 다시 올려 주십시오.")
                % {"found": summary(grave)}
            )
    return cell


def text(cell: str) -> str:
    """The text as it stands."""
    return cell


def one_line(cell: str) -> str:
    """The text on one line: line breaks and runs of spaces become one space."""
    return _SPACE.sub(" ", cell)


def whole_number(cell: str) -> int | None:
    """A number of zero or more without fraction: "353,322", "353,322㎡". Blank is unknown."""
    if not cell:
        return None
    digits = cell.replace(",", "").removesuffix("㎡").removesuffix("m2").strip()
    if not _NUMBER.fullmatch(digits) or not 0 <= int(digits.split(".")[0]) <= LARGEST_NUMBER:
        raise CellError(
            _("'%(cell)s'은(는) 0 이상의 정수가 아닙니다. 353322처럼 숫자만 써 주십시오.")
            % {"cell": short(cell)}
        )
    return int(digits.split(".")[0])


def square_metres(cell: str) -> int | None:
    """An area rounded to whole square metres. Blank is unknown."""
    whole, point, fraction = cell.removesuffix("㎡").removesuffix("m2").strip().partition(".")
    if not point or not fraction.isdecimal():
        return whole_number(cell)
    number = whole_number(whole)
    return None if number is None else number + (fraction[0] >= "5")


def partial_date(cell: str) -> str:
    """A date as precise as it is known: "2024", "2024-11", "2024-11-06". Blank is unknown."""
    if not cell:
        return ""
    found = _DATE.fullmatch(_spaced_date(cell))
    if found is None or not EARLIEST_YEAR <= int(found["year"]) <= LATEST_YEAR:
        raise _not_a_date(cell)
    numbers = [int(part) for part in (found["year"], found["month"], found["day"]) if part]
    try:
        datetime.date(*[*numbers, 1, 1][:3])
    except ValueError as problem:
        raise _not_a_date(cell) from problem
    return "-".join([f"{numbers[0]:04}", *(f"{number:02}" for number in numbers[1:])])


def full_date(cell: str) -> datetime.date | None:
    """A date with its day. Blank is unknown."""
    value = partial_date(cell)
    if value and value.count("-") < 2:  # noqa: PLR2004 - year-month-day has two hyphens
        raise CellError(
            _("'%(cell)s'에는 날이 없습니다. 2024-11-06처럼 써 주십시오.") % {"cell": short(cell)}
        )
    return datetime.date.fromisoformat(value) if value else None


def names(cell: str) -> tuple[str, ...]:
    """Several names in one cell, parted by "|" or ";"."""
    parts = (part.strip() for part in re.split(r"[|;]", cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def choice(choices: type[models.TextChoices]) -> Parse:
    """One of the choices, by its value or by its Korean name. Blank is unknown."""

    def parse(cell: str) -> str:
        if not cell or cell in choices.values:
            return cell
        for value, label in choices.choices:
            if cell.casefold() in {str(value).casefold(), str(label).casefold()}:
                return str(value)
        known = ", ".join(str(label) for label in choices.labels)
        raise CellError(
            _("'%(cell)s'은(는) 쓸 수 없는 값입니다. 다음 가운데 하나를 써 주십시오: %(known)s")
            % {"cell": short(cell), "known": known}
        )

    return parse


def short(cell: str, *, length: int = 40) -> str:
    """A cell for a message: cut where it is long."""
    return cell if len(cell) <= length else f"{cell[:length]}…"


def _spaced_date(cell: str) -> str:
    compact = re.sub(r"\s*([-./년월일])\s*", r"\1", cell.strip())
    if re.fullmatch(r"\d{8}", compact):
        return f"{compact[:4]}-{compact[4:6]}-{compact[6:]}"
    return re.sub(r"[ T]00:00(:00)?$", "", compact)


def _not_a_date(cell: str) -> CellError:
    return CellError(
        _("'%(cell)s'은(는) 날짜가 아닙니다. 2024, 2024-11 또는 2024-11-06처럼 써 주십시오.")
        % {"cell": short(cell)}
    )
