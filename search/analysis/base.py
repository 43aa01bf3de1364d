"""The contract of analysers and the words they are given."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, Self

from search.documents import Law, Place, Word


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
    """The places, words and laws of all rooms at one moment. An index keeps the one it was built with."""

    places: tuple[Place, ...] = ()
    words: tuple[Word, ...] = ()
    laws: tuple[Law, ...] = ()

    @classmethod
    def of(cls, *, places: Iterable[Place], words: Iterable[Word], laws: Iterable[Law] = ()) -> Self:
        """Gather without doubles in a fixed order, so that equal content has an equal hash."""
        return cls(
            places=tuple(sorted(set(places), key=lambda place: (place.canonical, place.aliases))),
            words=tuple(
                sorted(set(words), key=lambda word: (word.text, word.parts, word.atomic, word.is_name))
            ),
            laws=tuple(sorted(set(laws), key=lambda law: (law.name, law.aliases))),
        )

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read what `as_json` wrote."""
        return cls(
            places=tuple(Place(canonical, tuple(aliases)) for canonical, aliases in data["places"]),
            words=tuple(map(_word, data["words"])),
            laws=tuple(Law(name, tuple(aliases)) for name, aliases in data.get("laws", ())),
        )

    def as_json(self) -> dict[str, list[list[object]]]:
        """Return a form that a JSON column keeps."""
        return {
            "places": [[place.canonical, list(place.aliases)] for place in self.places],
            "words": [[word.text, list(word.parts), word.atomic, word.is_name] for word in self.words],
            "laws": [[law.name, list(law.aliases)] for law in self.laws],
        }

    @property
    def digest(self) -> str:
        """Return a short hash of the content."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def _word(data: Any) -> Word:
    """Read a word; builds of before know of no common nouns."""
    text, parts, atomic, *rest = data
    return Word(text, tuple(parts), atomic=atomic, is_name=rest[0] if rest else True)
