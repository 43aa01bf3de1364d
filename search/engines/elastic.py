"""The engine of a cluster: Elasticsearch 8, through its own query language in Python.

    <prefix>                      alias of the index that answers; switched by one request
    <prefix>-<build-id>           one index, with what it was built for in its `_meta`
    <prefix>-<build-id>-writes    alias that every write names, so that none makes an index that is gone anew

Only what the core of the server has is used: whitespace and keyword fields, no plugin, no script. Texts come
analysed, so scores agree with the embedded engine's. Each write carries its revision as an external version:
one that arrives late is refused. `info()` is never asked, since not every distribution answers it.
"""

import logging
import os
import threading
import time
import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import batched, chain
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError, helpers
from elasticsearch.dsl import Index, Keyword, Long, Text, aggs
from elasticsearch.dsl import Mapping as Fields
from elasticsearch.dsl.query import Bool, DisMax, Ids, MatchAll, MatchPhrase, Prefix, Query, Term, Terms

from search.documents import TEXT_FIELDS, Language
from search.engines.base import (
    EMPTY_MARK,
    FACET_SIZE,
    MAX_CANDIDATES,
    MAX_DEPTH,
    TIE_MARGIN,
    Deletion,
    Either,
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
    page_by_score,
    sorted_buckets,
)
from search.engines.cluster import Cluster
from search.weights import FIELD_BOOSTS, FIELD_TIE, PHRASE_BOOST

logger = logging.getLogger(__name__)

FORMAT = 2
"""Raise it when fields change: an index of another format is not asked, `make index` builds a new one."""

_LIVE_SECONDS = 1.0
"""How long a process may go on asking the build before, which is kept: a look at the alias is a request."""

_CHUNK = 500
_PAGE = 5_000
_WORDS_AT_ONCE = 60_000
_CONNECTIONS = 32
_SORTS = {"newest": {"newest": "desc"}, "title": {"title_key": "asc"}}
_PLAIN = {"track_total_hits": True, "_source": False, "stored_fields": "_none_"}
_NOT_BUILT = "There is no search index yet: run `make index`."
_SETTINGS = {
    "number_of_shards": 1,  # scores are counted per shard
    "number_of_replicas": 0,
    "refresh_interval": "-1",
    "max_result_window": MAX_CANDIDATES,
    "gc_deletes": "1d",  # how long a deletion is remembered against writes that come late
    "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}},
}
_SETTINGS_IN_SERVICE = {"auto_expand_replicas": "0-1", "refresh_interval": "1s"}


