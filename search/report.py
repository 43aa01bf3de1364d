"""What the log of searches tells: what many look for, what finds nothing, what nobody opens, what is slow or tried again.

A text that fewer than three people typed is never shown, neither on the screen nor in a file: it is only counted. A
name or a sentence that somebody alone typed may tell who it was, whatever the masks have left of it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal, get_args

from django.db.models import Avg, Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from rapidfuzz.distance import Indel

from search.analysis.hangul import flat_jamo
from search.models import LoggedClick, LoggedSearch

type Kind = Literal["popular", "nothing", "unopened", "slow", "changed"]
KINDS: tuple[Kind, ...] = get_args(Kind.__value__)
PERIODS = (7, 30, 90)
FEWEST_PEOPLE = 3
SLOW_MILLISECONDS = 400
"""The bound that the search page promises for most of its answers."""
MOST_ROWS = 200
CHANGED_WITHIN = timedelta(minutes=5)
_MOST_READ = 50_000
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """A text as people typed it, and what came of it."""

    text: str
    changed_to: str
    searches: int
    people: int
    found_nothing: int
    opened: int
    milliseconds: int
    slowest: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The period in figures."""

    searches: int
    people: int
    found_nothing: int
    opened: int
    milliseconds: int
    slow: int
    degraded: int

    def share(self, count: int) -> float:
        """Return a count as a share of all searches."""
        return count / self.searches if self.searches else 0.0

    @property
    def nothing_share(self) -> float:
        """Return the share of searches that found nothing."""
        return self.share(self.found_nothing)

    @property
    def opened_share(self) -> float:
        """Return the share of searches of which a result was opened."""
        return self.share(self.opened)


@dataclass(frozen=True, slots=True)
class Report:
    """Rows that may be shown, and how many more there are of which only the number may be."""

    kind: Kind
    days: int
    rows: tuple[Row, ...]
    summary: Summary
    unshown: int
    unshown_searches: int


def report(kind: Kind, *, days: int) -> Report:
    """Return a report about the last days."""
    since = timezone.now() - timedelta(days=days)
    if kind == "changed":
        rows, unshown, unshown_searches = _changed(since)
    else:
        rows, unshown, unshown_searches = _counted(kind, since)
    return Report(kind, days, rows, _summary(since), unshown, unshown_searches)


def _searches(since: datetime) -> QuerySet[LoggedSearch, Any]:
    """Return first pages: who turns a page has not asked anew."""
    clicks = LoggedClick.objects.filter(search=OuterRef("pk"))
    searches: QuerySet[LoggedSearch, Any] = LoggedSearch.objects.filter(at__gte=since, page=1)
    return searches.annotate(is_opened=Exists(clicks))


def _summary(since: datetime) -> Summary:
    found = _searches(since).aggregate(
        searches=Count("pk"),
        people=Count("session", distinct=True),
        found_nothing=Count("pk", filter=Q(total=0)),
        opened=Count("pk", filter=Q(is_opened=True)),
        mean=Avg("milliseconds"),
        slow=Count("pk", filter=Q(milliseconds__gte=SLOW_MILLISECONDS)),
        degraded=Count("pk", filter=Q(is_degraded=True)),
    )
    mean = found.pop("mean") or 0
    return Summary(**found, milliseconds=round(mean))


def _counted(kind: Kind, since: datetime) -> tuple[tuple[Row, ...], int, int]:
    texts = (
        _searches(since)
        .order_by()
        .values("key")
        .annotate(
            text=Max("typed"),
            searches=Count("pk"),
            people=Count("session", distinct=True),
            found_nothing=Count("pk", filter=Q(total=0)),
            opened=Count("pk", filter=Q(is_opened=True)),
            average=Avg("milliseconds"),
            slowest=Max("milliseconds"),
        )
    )
    texts = texts.filter(**_CONDITIONS[kind])
    order = ("-slowest", "key") if kind == "slow" else ("-people", "-searches", "key")
    shown = texts.filter(people__gte=FEWEST_PEOPLE).order_by(*order)[:MOST_ROWS]
    rest = texts.filter(people__lt=FEWEST_PEOPLE).aggregate(texts=Count("key"), all=Sum("searches"))
    return tuple(_row(found) for found in shown), rest["texts"], rest["all"] or 0


_CONDITIONS: Mapping[Kind, Mapping[str, Any]] = {
    "popular": {},
    "nothing": {"found_nothing__gt": 0},
    "unopened": {"opened": 0, "found_nothing": 0},
    "slow": {"slowest__gte": SLOW_MILLISECONDS},
}


def _row(found: Mapping[str, Any]) -> Row:
    return Row(
        text=found["text"],
        changed_to="",
        searches=found["searches"],
        people=found["people"],
        found_nothing=found["found_nothing"],
        opened=found["opened"],
        milliseconds=round(found["average"]),
        slowest=found["slowest"],
    )


def _changed(since: datetime) -> tuple[tuple[Row, ...], int, int]:
    """Return what somebody typed anew, a little otherwise, within five minutes."""
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    times: dict[tuple[str, str], int] = defaultdict(int)
    for session, before, after in _changes(since):
        people[before, after].add(session)
        times[before, after] += 1
    shown = [pair for pair, sessions in people.items() if len(sessions) >= FEWEST_PEOPLE]
    rows = [
        Row(before, after, times[before, after], len(people[before, after]), 0, 0, 0, 0)
        for before, after in shown
    ]
    rows.sort(key=lambda row: (-row.people, -row.searches, row.text))
    rest = people.keys() - set(shown)
    return tuple(rows[:MOST_ROWS]), len(rest), sum(times[pair] for pair in rest)


def _changes(since: datetime) -> Iterator[tuple[str, str, str]]:
    asked = LoggedSearch.objects.filter(at__gte=since, page=1).order_by("session", "at", "id")
    rows = list(asked.values_list("session", "at", "key")[:_MOST_READ])
    for (session, at, key), (next_session, later, other) in pairwise(rows):
        if (
            session == next_session
            and key != other
            and later - at <= CHANGED_WITHIN
            and _are_alike(key, other)
        ):
            yield session, key, other


def _are_alike(one: str, other: str) -> bool:
    """Tell whether two texts share a word or most of their letters."""
    if not {*one.split()}.isdisjoint(other.split()):
        return True
    return Indel.normalized_similarity(flat_jamo(one), flat_jamo(other)) >= _ALIKE
