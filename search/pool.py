"""All vectors in the memory of this process, by language, compared one by one: exact, and the same on every engine.

Half a kilobyte a document; 100,000 are compared in ten milliseconds (study §3.2). What changes is read when somebody
asks next, and what is gone is forgotten then: a gone document that is nearest would decide what else is near.
"""

import hashlib
import json
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from portal.page_cache.kept import kept
from search.documents import LANGUAGES, Language
from search.encoder import DIMENSIONS, Vectors

_BLOCK = 4_096
"""Rows that are compared at once: small enough for the processor's own memory once they are no longer small integers."""

_DIGITS = 4
_LOOKED_BACK = 200
"""Vectors that are read again with new ones: on PostgreSQL a smaller number may become visible later."""

_STATE = "SELECT (SELECT last FROM search_indexclock WHERE id = 1), (SELECT MAX(id) FROM search_textvector)"
_STANDING = "SELECT id FROM search_indexeddocument"
_COLUMNS = """
    SELECT d.id, d.language, d.title, d.aliases, v.components, v.scale
    FROM search_indexeddocument d
    JOIN search_textvector v ON v.content_hash = d.content_hash AND v.model_id = %s
"""
_ALL = _COLUMNS + " ORDER BY d.id"
_CHANGED = f"{_COLUMNS} WHERE d.revision > %s UNION ALL {_COLUMNS} WHERE v.id > %s"


class Near(NamedTuple):
    """A document by its number, and how alike it is."""

    number: int
    cosine: float


class _Row(NamedTuple):
    number: int
    language: str
    title: str
    aliases: str
    values: bytes
    scale: float

    def names(self) -> Iterator[int]:
        """Yield the name and the other names, each as one number."""
        for name in dict.fromkeys((self.title, *json.loads(self.aliases))):
            yield _name_key(name)


@dataclass(frozen=True, slots=True)
class Lane:
    """The documents of one language."""

    numbers: NDArray[np.int64]
    """In order."""
    values: NDArray[np.int8]
    scales: NDArray[np.float32]
    names: NDArray[np.int64]
    """Every name as a number, in order; what it is the name of stands at the same place in `named_numbers`."""
    named_numbers: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Collection[_Row]) -> "Lane":
        """Return the lane of these rows, each of which comes once."""
        ordered = sorted(rows, key=lambda row: row.number)
        named = sorted((key, row.number) for row in ordered for key in row.names())
        joined = b"".join(bytes(row.values) for row in ordered)
        return cls(
            np.array([row.number for row in ordered], dtype=np.int64),
            np.frombuffer(joined, dtype=np.int8).reshape(len(ordered), DIMENSIONS),
            np.array([row.scale for row in ordered], dtype=np.float32),
            np.array([key for key, _number in named], dtype=np.int64),
            np.array([number for _key, number in named], dtype=np.int64),
        )

    def merged(self, fresh: "Lane") -> "Lane":
        """Return this lane with other rows in place of those of the same numbers."""
        stays = ~np.isin(self.numbers, fresh.numbers)
        numbers = np.concatenate((self.numbers[stays], fresh.numbers))
        order = np.argsort(numbers, kind="stable")
        is_named = ~np.isin(self.named_numbers, fresh.numbers)
        names = np.concatenate((self.names[is_named], fresh.names))
        by_name = np.argsort(names, kind="stable")
        return Lane(
            numbers[order],
            np.concatenate((self.values[stays], fresh.values))[order],
            np.concatenate((self.scales[stays], fresh.scales))[order],
            names[by_name],
            np.concatenate((self.named_numbers[is_named], fresh.named_numbers))[by_name],
        )

    def of_those(self, standing: NDArray[np.int64]) -> "Lane":
        """Return this lane without what is not among these documents."""
        stays, is_named = np.isin(self.numbers, standing), np.isin(self.named_numbers, standing)
        if stays.all():
            return self
        return Lane(
            self.numbers[stays],
            self.values[stays],
            self.scales[stays],
            self.names[is_named],
            self.named_numbers[is_named],
        )

    def cosines(self, vector: Vectors, numbers: Collection[int]) -> dict[int, float]:
        """Return how alike those of these documents are that have a vector."""
        wanted = np.array(sorted(numbers), dtype=np.int64)
        places = np.searchsorted(self.numbers, wanted)
        is_there = places < len(self.numbers)
        is_there[is_there] = self.numbers[places[is_there]] == wanted[is_there]
        places = places[is_there]
        found = (self.values[places].astype(np.float32) @ vector) * self.scales[places]
        return {int(n): round(float(c), _DIGITS) for n, c in zip(wanted[is_there], found, strict=True)}

    def nearest(self, vector: Vectors, *, cut: float, limit: int) -> list[Near]:
        """Return the documents that are at least so much alike, the nearest first."""
        cosines = np.empty(len(self.numbers), dtype=np.float32)
        for start in range(0, len(cosines), _BLOCK):
            block = slice(start, start + _BLOCK)
            cosines[block] = self.values[block].astype(np.float32) @ vector
        cosines *= self.scales
        places = np.flatnonzero(cosines >= cut)
        if len(places) > limit:
            least = np.partition(cosines[places], -limit)[-limit]
            places = places[cosines[places] >= least]
        near = (Near(int(self.numbers[place]), round(float(cosines[place]), _DIGITS)) for place in places)
        return sorted(near, key=lambda one: (-one.cosine, one.number))[:limit]

    def those(self, vector: Vectors, numbers: Collection[int]) -> list[Near]:
        """Return these documents, the nearest first."""
        near = (Near(number, cosine) for number, cosine in self.cosines(vector, numbers).items())
        return sorted(near, key=lambda one: (-one.cosine, one.number))

    def named(self, text: str) -> frozenset[int]:
        """Return the documents that are called exactly so, but for blanks and capitals."""
        key = _name_key(text)
        first, last = np.searchsorted(self.names, key, side="left"), np.searchsorted(self.names, key, "right")
        return frozenset(int(number) for number in self.named_numbers[first:last])


