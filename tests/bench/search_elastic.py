"""B3, B9 and B11 on a real Elasticsearch: against requests written by hand, and against the embedded engine.

Questions are timed by the clock, since most of the work is done in another process; a rebuild by the processor time of
both processes. A server that has just started is slow until it has compiled itself: each of two ways is taken once before
the other and once after it.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

from django.test import override_settings
from elasticsearch import Elasticsearch, helpers

from search.engines import engine
from search.engines.base import EngineDocument, EngineQuery, EngineResult, SearchEngine, Sort
from search.engines.cluster import Cluster
from search.engines.elastic import ElasticEngine, _write
from search.storage import all_engine_documents
from tests.bench.measuring import Bound
from tests.bench.search_corpus import FACETS, Question
from tests.bench.search_measuring import compare, say, told
from tests.bench.search_questions import engine_query
from tests.bench.search_stock import SMALL, Stock, build_index
from tests.bench.search_tantivy import CANDIDATES, FIELDS, PAGE, TIE

_SORTS: tuple[Sort, ...] = ("relevance", "newest", "title")
_FILTERS: tuple[Mapping[str, tuple[str, ...]], ...] = ({}, {"kind": ("case", "zone")})
_NEAR = 1e-5
_ROUNDING_STEP = 1.01e-4
_PATIENT_SECONDS = 60.0


@contextmanager
def chosen_elasticsearch(url: str) -> Iterator[Elasticsearch]:
    """Let the cluster be the engine in force, under names of this run; give the engine's own connection."""
    with override_settings(
        SEARCH_ENGINE="elastic",
        ELASTICSEARCH_URL=url,
        ELASTICSEARCH_PREFIX=f"bench-{os.getpid()}",
        ELASTICSEARCH_SECONDS=_PATIENT_SECONDS,
    ):
        client = ElasticEngine(Cluster.configured())._connected().writing
        try:
            yield client
        finally:
            for name in client.indices.get(index=f"bench-{os.getpid()}*", expand_wildcards="all"):
                client.indices.delete(index=name)


def on_elasticsearch(stock: Stock, url: str, *, embedded: SearchEngine) -> list[Bound]:
    """Everything that the path to a cluster is held to."""
    with chosen_elasticsearch(url) as client:
        bounds = _rebuilt(stock, client)
        bounds += _same_answers(stock, embedded, engine())
        return bounds + _one_request(stock, client)


def _rebuilt(stock: Stock, client: Elasticsearch) -> list[Bound]:
    documents = list(all_engine_documents(stock.analyser))
    build_index(stock.analyser)  # what is compared next has an index beside it
    ways = {"by hand": lambda: _by_hand(client, documents), "ours": lambda: build_index(stock.analyser)}
    order = ("by hand", "ours", "ours", "by hand") if stock.documents <= SMALL else ("by hand", "ours")
    taken: dict[str, list[_Taken]] = {name: [] for name in ways}
    for name in order:
        taken[name].append(_timed(client, ways[name]))
    told_of = {name: _Taken(*map(sum, zip(*each, strict=True))) for name, each in taken.items()}
    say(
        "",
        f"An index of {stock.documents:,} documents in Elasticsearch, terms stored, {len(order) // 2} times",
    )
    say(f"  {'helpers.bulk by hand, documents ready in memory':<58} {told_of['by hand']}")
    say(f"  {'our rebuild, from rows to switch':<58} {told_of['ours']}")
    ratio = told_of["ours"].processor / told_of["by hand"].processor
    return told(Bound("B9 rebuild / bulk by hand, Elasticsearch", ratio, most=1.5))


class _Taken(NamedTuple):
    """Seconds of processor time of ours, of the server's, and of the clock."""

    client: float
    server: float
    clock: float

    @property
    def processor(self) -> float:
        """Return the work of both."""
        return self.client + self.server

    def __str__(self) -> str:
        return (
            f"{self.client:.1f} s here + {self.server:.1f} s in the server, {self.clock:.1f} s by the clock"
        )


def _timed(client: Elasticsearch, way: Callable[[], object]) -> _Taken:
    server, began, clock = _server_seconds(client), time.process_time(), time.perf_counter()
    way()
    return _Taken(time.process_time() - began, _server_seconds(client) - server, time.perf_counter() - clock)


def _server_seconds(client: Elasticsearch) -> float:
    nodes = client.nodes.stats(metric="process")["nodes"].values()
    return float(sum(node["process"]["cpu"]["total_in_millis"] for node in nodes)) / 1000


