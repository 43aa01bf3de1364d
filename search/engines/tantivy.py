"""The embedded engine: Tantivy in a directory of its own.

    <index>/CURRENT          the build that answers; switched by os.replace
    <index>/<build-id>/      one Tantivy index and its build.json
    <index>/indexer.lock     held by the one writer

Readers open an index once per process (a fork must not inherit it), look at meta.json before each question
and reload only when it changed: a commit is seen by all processes in a millisecond, without a watcher thread.
"""

import json
import os
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import lru_cache
from itertools import batched
from pathlib import Path
from typing import Any, NamedTuple

import tantivy
from tantivy import Occur, Query

from search.documents import TEXT_FIELDS, Language
from search.engines.base import (
    EMPTY_MARK,
    FACET_SIZE,
    MAX_DEPTH,
    Choice,
    Deletion,
    Either,
    EngineBusyError,
    EngineDocument,
    EngineHit,
    EngineQuery,
    EngineResult,
    EngineUnavailableError,
    Health,
    IndexMissingError,
    SearchEngine,
    Suggestion,
    TermGroup,
    check_choices,
    choices_of_others,
    page_by_score,
    sorted_buckets,
)
from search.weights import FIELD_BOOSTS, FIELD_TIE, PHRASE_BOOST

FORMAT = 4
"""Raise it when fields change: an index of another format is not opened, `make index` builds a new one."""

_CURRENT = "CURRENT"
_MANIFEST = "build.json"
_HEAP = 64_000_000
_LOOKED_UP_TOGETHER = 500
_INDEXED_BEGINNING = 9
"""Beginnings of names up to so many letters are terms of their own: a list each, however many names begin so."""
_LONGEST_BEGINNING = 60
_FILTERS_KEPT = 2_000
_TIE_MARGIN = 8
"""Small, since asking once more is cheap here, and the fewer are wanted the more can be passed over."""
_TOTAL: Mapping[str, Any] = {"total": {"value_count": {"field": "number"}}}
_SORTS = {"newest": ("newest", tantivy.Order.Desc), "title": ("title_key", tantivy.Order.Asc)}
_NOT_BUILT = "There is no search index yet: run `make index`."

type _Stamp = tuple[int, int]
"""When a file was written, and which it is: both change when it is replaced."""

type _Filter = tuple[str, tuple[str, ...], bool]
"""A field, its values, and whether the query stands in one that has scores."""


