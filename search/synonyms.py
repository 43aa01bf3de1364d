"""Other words for the same thing, asked for beside the reader's own: at question time, so that engines get terms only.

Rows that go both ways make groups: who says 지역특구 is 특화특구 and 특화특구 is 지역특화발전특구 has said all three.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.page_cache.kept import kept
from search.builds import LiveBuild
from search.engines.base import Either
from search.models import Synonym
from search.text import clean

MOST_WAYS = 6
"""More ways to say one thing than this would make a question slow."""


class SynonymRow(NamedTuple):
    """Who types `word` also means `meant`; the other way round too where it goes both ways."""

    word: str
    meant: str
    goes_both_ways: bool


class Way(NamedTuple):
    """Another way to say something, in words and in terms."""

    text: str
    terms: tuple[str, ...]


class Told(NamedTuple):
    """What was asked for beside the reader's own words."""

    typed: str
    meant: str
    terms: tuple[str, ...]
    own: tuple[str, ...]
    """The terms of what was typed."""

    def __str__(self) -> str:
        return f"{self.typed}={self.meant}"


@dataclass(frozen=True)
class Synonyms:
    """The ways to say things, by the terms of the thing that is said."""

    ways: Mapping[tuple[str, ...], tuple[Way, ...]] = field(default_factory=dict)
    texts: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    def widen(self, words: Sequence[str], *, one_by_one: bool = False) -> tuple[str | Either, ...]:
        """Return the words, with an `Either` for each run of them that can be said otherwise.

        One by one where most of the words are enough: a run would count as one word, and more would be asked for.
        """
        if not self.ways:
            return tuple(words)
        widened: list[str | Either] = []
        for run in ((word,) for word in words) if one_by_one else self._runs(words):
            if run in self.ways:
                widened.append(Either((run, *(way.terms for way in self.ways[run]))))
            else:
                widened.extend(run)
        return tuple(widened)

    def told(self, words: Sequence[str]) -> tuple[Told, ...]:
        """Return what is asked for beside the words."""
        if not self.ways:
            return ()
        return tuple(
            Told(self.texts[run], way.text, way.terms, run)
            for run in self._runs(words)
            for way in self.ways.get(run, ())
        )

    def _runs(self, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Cut the words into the longest runs that are known, and single words between them."""
        longest = max(map(len, self.ways))
        position = 0
        while position < len(words):
            sizes = range(min(longest, len(words) - position), 0, -1)
            runs = (tuple(words[position : position + size]) for size in sizes)
            run = next((run for run in runs if run in self.ways), (words[position],))
            yield run
            position += len(run)


NO_SYNONYMS = Synonyms()

_last: list[tuple[str, tuple[SynonymRow, ...], Synonyms]] = []
"""The last one made: to analyse a hundred words takes ten milliseconds."""


def synonyms_of(build: LiveBuild) -> Synonyms:
    """Return the synonyms of staff as terms of this build."""
    if build.analyser is None:
        return NO_SYNONYMS
    rows = kept("search.synonyms", active_rows)
    if not _last or _last[0][:2] != (build.build_id, rows):
        _last[:] = [(build.build_id, rows, synonyms(rows, terms_by(build)))]
    return _last[0][2]


def terms_by(build: LiveBuild) -> Callable[[str], tuple[str, ...]]:
    """Return how this build turns words into terms; a word that it leaves out has none."""
    chosen = build.analyser
    return lambda text: (
        tuple(dict.fromkeys(term.text for term in chosen.terms(clean(text)))) if chosen is not None else ()
    )


def active_rows() -> tuple[SynonymRow, ...]:
    """Read what counts now."""
    rows = Synonym.objects.filter(is_active=True).order_by("id")
    return tuple(SynonymRow(*row) for row in rows.values_list("word", "meant", "goes_both_ways"))


def written_synonyms() -> dict[str, list[str]]:
    """Return the synonyms of words as they are written, in lower case, for whoever looks letter by letter."""
    return _others(
        SynonymRow(row.word.lower(), row.meant.lower(), row.goes_both_ways)
        for row in kept("search.synonyms", active_rows)
    )


def synonyms(rows: Iterable[SynonymRow], terms_of: Callable[[str], tuple[str, ...]]) -> Synonyms:
    """Put rows together: each text finds its group, and whatever any of the group points to."""
    others = _others(rows)
    terms = {text: terms_of(text) for text in others}
    ways: dict[tuple[str, ...], tuple[Way, ...]] = {}
    for text, meant in others.items():
        said = {terms[text]: Way(text, terms[text])}
        for other in meant:
            if terms[other]:
                said.setdefault(terms[other], Way(other, terms[other]))
        if terms[text] and len(said) > 1:
            found = [*ways.get(terms[text], ()), *list(said.values())[1:]]
            ways[terms[text]] = tuple({way.terms: way for way in reversed(found)}.values())[::-1][
                : MOST_WAYS - 1
            ]
    return Synonyms(ways, {terms[text]: text for text in reversed(others) if terms[text] in ways})


def _others(rows: Iterable[SynonymRow]) -> dict[str, list[str]]:
    """Return for each text the other ones that it also stands for."""
    groups: dict[str, list[str]] = {}
    one_way: list[tuple[str, str]] = []
    for row in rows:
        first, second = groups.setdefault(row.word, [row.word]), groups.setdefault(row.meant, [row.meant])
        if not row.goes_both_ways:
            one_way.append((row.word, row.meant))
        elif first is not second:
            first.extend(second)
            groups.update(dict.fromkeys(second, first))
    others = {text: [other for other in group if other != text] for text, group in groups.items()}
    for word, meant in one_way:
        for text in groups[word]:
            others[text] += [other for other in groups[meant] if other != text and other not in others[text]]
    return others