class ElasticEngine:
    """Answers from the build that the alias names, or from one fixed build."""

    name = "elastic"

    def __init__(self, cluster: Cluster, *, build_id: str | None = None) -> None:
        """Connect to nothing yet: processes that fork must not share connections."""
        self._cluster = cluster
        self._build_id = build_id
        self._clients: _Clients | None = None
        self._live: tuple[float, str] | None = None
        self._facets: dict[str, frozenset[str]] = {}
        self._words: _Words | None = None
        self._reader: threading.Thread | None = None
        self._lock = threading.Lock()

    def live(self) -> str | None:
        """Return the id of the build that answers, as it was a second ago at most."""
        if self._build_id is not None:
            return self._build_id
        now = time.monotonic()
        if self._live is not None and now - self._live[0] < _LIVE_SECONDS:
            return self._live[1]
        build_id = self._named_by_alias()
        self._live = (now, build_id) if build_id is not None else None
        return build_id

    def apply(self, upserts: Iterable[EngineDocument], deletes: Iterable[Deletion]) -> None:
        """Send in chunks of 500, one after the other, each when it is whole: the next is prepared meanwhile.

        The live index shows them on return, another one when it is switched to.
        """
        build_id = self._build_id or self._named_by_alias()
        facets = self._facets_of(_existing(build_id))
        actions = chain(map(_deletion, deletes), (_write(document, facets=facets) for document in upserts))
        send = partial(self._send, f"{self._index(_existing(build_id))}-writes")
        # Documents are read by the thread that has the connection to the database; the other one only talks.
        with _talking(), ThreadPoolExecutor(max_workers=1) as other:
            on_its_way: Future[None] | None = None
            for chunk in batched(actions, _CHUNK):
                if on_its_way is not None:
                    on_its_way.result()
                on_its_way = other.submit(send, chunk)
            if on_its_way is not None:
                on_its_way.result()
        self._words = None

    def search(self, query: EngineQuery) -> EngineResult:
        """Answer page and counts with one request."""
        check_choices(query.choices)
        build_id = _existing(self.live())
        facets = self._facets_of(build_id)
        query = _known(query, facets=facets)
        if not facets.issuperset(query.filters):  # a facet that this build does not have yet matches nothing
            return EngineResult((), 0, 0, {})
        question = _question(query)
        size = _size(query)
        answer = self._ask(build_id, question | _counts(query, facets=facets), size=size)
        hits = first = _hits(answer)
        if size and _is_by_score(query):
            hits = page_by_score(
                query,
                lambda wanted: first if wanted == size else _hits(self._ask(build_id, question, size=wanted)),
            )
        return _result(answer, query, hits=hits, facets=facets)

    def suggest(self, keys: Iterable[str], *, language: Language, limit: int) -> list[Suggestion]:
        """Match beginnings of suggestion keys."""
        prefixes = [Prefix("suggest", {"value": key}) for key in keys if key]
        build_id = _existing(self.live())
        if not prefixes or limit < 1:
            return []
        wanted = Bool(filter=[_language(language), Bool(should=prefixes, minimum_should_match=1)])
        order = {"sort": [{"popularity_key": "desc"}, {"number": "asc"}]}
        answer = self._ask(build_id, {"query": wanted.to_dict(), **order}, size=limit)
        return [Suggestion(hit.number) for hit in _hits(answer)]

    def vocabulary(self) -> Mapping[str, int]:
        """Return the terms of all text fields with the highest of their frequencies.

        On a large index they take longer than a reader waits: they are read beside the questions, and not again
        before fifty times as long has passed, unless this process changes something. Empty until read once.
        """
        build_id = _existing(self.live())
        words = self._words
        if words is None or words.build_id != build_id or time.monotonic() > words.good_until:
            reader = self._begin_reading(build_id)
            if words is None or words.build_id != build_id:
                reader.join(self._cluster.question_seconds)
            words = self._words
        return words.frequencies if words is not None and words.build_id == build_id else {}

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Yield key and revision of every document, as of one moment."""
        index = self._index(_existing(self._build_id or self._named_by_alias()))
        client = self._connected().writing
        with _talking():
            client.indices.refresh(index=index)
            snapshot = client.open_point_in_time(index=index, keep_alive="5m")["id"]
            try:
                yield from _scan(client, snapshot)
            finally:
                client.close_point_in_time(id=snapshot)

    def begin_rebuild(self, build_id: str, *, facets: tuple[str, ...]) -> SearchEngine:
        """Make a new index beside the one that answers."""
        name = self._index(build_id)
        index = Index(name, using=self._connected().writing)
        index.settings(**_SETTINGS)
        index.aliases(**{f"{name}-writes": {"is_hidden": True}})
        index.mapping(_fields(facets, prefix=self._cluster.prefix, build_id=build_id))
        with _talking():
            index.create()
        return ElasticEngine(self._cluster, build_id=build_id)

    def build(self, build_id: str) -> SearchEngine:
        """Return the engine of one index."""
        self._facets.pop(build_id, None)  # what is remembered may be gone
        self._facets_of(build_id)
        return ElasticEngine(self._cluster, build_id=build_id)

    def switch(self, new: SearchEngine) -> None:
        """Move the alias in one request; keep the index before, remove older ones."""
        before, build_id = self._named_by_alias(), _existing(new.live())
        self._facets_of(build_id)
        name = self._index(build_id)
        actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": self._cluster.prefix}}]
        if before not in {None, build_id}:
            actions.append({"remove": {"index": self._index(str(before)), "alias": self._cluster.prefix}})
        indices = self._connected().writing.indices
        with _talking():
            indices.put_settings(index=name, settings=_SETTINGS_IN_SERVICE)
            indices.refresh(index=name)
            self._await_copies(name)
            indices.update_aliases(actions=actions)
            self._live = None
            for old in self._builds() - {before, build_id}:
                indices.delete(index=self._index(old), ignore_unavailable=True)

    def health(self) -> Health:
        """Return the state."""
        try:
            build_id = self.live()
            with _talking():
                asking = self._connected().asking
                state = asking.cluster.health()
                detail = (
                    f"{', '.join(self._cluster.nodes)}: {state['status']}, {state['number_of_nodes']} nodes"
                )
                if build_id is None:
                    return Health(self.name, None, 0, f"{detail}. {_NOT_BUILT}")
                count = asking.count(index=self._index(build_id))["count"]
        except EngineUnavailableError as unavailable:
            return Health(self.name, None, 0, str(unavailable))
        return Health(self.name, build_id, int(count), detail)

    # --- The words

    def _begin_reading(self, build_id: str) -> threading.Thread:
        with self._lock:
            if self._reader is None or not self._reader.is_alive():
                self._reader = threading.Thread(target=self._read_words, args=(build_id,), daemon=True)
                self._reader.start()
            return self._reader

    def _read_words(self, build_id: str) -> None:
        began = time.monotonic()
        newest = {"aggs": {"newest": aggs.Max(field="revision").to_dict()}}
        try:
            found = self._ask(build_id, newest, size=0, is_patient=True)
            stamp = (found["hits"]["total"]["value"], found["aggregations"]["newest"]["value"])
            words = self._words
            if words is not None and (words.build_id, words.stamp) == (build_id, stamp):
                frequencies = words.frequencies
            else:
                frequencies = self._frequencies(build_id)
        except EngineUnavailableError:
            logger.warning("search_words_not_read", exc_info=True)
            return
        ended = time.monotonic()
        self._words = _Words(build_id, stamp, frequencies, good_until=ended + 50 * (ended - began))

    def _frequencies(self, build_id: str) -> Mapping[str, int]:
        frequencies: dict[str, int] = {}
        for name in TEXT_FIELDS:
            for term, count in self._terms(build_id, f"words_{name}"):
                frequencies[term] = max(count, frequencies.get(term, 0))
        return frequencies

    # --- The cluster

    def _send(self, index: str, actions: Sequence[dict[str, Any]]) -> None:
        answers = helpers.streaming_bulk(
            self._connected().writing,
            actions,
            chunk_size=_CHUNK,
            max_retries=2,  # of what a busy cluster turns away: half a second later, then a whole one
            initial_backoff=0.5,
            raise_on_error=False,
            index=index,
            require_alias=True,
            refresh=self._build_id is None,
        )
        for succeeded, answer in answers:
            if not succeeded:
                _check(answer)

    def _connected(self) -> "_Clients":
        if self._clients is None or self._clients.process != os.getpid():
            self._clients = _connect(self._cluster)
        return self._clients

    def _index(self, build_id: str) -> str:
        return f"{self._cluster.prefix}-{build_id}"

    def _named_by_alias(self) -> str | None:
        with _talking():
            try:
                found = self._connected().asking.indices.get_alias(name=self._cluster.prefix)
            except NotFoundError:
                return None
        index: str = min(found.body)
        return index.removeprefix(f"{self._cluster.prefix}-")

    def _facets_of(self, build_id: str) -> frozenset[str]:
        """Return the facets that an index was made with; raise if it is gone or of another format."""
        if build_id not in self._facets:
            index = self._index(build_id)
            with _talking():
                found = self._connected().asking.indices.get_mapping(index=index)
            meta = found[index]["mappings"].get("_meta", {})
            if meta.get("format") != FORMAT:
                raise IndexMissingError("The search index was built by another version: run `make index`.")
            self._facets[build_id] = frozenset(meta["facets"])
        return self._facets[build_id]

    def _await_copies(self, index: str) -> None:
        """Wait a while for the copies of an index, so that losing a node right after the switch costs nothing."""
        health = self._connected().writing.options(ignore_status=408).cluster.health
        health(index=index, wait_for_status="green", wait_for_no_initializing_shards=True, timeout="10s")

    def _builds(self) -> set[str]:
        """Return the ids of all builds under this very prefix."""
        found = self._connected().writing.indices.get_mapping(index=f"{self._cluster.prefix}-*")
        metas = (index["mappings"].get("_meta", {}) for index in found.body.values())
        return {meta["build"] for meta in metas if meta.get("prefix") == self._cluster.prefix}

    def _ask(
        self, build_id: str, question: Mapping[str, Any], *, size: int, is_patient: bool = False
    ) -> Mapping[str, Any]:
        """Ask for an exact total and for no stored field: the sort keys of a hit hold its number."""
        # The same question goes to the same copy of the index: copies differ in what deleted documents count.
        copy = str(zlib.crc32(repr(question.get("query")).encode()))
        clients = self._connected()
        with _talking():
            answer = (clients.writing if is_patient else clients.asking).search(
                index=self._index(build_id),
                body={**question, "size": size, **_PLAIN},
                preference=copy,
                allow_partial_search_results=False,
            )
        found: Mapping[str, Any] = answer.body
        return found

    def _terms(self, build_id: str, field: str) -> Iterator[tuple[str, int]]:
        source: dict[str, Any] = {"term": {"terms": {"field": field}}}
        after: dict[str, Any] = {}
        while True:
            terms = aggs.Composite(sources=[source], size=_WORDS_AT_ONCE, **after)
            answer = self._ask(build_id, {"aggs": {"terms": terms.to_dict()}}, size=0, is_patient=True)
            found = answer["aggregations"]["terms"]
            yield from ((bucket["key"]["term"], int(bucket["doc_count"])) for bucket in found["buckets"])
            if "after_key" not in found:
                return
            after = {"after": found["after_key"]}


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one build, as they were read."""

    build_id: str
    stamp: tuple[object, ...]
    """Differs after each change: the number of documents and the newest revision."""
    frequencies: Mapping[str, int]
    good_until: float


