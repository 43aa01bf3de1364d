"""The contract of analysers and the words they are given."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, Self

from search.documents import Place, Word


class Term(NamedTuple):
    """A term and where it stands in the text, in code points."""

    text: str
    start: int
    end: int


class Analyser(Protocol):
    """Turn text into terms, one position each, so that engines score alike."""

    @property
    def version(self) -> str:
        """Name everything that changes the terms: package, model, rules, words."""
        ...

    def terms(self, text: str) -> list[Term]:
        """Return the terms in the order of the text."""
        ...


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The places and words of all rooms at one moment. An index keeps the one it was built with."""

    places: tuple[Place, ...] = ()
    words: tuple[Word, ...] = ()

    @classmethod
    def of(cls, *, places: Iterable[Place], words: Iterable[Word]) -> Self:
        """Gather without doubles in a fixed order, so that equal content has an equal hash."""
        return cls(
            places=tuple(sorted(set(places), key=lambda place: (place.canonical, place.aliases))),
            words=tuple(sorted(set(words), key=lambda word: (word.text, word.parts, word.atomic))),
        )

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read what `as_json` wrote."""
        return cls(
            places=tuple(Place(canonical, tuple(aliases)) for canonical, aliases in data["places"]),
            words=tuple(Word(text, tuple(parts), atomic=atomic) for text, parts, atomic in data["words"]),
        )

    def as_json(self) -> dict[str, list[list[object]]]:
        """Return a form that a JSON column keeps."""
        return {
            "places": [[place.canonical, list(place.aliases)] for place in self.places],
            "words": [[word.text, list(word.parts), word.atomic] for word in self.words],
        }

    @property
    def digest(self) -> str:
        """Return a short hash of the content."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]
