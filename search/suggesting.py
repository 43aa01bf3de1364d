"""What may be meant by the beginning of a word: things, words that many looked for, and filters.

The typed text comes first, letter by letter and by its initials. Only where that begins nothing is something else
looked for unasked: the other layout of the keyboard, then a near spelling. Rights as in search: each thing is asked
of its room, and what others typed is named only if it finds something that this viewer may see.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from search import fallback
from search.builds import live_build
from search.circuit import ask, circuit
from search.documents import Language
from search.engines import engine
from search.engines.base import EngineUnavailableError
from search.filters_suggested import suggested_filters
from search.hits import suggested
from search.models import IndexedDocument
from search.popular import popular_queries
from search.queries import known_names
from search.registry import Viewer
from search.repair import speller
from search.results import MAX_CHARACTERS, MAX_SUGGESTIONS, Suggested, SuggestResult
from search.suggestion_keys import (
    TITLE_MARK,
    fits,
    initials_typed,
    is_by_initials,
    is_worth_offering,
    key_of_typed,
    shown_slip,
    slip_of,
    typed_keys,
)
from search.text import clean_query

_SPARE = 10
"""How many more are read than asked, since some may be hidden."""
_READ_BY_INITIALS = 200
"""Initials fit many names: so many of the most popular are looked at."""

type Look = Callable[[Sequence[str], int], list[int]]
"""Gives the numbers of documents with a key that begins so, the most popular first."""


def suggest(text: str, *, language: Language, viewer: Viewer, limit: int = 8) -> SuggestResult:
    """Return what may be meant; from the database, with the same answers, while the engine is away."""
    text = clean_query(text, limit=MAX_CHARACTERS)
    limit = min(max(limit, 1), MAX_SUGGESTIONS)
    if not key_of_typed(text):
        return SuggestResult(text, ())
    try:
        circuit().ask(live_build, is_proof=False)
        found = _Suggesting(_ask_engine(language), _near_words, language, viewer, limit).result(text)
    except EngineUnavailableError:
        look = fallback.names_in(language)
        found = replace(
            _Suggesting(look, lambda _text: "", language, viewer, limit).result(text), is_degraded=True
        )
    meant = found.understood or text
    return replace(
        found,
        queries=popular_queries(meant, language=language, viewer=viewer),
        filters=suggested_filters(meant, language=language),
    )


def _ask_engine(language: Language) -> Look:
    def look(keys: Sequence[str], limit: int) -> list[int]:
        found = ask(lambda engine: engine.suggest(keys, language=language, limit=limit))
        return [hit.number for hit in found]

    return look


def _near_words(text: str) -> str:
    """Return the text with each unknown long word replaced by a near one that the index holds."""
    build = circuit().ask(live_build, is_proof=False)
    vocabulary = circuit().ask(engine().vocabulary, is_proof=False)
    words = speller(vocabulary, lambda: known_names(build))
    return " ".join(words.nearest(word, stem=word, is_bold=False) or word for word in text.split())


@dataclass(frozen=True)
class _Suggesting:
    """One question, whoever knows the names."""

    look: Look
    near_words: Callable[[str], str]
    language: Language
    viewer: Viewer
    limit: int

    def result(self, text: str) -> SuggestResult:
        """Return the things; as typed, by the other layout, by a near spelling."""
        found, understood, offered = self.things(text), "", ""
        slip = slip_of(text)
        if slip and (not found or is_worth_offering(slip)) and (meant := self.things(slip)):
            found, understood, offered = (
                (found, "", shown_slip(slip)) if found else (meant, shown_slip(slip), "")
            )
        if not found and (near := self.near_words(text)) != text and near:
            found = self.things(near)
            understood = near if found else ""
        return SuggestResult(text, found, understood=understood, offered=offered)

    def things(self, text: str) -> tuple[Suggested, ...]:
        """Return the things with a name that begins so: by their titles first, then by a word or another name."""
        rows = IndexedDocument.objects.defer("body", "summary").in_bulk(numbers := self._numbers(text))
        ordered = [row for number in numbers if (row := rows.get(number)) is not None]
        if is_by_initials(text) and key_of_typed(text) != initials_typed(text):
            ordered = [row for row in ordered if fits(text, (row.title, *row.aliases))]
        return suggested(
            ordered[: self.limit + _SPARE], viewer=self.viewer, language=self.language, limit=self.limit
        )

    def _numbers(self, text: str) -> list[int]:
        keys = typed_keys(text)
        wanted = _READ_BY_INITIALS if is_by_initials(text) else self.limit + _SPARE
        by_title = self.look([f"{TITLE_MARK}{key}" for key in keys], wanted)
        others = self.look(keys, wanted) if len(by_title) < wanted else ()
        return list(dict.fromkeys((*by_title, *others)))