@dataclass(frozen=True, slots=True)
class _Clients:
    """The connections of one process: one way of asking for readers, who do not wait, one for the indexer."""

    process: int
    asking: Elasticsearch
    writing: Elasticsearch


def _connect(cluster: Cluster) -> _Clients:
    options: dict[str, Any] = {}
    if cluster.user:
        options["basic_auth"] = (cluster.user, cluster.password)
    if cluster.ca_file and all(node.startswith("https:") for node in cluster.nodes):
        options["ca_certs"] = cluster.ca_file
    client = Elasticsearch(
        list(cluster.nodes), connections_per_node=_CONNECTIONS, retry_on_timeout=False, **options
    )
    # A node that refuses the connection is passed over at once; one that is slow is not tried again.
    once_each = client.options(max_retries=len(cluster.nodes) - 1, retry_on_status=())
    return _Clients(
        os.getpid(),
        asking=once_each.options(request_timeout=cluster.question_seconds),
        writing=once_each.options(request_timeout=cluster.write_seconds),
    )


@contextmanager
def _talking() -> Iterator[None]:
    """Turn what goes wrong between us and the cluster into what the portal knows."""
    try:
        yield
    except NotFoundError as gone:
        raise IndexMissingError(_NOT_BUILT) from gone
    except ApiError as refused:
        raise EngineUnavailableError(f"Elasticsearch refuses: {refused.status_code} {refused}") from refused
    except TransportError as silent:
        raise EngineUnavailableError(f"Elasticsearch does not answer: {silent}") from silent


