"""The build that answers now, and the analyser its texts went through."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import DatabaseError, connection

from search.analysis.base import Analyser, Lexicon, Term
from search.analysis.choice import BIGRAMS, analyser
from search.documents import Word
from search.engines import engine
from search.engines.base import EngineUnavailableError, IndexMissingError
from search.models import IndexBuild, UserWord
from search.registry import registry

logger = logging.getLogger(__name__)

_QUESTIONS_KEPT = 1_000
"""Of 200 characters at most: some 2 MB."""


@dataclass(frozen=True, slots=True)
class LiveBuild:
    """What a question needs to know of the index."""

    build_id: str
    analyser_version: str
    analyser: Analyser | None
    """None where this process lacks the analyser of the index: then only pairs of syllables fit."""
    lexicon: Lexicon
    facets: frozenset[str]
    _asked: dict[str, tuple[Term, ...]] = field(default_factory=dict, compare=False, repr=False)

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the terms of what somebody asks. Kept, since the same is asked again with each page and filter."""
        if self.analyser is None:
            return ()
        known = self._asked.get(text)
        if known is None:
            if len(self._asked) >= _QUESTIONS_KEPT:
                self._asked.clear()
            known = self._asked[text] = tuple(self.analyser.terms(text))
        return known


def current_lexicon() -> Lexicon:
    """Gather the words of all rooms and of the staff as they are now."""
    return Lexicon.of(places=registry.places(), words=_words(), laws=registry.laws())


def live_build() -> LiveBuild:
    """Return the build in force; raise EngineUnavailableError if there is none."""
    build_id = engine().live()
    if build_id is None:
        raise IndexMissingError("There is no search index yet: run `make index`.")
    return _load(build_id)


def live_analyser() -> Analyser:
    """Return the analyser of the live build; raise if this process does not have it."""
    build = live_build()
    return _there(build.analyser, version=build.analyser_version)


def analyser_of(row: IndexBuild) -> Analyser:
    """Return the analyser of a build that is kept; raise if this process does not have it."""
    return _there(_fitting_analyser(row, Lexicon.from_json(row.lexicon)), version=row.analyser_version)


def _there(found: Analyser | None, *, version: str) -> Analyser:
    if found is None:
        raise EngineUnavailableError(
            f"The index was made with {version}: install that here, or run `make index`."
        )
    return found


def warm_up() -> None:
    """Load the analyser of the live index before anyone searches: its dictionaries take seconds.

    Runs in a thread of its own. Where there is no index or no database yet, the first search tells.
    """
    try:
        live_analyser().terms("지역특구")
    except (EngineUnavailableError, DatabaseError):
        logger.info("search_not_warmed_up", exc_info=True)
    finally:
        connection.close()


@lru_cache(maxsize=4)
def _load(build_id: str) -> LiveBuild:
    row = IndexBuild.objects.filter(build_id=build_id).first()
    if row is None:
        raise IndexMissingError("The search index does not belong to this database: run `make index`.")
    lexicon = Lexicon.from_json(row.lexicon)
    fitting = _fitting_analyser(row, lexicon)
    return LiveBuild(build_id, row.analyser_version, fitting, lexicon, frozenset(row.facets))


def _fitting_analyser(row: IndexBuild, lexicon: Lexicon) -> Analyser | None:
    chosen = BIGRAMS if row.analyser_version == BIGRAMS.version else analyser(lexicon)
    return chosen if chosen.version == row.analyser_version else None


def _words() -> Iterator[Word]:
    yield from registry.words()
    for word in UserWord.objects.all():
        yield Word(
            word.word,
            tuple(word.parts),
            atomic=word.is_atomic,
            is_name=word.tag == UserWord.Tag.NAME,
        )
