"""Other spellings for words that the index does not know."""

from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis.base import Term
from search.analysis.hangul import flat_jamo

_SHORTEST = 3  # syllables; two-syllable words have a neighbour almost always, and it is the wrong one
_FEW_JAMO = 5


def better_spelling(
    text: str, terms: Iterable[Term], *, vocabulary: Mapping[str, int], names: Iterable[str]
) -> str:
    """Return the query with unknown words replaced by the nearest known ones; empty if there are none.

    Whole words between blanks are compared, not terms: the analyser cuts a misspelt word in odd places.
    """
    known = [term for term in terms if term.text in vocabulary]
    choices: dict[str, str] | None = None
    words = []
    position = 0
    for word in text.split(" "):
        start, end = position, position + len(word)
        position = end + 1
        pieces = [term for term in terms if start <= term.start < end]
        if len(word) < _SHORTEST or not pieces or all(piece in known for piece in pieces):
            words.append(word)
            continue
        choices = choices or _choices(vocabulary, names)
        words.append(_nearest(word, choices, vocabulary) or word)
    proposed = " ".join(words)
    return proposed if proposed != text else ""


def _choices(vocabulary: Mapping[str, int], names: Iterable[str]) -> dict[str, str]:
    return {word: flat_jamo(word) for word in (*vocabulary, *names) if len(word) >= 2}  # noqa: PLR2004 -- a letter is no word


def _nearest(word: str, choices: Mapping[str, str], vocabulary: Mapping[str, int]) -> str:
    jamo = flat_jamo(word.lower())
    allowed = 1 if len(jamo) <= _FEW_JAMO else 2
    found = process.extract(jamo, choices, scorer=OSA.distance, score_cutoff=allowed, limit=20)
    ranked = sorted(found, key=lambda match: (match[1], -vocabulary.get(match[2], 0), match[2]))
    return ranked[0][2] if ranked and ranked[0][1] > 0 else ""