def _existing(build_id: str | None) -> str:
    if build_id is None:
        raise IndexMissingError(_NOT_BUILT)
    return build_id


# --- Writing


def _fields(facets: Iterable[str], *, prefix: str, build_id: str) -> Fields:
    fields = Fields()
    fields.meta("dynamic", "strict")
    fields.meta("_source", {"enabled": False})  # the database has it
    fields.meta("_meta", {"format": FORMAT, "prefix": prefix, "build": build_id, "facets": sorted(facets)})
    for name in (*TEXT_FIELDS, "bigrams"):
        fields.field(name, Text(analyzer="whitespace"))
    for name in TEXT_FIELDS:  # text has no list of its terms that could be read without loading all of it
        fields.field(f"words_{name}", Keyword(index=False))
    for name in ("suggest", "language"):
        fields.field(name, Keyword(doc_values=False))
    for name in ("key", "title_key"):
        fields.field(name, Keyword(index=False))
    for facet in facets:
        fields.field(f"f_{facet}", Keyword())
    for name in ("number", "revision", "newest", "popularity_key"):
        fields.field(name, Long())
    return fields


def _write(document: EngineDocument, *, facets: frozenset[str]) -> dict[str, Any]:
    texts = {name: document.texts.get(name) or EMPTY_MARK for name in TEXT_FIELDS}
    return {
        "_op_type": "index",
        "_id": document.key,
        "version": document.revision,
        "version_type": "external_gte",
        "_source": {
            "key": document.key,
            **texts,
            **{f"words_{name}": _distinct(text) for name, text in texts.items()},
            "bigrams": document.bigrams or EMPTY_MARK,
            "suggest": list(document.suggestion_keys),
            "language": document.language,
            "title_key": document.title_key,
            **{f"f_{name}": list(values) for name, values in document.facets.items() if name in facets},
            "number": document.number,
            "revision": document.revision,
            "newest": document.newest_key,
            "popularity_key": document.popularity_key,
        },
    }


