"""The two layouts of a Korean keyboard: what was typed while the other one was on."""

import re

from search.analysis.hangul import flat_jamo

_KEYS = {
    "ㅂ": "q", "ㅈ": "w", "ㄷ": "e", "ㄱ": "r", "ㅅ": "t", "ㅛ": "y", "ㅕ": "u", "ㅑ": "i", "ㅐ": "o", "ㅔ": "p",
    "ㅁ": "a", "ㄴ": "s", "ㅇ": "d", "ㄹ": "f", "ㅎ": "g", "ㅗ": "h", "ㅓ": "j", "ㅏ": "k", "ㅣ": "l",
    "ㅋ": "z", "ㅌ": "x", "ㅊ": "c", "ㅍ": "v", "ㅠ": "b", "ㅜ": "n", "ㅡ": "m",
    "ㅃ": "Q", "ㅉ": "W", "ㄸ": "E", "ㄲ": "R", "ㅆ": "T", "ㅒ": "O", "ㅖ": "P",
}  # fmt: skip
_LETTERS = {key.lower(): letter for letter, key in _KEYS.items() if key.islower()} | {
    key.upper(): letter for letter, key in _KEYS.items() if key.islower()
}
_LETTERS |= {key: letter for letter, key in _KEYS.items() if key.isupper()}  # with Shift: double consonants

FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_SYLLABLES = {flat_jamo(chr(code)): chr(code) for code in range(0xAC00, 0xD7A4)}
_VOWELS = sorted(
    {letters[1:] for letters in map(flat_jamo, "가개갸걔거게겨계고과괘괴교구궈궤귀규그긔기")}, key=len
)
_FINALS = sorted({flat_jamo(chr(code))[2:] for code in range(0xAC01, 0xAC1C)}, key=len)
# A consonant before a vowel begins the next syllable, so a final is one that no vowel follows.
_SYLLABLE = re.compile(
    f"([{FIRST}])({'|'.join(reversed(_VOWELS))})((?:{'|'.join(reversed(_FINALS))})(?![ㅏ-ㅣ]))?"
)


def as_hangul(word: str) -> str:
    """Return a Latin word as the Korean layout would have written it; empty unless all of it are syllables."""
    letters = "".join(_LETTERS.get(key, key) for key in word)
    composed = compose(letters)
    return composed if composed and all("가" <= character <= "힣" for character in composed) else ""


def as_latin(word: str) -> str:
    """Return a Hangul word as the English layout would have written it; empty unless all of it are letters."""
    typed = "".join(_KEYS.get(letter, letter) for letter in flat_jamo(word))
    return typed if typed.isascii() and typed.isalnum() else ""


def keys_as_letters(keys: str) -> str:
    """Return what the Korean layout writes for these keys, letter by letter; empty unless all of it is Hangul."""
    letters = "".join(_LETTERS.get(key, key) for key in keys)
    return letters if all("ㄱ" <= letter <= "ㅣ" for letter in letters) else ""


def letters_as_keys(text: str) -> str:
    """Return what the English layout writes for this Hangul, finished or not; empty unless all of it is Latin."""
    typed = "".join(_KEYS.get(letter, letter) for letter in flat_jamo(text)).lower()
    return typed if typed.isascii() and typed.isalpha() else ""


def compose(letters: str) -> str:
    """Join letters to syllables as a keyboard does; what makes none stays a letter."""
    return _SYLLABLE.sub(lambda found: _SYLLABLES[found.group()], letters)