@dataclass(frozen=True, slots=True)
class Pool:
    """The vectors of one model in one database, as of one state of it."""

    state: tuple[int, int]
    """The newest revision, of a document or a deletion, and the newest vector."""
    lanes: Mapping[Language, Lane]

    @property
    def is_empty(self) -> bool:
        """Tell whether no document has a vector yet."""
        return not any(len(lane.numbers) for lane in self.lanes.values())


_pools: dict[tuple[str, str], Pool] = {}
_lock = threading.Lock()


def pool_of(model: str) -> Pool:
    """Return the vectors as they are in the database now; asks it once, and again only for what is new."""
    key = (str(connection.settings_dict["NAME"]), model)
    state = kept("search.vectors", _state)  # whatever changes it ends the epoch
    known = _pools.get(key)
    if known is None or known.state != state:
        with _lock:
            known = _pools.get(key)
            if known is None or known.state != state:
                known = _pools[key] = _read(model, state, known)
    return known


def forget() -> None:
    """Let the next question read everything anew."""
    _pools.clear()


def _state() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        revision, vector = cursor.fetchone()
    return revision or 0, vector or 0


def _read(model: str, state: tuple[int, int], known: Pool | None) -> Pool:
    """Read what has come since, or everything where the database is an older one than this process knew."""
    if known is None or state < known.state:
        return Pool(state, _lanes(_rows(_ALL, [model])))
    revision, vector = known.state
    changed = _rows(_CHANGED, [model, revision, model, vector - _LOOKED_BACK])
    fresh = _lanes({row.number: row for row in changed}.values())
    standing = _standing()
    return Pool(
        state,
        {language: lane.merged(fresh[language]).of_those(standing) for language, lane in known.lanes.items()},
    )


def _standing() -> NDArray[np.int64]:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        return np.array([number for (number,) in cursor.fetchall()], dtype=np.int64)


def _rows(sql: str, values: list[Any]) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [_Row._make(row) for row in cursor.fetchall()]


def _lanes(rows: Iterable[_Row]) -> dict[Language, Lane]:
    of_language: dict[str, list[_Row]] = {language: [] for language in LANGUAGES}
    for row in rows:
        of_language[row.language].append(row)
    return {language: Lane.of(of_language[language]) for language in LANGUAGES}


def _name_key(name: str) -> int:
    """Return 64 bits for a name: two of 500,000 names share them once in a hundred million installations."""
    plain = "".join(name.lower().split()).encode()
    return int.from_bytes(hashlib.blake2b(plain, digest_size=8).digest(), "big", signed=True)