class TantivyEngine:
    """Answers from the build that CURRENT names, or from one fixed build while it is being filled."""

    name = "tantivy"

    def __init__(self, directory: Path, *, build_id: str | None = None) -> None:
        """Touch nothing yet: an index is opened by the process that asks first."""
        self._directory = directory
        self._current = directory / _CURRENT
        self._build_id = build_id
        self._named: tuple[_Stamp, str | None] | None = None
        """What CURRENT says, and in which state it did."""
        self._opened: _Opened | None = None
        self._lock = threading.Lock()

    def live(self) -> str | None:
        """Return the id of the build that answers."""
        if self._build_id is not None:
            return self._build_id
        try:
            stamp = _stamp(self._current)
            if self._named is None or self._named[0] != stamp:
                self._named = stamp, self._current.read_bytes().decode("ascii").strip() or None
            return self._named[1]
        except FileNotFoundError:
            return None
        except OSError as unreadable:
            raise EngineUnavailableError(f"The search index cannot be read: {unreadable}") from unreadable

    def apply(self, upserts: Iterable[EngineDocument], deletes: Iterable[Deletion]) -> None:
        """Delete and add in one commit. The writer lives no longer, or it would block every other process."""
        # Open anew: an Index object that saw older commits must not write (orphaned segments).
        path = self._path()
        manifest = _manifest(path)
        index = _index(path)
        with _writer(index) as writer:
            held = _Held(index)
            for deletion in held.not_newer(deletes):
                writer.delete_documents_by_term("key", deletion.key)
            for document in held.not_newer(upserts):
                if held.has_had(document.key):
                    writer.delete_documents_by_term("key", document.key)
                writer.add_document(_document(document, facets=manifest.facets))
            _commit(writer)

    def search(self, query: EngineQuery) -> EngineResult:
        """Answer with a call for the page and one for all counts; with filters, one more for what they leave out."""
        asked = query.choices
        check_choices(asked)
        opened = self._reader()
        choices = {name: choice for name, choice in asked.items() if name in opened.facets}
        if any(choice.needs_value for name, choice in asked.items() if name not in choices):
            return EngineResult((), 0, 0, {})  # a facet that this build does not have yet matches nothing
        page = self._page(opened, query, choices)
        counts, total, unfiltered = _counted(opened, query, choices, page)
        facets = {name: _buckets(counts, name) for name in query.facets if name in opened.facets}
        return EngineResult(tuple(page.hits) if page else (), total, unfiltered, facets)

    def _page(self, opened: "_Opened", query: EngineQuery, choices: Mapping[str, Choice]) -> "_Page | None":
        """Return the page with the total, which costs nothing here and a twentieth of the whole beside the counts."""
        if query.offset + query.limit > MAX_DEPTH or query.limit < 1:
            return None
        searcher = opened.searcher
        builder = _Builder(opened, is_scored=query.sort == "relevance" and bool(query.groups))
        full = builder.filtered(builder.base(query), choices)
        if query.sort == "relevance" and query.groups:
            best = _Best(searcher, full)
            return _Page(page_by_score(query, best.read, margin=_TIE_MARGIN), best.total)
        field, order = _SORTS["newest" if query.sort == "relevance" else query.sort]
        found: Any = searcher.search(
            full, query.limit, offset=query.offset, order_by_field=field, order=order
        )
        numbers = searcher.fast_field_values("number", [address for _, address in found.hits])
        return _Page([EngineHit(int(number), 0.0) for number in numbers if number is not None], found.count)

    def suggest(self, keys: Iterable[str], *, language: Language, limit: int) -> list[Suggestion]:
        """Match beginnings of suggestion keys."""
        opened = self._reader()
        prefixes = [(Occur.Should, _begins(opened.schema, key, language)) for key in keys if key]
        if not prefixes or limit < 1:
            return []
        query = Query.boolean_query(prefixes) if len(prefixes) > 1 else prefixes[0][1]
        found = opened.searcher.search(query, limit, count=False, order_by_field="popularity_key").hits
        numbers = opened.searcher.fast_field_values("number", [address for _, address in found])
        return [Suggestion(int(number)) for number in numbers if number is not None]

    def vocabulary(self) -> Mapping[str, int]:
        """Return the terms of all text fields with the highest of their frequencies."""
        opened = self._reader()
        if opened.vocabulary is None:
            frequencies: dict[str, int] = {}
            for field in TEXT_FIELDS:
                for term, count in opened.searcher.terms_with_prefix(field, ""):
                    if term != EMPTY_MARK:
                        frequencies[term] = max(count, frequencies.get(term, 0))
            opened.vocabulary = frequencies
        return opened.vocabulary

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Yield key and revision of every document."""
        searcher = self._reader().searcher
        if not searcher.num_docs:
            return
        found = searcher.search(Query.all_query(), searcher.num_docs, count=False).hits
        addresses = [address for _, address in found]
        for address, revision in zip(
            addresses, searcher.fast_field_values("revision", addresses), strict=True
        ):
            yield searcher.doc(address)["key"][0], int(revision or 0)

    def begin_rebuild(self, build_id: str, *, facets: tuple[str, ...]) -> SearchEngine:
        """Make a new directory beside the one that answers."""
        path = self._directory / build_id
        path.mkdir(parents=True)
        tantivy.Index(_schema(facets), path=str(path))
        (path / _MANIFEST).write_text(
            json.dumps({"format": FORMAT, "facets": list(facets)}), encoding="utf-8"
        )
        return TantivyEngine(self._directory, build_id=build_id)

    def build(self, build_id: str) -> SearchEngine:
        """Return the engine of one directory."""
        if not (self._directory / build_id / _MANIFEST).exists():  # _manifest remembers what may be gone
            raise IndexMissingError(f"The build {build_id} is not kept any more.")
        _manifest(self._directory / build_id)
        return TantivyEngine(self._directory, build_id=build_id)

    def switch(self, new: SearchEngine) -> None:
        """Point CURRENT at the new build; keep the one before, remove older ones."""
        before, build_id = self.live(), new.live()
        if build_id is None or not (self._directory / build_id / _MANIFEST).exists():
            raise IndexMissingError(
                "The new build is not in this index directory: make it with begin_rebuild()."
            )
        aside = self._directory / f"{_CURRENT}.{build_id}"
        aside.write_text(build_id, encoding="ascii")
        aside.replace(self._current)
        for path in self._directory.iterdir():
            if path.is_dir() and path.name not in {before, build_id} and (path / _MANIFEST).exists():
                shutil.rmtree(path, ignore_errors=True)

    def health(self) -> Health:
        """Return the state."""
        try:
            opened = self._reader()
        except EngineUnavailableError as unavailable:
            return Health(self.name, None, 0, str(unavailable))
        return Health(
            self.name, opened.build_id, opened.searcher.num_docs, str(self._directory / opened.build_id)
        )

    def _path(self) -> Path:
        build_id = self.live()
        if build_id is None:
            raise IndexMissingError(_NOT_BUILT)
        return self._directory / build_id

    def _reader(self) -> "_Opened":
        """Return the open index, fresh as of the last commit."""
        build_id = self.live()
        with self._lock:
            opened = self._opened
            if opened is None or opened.build_id != build_id or opened.process != os.getpid():
                opened = self._opened = _open(self._path())
            opened.refresh()
            return opened


class _Page(NamedTuple):
    """The hits of a page, and how many there are on all pages."""

    hits: Sequence[EngineHit]
    total: int


def _counted(
    opened: "_Opened", query: EngineQuery, choices: Mapping[str, Choice], page: _Page | None
) -> tuple[Mapping[str, Any], int, int]:
    """Count what is asked for: values of facets, the total, which the page knows if there is one, and it without filters."""
    builder = _Builder(opened, is_scored=False)
    base = builder.base(query)
    counts: dict[str, Any] = {}
    wanted = _counts(query, choices, facets=opened.facets)
    if page is None:
        wanted |= _TOTAL
    if wanted and (page is None or page.total):
        counts = opened.searcher.aggregate(builder.filtered(base, choices), wanted)
    total = unfiltered = _total(counts) if page is None else page.total
    if choices:
        others = opened.searcher.aggregate(base, _counts_of_chosen(choices))
        counts |= {name: count.get("values", count) for name, count in others.items()}
        unfiltered = _total(others)
    return counts, total, unfiltered


def _total(counts: Mapping[str, Any]) -> int:
    return int(counts["total"]["value"])


def _buckets(counts: Mapping[str, Any], name: str) -> tuple[tuple[str, int], ...]:
    """Return the values of a facet by count; none where nothing was found to count."""
    found = counts.get(f"f_{name}", {"buckets": ()})["buckets"]
    return sorted_buckets([(bucket["key"], bucket["doc_count"]) for bucket in found])


@dataclass(slots=True)
class _Best:
    """Reads the best hits of a question, and counts all of them on the way."""

    searcher: tantivy.Searcher
    question: Query
    total: int = 0

    def read(self, wanted: int) -> list[EngineHit]:
        """Return so many hits at most, the best first."""
        found: Any = self.searcher.search(self.question, wanted)  # its stubs know no `count`
        self.total = found.count
        numbers = self.searcher.fast_field_values("number", [address for _, address in found.hits])
        return [
            EngineHit(int(number), score)
            for (score, _), number in zip(found.hits, numbers, strict=True)
            if number is not None
        ]


@dataclass(frozen=True, slots=True)
class _Manifest:
    facets: frozenset[str]


@dataclass(slots=True)
class _Opened:
    """An index as one process holds it."""

    build_id: str
    process: int
    index: tantivy.Index
    schema: tantivy.Schema
    facets: frozenset[str]
    meta: Path
    searcher: tantivy.Searcher
    seen: _Stamp = (0, 0)
    vocabulary: Mapping[str, int] | None = None
    filters: dict[_Filter, Query] = dataclass_field(default_factory=dict)
    """Queries for the values of facets that were asked for: few, and the same again and again."""

    def refresh(self) -> None:
        """Reload if a commit was made since; a stat costs 2 µs, a reload 60."""
        try:
            stamp = _stamp(self.meta)
        except FileNotFoundError as gone:
            raise IndexMissingError(_NOT_BUILT) from gone
        except OSError as unreadable:
            raise EngineUnavailableError(f"The search index cannot be read: {unreadable}") from unreadable
        if stamp != self.seen:
            try:
                self.index.reload()
            except ValueError as broken:
                raise EngineUnavailableError(f"The search index cannot be read: {broken}") from broken
            self.searcher = self.index.searcher()
            self.seen, self.vocabulary = stamp, None


def _open(path: Path) -> _Opened:
    manifest = _manifest(path)
    index = _index(path)
    index.config_reader(reload_policy="manual")
    return _Opened(
        build_id=path.name,
        process=os.getpid(),
        index=index,
        schema=index.schema,
        facets=manifest.facets,
        meta=path / "meta.json",
        searcher=index.searcher(),
    )


def _index(path: Path) -> tantivy.Index:
    """Open an index. One that is damaged counts as missing: a new one is built from the database."""
    try:
        index = tantivy.Index.open(str(path))
        index.searcher()  # which looks at every file
    except ValueError as broken:
        raise IndexMissingError(f"The search index cannot be opened: {broken}. Run `make index`.") from broken
    return index


def _commit(writer: tantivy.IndexWriter) -> None:
    try:
        writer.commit()
    except ValueError as refused:  # a disk that is full or read-only
        raise EngineUnavailableError(f"The search index cannot be written: {refused}") from refused


@lru_cache(maxsize=8)
def _read_manifest(path: Path) -> _Manifest:
    data = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
    if data["format"] != FORMAT:
        raise IndexMissingError("The search index was built by another version: run `make index`.")
    return _Manifest(frozenset(data["facets"]))


def _manifest(path: Path) -> _Manifest:
    try:
        return _read_manifest(path)
    except (FileNotFoundError, json.JSONDecodeError, KeyError) as missing:
        raise IndexMissingError(_NOT_BUILT) from missing
    except OSError as unreadable:
        raise EngineUnavailableError(f"The search index cannot be read: {unreadable}") from unreadable


class _writer:  # noqa: N801 -- used like a function: `with _writer(index) as writer`
    """A writer for one batch. Tantivy takes its own lock and frees it on kill -9 too."""

    def __init__(self, index: tantivy.Index) -> None:
        try:
            self._writer = index.writer(_HEAP, 1)
        except ValueError as error:
            if "LockBusy" in str(error) or "Lockfile" in str(error):
                raise EngineBusyError("Another process is writing to the search index.") from error
            raise EngineUnavailableError(f"The search index cannot be written: {error}") from error

    def __enter__(self) -> tantivy.IndexWriter:
        return self._writer

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._writer.rollback()
        self._writer.wait_merging_threads()


def _schema(facets: Iterable[str]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace")
    builder.add_text_field("bigrams", tokenizer_name="whitespace")
    builder.add_text_field("suggest", tokenizer_name="raw")
    builder.add_text_field("begins", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title_key", fast=True, tokenizer_name="raw", index_option="basic")
    for facet in sorted(facets):
        builder.add_text_field(f"f_{facet}", fast=True, tokenizer_name="raw", index_option="basic")
    for key in ("number", "revision", "newest", "popularity_key"):
        builder.add_integer_field(key, fast=True)
    return builder.build()


def _document(source: EngineDocument, *, facets: frozenset[str]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("key", source.key)
    for name in TEXT_FIELDS:
        document.add_text(name, source.texts.get(name) or EMPTY_MARK)
    document.add_text("bigrams", source.bigrams or EMPTY_MARK)
    for key in source.suggestion_keys:
        document.add_text("suggest", key)
    document.add_text("begins", _beginnings(source))
    document.add_text("language", source.language)
    document.add_text("title_key", source.title_key)
    for facet, values in source.facets.items():
        if facet in facets:
            for value in values:
                document.add_text(f"f_{facet}", value)
    document.add_integer("number", source.number)
    document.add_integer("revision", source.revision)
    document.add_integer("newest", source.newest_key)
    document.add_integer("popularity_key", source.popularity_key)
    return document


def _beginnings(source: EngineDocument) -> str:
    """Join all beginnings of names that are terms of their own: keys have no blanks, and one call takes them all."""
    lengths = range(1, _INDEXED_BEGINNING + 1)
    found = {key[:length] for key in source.suggestion_keys for length in lengths[: len(key)]}
    return " ".join([f"{source.language}:{beginning}" for beginning in found])


class _Held:
    """What the index holds before a batch, so that a late write does not undo a newer one."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._keys: set[str] = set()

    def has_had(self, key: str) -> bool:
        """Tell whether the index holds this key or was given it before in this batch; from now on it was."""
        had = key in self._keys
        self._keys.add(key)
        return had

    def not_newer[Written: (EngineDocument, Deletion)](self, writes: Iterable[Written]) -> Iterator[Written]:
        """Give back, in their order, the writes that the index does not hold anything newer of."""
        for batch in batched(writes, _LOOKED_UP_TOGETHER):
            held = self._revisions([write.key for write in batch])
            self._keys.update(held)
            yield from (write for write in batch if write.revision >= held.get(write.key, write.revision))

    def _revisions(self, keys: list[str]) -> dict[str, int]:
        if not self._searcher.num_docs:  # a build that begins
            return {}
        query = Query.term_set_query(self._schema, "key", keys)
        addresses = [address for _, address in self._searcher.search(query, len(keys), count=False).hits]
        revisions = self._searcher.fast_field_values("revision", addresses)
        return {
            self._searcher.doc(address)["key"][0]: int(revision or 0)
            for address, revision in zip(addresses, revisions, strict=True)
        }


