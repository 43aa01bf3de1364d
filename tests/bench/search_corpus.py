"""Documents for the benchmarks of search: real words in Zipf's proportions, with their terms and places.

Korean words are the nouns of the Korean catalogues that Django, Wagtail and their like bring, then names from Kiwi's
dictionary; English ones are the words of Django's docstrings. Only words that the analyser leaves whole are taken, so
that a question made of them gives back the terms that the documents were given. Terms come with the text: making
100,000 documents needs no analysis. The same seed gives the same documents.
"""

import importlib.util
import itertools
import json
import random
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from search.analysis.base import Analyser
from search.documents import Language, SearchDocument, TextField

KINDS: Mapping[str, int] = {"article": 40, "case": 25, "zone": 8, "project": 17, "event": 10}
ZONES = [f"z{number:03d}" for number in range(200)]
PROVINCES = [f"p{number:02d}" for number in range(17)]
THEMES = [f"theme{number}" for number in range(7)]
TOPICS = [f"topic{number:02d}" for number in range(40)]
STAGES = [f"stage{number}" for number in range(5)]
FACETS = ("kind", "zone", "province", "theme", "topic", "stage")
CHOICE: Mapping[str, tuple[str, ...]] = {"province": ("p00", "p01", "p09"), "theme": ("theme0", "theme2")}
"""What the questions with filters choose: some values of two facets."""

SEED = 7
LENGTHS: Mapping[TextField, tuple[int, int]] = {
    "title": (22, 45),
    "summary": (110, 110),
    "body": (1300, 1300),
}
"""Characters of a field in Korean and in English, give or take 40 %."""
KOREAN_SHARE = 0.65
_PARTICLES = [
    "을",
    "를",
    "이",
    "가",
    "은",
    "는",
    "에",
    "에서",
    "의",
    "으로",
    "와",
    "과",
    "도",
    "까지",
    "부터",
    "에게",
]
_ENDINGS = ["하였다.", "했다.", "하고있다.", "한다.", "하여", "하는"]
_NOUN = re.compile(r"[가-힣]{2,5}")
_ENGLISH = re.compile(r"[A-Za-z]{3,14}")
_TRANSLATION = re.compile(r'msgstr "(.*)"')
_DOCSTRING = re.compile(r'"""(.*?)"""', re.DOTALL)
_NAMES = 50_000
_ENGLISH_WORDS = 12_000
_DRAWN = 500_000
_ZONE_WEIGHTS = list(itertools.accumulate(1 / (rank + 1) ** 1.3 for rank in range(len(ZONES))))
_FIRST_DAY = date(2004, 9, 1)
_DAYS = 8_000


@dataclass(frozen=True)
class Vocabulary:
    """Words, the most frequent first; English ones with their terms."""

    korean: Sequence[str]
    english: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Generated:
    """A document with the terms of its texts, and where title, summary and body have them."""

    document: SearchDocument
    terms: Mapping[TextField, str]
    spans: array[int]


@dataclass(frozen=True)
class Question:
    """What a reader types, and the terms of it."""

    text: str
    terms: tuple[str, ...]
    language: Language
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def vocabulary(analyser: Analyser, *, kept: Path) -> Vocabulary:
    """Return the words, read from the installed packages once and then kept in a file."""
    if not kept.exists():
        korean = [word for word in _korean_words(analyser) if _is_whole(word, analyser)]
        english = [
            (word, terms[0].text)
            for word in _english_words()
            if len(terms := analyser.terms(word)) == 1 and terms[0].end == len(word)
        ]
        kept.write_text(json.dumps([korean, english], ensure_ascii=False), encoding="utf-8")
    korean, english = json.loads(kept.read_text(encoding="utf-8"))
    return Vocabulary(korean, [(word, term) for word, term in english])


def documents(count: int, words: Vocabulary, *, seed: int = SEED) -> Iterator[Generated]:
    """Give the documents, always the same."""
    writer = _Writer(words, random.Random(seed))  # noqa: S311 - the same documents, no secret
    return (writer.document(number) for number in range(count))


def _is_whole(word: str, analyser: Analyser) -> bool:
    return [term.text for term in analyser.terms(word)] == [word]


def _korean_words(analyser: Analyser) -> list[str]:
    packages = Path(str(_package("django"))).parent
    counted: Counter[str] = Counter()
    for catalogue in sorted(packages.glob("*/**/locale/ko/**/*.po")):
        for text in _TRANSLATION.findall(catalogue.read_text(encoding="utf-8")):
            counted.update(term.text for term in analyser.terms(text) if _NOUN.fullmatch(term.text))
    names = (_package("kiwipiepy_model") / "default.dict").read_text(encoding="utf-8").splitlines()
    found = dict.fromkeys(name for line in names if _NOUN.fullmatch(name := line.split("\t")[0]))
    shuffled = [name for name in found if name not in counted]
    random.Random(1).shuffle(shuffled)  # noqa: S311 - a fixed order, no secret
    return [*_by_count(counted), *shuffled[:_NAMES]]


