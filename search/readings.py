"""The ways in which typed text can be understood, the likelier first.

What was typed comes before any other reading, but where letters stand alone: those nobody writes on purpose.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, islice
from typing import Literal

from search.analysis.base import Term
from search.analysis.choice import BIGRAMS
from search.analysis.keyboard import as_hangul, as_latin
from search.analysis.laws import article_of, is_reference, without_articles
from search.engines.base import Either, TermGroup
from search.repair import Speller, has_lone_letters
from search.results import MAX_TERMS
from search.synonyms import NO_SYNONYMS, Synonyms, Told
from search.weights import ARTICLE_BOOST

_SHARE_OF_TERMS = 0.6
_BIGRAM_BOOST = 0.3
_MOST_WORDS_REPAIRED = 12

type Way = Literal["typed", "letters", "law", "keyboard", "joined", "spelling", "unfinished"]


@dataclass(frozen=True)
class Question:
    """Typed text as terms of the live build."""

    text: str
    terms: tuple[Term, ...]
    synonyms: Synonyms = NO_SYNONYMS

    @cached_property
    def said(self) -> tuple[str | Either, ...]:
        """Return the words as an engine is asked for them: each run of them that has synonyms in all its ways."""
        return _with_paragraphs(self.synonyms.widen(self.words))

    @cached_property
    def said_loosely(self) -> tuple[str | Either, ...]:
        """Return the same word by word, articles of laws too, for where most of the words are enough."""
        return self.synonyms.widen(self.plain_words, one_by_one=True)

    @cached_property
    def references(self) -> tuple[Term, ...]:
        """Return the articles of laws."""
        return tuple(term for term in self.terms if is_reference(term.text))

    @cached_property
    def plain_words(self) -> tuple[str, ...]:
        """Return the terms without repetition and without articles of laws."""
        return _distinct(term.text for term in self.terms if not is_reference(term.text))

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Return the synonyms that are asked for too."""
        return self.synonyms.told(self.words)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the terms without repetition; the article of a law stands for the words that it is made of."""
        covered = [(term.start, term.end) for term in self.references]
        return _distinct(
            term.text
            for term in self.terms
            if is_reference(term.text)
            or not any(start <= term.start and term.end <= end for start, end in covered)
        )

    @cached_property
    def bigrams(self) -> tuple[str, ...]:
        """Return the pairs of syllables, which only few questions need."""
        return tuple(dict.fromkeys(term.text for term in BIGRAMS.terms(self.text)))[: 2 * MAX_TERMS]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is left to look for."""
        return not self.words and not self.bigrams

    def all_terms(self) -> tuple[TermGroup, ...]:
        """Every word must be there."""
        if not self.words:
            return self.some_terms()
        return (TermGroup(self.said, len(self.said)),)

    def some_terms(self) -> tuple[TermGroup, ...]:
        """Most words, or most pairs of syllables: finds glued, unknown and half-right names."""
        pairs = self.bigrams
        groups = [
            TermGroup(self.said_loosely, _most(len(self.said_loosely))),
            TermGroup(pairs, _most(len(pairs)), "bigrams", _BIGRAM_BOOST),
        ]
        return tuple(group for group in groups if group.terms)

    def any_terms(self) -> tuple[TermGroup, ...]:
        """At least one of the words."""
        return (TermGroup(self.said_loosely, 1),) if self.said_loosely else ()

    def pieces(self) -> Iterator[tuple[str, list[Term]]]:
        """Yield each word between blanks with its terms."""
        position = 0
        for word in self.text.split(" "):
            start, end = position, position + len(word)
            position = end + 1
            yield (
                word,
                [term for term in self.terms if start <= term.start < end and not is_reference(term.text)],
            )


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand what was typed. A document must hold all words of one of the questions."""

    way: Way
    questions: tuple[Question, ...]

    @property
    def question(self) -> Question:
        """Return the likeliest of them."""
        return self.questions[0]

    def groups(self) -> tuple[TermGroup, ...]:
        """Return what an engine is asked."""
        if self.way == "law":
            article, law = (question.all_terms() for question in self.questions)
            return (*(replace(group, boost=ARTICLE_BOOST) for group in article), *law)
        return tuple(group for question in self.questions for group in question.all_terms())


@dataclass(frozen=True, slots=True)
class Reader:
    """Finds readings with the analyser and the words of one index."""

    analyse: Callable[[str], Question]
    speller: Speller

    def of_lone_letters(self, question: Question) -> Iterator[Reading]:
        """Yield readings of text in which letters stand alone: initials, halves, or the other keyboard."""
        yield from self._several(question, way="letters", choices=self._by_letters)
        yield from self._one("keyboard", question, self._typed_on_the_other_keyboard(question))

    def of_law(self, question: Question) -> Iterator[Reading]:
        """Yield the law with and without its article: few texts name both, and the law is what is looked for."""
        if question.references:
            for law in self._one("law", question, [without_articles(question.text)]):
                yield Reading("law", (question, law.question))

    def of_unknown_words(self, question: Question) -> Iterator[Reading]:
        """Yield readings of text that no document holds as it was typed."""
        yield from self._one("keyboard", question, self._typed_on_the_other_keyboard(question))
        yield from self._one("joined", question, _joined(question.text.split(" ")))
        yield from self._one("spelling", question, self._repaired(question, is_bold=False))
        yield from self._several(question, way="unfinished", choices=self._by_ending)

    def proposed(self, question: Question) -> str:
        """Return another spelling to ask about, also of words too short to be changed unasked."""
        spelled = " ".join(self._repaired(question, is_bold=True))
        return "" if spelled == question.text else spelled

    def _one(self, way: Way, question: Question, words: list[str]) -> Iterator[Reading]:
        text = " ".join(filter(None, words))
        if text and text != question.text:
            understood = self.analyse(text)
            if understood.words and self.speller.knows(understood.terms):
                yield Reading(way, (understood,))

    def _several(
        self, question: Question, *, way: Way, choices: Callable[[str, list[Term]], tuple[str, ...]]
    ) -> Iterator[Reading]:
        """Yield a reading in which one word stands for several; every other one for the likeliest."""
        pieces = list(islice(question.pieces(), _MOST_WORDS_REPAIRED))
        meant = [choices(word, terms) or (word,) for word, terms in pieces]
        best = [names[0] for names in meant]
        if best == [word for word, _terms in pieces]:
            return
        many = max(range(len(meant)), key=lambda position: len(meant[position]))
        texts = (" ".join((*best[:many], name, *best[many + 1 :])) for name in meant[many])
        questions = tuple(asked for text in texts if (asked := self.analyse(text)).words)
        if questions:
            yield Reading(way, questions)

    def _by_letters(self, word: str, _terms: list[Term]) -> tuple[str, ...]:
        return self.speller.meant_by_letters(word) if has_lone_letters(word) else ()

    def _by_ending(self, word: str, terms: list[Term]) -> tuple[str, ...]:
        return () if self.speller.knows(terms) and terms else self.speller.finished(word)

    def _typed_on_the_other_keyboard(self, question: Question) -> list[str]:
        return [
            word
            if terms and self.speller.knows(terms) and not has_lone_letters(word)
            else (as_hangul(word) if word.isascii() else as_latin(word)) or word
            for word, terms in question.pieces()
        ]

    def _repaired(self, question: Question, *, is_bold: bool) -> list[str]:
        pieces = list(question.pieces())
        if len(pieces) > _MOST_WORDS_REPAIRED:
            return [word for word, _terms in pieces]
        return [self._respelled(word, terms, question, is_bold=is_bold) for word, terms in pieces]

    def _respelled(self, word: str, terms: list[Term], question: Question, *, is_bold: bool) -> str:
        is_whole = self.speller.knows(terms) and (
            len(terms) == 1 or all(len(term.text) > 1 for term in terms)
        )
        if not terms or is_whole:
            return word
        stem = question.text[terms[0].start : max(term.end for term in terms)]
        return self.speller.nearest(word, stem=stem, is_bold=is_bold) or word


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))[:MAX_TERMS]


def _with_paragraphs(said: tuple[str | Either, ...]) -> tuple[str | Either, ...]:
    """Put a paragraph and its article together: the paragraph counts more, but the article is enough."""
    articles = {article_of(word): word for word in said if isinstance(word, str) and article_of(word)}
    return tuple(
        Either(((articles[word],), (word,))) if isinstance(word, str) and word in articles else word
        for word in said
        if word not in articles.values()
    )


def _joined(words: list[str]) -> list[str]:
    """Join runs of single syllables: 오 미 자 is 오미자."""
    joined: list[str] = []
    for is_single, run in groupby(words, key=lambda word: len(word) == 1 and "가" <= word <= "힣"):
        together = list(run)
        joined += ["".join(together)] if is_single else together
    return joined


def _most(count: int) -> int:
    """Return how many of so many are most of them: 1 of 2, 2 of 3, 3 of 5."""
    return max(1, round(count * _SHARE_OF_TERMS))
