"""Ask an engine until something fits: as typed, then as it may be meant, then for most of the words.

Knows no rights and no database: so the same way of asking can be judged on texts that stand nowhere.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from search.documents import Language
from search.engines.base import EngineQuery, EngineResult
from search.readings import Question, Reader, Reading
from search.repair import has_lone_letters

FEW = 3
"""Fewer hits than this, and documents with only some of the words are shown apart from them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine said, and to which reading of the text."""

    query: EngineQuery
    result: EngineResult
    reading: Reading
    is_exact: bool

    @property
    def is_thin(self) -> bool:
        """Tell whether so few documents are found that others, with fewer of the words, are worth a look."""
        return 0 < self.result.unfiltered < FEW


@dataclass(frozen=True, slots=True)
class Asking:
    """How to ask: the engine, who finds other readings, and when to give up."""

    search: Callable[[EngineQuery], EngineResult]
    reader: Callable[[], Reader]
    """Called only where the typed text found nothing: the words of an index are many."""
    is_late: Callable[[], bool]

    def best_answer(self, query: EngineQuery, question: Question, *, as_typed: bool = False) -> Answer:
        """Return the first answer with documents, else that to the typed text.

        What decides is the total without filters, so that narrowing never changes the way of asking.
        """
        typed = Reading("typed", (question,))
        first: Answer | None = None
        for reading, is_exact in self._attempts(typed, as_typed=as_typed or not question.text):
            if first is not None and self.is_late():
                break
            answer = self._answer(query, reading, is_exact=is_exact)
            if answer.result.unfiltered:
                return self._in_found_words(answer)
            first = first or answer
        return first or self._asked(query, typed, query.language, is_exact=True)

    def _attempts(self, typed: Reading, *, as_typed: bool) -> Iterator[tuple[Reading, bool]]:
        if not as_typed and typed.question.references:
            for reading in self.reader().of_law(typed.question):
                yield reading, True
        if not as_typed and has_lone_letters(typed.question.text):
            for reading in self.reader().of_lone_letters(typed.question):
                yield reading, True
        yield typed, True
        if not as_typed:
            for reading in self.reader().of_unknown_words(typed.question):
                yield reading, True
        yield typed, False

    def _answer(self, query: EngineQuery, reading: Reading, *, is_exact: bool) -> Answer:
        """Ask in the language of the page, and in the other one if that has nothing."""
        answer = self._asked(query, reading, query.language, is_exact=is_exact)
        if answer.result.unfiltered or reading.question.is_empty or self.is_late():
            return answer
        other = self._asked(query, reading, other_language(query.language), is_exact=is_exact)
        return other if other.result.unfiltered else answer

    def _in_found_words(self, answer: Answer) -> Answer:
        """Return the answer in words that find something by themselves.

        A reading of several names is asked for all of them at once; the likeliest may be that of a hidden document,
        and the page says what it looked for.
        """
        for question in answer.reading.questions if len(answer.reading.questions) > 1 else ():
            alone = replace(
                answer.query,
                groups=question.all_terms(),
                phrase=(),
                filters={},
                exclusions={},
                facets=(),
                offset=0,
                limit=1,
            )
            if self.search(alone).total:
                return replace(answer, reading=Reading(answer.reading.way, (question,)))
        return answer

    def _asked(self, query: EngineQuery, reading: Reading, language: Language, *, is_exact: bool) -> Answer:
        groups = reading.groups() if is_exact else reading.question.some_terms()
        asked = query
        if (query.groups, query.phrase, query.language) != (groups, reading.question.words, language):
            asked = replace(query, groups=groups, phrase=reading.question.words, language=language)
        if (
            not groups and reading.question.text
        ):  # letters that are no word in any reading: nothing, not everything
            return Answer(asked, EngineResult((), 0, 0, {}), reading, is_exact)
        return Answer(asked, self.search(asked), reading, is_exact)


def other_language(language: Language) -> Language:
    """Return the language that the page does not speak."""
    return "en" if language == "ko" else "ko"
