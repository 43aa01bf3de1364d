"""Other spellings for words that the index does not know: near ones, unfinished ones, and initials.

Compared are whole words between blanks, not terms: the analyser cuts a misspelt word in odd places.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis.base import Term
from search.analysis.hangul import flat_jamo
from search.analysis.keyboard import FIRST
from search.analysis.laws import is_reference

_SHORTEST = 3  # syllables; two-syllable words have a neighbour almost always, and it is the wrong one
_SHORTEST_LATIN = 5
_FEW_JAMO = 5
_MOST_MEANT = 8
_HANGUL_RUN = re.compile(r"[가-힣]+")
# A letter alone, as it is typed and as compatibility folding leaves it.
_LONE = re.compile("[ㄱ-ㅣ\u1100-\u11ff]")
# ㅐ and ㅔ, ㅒ and ㅖ, ㅙ, ㅚ and ㅞ, as they are typed.
_SOUNDS = {"ㅗㅐ": "ㅚ", "ㅗㅣ": "ㅚ", "ㅜㅔ": "ㅚ", "ㅐ": "ㅔ", "ㅒ": "ㅖ"}
_ALIKE = re.compile("|".join(_SOUNDS))
_BETWEEN = "[^가-힣]{0,2}"
_START, _PER_FIRST, _PER_VOWEL = 0xAC00, 588, 28


@dataclass(frozen=True)
class Speller:
    """What words there are: the terms of an index, and the names that it was taught, as they are spaced."""

    vocabulary: Mapping[str, int]
    names: tuple[str, ...]

    def knows(self, pieces: Collection[Term]) -> bool:
        """Tell whether the index holds all of these terms."""
        return all(piece.text in self.vocabulary for piece in pieces)

    def knows_most(self, pieces: Collection[Term]) -> bool:
        """Tell whether half of the letters stand in terms that the index holds; not so where there is no term."""
        known = sum(len(piece.text) for piece in pieces if piece.text in self.vocabulary)
        return 2 * known >= sum(len(piece.text) for piece in pieces) > 0

    def nearest(self, word: str, *, stem: str, is_bold: bool) -> str:
        """Return the nearest known word; empty if none is near or the word is one itself.

        The stem is the word without its particle. Only who is bold looks for words of two syllables.
        """
        found = [near for form in dict.fromkeys((word, stem)) if (near := self._near(form, is_bold=is_bold))]
        return min(found)[2] if found else ""

    def meant_by_letters(self, word: str) -> tuple[str, ...]:
        """Return names in which the word stands with syllables for its lone consonants: 순ㅊ, ㄱㅈㅇㅂ."""
        return self._matching([_classes(character) for character in flat_consonants(word)])

    def finished(self, word: str) -> tuple[str, ...]:
        """Return names in which a word begins with what was typed, whose last syllable may lack letters."""
        if len(word) < 2 or not _HANGUL_RUN.fullmatch(word):  # noqa: PLR2004 -- one syllable begins everything
            return ()
        return self._matching([*(re.escape(syllable) for syllable in word[:-1]), _unfinished(word[-1])])

    def _near(self, word: str, *, is_bold: bool) -> tuple[int, int, str] | None:
        if any(character.isdigit() for character in word):  # another number is another thing
            return None
        if len(word) < self._shortest(word, is_bold=is_bold):
            return self._sounding_alike(word)
        jamo = flat_jamo(word.lower())
        allowed = 1 if len(jamo) <= _FEW_JAMO else 2
        found = process.extract(jamo, self._jamo, scorer=OSA.distance, score_cutoff=allowed, limit=20)
        ranked = [(distance, -self.vocabulary.get(near, 0), near) for _jamo, distance, near in found]
        best = min(ranked, default=None)
        return best if best and best[0] > 0 else None

    def _sounding_alike(self, word: str) -> tuple[int, int, str] | None:
        """Return the one known word that sounds the same, however short: 벨리 is 밸리, 참왜 is 참외."""
        near = self._sounds.get(_sound(word), "")
        return (1, -self.vocabulary.get(near, 0), near) if near and near != word else None

    @cached_property
    def _sounds(self) -> dict[str, str]:
        """Return sound → word for words of two syllables; empty where several words sound so."""
        sounds: dict[str, str] = {}
        for word in self._jamo:
            if len(word) < _SHORTEST and _HANGUL_RUN.fullmatch(word):
                sound = _sound(word)
                sounds[sound] = "" if sound in sounds else word
        return sounds

    def _shortest(self, word: str, *, is_bold: bool) -> int:
        if word.isascii():
            return _SHORTEST_LATIN
        return _SHORTEST - is_bold

    @cached_property
    def _jamo(self) -> dict[str, str]:
        words: dict[str, None] = dict.fromkeys(self.vocabulary)
        for name in self.names:
            words |= dict.fromkeys(("".join(_HANGUL_RUN.findall(name)), *_HANGUL_RUN.findall(name)))
        return {word: flat_jamo(word) for word in words if len(word) >= 2 and not is_reference(word)}  # noqa: PLR2004 -- a letter is no word

    def _matching(self, classes: Iterable[str]) -> tuple[str, ...]:
        """Return what the names have there, to the end of the word; where it begins a name comes first."""
        pattern = re.compile(rf"(?<![가-힣]){_BETWEEN.join(classes)}[가-힣]*")
        found: dict[str, tuple[bool, int, str]] = {}
        for name in self.names:
            if match := pattern.search(name):
                found.setdefault(match.group(), (match.start() > 0, len(match.group()), match.group()))
        return tuple(sorted(found, key=found.__getitem__))[:_MOST_MEANT]


def _sound(word: str) -> str:
    """Return the letters of a word with those made one that no speaker tells apart."""
    return _ALIKE.sub(lambda match: _SOUNDS[match.group()], flat_jamo(word))


_kept: list[Speller] = []
"""The last one made: its tables take a tenth of a second with many words."""


def speller(vocabulary: Mapping[str, int], names: Callable[[], Iterable[str]]) -> Speller:
    """Return the speller of these words; the names are read only where the words of the index are new."""
    if not _kept or _kept[0].vocabulary is not vocabulary:
        _kept[:] = [Speller(vocabulary, tuple(dict.fromkeys(names())))]
    return _kept[0]


def has_lone_letters(word: str) -> bool:
    """Tell whether a syllable of the word was left unfinished or never begun."""
    return bool(_LONE.search(word))


def flat_consonants(word: str) -> str:
    """Return the word with compound finals that stand alone taken apart: ㄳ is ㄱㅅ."""
    return "".join(flat_jamo(character) if _LONE.match(character) else character for character in word)


def _classes(character: str) -> str:
    """Return what may stand for a character: any syllable that begins with a consonant, else itself."""
    if character not in FIRST:
        return re.escape(character)
    first = _START + FIRST.index(character) * _PER_FIRST
    return f"[{chr(first)}-{chr(first + _PER_FIRST - 1)}]"


def _unfinished(syllable: str) -> str:
    """Return what a syllable may become: 차 also 창, and 멕 also 메기, since a final may begin the next one."""
    open_one = ord(syllable) - (ord(syllable) - _START) % _PER_VOWEL
    if ord(syllable) == open_one:
        return f"[{syllable}-{chr(open_one + _PER_VOWEL - 1)}]"
    final = flat_jamo(syllable)[-1]
    return f"(?:{syllable}|{chr(open_one)}{_classes(final)})"