class _Builder:
    """Query objects for one schema. What is only counted needs no weights: it takes two thirds of the time."""

    def __init__(self, opened: _Opened, *, is_scored: bool) -> None:
        self._schema = opened.schema
        self._filters = opened.filters
        self._is_scored = is_scored

    def base(self, query: EngineQuery) -> Query:
        """Return the question without filters."""
        clauses = [(Occur.Must, self._silent("language", (query.language,)))]
        if query.hidden:
            clauses.append((Occur.MustNot, Query.term_set_query(self._schema, "key", sorted(query.hidden))))
        clauses += [(Occur.Must, self._unscored(self._run(run))) for run in query.required]
        clauses += [(Occur.MustNot, self._run(run)) for run in query.barred]
        if query.groups:
            groups = [(Occur.Should, self._group(group)) for group in query.groups]
            one_of_them = Query.boolean_query(groups, minimum_number_should_match=1)
            clauses.append((Occur.Must, groups[0][1] if len(groups) == 1 else one_of_them))
            if len(query.phrase) > 1 and self._is_scored:
                clauses.append((Occur.Should, self._weighted(self._phrase(query.phrase), PHRASE_BOOST)))
        return Query.boolean_query(clauses)

    def filtered(self, base: Query, choices: Mapping[str, Choice]) -> Query:
        """Return the question with filters, which never change a score."""
        clauses = [(Occur.Must, base)]
        for name, choice in choices.items():
            if choice.values:
                clauses.append((Occur.Must, self._silent(f"f_{name}", choice.values)))
            if choice.barred:
                clauses.append((Occur.MustNot, self._silent(f"f_{name}", choice.barred)))
        return Query.boolean_query(clauses) if len(clauses) > 1 else base

    def _silent(self, field: str, values: tuple[str, ...]) -> Query:
        key = field, values, self._is_scored
        known = self._filters.get(key)
        if known is None:
            if len(self._filters) >= _FILTERS_KEPT:
                self._filters.clear()
            terms = [(Occur.Should, Query.term_query(self._schema, field, value)) for value in values]
            known = self._unscored(terms[0][1] if len(terms) == 1 else Query.boolean_query(terms))
            self._filters[key] = known
        return known

    def _group(self, group: TermGroup) -> Query:
        term = self._term if group.scope == "text" else self._bigram
        clauses = [term(said) if isinstance(said, str) else self._either(said) for said in group.terms]
        if len(clauses) == 1:
            query = clauses[0]
        elif len(clauses) == group.minimum:
            query = Query.boolean_query([(Occur.Must, clause) for clause in clauses])
        else:
            some = [(Occur.Should, clause) for clause in clauses]
            query = Query.boolean_query(some, minimum_number_should_match=group.minimum)
        return self._weighted(query, group.boost)

    def _term(self, text: str) -> Query:
        fields = [
            self._weighted(Query.term_query(self._schema, name, text), boost)
            for name, boost in FIELD_BOOSTS.items()
        ]
        return Query.disjunction_max_query(fields, FIELD_TIE)

    def _either(self, either: Either) -> Query:
        own = Query.boolean_query([(Occur.Must, self._term(text)) for text in either.ways[0]])
        synonyms = [self._weighted(self._run(way), weight) for way, weight in either.weighted()]
        return Query.disjunction_max_query([own, *synonyms], 0.0)

    def _run(self, terms: tuple[str, ...]) -> Query:
        """Match terms next to each other in any field."""
        if len(terms) == 1:
            return self._term(terms[0])
        return self._phrase(terms)

    def _bigram(self, text: str) -> Query:
        return Query.term_query(self._schema, "bigrams", text)

    def _phrase(self, terms: tuple[str, ...]) -> Query:
        fields = [
            self._weighted(Query.phrase_query(self._schema, name, list(terms)), boost)
            for name, boost in FIELD_BOOSTS.items()
        ]
        return Query.disjunction_max_query(fields, FIELD_TIE)

    def _unscored(self, query: Query) -> Query:
        return Query.const_score_query(query, 0.0) if self._is_scored else query

    def _weighted(self, query: Query, boost: float) -> Query:
        return Query.boost_query(query, boost) if self._is_scored and boost != 1.0 else query


