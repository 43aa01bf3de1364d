"""Hangul by letters: jamo for typo distance and for names typed halfway."""

_FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MIDDLE = (
    "ㅏ", "ㅐ", "ㅑ", "ㅒ", "ㅓ", "ㅔ", "ㅕ", "ㅖ", "ㅗ", "ㅗㅏ", "ㅗㅐ",
    "ㅗㅣ", "ㅛ", "ㅜ", "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ", "ㅡ", "ㅡㅣ", "ㅣ",
)  # fmt: skip
_LAST = (
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ",
    "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
)  # fmt: skip
_START, _COUNT = 0xAC00, 11_172
# A letter that stands alone becomes one of these when it is folded (NFKC): a syllable somebody has yet to finish.
_ALONE = {
    **{chr(0x1100 + number): letter for number, letter in enumerate(_FIRST)},
    **{chr(0x1161 + number): letters for number, letters in enumerate(_MIDDLE)},
    **{chr(0x11A7 + number): letters for number, letters in enumerate(_LAST) if letters},
}


def flat_jamo(text: str) -> str:
    """Return the letters as they are typed, compound vowels and finals taken apart: 광 is ㄱㅗㅏㅇ."""
    return text.translate(_LETTERS)


def initials(text: str) -> str:
    """Return the first letter of each syllable, other characters as they are: 공주 is ㄱㅈ."""
    return text.translate(_INITIALS)


class _Letters(dict[int, str]):
    """Take each character apart once."""

    def __missing__(self, code: int) -> str:
        letters = _ALONE.get(chr(code), chr(code))
        index = code - _START
        if 0 <= index < _COUNT:
            letters = _FIRST[index // 588] + _MIDDLE[index % 588 // 28] + _LAST[index % 28]
        self[code] = letters
        return letters


class _Initials(dict[int, str]):
    """Find the first letter of each syllable once."""

    def __missing__(self, code: int) -> str:
        index = code - _START
        self[code] = _FIRST[index // 588] if 0 <= index < _COUNT else chr(code)
        return self[code]


_LETTERS = _Letters()
_INITIALS = _Initials()