def _distinct(text: str) -> list[str]:
    return list(dict.fromkeys(text.split())) if text != EMPTY_MARK else []


def _deletion(deletion: Deletion) -> dict[str, Any]:
    return {
        "_op_type": "delete",
        "_id": deletion.key,
        "version": deletion.revision,
        "version_type": "external_gte",
    }


def _check(answer: Mapping[str, Any]) -> None:
    """Let pass a refusal that means that all is well: nothing to delete, or something newer is held."""
    (outcome,) = answer.values()
    error = outcome.get("error", {})
    kind = error.get("type", "") if isinstance(error, dict) else str(error)
    if not error or kind == "version_conflict_engine_exception":
        return
    if kind == "index_not_found_exception":
        raise IndexMissingError(_NOT_BUILT)
    raise EngineUnavailableError(f"Elasticsearch did not take {outcome.get('_id')}: {error}")


def _scan(client: Elasticsearch, snapshot: str) -> Iterator[tuple[str, int]]:
    after: dict[str, Any] = {}
    while True:
        answer = client.search(
            pit={"id": snapshot, "keep_alive": "5m"},
            size=_PAGE,
            sort="_shard_doc",
            source=False,
            docvalue_fields=[{"field": "key"}, {"field": "revision"}],
            track_total_hits=False,
            **after,
        )
        hits = answer["hits"]["hits"]
        for hit in hits:
            yield hit["fields"]["key"][0], int(hit["fields"]["revision"][0])
        if len(hits) < _PAGE:
            return
        after = {"search_after": hits[-1]["sort"]}


# --- Asking


def _question(query: EngineQuery) -> dict[str, Any]:
    """Return the question with filters, which never change a score and are not counted in facets."""
    question: dict[str, Any] = {"query": _base(query).to_dict()}
    if filters := _filters(query):
        question["post_filter"] = Bool(filter=list(filters.values())).to_dict()
    if _is_by_score(query):
        return question | {"sort": [{"_score": "desc"}, {"number": "asc"}]}
    order = _SORTS["newest" if query.sort == "relevance" else query.sort]
    return question | {"sort": [order, {"number": "asc"}], "from": query.offset}


def _is_by_score(query: EngineQuery) -> bool:
    return query.sort == "relevance" and bool(query.groups)


def _size(query: EngineQuery) -> int:
    end = query.offset + query.limit
    if query.limit < 1 or end > MAX_DEPTH:
        return 0
    return end + TIE_MARGIN if _is_by_score(query) else query.limit


def _language(language: Language) -> Query:
    return Term("language", {"value": language})


def _known(query: EngineQuery, *, facets: Collection[str]) -> EngineQuery:
    """Leave out exclusions by facets that the build does not have: no document has what they exclude."""
    return replace(
        query, exclusions={name: values for name, values in query.exclusions.items() if name in facets}
    )


def _filters(query: EngineQuery) -> dict[str, Query]:
    return {
        name: Bool(
            filter=[Terms(f"f_{name}", list(choice.values))] if choice.values else [],
            must_not=[Terms(f"f_{name}", list(choice.barred))] if choice.barred else [],
        )
        for name, choice in query.choices.items()
    }


