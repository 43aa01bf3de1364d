"""Documents and questions that are made up, the same in each run: words as frequent as in real language."""

import random
from collections.abc import Iterator
from itertools import accumulate

from search.documents import Language
from search.engines.base import Either, EngineDocument, EngineQuery, Sort, TermGroup

FACETS = ("kind", "province", "year", "topic")
KINDS = ("zone", "case", "exemption", "announcement")
PROVINCES = tuple(f"province-{number}" for number in range(17))
SORTS: tuple[Sort, ...] = ("relevance", "newest", "title")
FILTERS: tuple[dict[str, tuple[str, ...]], ...] = (
    {},
    {"province": PROVINCES[:3]},
    {"kind": ("zone", "case"), "year": ("2010", "2011", "2012")},
    {"province": PROVINCES[3:9], "topic": ("topic-1", "topic-4"), "kind": ("case",)},
    {"province": ("nowhere",)},
)
EXCLUSIONS: tuple[dict[str, tuple[str, ...]], ...] = (
    {"province": PROVINCES[:2]},
    {"kind": ("zone",), "topic": ("topic-1",)},
)
_FIRST, _LAST = 0xAC00, 0xD7A3
_SYLLABLES = 400
_DAYS = 3_000


class Corpus:
    """A vocabulary and what is drawn from it."""

    def __init__(self, *, words: int = 3_000, seed: int = 7) -> None:
        self._random = random.Random(seed)  # noqa: S311 - not a secret
        syllables = [chr(code) for code in self._random.sample(range(_FIRST, _LAST + 1), _SYLLABLES)]
        made = (
            "".join(self._random.choices(syllables, k=self._random.choice((2, 2, 2, 3, 4))))
            for _ in range(9 * words)
        )
        self.words = list(dict.fromkeys(made))[:words]
        self._weights = list(accumulate(1 / (rank + 1) for rank in range(len(self.words))))

    def document(self, number: int, *, revision: int | None = None) -> EngineDocument:
        """Make a document; one in twenty says the same as others, so that scores tie."""
        draw = random.Random(number if number % 20 else 0)  # noqa: S311
        language: Language = "en" if number % 9 == 0 else "ko"
        title = self._text(draw, 2, 6)
        return EngineDocument(
            number=number,
            key=f"zone:{number}:{language}",
            revision=revision or number,
            language=language,
            texts={
                "title": title,
                "aliases": self._text(draw, 0, 4),
                "summary": self._text(draw, 0, 25),
                "body": self._text(draw, 0, 200),
            },
            bigrams=" ".join(
                title.replace(" ", "")[i : i + 2] for i in range(len(title.replace(" ", "")) - 1)
            ),
            facets={
                "kind": (KINDS[number % len(KINDS)],),
                "province": tuple({PROVINCES[number % 17], PROVINCES[number % 13]}),
                "year": (str(2004 + number % 20),),
                **({"topic": (f"topic-{number % 6}",)} if number % 3 else {}),
            },
            day=700_000 + number * 7 % _DAYS,
            title_key=f"{title}\0{number:012d}",
            popularity=number * 31 % 50,
            suggestion_keys=(title.replace(" ", ""),),
        )

    def documents(self, count: int) -> Iterator[EngineDocument]:
        """Make documents numbered from 1."""
        return (self.document(number) for number in range(1, count + 1))

    def run(self, number: int) -> tuple[str, ...]:
        """Return one to three terms that stand next to each other in some document."""
        terms = self.document(1 + number * 53 % 1_000).texts["title"].split()
        return tuple(terms[: 1 + number % 3])

    def questions(self, count: int) -> Iterator[EngineQuery]:
        """Make questions for words that occur together: all of them, most of them, pairs, next to each other."""
        for number in range(count):
            texts = self.document(1 + number * 37 % 1_000).texts
            found = (texts["title"] + " " + texts["body"]).split()
            terms = tuple(dict.fromkeys(self._random.choices(found, k=1 + number % 4)))
            groups = _groups(number, terms, texts["title"].split())
            phrase = terms if len(groups) == 1 else ()
            language: Language = "en" if number % 11 == 0 else "ko"
            yield EngineQuery(language, groups=groups, phrase=phrase, facets=FACETS)

    def _text(self, draw: random.Random, least: int, most: int) -> str:
        return " ".join(draw.choices(self.words, cum_weights=self._weights, k=draw.randint(least, most)))


def _groups(number: int, terms: tuple[str, ...], texts: list[str]) -> tuple[TermGroup, ...]:
    if number % 5 == 0:
        title = "".join(texts)
        pairs = tuple(dict.fromkeys(title[i : i + 2] for i in range(len(title) - 1)))
        return (
            TermGroup(terms, max(1, round(len(terms) * 0.6))),
            TermGroup(pairs, max(1, round(len(pairs) * 0.6)), "bigrams", 0.3),
        )
    if number % 4 == 1:
        first, *rest = terms
        # A synonym of one word, and one of two that stand side by side somewhere.
        either = Either(((first,), (terms[-1],), tuple(texts[:2])))
        return (TermGroup((either, *rest), len(terms)),)
    return (TermGroup(terms, len(terms)),) if number % 7 else ()
