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


def flat_jamo(text: str) -> str:
    """Return the letters as they are typed, compound vowels and finals taken apart: 광 is ㄱㅗㅏㅇ."""
    letters: list[str] = []
    for character in text:
        index = ord(character) - _START
        if 0 <= index < _COUNT:
            letters += (_FIRST[index // 588], _MIDDLE[index % 588 // 28], _LAST[index % 28])
        else:
            letters.append(character)
    return "".join(letters)
