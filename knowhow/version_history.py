"""What happened to a page, the newest first: its versions, and when somebody confirmed that it still holds."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowhow.models import Confirmation, PageVersion


@dataclass(frozen=True)
class VersionLine:
    """A version and the one it can be compared with."""

    version: PageVersion
    before: int | None
    """The number of the version before it that still stands; nothing where this or that one was withdrawn."""


@dataclass(frozen=True)
class HistoryLine:
    """A version, or a day on which somebody confirmed. Who it was is not told."""

    at: dt.datetime
    version: VersionLine | None = None
    confirmed_on: dt.date | None = None


def history_lines(
    versions: Sequence[PageVersion], confirmations: Iterable[Confirmation]
) -> tuple[HistoryLine, ...]:
    """Versions and confirmations together, the newest first."""
    lines = [
        *(HistoryLine(line.version.made_at, version=line) for line in version_lines(versions)),
        *(HistoryLine(said.at, confirmed_on=said.on) for said in confirmations),
    ]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def version_lines(versions: Sequence[PageVersion]) -> tuple[VersionLine, ...]:
    """The versions, the newest first, each with the one before it."""
    standing = [version.number for version in versions if version.withdrawn_at is None]
    before = dict(pairwise(standing))
    return tuple(VersionLine(version, before.get(version.number)) for version in versions)
