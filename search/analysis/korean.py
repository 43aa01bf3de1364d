"""Kiwi with our rules: parts of compounds at their own positions, one term for the names of a place.

Why each rule stands here is measured: out of the box Kiwi finds less than pairs of syllables do.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

import kiwipiepy

from search.analysis import rules
from search.analysis.base import Lexicon, Term
from search.analysis.gazetteer import canonical_names, place_stem
from search.analysis.hanja import read_hanja
from search.analysis.latin import LATIN, latin_terms, other_script_terms
from search.analysis.laws import LawReader, is_reference
from search.analysis.loanwords import loanword, read_loanwords
from search.analysis.spoken import read_spoken
from search.documents import Word
from search.text import clean, fold

RULES_VERSION = 5

_HANGUL = re.compile(r"[가-힣]+")
_GLUE = re.compile(r"[^가-힣A-Za-z0-9]+")
# Kiwi holds the GIL for a whole call: give it paragraphs, and pieces of very long ones.
_PIECES = re.compile(r"[^\n]{1,2000}(?=\s|$)|[^\n]{1,2000}")
_NOUNS = frozenset({"NNG", "NNP", "XR", "NR"})
_VERBS = ("VV", "VA", "VX")
_PREFIXES = frozenset({"XPN", "MM", "NP", "MAG"})
_NUMBERS = frozenset({"SN", "NR"})
_SHORT_NAME = 4
_SUFFIXED_NOUN = 3
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Morpheme:
    """One result of Kiwi, with its place in the whole text."""

    form: str
    tag: str
    start: int
    end: int

    def touches(self, following: "Morpheme | None") -> bool:
        """Tell whether the next one follows without a blank."""
        return following is not None and following.start == self.end


class KiwiAnalyser:
    """Load once per process, after the fork, for one lexicon: 0.7 s and 270 MB."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Load the small dictionaries and add the words of the lexicon."""
        self._lexicon_digest = lexicon.digest
        # The big dictionaries change nothing in our measurements and cost 260 MB.
        self._kiwi = kiwipiepy.Kiwi(num_workers=1, load_multi_dict=False, load_default_dict=False)
        self._places = canonical_names(lexicon.places)
        self._laws = LawReader(lexicon.laws)
        self._compounds: dict[str, tuple[str, ...]] = dict(rules.COMPOUNDS)
        self._proper: dict[str, bool] = {}
        self._teach(lexicon.words)

    @cached_property
    def version(self) -> str:
        """Name package, model, rules and words."""
        packages = f"kiwi-{version('kiwipiepy')}-{version('kiwipiepy_model')}"
        return f"{packages}-rules-{RULES_VERSION}-{self._lexicon_digest}"

    def terms(self, text: str) -> list[Term]:
        """Return the terms of a text that went through `search.text.clean`."""
        read = read_loanwords(read_hanja(fold(text)))
        articles = list(self._laws.terms(read))
        folded, terms = read_spoken(read)
        terms += latin_terms(folded) + other_script_terms(folded)
        latin = [
            (match.start(), match.end()) for match in LATIN.finditer(folded) if not match.group().isdigit()
        ]
        for piece in _PIECES.finditer(folded):
            if _HANGUL.search(piece.group()) or any(character.isdigit() for character in piece.group()):
                terms += self._korean(self._morphemes(piece.group(), offset=piece.start()), latin=latin)
        return sorted((*terms, *articles), key=_order)

    def _teach(self, words: Iterable[Word]) -> None:
        for name in self._places:
            self._kiwi.add_user_word(name, "NNP", 0.0)
        for noun in rules.NOUNS + rules.LOOK_ALIKES:
            self._kiwi.add_user_word(noun, "NNG", 0.0)
        cleaned = [(clean(word.text), word) for word in words]
        short = [(text, word) for text, word in cleaned if len(text) <= _SHORT_NAME]
        # Short names first: long ones are made of them. Two rounds only, since each costs a rebuild of Kiwi.
        self._learn(short)
        self._learn([(text, word) for text, word in cleaned if len(text) > _SHORT_NAME])

    def _learn(self, words: list[tuple[str, Word]]) -> None:
        """Add each name without blanks, with the parts that its spaced form has."""
        learnt = [
            (glued, word, self._parts(text, word))
            for text, word in words
            if _HANGUL.fullmatch(glued := _GLUE.sub("", text))
        ]
        for glued, word, parts in learnt:
            if parts and len(glued) > 1:
                self._compounds[glued] = parts
                self._kiwi.add_user_word(glued, "NNP" if word.is_name else "NNG", 0.0)

    def _parts(self, text: str, word: Word) -> tuple[str, ...]:
        if word.atomic:
            return (_GLUE.sub("", text),)
        if word.parts:
            return tuple(term.text for part in word.parts for term in self._named(part, 0, len(part)))
        return tuple(term.text for term in self.terms(text))

    def _morphemes(self, text: str, *, offset: int) -> list[Morpheme]:
        # Never pass a list: its thread pool does not survive a fork and hangs for ever.
        tokens: Iterable[Any] = self._kiwi.tokenize(text, oov_handling="rule")
        return [
            Morpheme(token.form, token.tag, offset + token.start, offset + token.start + token.len)
            for token in tokens
        ]

    def _korean(self, morphemes: list[Morpheme], *, latin: list[tuple[int, int]]) -> list[Term]:
        terms: list[Term] = []
        previous: Morpheme | None = None
        position = 0
        while position < len(morphemes):
            here = morphemes[position]
            following = morphemes[position + 1] if position + 1 < len(morphemes) else None
            if here.tag == "SN":
                found, used = _number(here, following, latin=latin)
            elif here.tag in _NOUNS:
                found, used = self._noun(here, following)
            else:
                found, used = _other(here, previous=previous, following=following), 1
            terms += found
            position += used
            previous = morphemes[position - 1]
        return terms

    def _noun(self, here: Morpheme, following: Morpheme | None) -> tuple[list[Term], int]:
        if (
            len(here.form) == 1
            and following is not None
            and following.tag == "XSN"
            and here.touches(following)
        ):
            return self._named(here.form + following.form, here.start, following.end), 2
        if here.form in rules.BOUND_NOUNS:
            return [], 1
        return self._named(here.form, here.start, here.end), 1

    def _named(self, form: str, start: int, end: int) -> list[Term]:
        word = rules.LOANWORDS.get(form) or loanword(form)
        if word in self._places:
            return [Term(self._places[word], start, end)]
        if word in self._compounds:
            return _laid_out(self._compounds[word], start=start, end=end)
        if not _HANGUL.fullmatch(word):
            return [Term(word.lower(), start, end)] if _HANGUL.search(word) else []
        if len(word) > 2 and word[-1] in rules.PLACE_SUFFIXES and self._is_proper(word):  # noqa: PLR2004 -- see place_stem
            return [Term(place_stem(word), start, end)]
        if len(word) == _SUFFIXED_NOUN and word[-1] in rules.NOUN_SUFFIXES:
            return [Term(word[:-1], start, end - 1), Term(word[-1], end - 1, end)]
        return [Term(word, start, end)]

    def _is_proper(self, word: str) -> bool:
        """Ask Kiwi whether the word alone is one proper noun: 담양군 is, 안내도 is not."""
        if word not in self._proper:
            if len(self._proper) >= _REMEMBERED:
                self._proper.clear()
            tokens = self._morphemes(word, offset=0)
            self._proper[word] = len(tokens) == 1 and tokens[0].tag == "NNP"
        return self._proper[word]


