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

_PLACES = r"(?:\s*의\s*\d+)?(?:\s*(?:제\s*)?\d+\s*항)?(?:\s*(?:제\s*)?\d+\s*호)?"
_NAMED_ARTICLE = rf"(?:(?:제\s*)?\d+\s*조(?![각합사건직절]){_PLACES}|(?:\barticles?|\barts?\.?|§)\s*\d+(?:-\d+)?(?:\(\d+\))*)"
_LAW_AND_ARTICLE = re.compile(
    r"^(?P<law>.*(?:(?:법|법률|령|규칙|조례|규정)|\b(?:act|law|decree|ordinance)\b\D*?))\s*"
    rf"{_NAMED_ARTICLE}(?P<rest>.*)$",
    re.IGNORECASE,
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

    if any(character.isdigit() for character in text):
        text = _NUMBER.sub(number, text)
        text = _PERCENT.sub(lambda match: " " * len(match.group()), text)
        text = _ARTICLE.sub(article, text)
    return text, terms


def without_article(text: str) -> str:
    """Return a reference to an article of a law without the article; empty where the text is none."""
    found = _LAW_AND_ARTICLE.match(text)
    return " ".join(f"{found['law']} {found['rest']}".split()) if found else ""


def _value(number: str) -> int:
    """Add up: 1억 2천만 is 120,000,000; 2천5백 is 2,500."""
    total = below = 0
    for digits, small, myriad in _PART.findall(number):
        below += int(digits.replace(",", "")) * _SMALL.get(small, 1)
        if myriad:
            total += below * _MYRIADS[myriad]
            below = 0
    return total + below
