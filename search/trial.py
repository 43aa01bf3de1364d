"""What a search would find with a synonym or a word that nobody has saved yet."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from search.analysis.base import Lexicon
from search.analysis.choice import BIGRAMS, fresh_analyser
from search.builds import LiveBuild, live_build
from search.documents import Word
from search.engines.base import SearchEngine
from search.engines.tantivy import TantivyEngine
from search.models import IndexedDocument
from search.storage import all_engine_documents, passing_documents
from search.synonyms import Synonyms

MOST_READ_AGAIN = 200
"""How many documents with the word are analysed anew for a trial: that takes four seconds."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What counts in place of what is in force; None leaves that."""

    synonyms: Synonyms | None = None
    build: LiveBuild | None = None
    engine: SearchEngine | None = None


@dataclass(frozen=True, slots=True)
class WordTrial:
    """A portal that knows one word more, and how many documents hold it."""

    trial: Trial
    build: LiveBuild
    documents: int

    @property
    def is_partial(self) -> bool:
        """Tell whether more documents hold the word than were read again."""
        return self.documents > MOST_READ_AGAIN


@contextmanager
def with_word(word: Word) -> Iterator[WordTrial | None]:
    """Yield a portal that knows the word, in an index that is thrown away; None where there is no dictionary."""
    now = live_build()
    if now.analyser is None or now.analyser is BIGRAMS:
        yield None
        return
    others = (known for known in now.lexicon.words if known.text != word.text)
    lexicon = Lexicon.of(places=now.lexicon.places, words=(*others, word), laws=now.lexicon.laws)
    taught = fresh_analyser(lexicon)
    numbers = _holding("".join(word.text.split()))
    with tempfile.TemporaryDirectory() as folder:
        engine = TantivyEngine(Path(folder)).begin_rebuild("trial", facets=tuple(sorted(now.facets)))
        again = set(numbers[:MOST_READ_AGAIN])
        kept = (found for found in all_engine_documents(now.analyser) if found.number not in again)
        engine.apply(kept, [])
        engine.apply(passing_documents(IndexedDocument.objects.filter(pk__in=again), taught), [])
        build = LiveBuild(now.build_id, now.analyser_version, taught, lexicon, now.facets)
        yield WordTrial(Trial(build=build, engine=engine), now, len(numbers))


def _holding(glued: str) -> list[int]:
    """Return the documents that hold the word, however it is spaced."""
    rows = IndexedDocument.objects.order_by("id").values_list("id", "title", "aliases", "summary", "body")
    return [
        number
        for number, title, aliases, summary, body in rows.iterator(chunk_size=200)
        if glued in "".join("\n".join((title, *aliases, summary, body)).split())
    ]