def _order(term: Term) -> tuple[int, int]:
    """Put the article of a law behind the words of it, so that those go on standing side by side."""
    return (term.end if is_reference(term.text) else term.start), term.end


def _number(
    here: Morpheme, following: Morpheme | None, *, latin: list[tuple[int, int]]
) -> tuple[list[Term], int]:
    if any(start <= here.start < end for start, end in latin):
        return [], 1
    digits = here.form.replace(",", "")
    counter = (
        following
        if here.touches(following) and following is not None and following.form in rules.COUNTERS
        else None
    )
    if counter is not None and counter.tag in {"NNB", "NNBC", "NNG"}:
        return [Term(digits + counter.form, here.start, counter.end)], 2
    return [Term(digits, here.start, here.end)], 1


def _other(here: Morpheme, *, previous: Morpheme | None, following: Morpheme | None) -> list[Term]:
    if here.tag.startswith(_VERBS):
        wanted = here.form not in rules.LIGHT_VERBS
    elif (
        here.tag in _PREFIXES
        and here.touches(following)
        and following is not None
        and following.tag in _NOUNS
    ):
        wanted = (
            here.form not in rules.EMPTY_PREFIXES
        )  # 친환경, 우리밀, 참굴비: glued to a noun it is part of the name
    elif here.tag == "NNB":
        # Kiwi reads the pear of "나주 배" and half of 언양 as bound nouns; after a number they are units.
        counted = previous is not None and previous.tag in _NUMBERS
        wanted = not counted and here.form not in rules.BOUND_NOUNS
    else:
        wanted = here.tag == "MAG" and len(here.form) > 1
    return [Term(here.form, here.start, here.end)] if wanted and _HANGUL.fullmatch(here.form) else []


def _laid_out(parts: tuple[str, ...], *, start: int, end: int) -> list[Term]:
    """Place the parts one after the other; where they do not make up the word, each marks it whole."""
    if sum(map(len, parts)) != end - start:
        return [Term(part, start, end) for part in parts]
    terms: list[Term] = []
    for part in parts:
        terms.append(Term(part, start, start + len(part)))
        start += len(part)
    return terms
