"""Hanja as it is read: 藥令市 is 약령시, 綠茶 is 녹차. One syllable for one character, so that offsets stay true."""

import re
from functools import lru_cache
from pathlib import Path

from search.analysis.hangul import flat_jamo

_TABLE = Path(__file__).with_name("hanja.txt")
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
# The initial sound law: at the beginning of a word ㄹ is ㄴ, and before these vowels both are silent.
_SOFT = frozenset("ㅑㅕㅛㅠㅣ")
_SYLLABLES_OF_A_CONSONANT = 588
_SILENT, _N, _R = 11, 2, 5
_FIRST = 0xAC00
_AFTER_VOWEL = {"률": "율", "렬": "열"}


def read_hanja(text: str) -> str:
    """Return the text with Hanja replaced by their readings; the length stays."""
    return text if text.isascii() else _RUN.sub(_read, text)


def _read(run: re.Match[str]) -> str:
    table = _readings()
    read = [table.get(character, character) for character in run.group()]
    before = run.string[run.start() - 1 : run.start()]
    if not "가" <= before <= "힣":
        read[0] = _initial(read[0])
    for position in range(1, len(read)):
        if (
            read[position] in _AFTER_VOWEL
            and flat_jamo(read[position - 1])[-1] in "ㅏㅐㅓㅔㅗㅜㅡㅣㅑㅕㅛㅠㄴ"
        ):
            read[position] = _AFTER_VOWEL[read[position]]
        if read[position - 1] == "불" and flat_jamo(read[position])[0] in "ㄷㅈ":
            read[position - 1] = "부"  # 不동산
    return "".join(read)


def _initial(syllable: str) -> str:
    consonant, rest = divmod(ord(syllable) - _FIRST, _SYLLABLES_OF_A_CONSONANT)
    if consonant not in {_N, _R}:
        return syllable
    is_soft = flat_jamo(syllable)[1] in _SOFT or flat_jamo(syllable)[1:3] == "ㅖ"
    if consonant == _N and not is_soft:
        return syllable
    return chr(_FIRST + (_SILENT if is_soft else _N) * _SYLLABLES_OF_A_CONSONANT + rest)


@lru_cache(maxsize=1)
def _readings() -> dict[str, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return {character: line[0] for line in lines if not line.startswith("#") for character in line[2:]}
