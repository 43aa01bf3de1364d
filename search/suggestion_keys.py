"""By which beginnings a name is found while somebody types it: its letters, its initials, and each word of it.

Keys of all kinds stand in one field of an index: letters always alternate with vowels, initials never do, so they
do not meet. A key that begins the whole title has a mark before it: titles come before other names.
"""

import re
from collections.abc import Iterable, Iterator

from search.analysis.hangul import flat_jamo, initials
from search.analysis.keyboard import compose, keys_as_letters, letters_as_keys

TITLE_MARK = "^"
"""Stands before the keys of a whole title."""

LONGEST_KEY = 60
MOST_KEYS = 120
MOST_WORDS = 8
_SHORTEST_OFFER = 2
_NOT_TYPED_BY_SLIP = re.compile(r"[\d@/.:_]")
_CONSONANT = re.compile("[ㄱ-ㅎ]")
_SYLLABLE_OR_LETTER = re.compile("[가-힣ㄱ-ㅣ]")
_BETWEEN_WORDS = re.compile(r"[\s·,/()‘’'\"「」\[\]-]+")


def key_of_typed(text: str) -> str:
    """Return the letters of what was typed so far, without blanks, as names have them."""
    return flat_jamo(_joined(text))[:LONGEST_KEY]


def keys_of_names(title: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """Return every key of a thing with this title and these other names."""
    keys = dict.fromkeys(f"{TITLE_MARK}{key}" for key in _keys_from(_joined(title)))
    for name in (title, *aliases):
        for start in _word_starts(name):
            keys |= dict.fromkeys(_keys_from(_joined(name[start:])))
    return tuple(keys)[:MOST_KEYS]


def typed_keys(text: str) -> tuple[str, ...]:
    """Return the keys to look for: of the letters, and of the initials where consonants stand alone."""
    letters = key_of_typed(text)
    return (letters, initials_typed(text)) if is_by_initials(text) else (letters,)


def is_by_initials(text: str) -> bool:
    """Tell whether a consonant stands alone before the end: 순ㅊ장, ㄱㅈ; at the end it may be half a syllable."""
    letters = _apart(text)
    return len(letters) > 1 and any(_CONSONANT.match(letter) for letter in letters[:-1])


def initials_typed(text: str) -> str:
    """Return the initials of what was typed, compound ones taken apart: ㄳ is ㄱㅅ."""
    return initials(_apart(text))[:LONGEST_KEY]


def fits(text: str, names: Iterable[str]) -> bool:
    """Tell whether a word of a name begins with these syllables, any syllable standing for its initial."""
    letters = _apart(text)
    pattern = re.compile("".join(map(_syllable, letters[:-1])) + re.escape(flat_jamo(letters[-1:])))
    return any(
        pattern.match(flat_jamo(_joined(name[start:]))) for name in names for start in _word_starts(name)
    )


def slip_of(text: str) -> str:
    """Return what the other layout of the keyboard would have written, letters half done too; empty if it is none."""
    typed = _joined(text)
    if not typed or _NOT_TYPED_BY_SLIP.search(typed):
        return ""
    return keys_as_letters(typed) if typed.isascii() else letters_as_keys(typed)


def shown_slip(letters: str) -> str:
    """Return a slip as it is shown: letters joined to syllables."""
    return compose(letters)


def is_worth_offering(letters: str) -> bool:
    """Tell whether a slip is a word by itself, so that it is proposed beside what was found as typed."""
    shown = shown_slip(letters)
    is_whole = all("가" <= letter <= "힣" for letter in shown) or shown.isascii()
    return len(shown) >= _SHORTEST_OFFER and is_whole


def _keys_from(name: str) -> Iterator[str]:
    if not name:
        return
    yield flat_jamo(name)[:LONGEST_KEY]
    if _SYLLABLE_OR_LETTER.match(name):
        yield initials(name)[:LONGEST_KEY]


def _joined(text: str) -> str:
    return _BETWEEN_WORDS.sub("", text.lower())


def _word_starts(name: str) -> list[int]:
    """Return where its words begin, the first ones only."""
    starts = [0] if name else []
    starts += [found.end() for found in _BETWEEN_WORDS.finditer(name) if 0 < found.end() < len(name)]
    return list(dict.fromkeys(starts))[:MOST_WORDS]


def _apart(text: str) -> str:
    """Return what was typed with lone compounds taken apart and syllables whole."""
    return "".join(letter if "가" <= letter <= "힣" else flat_jamo(letter) for letter in _joined(text))


def _syllable(letter: str) -> str:
    """Return what a letter of the typed text matches in the letters of a name: an initial, its whole syllable."""
    return (
        f"{letter}[ㅏ-ㅣ]{{1,2}}[ㄱ-ㅎ]{{0,2}}" if _CONSONANT.match(letter) else re.escape(flat_jamo(letter))
    )