def _english_words() -> list[str]:
    counted: Counter[str] = Counter()
    for module in sorted(_package("django").rglob("*.py")):
        for text in _DOCSTRING.findall(module.read_text(encoding="utf-8")):
            counted.update(word.lower() for word in _ENGLISH.findall(text))
    return _by_count(counted)[:_ENGLISH_WORDS]


def _by_count(counted: Counter[str]) -> list[str]:
    return sorted(counted, key=lambda word: (-counted[word], word))


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"The documents of the benchmark are made with {name}: run `make environment`.")
    return Path(found.origin).parent


def _drawn[Word](words: Sequence[Word], chance: random.Random) -> Iterator[Word]:
    """Draw words for ever in Zipf's proportions: the few first ones are half of all."""
    weights = list(itertools.accumulate(1 / (rank + 3) ** 1.05 for rank in range(len(words))))
    return itertools.cycle(chance.choices(words, cum_weights=weights, k=_DRAWN + chance.randrange(1000)))


class _Writer:
    """Writes text word by word and knows the terms of each."""

    def __init__(self, words: Vocabulary, chance: random.Random) -> None:
        self._chance = chance
        self._korean = _drawn(words.korean, chance)
        self._english = _drawn(words.english, chance)

    def document(self, number: int) -> Generated:
        chance = self._chance
        language: Language = "ko" if chance.random() < KOREAN_SHARE else "en"
        text: dict[TextField, str] = {}
        terms: dict[TextField, str] = {"aliases": ""}
        spans = array("I")
        for name, lengths in LENGTHS.items():
            target = int(lengths[language == "en"] * chance.uniform(0.6, 1.4))
            text[name], found, edges = self._text(language, target)
            terms[name] = " ".join(found)
            spans.extend(edges)
        document = SearchDocument(
            kind=chance.choices(list(KINDS), list(KINDS.values()))[0],
            object_id=f"{number:07d}",
            language=language,
            title=text["title"],
            summary=text["summary"],
            body=text["body"],
            url=f"/generated/{number}/",
            facets=self._facets(),
            date=_FIRST_DAY + timedelta(days=chance.randrange(_DAYS)),
            popularity=int(chance.paretovariate(1.2) * 20),
        )
        return Generated(document, terms, spans)

    def _facets(self) -> dict[str, tuple[str, ...]]:
        chance = self._chance
        zone = chance.choices(range(len(ZONES)), cum_weights=_ZONE_WEIGHTS)[0]
        return {
            "zone": (ZONES[zone],),
            "province": (PROVINCES[zone % len(PROVINCES)],),
            "theme": (THEMES[zone % len(THEMES)],),
            "topic": tuple(sorted(set(chance.choices(TOPICS, k=chance.randint(1, 3))))),
            "stage": (chance.choice(STAGES),),
        }

    def _text(self, language: Language, target: int) -> tuple[str, list[str], list[int]]:
        words: list[str] = []
        terms: list[str] = []
        edges: list[int] = []
        position = 0
        write = self._korean_word if language == "ko" else self._english_word
        while position < target:
            word = write(position, terms, edges)
            words.append(word)
            position += len(word) + 1
        return " ".join(words), terms, edges

    def _korean_word(self, position: int, terms: list[str], edges: list[int]) -> str:
        """A noun with its particle; now and then two nouns, a verb made of one, or an English word."""
        chance = self._chance.random()
        if chance < 0.06:
            return self._english_word(position, terms, edges)
        word = next(self._korean)
        terms.append(word)
        edges += (position, position + len(word))
        if chance < 0.2:
            second = next(self._korean)
            terms.append(second)
            edges += (position + len(word), position + len(word) + len(second))
            word += second
        if chance < 0.85:
            return word + _PARTICLES[int(chance * 1000) % len(_PARTICLES)]
        return word + _ENDINGS[int(chance * 1000) % len(_ENDINGS)]

    def _english_word(self, position: int, terms: list[str], edges: list[int]) -> str:
        word, term = next(self._english)
        terms.append(term)
        edges += (position, position + len(word))
        return word


def questions(
    found: Iterable[tuple[Language, str, Sequence[tuple[str, int, int]]]],
    *,
    count: int,
    analyser: Analyser,
    seed: int = 3,
) -> list[Question]:
    """Take one and two terms in turn out of real bodies, so that every question has an answer.

    `found` gives documents by language, body and the terms of the body with their places. Every other pair of
    questions is asked with filters.
    """
    chance = random.Random(seed)  # noqa: S311 - the same questions, no secret
    asked: list[Question] = []
    for language, body, places in itertools.cycle(list(found)):
        wanted = len(asked) % 2 + 1
        chosen = chance.sample([place for place in places if len(place[0]) > 1], wanted)
        text = " ".join(body[start:end] for _term, start, end in chosen)
        terms = tuple(dict.fromkeys(term for term, _start, _end in chosen))
        if len(terms) == wanted and tuple(term.text for term in analyser.terms(text)) == terms:
            filters = CHOICE if len(asked) % 4 > 1 else {}
            asked.append(Question(text, terms, language, filters))
        if len(asked) == count:
            break
    return asked