def _by_hand(client: Elasticsearch, documents: Sequence[EngineDocument]) -> None:
    """Send the same documents into an index like ours in one go."""
    live = ElasticEngine(Cluster.configured())
    ours = live._index(str(live.live()))
    name = f"bench-{os.getpid()}-by-hand"
    mappings = client.indices.get_mapping(index=ours)[ours]["mappings"]
    mappings.pop("_meta")
    kept = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}
    client.indices.create(index=name, mappings=mappings, settings=kept)
    sources = (
        {"_id": source.key, "_source": _write(source, facets=frozenset(FACETS))["_source"]}
        for source in documents
    )
    helpers.bulk(client, sources, index=name, chunk_size=500)
    client.indices.refresh(index=name)
    client.indices.delete(index=name)


# --- B11


def _same_answers(stock: Stock, one: SearchEngine, other: SearchEngine) -> list[Bound]:
    asked = same = near = 0
    for question, sort, more in product(stock.questions, _SORTS, _FILTERS):
        query = replace(engine_query(question), sort=sort, filters={**question.filters, **more})
        left, right = one.search(query), other.search(query)
        asked += 1
        same += _without_scores(left) == _without_scores(right)
        near += all(_is_near(a.score, b.score) for a, b in zip(left.hits, right.hits, strict=False))
    say("", f"Both engines asked the same {asked:,} questions")
    return told(
        Bound("B11 same ids, order, counts and facets", same / asked, least=1),
        Bound(f"B11 scores within {_NEAR:g}, or a step of their rounding", near / asked, least=1),
    )


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= max(_NEAR * abs(other), _ROUNDING_STEP)


def _without_scores(result: EngineResult) -> tuple[object, ...]:
    return [hit.number for hit in result.hits], result.total, result.unfiltered, dict(result.facets)


# --- B3


def _one_request(stock: Stock, client: Elasticsearch) -> list[Bound]:
    chosen = ElasticEngine(Cluster.configured())
    index = chosen._index(str(chosen.live()))

    def ours(question: Question) -> EngineResult:
        return chosen.search(engine_query(question))

    def by_hand(question: Question) -> tuple[list[int], dict[str, list[tuple[str, int]]]]:
        return _asked_by_hand(client, index, engine_query(question))

    for question in stock.questions:
        found, (page, facets) = ours(question), by_hand(question)
        if [hit.number for hit in found.hits] != page or any(
            list(found.facets[name]) != facets[name] for name in FACETS
        ):
            raise SystemExit(f"The engine and the request by hand disagree about {question.text!r}.")
    times = compare({"by hand": by_hand, "our engine": ours}, stock.questions, clock=time.perf_counter)
    say("", f"One request to Elasticsearch with {stock.documents:,} documents, by the clock", *times.values())
    ratio = times["our engine"].median / times["by hand"].median
    return told(Bound("B3 engine / request by hand, Elasticsearch", ratio, most=1.3))


def _asked_by_hand(
    client: Elasticsearch, index: str, query: EngineQuery
) -> tuple[list[int], dict[str, list[tuple[str, int]]]]:
    answer = client.search(index=index, body=_request(query)).body
    hits = sorted((-round(hit["sort"][0], 4), hit["sort"][1]) for hit in answer["hits"]["hits"])
    facets = {}
    for name in FACETS:
        found = answer["aggregations"][name]
        buckets = found.get("values", found)["buckets"]
        facets[name] = sorted(
            ((bucket["key"], bucket["doc_count"]) for bucket in buckets),
            key=lambda bucket: (-bucket[1], bucket[0]),
        )
    return [number for _score, number in hits[:PAGE]], facets


def _request(query: EngineQuery) -> dict[str, Any]:
    terms = query.phrase
    filters = {name: {"terms": {f"f_{name}": list(values)}} for name, values in query.filters.items()}
    each = [
        _best_of({"term": {name: {"value": term, "boost": boost}}} for name, boost in FIELDS.items())
        for term in terms
    ]
    phrase = _best_of(
        (
            {"match_phrase": {name: {"query": " ".join(terms), "boost": boost}}}
            for name, boost in FIELDS.items()
        ),
        boost=0.5,
    )
    asked: dict[str, Any] = {
        "query": {
            "bool": {
                "filter": [{"term": {"language": query.language}}],
                "must": each,
                "should": [phrase] if len(terms) > 1 else [],
            }
        },
        "post_filter": {"bool": {"filter": list(filters.values())}},
        "aggs": {"unfiltered": {"filter": {"match_all": {}}}},
        "sort": [{"_score": "desc"}, {"number": "asc"}],
        "size": CANDIDATES,
        "track_total_hits": True,
        "_source": False,
        "stored_fields": "_none_",
    }
    for name in FACETS:
        values = {"terms": {"field": f"f_{name}", "size": 200}}
        others = [clause for other, clause in filters.items() if other != name]
        asked["aggs"][name] = (
            {"filter": {"bool": {"filter": others}}, "aggs": {"values": values}} if others else values
        )
    return asked


def _best_of(queries: Iterator[dict[str, Any]], *, boost: float = 1.0) -> dict[str, Any]:
    return {"dis_max": {"queries": list(queries), "tie_breaker": TIE, "boost": boost}}