def _begins(schema: tantivy.Schema, key: str, language: Language) -> Query:
    """Match every name that begins so.

    Where the beginning is no term, all names that fit have to be walked through: long ones fit few. A phrase prefix
    would stop after the first fifty, and a regular expression takes twenty times as long.
    """
    if len(key) <= _INDEXED_BEGINNING:
        return Query.term_query(schema, "begins", f"{language}:{key}")
    names = Query.fuzzy_term_query(schema, "suggest", key[:_LONGEST_BEGINNING], distance=0, prefix=True)
    return Query.boolean_query(
        [(Occur.Must, names), (Occur.Must, Query.term_query(schema, "language", language))]
    )


def _counts(query: EngineQuery, choices: Mapping[str, Choice], *, facets: frozenset[str]) -> dict[str, Any]:
    """Count, of what passes all filters, the values in the facets that nothing is chosen in."""
    wanted = (name for name in query.facets if name in facets and name not in choices)
    return {f"f_{name}": _values(name) for name in wanted}


def _counts_of_chosen(choices: Mapping[str, Choice]) -> dict[str, Any]:
    """Count everything, and each facet that something is chosen in under the filters of all the others."""
    counts: dict[str, Any] = dict(_TOTAL)
    for name in choices:
        others, values = choices_of_others(choices, name), _values(name)
        counts[f"f_{name}"] = (
            {"filter": _expression(others), "aggs": {"values": values}} if others else values
        )
    return counts


def _values(name: str) -> dict[str, Any]:
    return {"terms": {"field": f"f_{name}", "size": FACET_SIZE}}


def _expression(choices: Mapping[str, Choice]) -> str:
    """Write filters in Tantivy's language: only here, and only slugs get here (`check_choices`).

    Exclusions are written with a minus: `AND NOT` gives nothing at all, and a minus alone is refused.
    """
    wanted = [
        "(" + " OR ".join(f'f_{name}:"{value}"' for value in choice.values) + ")"
        for name, choice in choices.items()
        if choice.values
    ]
    barred = [f'-f_{name}:"{value}"' for name, choice in choices.items() for value in choice.barred]
    return " AND ".join([*(wanted or ["*"]), *barred])


def _stamp(path: Path) -> _Stamp:
    """Tell one state of a file from another; 2 µs, where reading it takes 8."""
    stat = os.stat(path)  # noqa: PTH116 - half the time of Path.stat, at each question
    return stat.st_mtime_ns, stat.st_ino