def _base(query: EngineQuery) -> Query:
    must_not: list[Query] = [Ids(values=sorted(query.hidden))] if query.hidden else []
    must_not += [_run(run) for run in query.barred]
    filters = [_language(query.language), *(_run(run) for run in query.required)]
    if not query.groups:
        return Bool(filter=filters, must_not=must_not)
    return Bool(
        filter=filters,
        must_not=must_not,
        must=[Bool(should=[_group(group) for group in query.groups], minimum_should_match=1)],
        should=[_phrase(query.phrase, boost=PHRASE_BOOST)] if len(query.phrase) > 1 else [],
    )


def _group(group: TermGroup) -> Query:
    term = _term if group.scope == "text" else _bigram
    clauses = [term(said) if isinstance(said, str) else _either(said) for said in group.terms]
    return Bool(should=clauses, minimum_should_match=group.minimum, boost=group.boost)


def _term(text: str) -> Query:
    fields = [Term(name, {"value": text, "boost": boost}) for name, boost in FIELD_BOOSTS.items()]
    return DisMax(queries=fields, tie_breaker=FIELD_TIE)


def _either(either: Either) -> Query:
    own = Bool(must=[_term(text) for text in either.ways[0]])
    synonyms = [_side_by_side(way, boost=weight) for way, weight in either.weighted()]
    return DisMax(queries=[own, *synonyms], tie_breaker=0.0)


def _side_by_side(way: tuple[str, ...], *, boost: float) -> Query:
    return _phrase(way, boost=boost) if len(way) > 1 else Bool(must=[_term(way[0])], boost=boost)


def _run(terms: tuple[str, ...]) -> Query:
    """Match terms next to each other in any field."""
    return _phrase(terms, boost=PHRASE_BOOST) if len(terms) > 1 else _term(terms[0])


def _bigram(text: str) -> Query:
    return Term("bigrams", {"value": text})


def _phrase(terms: tuple[str, ...], *, boost: float) -> Query:
    text = " ".join(terms)
    fields = [MatchPhrase(name, {"query": text, "boost": boost}) for name, boost in FIELD_BOOSTS.items()]
    return DisMax(queries=fields, tie_breaker=FIELD_TIE, boost=boost)


def _counts(query: EngineQuery, *, facets: frozenset[str]) -> dict[str, Any]:
    """Count each facet under the filters of all the others, in the same request."""
    filters = _filters(query)
    counts: dict[str, Any] = {}
    if filters:
        counts["unfiltered"] = aggs.Filter(filter=MatchAll())
    for name in query.facets:
        if name in facets:
            values = aggs.Terms(field=f"f_{name}", size=FACET_SIZE)
            others = [clause for other, clause in filters.items() if other != name]
            if others:
                counts[f"f_{name}"] = aggs.Filter(filter=Bool(filter=others), aggs={"values": values})
            else:
                counts[f"f_{name}"] = values
    return {"aggs": {name: count.to_dict() for name, count in counts.items()}}


def _hits(answer: Mapping[str, Any]) -> list[EngineHit]:
    """Read hits from their sort keys: the last is the number, and a first one with decimals is the score."""
    found = [hit["sort"] for hit in answer["hits"]["hits"]]
    # As the 32 bits that a score is made of, not as the decimals that were sent: both engines then round alike.
    scores = array("f", [keys[0] if isinstance(keys[0], float) else 0.0 for keys in found])
    return [EngineHit(int(keys[-1]), score) for keys, score in zip(found, scores, strict=True)]


def _result(
    answer: Mapping[str, Any], query: EngineQuery, *, hits: Iterable[EngineHit], facets: frozenset[str]
) -> EngineResult:
    total = int(answer["hits"]["total"]["value"])
    counts = answer.get("aggregations", {})
    return EngineResult(
        hits=tuple(hits),
        total=total,
        unfiltered=int(counts["unfiltered"]["doc_count"]) if "unfiltered" in counts else total,
        facets={name: _buckets(counts[f"f_{name}"]) for name in query.facets if name in facets},
    )


def _buckets(counts: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    buckets = counts.get("values", counts)["buckets"]
    return sorted_buckets((bucket["key"], int(bucket["doc_count"])) for bucket in buckets)
