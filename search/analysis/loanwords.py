"""Foreign words as people write them: rules for whole groups of spellings, and a table of single ones in `rules.py`.

Both sides are folded, texts and questions, so it does not matter which spelling is the right one.
"""

import re

_START, _COUNT = 0xAC00, 11_172
_PER_FIRST, _PER_VOWEL = 588, 28
_AFFRICATES = frozenset({12, 14})
"""ㅈ and ㅊ. After them ㅑ ㅕ ㅛ ㅠ sound as ㅏ ㅓ ㅗ ㅜ, and the rules for loanwords write only the latter."""

_PLAIN_VOWEL = {2: 0, 3: 1, 6: 4, 7: 5, 12: 8, 17: 13}
_ENDING = re.compile("(?<=[가-힣]{2})[렛렡]$")
"""초콜렛, 태블렛: the table in `rules.py` names those that keep it."""

# Inside glued words too, before they are cut: 워크샵, 커피샵, 리더쉽 (but 알기쉽게).
_INSIDE = re.compile(
    "샵|(?<=[가-힣]{2})쉽(?![게고다지])|(?<=[가-힣])싸이트|써비스|센타(?=$|[^가-힣]|[에를의가와로는])|까페|컨텐츠|컨텐트"
)
_STANDARD = {
    "샵": "숍",
    "쉽": "십",
    "싸이트": "사이트",
    "써비스": "서비스",
    "센타": "센터",
    "까페": "카페",
    "컨텐츠": "콘텐츠",
    "컨텐트": "콘텐츠",
}
_SHORTEST = 2


def read_loanwords(text: str) -> str:
    """Return the text with spellings replaced that stand in no other word; the length stays."""
    return text if text.isascii() else _INSIDE.sub(lambda match: _STANDARD[match.group()], text)


def loanword(word: str) -> str:
    """Return the spelling that all spellings of a foreign word share; other words stay as they are."""
    if len(word) < _SHORTEST:
        return word
    return _ENDING.sub("릿", word.translate(_FOLDING))


def _folding() -> dict[int, int]:
    folding = {}
    for code in range(_START, _START + _COUNT):
        first, rest = divmod(code - _START, _PER_FIRST)
        vowel, last = divmod(rest, _PER_VOWEL)
        if first in _AFFRICATES and vowel in _PLAIN_VOWEL:
            folding[code] = _START + first * _PER_FIRST + _PLAIN_VOWEL[vowel] * _PER_VOWEL + last
    return folding


_FOLDING = _folding()
