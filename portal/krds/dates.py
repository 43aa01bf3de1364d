"""Dates as precise as their source: 2023, 2023-12, 2023-12-30."""

import datetime as dt
import re

from django.utils.translation import get_language

PARTS = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\Z")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def write_partial_date(value: str | dt.date | None) -> str:
    """The date in the language in force, no more precise than it was given; other text as it came."""
    if not value:
        return ""
    if isinstance(value, dt.date):
        return _write(value.year, value.month, value.day)
    parts = PARTS.match(value.strip())
    if parts is None:
        return value
    year, month, day = (int(part) if part else 0 for part in parts.groups())
    return _write(year, month, day) if month <= len(MONTHS) else value


def short_partial_date(value: str) -> str:
    """The date in figures, for narrow columns: 2023. 12. 30.; in English as `write_partial_date` has it."""
    parts = PARTS.match(value.strip())
    if get_language() == "en" or parts is None:
        return write_partial_date(value)
    return " ".join(f"{int(part)}." for part in parts.groups() if part)


def _write(year: int, month: int, day: int) -> str:
    if get_language() == "en":
        named = f"{MONTHS[month - 1]} {year}" if month else str(year)
        return f"{day} {named}" if month and day else named
    return " ".join(
        [f"{year}년", *([f"{month}월"] if month else []), *([f"{day}일"] if month and day else [])]
    )
