"""The same pages and counts from SQLite's own full-text index and plain SQL: what a portal without an engine would do.

The terms are the same as everywhere, so the index needs no analyser; tables and indexes are laid out for these
questions, and matching documents are found once for all counts.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from search.engines.base import EngineDocument
from tests.bench.search_corpus import FACETS, Question

_SINGLE = [name for name in FACETS if name != "topic"]
_PAGE = """
    SELECT m.rowid FROM (SELECT rowid AS r, bm25(texts, 3.0, 1.5, 1.0) AS score FROM texts WHERE texts MATCH ?)
    JOIN facts m ON m.rowid = r WHERE m.language = ? AND {chosen} ORDER BY score LIMIT 10
"""


class Fts5:
    """One database file with a full-text table, a table of facts, and one of topics."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "mmap_size=2000000000",
            "temp_store=MEMORY",
            "cache_size=-64000",
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TEMP TABLE found(r INTEGER PRIMARY KEY)")

    def fill(self, documents: Iterable[EngineDocument]) -> None:
        """Index everything once."""
        columns = ", ".join(f"{name} TEXT" for name in (*_SINGLE, "language"))
        self._connection.executescript(f"""
            CREATE VIRTUAL TABLE texts USING fts5(title, summary, body, tokenize='unicode61');
            CREATE TABLE facts(rowid INTEGER PRIMARY KEY, {columns});
            CREATE TABLE topics(r INT, topic TEXT, PRIMARY KEY(r, topic)) WITHOUT ROWID;
        """)
        for source in documents:
            number, texts = source.number, source.texts
            self._connection.execute(
                "INSERT INTO texts(rowid, title, summary, body) VALUES(?, ?, ?, ?)",
                (number, texts["title"], texts["summary"], texts["body"]),
            )
            facts = [*(source.facets[name][0] for name in _SINGLE), source.language]
            self._connection.execute(
                f"INSERT INTO facts VALUES(?{', ?' * len(facts)})",
                (number, *facts),
            )
            topics = [(number, topic) for topic in source.facets["topic"]]
            self._connection.executemany("INSERT INTO topics VALUES(?, ?)", topics)
        self._connection.execute("INSERT INTO texts(texts) VALUES('optimize')")
        self._connection.execute("ANALYZE")
        self._connection.commit()

    def page_and_facets(self, question: Question) -> tuple[list[int], dict[str, list[tuple[str, int]]]]:
        """Ten best, and each facet counted under the filters of the others."""
        ask, match = self._connection.execute, _match(question.terms)
        chosen, values = _chosen(question.filters)
        page = [row[0] for row in ask(_PAGE.format(chosen=chosen), (match, question.language, *values))]
        ask("DELETE FROM found")
        ask(
            "INSERT INTO found SELECT t.rowid FROM texts t JOIN facts m ON m.rowid = t.rowid "
            "WHERE texts MATCH ? AND m.language = ?",
            (match, question.language),
        )
        facets = {}
        for name in FACETS:
            others = {other: wanted for other, wanted in question.filters.items() if other != name}
            where, values = _chosen(others)
            joined = "JOIN topics t ON t.r = found.r" if name == "topic" else ""
            sql = (
                f"SELECT {name}, count(*) AS n FROM found JOIN facts m ON m.rowid = found.r {joined} "  # noqa: S608 - our own names
                f"WHERE {where} GROUP BY 1 ORDER BY n DESC, 1"
            )
            facets[name] = ask(sql, values).fetchall()
        return page, facets

    def close(self) -> None:
        """Write the log into the file and let go of it."""
        self._connection.close()


def _match(terms: Sequence[str]) -> str:
    return " AND ".join(f'"{term}"' for term in terms)


def _chosen(filters: Mapping[str, Sequence[str]]) -> tuple[str, tuple[str, ...]]:
    groups = [f"m.{name} IN ({', '.join('?' * len(values))})" for name, values in filters.items()]
    return " AND ".join(groups) or "1", tuple(value for values in filters.values() for value in values)
