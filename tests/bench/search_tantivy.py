"""What somebody would write by hand with tantivy-py for the same index: the side that our engine layer is held to."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from search.engines.base import EngineDocument
from tests.bench.search_corpus import FACETS, Question

FIELDS = {"title": 3.0, "aliases": 2.0, "summary": 1.5, "body": 1.0}
TIE = 0.3
PAGE = 10
CANDIDATES = 60


class HandWritten:
    """One open index and the queries that our pages need, without contract, checks or classes of ours."""

    def __init__(self, path: Path) -> None:
        self.index = tantivy.Index.open(str(path))
        self.index.config_reader(reload_policy="manual")
        self.schema = self.index.schema
        self.searcher = self.index.searcher()

    def top_ten(self, question: Question) -> list[Any]:
        """The least there is: all terms, best ten, no count, no ids."""
        hits: list[Any] = self.searcher.search(self._all_terms(question.terms), PAGE, count=False).hits
        return hits

    def page_and_facets(self, question: Question) -> tuple[list[tuple[float, int]], dict[str, Any]]:
        """A page of ten with ties broken by number, and six facets, each under the filters of the others."""
        base, chosen = self._question(question), question.filters
        page = self._page(self._filtered(base, chosen))
        rest = [name for name in FACETS if name not in chosen]
        asked: dict[str, Any] = {
            "rest": {"filter": _expression(chosen), "aggs": {name: _values(name) for name in rest}},
            "unfiltered": {"filter": "*"},
        }
        for name in chosen:
            others = {other: values for other, values in chosen.items() if other != name}
            asked[name] = {"filter": _expression(others), "aggs": {name: _values(name)}}
        answer = self.searcher.aggregate(base, asked)
        facets = {name: answer["rest"][name] for name in rest} | {name: answer[name][name] for name in chosen}
        return page, {name: _sorted(found) for name, found in facets.items()}

    def page_and_facets_one_by_one(
        self, question: Question, *, sets: bool = False
    ) -> tuple[list[tuple[float, int]], dict[str, Any]]:
        """The same with a question for each facet that something is chosen in; filters as terms or as sets of terms."""
        base, chosen = self._question(question), question.filters
        filtered = self._filtered_by_sets if sets else self._filtered
        full = filtered(base, chosen)
        page = self._page(full)
        facets = self.searcher.aggregate(full, {name: _values(name) for name in FACETS if name not in chosen})
        self.searcher.search(base, 1)  # counts, too: the total without filters decides how to go on
        for name in chosen:
            others = {other: values for other, values in chosen.items() if other != name}
            facets |= self.searcher.aggregate(filtered(base, others), {name: _values(name)})
        return page, {name: _sorted(facets[name]) for name in FACETS}

    def _page(self, query: Query) -> list[tuple[float, int]]:
        hits = self.searcher.search(query, CANDIDATES).hits
        numbers = self.searcher.fast_field_values("number", [address for _score, address in hits])
        found = [
            (round(score, 4), int(number)) for (score, _), number in zip(hits, numbers, strict=True) if number
        ]
        return sorted(found, key=lambda hit: (-hit[0], hit[1]))[:PAGE]

    def _question(self, question: Question) -> Query:
        clauses = [
            (Occur.Must, Query.const_score_query(self._term("language", question.language), 0.0)),
            (Occur.Must, self._all_terms(question.terms)),
        ]
        if len(question.terms) > 1:
            phrases = [
                Query.boost_query(Query.phrase_query(self.schema, name, list(question.terms)), boost)
                for name, boost in FIELDS.items()
            ]
            clauses.append((Occur.Should, Query.boost_query(Query.disjunction_max_query(phrases, TIE), 0.5)))
        return Query.boolean_query(clauses)

    def _all_terms(self, terms: Sequence[str]) -> Query:
        each = [
            Query.disjunction_max_query(
                [Query.boost_query(self._term(name, term), boost) for name, boost in FIELDS.items()], TIE
            )
            for term in terms
        ]
        return Query.boolean_query([(Occur.Must, term) for term in each]) if len(each) > 1 else each[0]

    def _filtered(self, base: Query, chosen: Mapping[str, Sequence[str]]) -> Query:
        clauses = [(Occur.Must, base)]
        for name, values in chosen.items():
            any_value = Query.boolean_query([(Occur.Should, self._term(f"f_{name}", v)) for v in values])
            clauses.append((Occur.Must, Query.const_score_query(any_value, 0.0)))
        return Query.boolean_query(clauses) if chosen else base

    def _filtered_by_sets(self, base: Query, chosen: Mapping[str, Sequence[str]]) -> Query:
        clauses = [(Occur.Must, base)]
        for name, values in chosen.items():
            any_value = Query.term_set_query(self.schema, f"f_{name}", list(values))
            clauses.append((Occur.Must, Query.const_score_query(any_value, 0.0)))
        return Query.boolean_query(clauses) if chosen else base

    def _term(self, name: str, term: str) -> Query:
        return Query.term_query(self.schema, name, term)


def build(documents: Iterable[EngineDocument], path: Path) -> None:
    """Add ready documents with one writer and one commit: the least that an index of them costs."""
    path.mkdir(parents=True)
    writer = tantivy.Index(_schema(), path=str(path)).writer(64_000_000, 1)
    for source in documents:
        document = tantivy.Document()
        document.add_text("key", source.key)
        for name in FIELDS:
            document.add_text(name, source.texts[name] or "∅")  # type: ignore[index]
        document.add_text("bigrams", source.bigrams)
        for key in source.suggestion_keys:
            document.add_text("suggest", key)
        beginnings = {key[:length] for key in source.suggestion_keys for length in range(1, 10)}
        document.add_text("begins", " ".join(f"{source.language}:{beginning}" for beginning in beginnings))
        document.add_text("language", source.language)
        document.add_text("title_key", source.title_key)
        for name, values in source.facets.items():
            for value in values:
                document.add_text(f"f_{name}", value)
        document.add_integer("number", source.number)
        document.add_integer("revision", source.revision)
        document.add_integer("newest", source.newest_key)
        document.add_integer("popularity_key", source.popularity_key)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in (*FIELDS, "bigrams"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    builder.add_text_field("suggest", tokenizer_name="raw")
    builder.add_text_field("begins", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title_key", fast=True, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(f"f_{name}", fast=True, tokenizer_name="raw", index_option="basic")
    for key in ("number", "revision", "newest", "popularity_key"):
        builder.add_integer_field(key, fast=True)
    return builder.build()


def _values(name: str) -> dict[str, Any]:
    return {"terms": {"field": f"f_{name}", "size": 200}}


def _sorted(found: Mapping[str, Any]) -> list[tuple[str, int]]:
    buckets = [(bucket["key"], bucket["doc_count"]) for bucket in found["buckets"]]
    return sorted(buckets, key=lambda bucket: (-bucket[1], bucket[0]))


def _expression(chosen: Mapping[str, Sequence[str]]) -> str:
    groups = (
        "(" + " OR ".join(f'f_{name}:"{value}"' for value in values) + ")" for name, values in chosen.items()
    )
    return " AND ".join(groups) or "*"
