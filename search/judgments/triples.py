"""Queries with a text that answers each and one that only looks alike: how analysis and ranking fare by themselves.

The texts go into an index that is thrown away, through the same analyser, engine and way of asking as documents.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from search.analysis.base import Analyser, Lexicon
from search.analysis.choice import BIGRAMS, analyser
from search.answering import Answer, Asking
from search.engines.base import EMPTY_MARK, EngineDocument, EngineQuery, SearchEngine
from search.engines.tantivy import TantivyEngine
from search.judgments.questions import JudgmentError, rows, text_of
from search.readings import Question, Reader
from search.repair import speller
from search.results import MAX_CHARACTERS
from search.text import clean, clean_query


@dataclass(frozen=True, slots=True)
class Triple:
    """What is typed, a text that must be found by it, and one that must not come before."""

    query: str
    relevant: str
    distractor: str


@dataclass(frozen=True, slots=True)
class TripleScore:
    """Shares of the queries: with all words in the relevant text, and with that text in the first place."""

    recall: float
    precision: float
    not_recalled: tuple[str, ...]
    not_first: tuple[str, ...]


def read(path: Path) -> tuple[Triple, ...]:
    """Return the triples of a file of JSON lines; raise JudgmentError where one cannot be understood."""
    found = tuple(
        Triple(*(text_of(row, name, line=line) for name in ("query", "relevant", "distractor")))
        for line, row in rows(path)
    )
    if not found:
        raise JudgmentError(f"{path} holds no triple.")
    return found


def score(triples: Sequence[Triple], lexicon: Lexicon, *, chosen: Analyser | None = None) -> TripleScore:
    """Index all texts, ask all queries. The analyser is the best there is, unless another one is given."""
    texts = [text for triple in triples for text in (triple.relevant, triple.distractor)]
    not_recalled, not_first = [], []
    with _asked(texts, lexicon, chosen or analyser(lexicon)) as ask:
        for position, triple in enumerate(triples):
            answer = ask(triple.query)
            numbers = [hit.number for hit in answer.result.hits]
            relevant = 2 * position + 1
            if not (answer.is_exact and relevant in numbers):
                not_recalled.append(triple.query)
            if numbers[:1] != [relevant]:
                not_first.append(triple.query)
    share = 1 / len(triples)
    return TripleScore(
        1 - share * len(not_recalled), 1 - share * len(not_first), tuple(not_recalled), tuple(not_first)
    )


@contextmanager
def _asked(texts: Sequence[str], lexicon: Lexicon, chosen: Analyser) -> Iterator[Callable[[str], Answer]]:
    """Yield who asks for the texts, numbered from 1."""
    with tempfile.TemporaryDirectory() as folder:
        engine: SearchEngine = TantivyEngine(Path(folder)).begin_rebuild("texts", facets=())
        engine.apply([_document(text, number, chosen) for number, text in enumerate(texts, start=1)], ())
        vocabulary = engine.vocabulary()
        names = [*(word.text for word in lexicon.words), *(place.canonical for place in lexicon.places)]

        def question(text: str) -> Question:
            return Question(text, tuple(chosen.terms(text)))

        reader = Reader(question, speller(vocabulary, lambda: names))
        asking = Asking(engine.search, lambda: reader, lambda: False)

        def ask(text: str) -> Answer:
            typed = question(clean_query(text, limit=MAX_CHARACTERS))
            return asking.best_answer(EngineQuery("ko", limit=len(texts)), typed)

        yield ask


def _document(text: str, number: int, chosen: Analyser) -> EngineDocument:
    text = clean(text)
    return EngineDocument(
        number=number,
        key=f"text:{number}:ko",
        revision=number,
        language="ko",
        texts={
            "title": EMPTY_MARK,
            "aliases": EMPTY_MARK,
            "summary": " ".join(term.text for term in chosen.terms(text)),
            "body": EMPTY_MARK,
        },
        bigrams=" ".join(term.text for term in BIGRAMS.terms(text)),
        facets={"kind": ("text",)},
        day=0,
        title_key=f"{number:012d}",
        popularity=0,
    )
