"""Numbers and articles that are written in more than one way: one term for each, whatever the language.

2천 명, 2,000명 and 2000명 are one number; 제9조, §9 and Article 9 are one article. What is read here is blanked out of
the text, in its length, so that places stay true.
"""

import re

from search.analysis import rules
from search.analysis.base import Term

_MYRIADS = {"억": 100_000_000, "만": 10_000}
_SMALL = {"천": 1_000, "백": 100}
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+"
_UNITS = "|".join(sorted(rules.COUNTERS | rules.MEASURES, key=len, reverse=True))
# 3조 is left out: before 원 it is a sum, else an article. What goes on in Hangul is another word (2천안 is none of ours).
_NUMBER = re.compile(
    rf"(?<![\d.,])(?P<number>(?:(?:{_DIGITS})\s?(?:[억만]|[천백](?:[억만])?)\s?)+(?:{_DIGITS})?)여?"
    rf"\s?(?:(?P<unit>{_UNITS})|(?={'|'.join(sorted(rules.COUNTED))})|(?![가-힣\d]))"
)
_PART = re.compile(rf"({_DIGITS})\s?([천백]?)([억만]?)")
_PERCENT = re.compile(r"(?<=\d)\s?퍼센트")
_ARTICLE = re.compile(r"(?:\barticles?\s|\barts?\.?\s?|§\s?)(\d{1,4})(?!\d)", re.IGNORECASE)

_SINO = {digit: value for value, digit in enumerate("영일이삼사오육칠팔구")}
_SINO_UNITS = {"십": 10, "백": 100, "천": 1_000}
_SINO_MYRIADS = {"만": 10_000, "억": 100_000_000}
_DIGIT = "일이삼사오육칠팔구십백천"
# Numerals in Hangul, only where nothing else can be meant: behind 제 (but 제일 is a name and 제사 a rite), before the
# words that steps and grades are counted with, before 산업 and 전지 for 차, and of several numerals or with a blank
# before a unit (만 개 is a number, 만개 is in bloom).
_WRITTEN = re.compile(
    rf"(?<![가-힣])(?:제(?P<ordinal>[이삼오육칠팔구십][{_DIGIT}]{{0,2}})(?P<counter>차|회|기|호|조|단계|세대)(?![가-힣]{{4}})"
    rf"|(?P<step>[{_DIGIT}])(?P<grade>단계|세대|등급)(?![가-힣]{{3}})"
    rf"|(?P<wave>[이삼사육])(?P<order>차)(?=\s?(?:산업|전지|혁명)))"
)
_MEASURE = "|".join(sorted(rules.MEASURES, key=len, reverse=True))
_SUM = re.compile(
    rf"(?<![가-힣\d])(?<!\d\s)(?P<sum>[{_DIGIT}만억]+[십백천만억]|[십백천만억](?=\s))\s?(?:{_MEASURE})(?![가-힣]{{3}})"
)


def read_spoken(text: str) -> tuple[str, list[Term]]:
    """Return the text with what was read blanked out, and the terms that stand there."""
    terms: list[Term] = []

    def number(match: re.Match[str]) -> str:
        unit = match["unit"] or ""
        counter = unit if unit in rules.COUNTERS else ""
        terms.append(Term(f"{_value(match['number'])}{counter}", match.start(), match.end()))
        return " " * len(match.group())

    def article(match: re.Match[str]) -> str:
        terms.append(Term(f"{int(match[1])}조", match.start(), match.end()))
        return " " * len(match.group())

    def written(match: re.Match[str]) -> str:
        number = match["ordinal"] or match["step"] or match["wave"]
        counter = match["counter"] or match["grade"] or match["order"]
        terms.append(Term(f"{_sino_value(number)}{counter}", match.start(), match.end()))
        return " " * len(match.group())

    def summed(match: re.Match[str]) -> str:
        terms.append(Term(str(_sino_value(match["sum"])), match.start(), match.end()))
        return " " * len(match.group())

    text = _SUM.sub(summed, _WRITTEN.sub(written, text))
    if any(character.isdigit() for character in text):
        text = _NUMBER.sub(number, text)
        text = _PERCENT.sub(lambda match: " " * len(match.group()), text)
        text = _ARTICLE.sub(article, text)
    return text, terms


def _value(number: str) -> int:
    """Add up: 1억 2천만 is 120,000,000; 2천5백 is 2,500."""
    total = below = 0
    for digits, small, myriad in _PART.findall(number):
        below += int(digits.replace(",", "")) * _SMALL.get(small, 1)
        if myriad:
            total += below * _MYRIADS[myriad]
            below = 0
    return total + below


def _sino_value(numeral: str) -> int:
    """Add up: 이천오백 is 2,500, 삼만 is 30,000."""
    total = below = digit = 0
    for syllable in numeral:
        if syllable in _SINO:
            digit = _SINO[syllable]
        elif syllable in _SINO_UNITS:
            below += (digit or 1) * _SINO_UNITS[syllable]
            digit = 0
        else:
            total += (below + digit or 1) * _SINO_MYRIADS[syllable]
            below = digit = 0
    return total + below + digit
