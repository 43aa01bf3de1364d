"""References to articles of laws: 도로법 제9조의2, 도로법 §9-2 and Article 9-2 of the Road Act are one term.

The term stands beside those of the words, so that 도로법 alone and 제9조 alone find what they did.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from search.analysis.base import Term
from search.documents import Law

MARK = "§"
_WINDOW = 160
"""How far before or behind an article its law is looked for: the longest name has 90 letters."""

_NUMBER = r"(?:제\s?)?\d{1,3}\s?"
_ARTICLE = re.compile(
    rf"(?P<marked>제\s?)?(?<![\d.,])(?P<korean>\d{{1,4}})\s?조(?!\s?원|[각합사건직])(?:\s?의\s?(?P<branch>\d{{1,3}})(?!\d))?"
    rf"(?:\s?(?:제\s?)?(?P<paragraph>\d{{1,3}})\s?항(?:\s?{_NUMBER}호)?)?"
    r"|(?:§\s?|\barticles?\s|\barts?\.?\s?)(?P<latin>\d{1,4})(?:-(?P<part>\d{1,3}))?(?!\d)(?:\s?\((?P<clause>\d{1,3})\))?",
    re.IGNORECASE,
)
_BETWEEN_ARTICLES = re.compile(r"(?:[\s,·ㆍ、~]|및|와|과|또는|and|to)*")
_CLOSING = re.compile(r"[\s」』”’\")\]>,]*$")
_SAME_LAW = re.compile(r"(?:같은\s?법|동법)$")
_UNKNOWN_LAW = re.compile(r"[가-힣]{2,}(?:법|법률|령|규칙|조례)$")
_BYLAW = re.compile(r"(?:시행령|시행규칙)$")
_NO_LAW = """
    방법 기법 수법 문법 요법 농법 공법 비법 용법 법률 명령 법령 규칙 조례 시행령 시행규칙
"""
_ORDINARY = frozenset(_NO_LAW.split())
_OPENING = re.compile(r",?\s*(?:of\s+)?(?:the\s+)?", re.IGNORECASE)
_LONE_OPENING = re.compile(r"^(?:of\s+)?(?:the\s+)?", re.IGNORECASE)


class _Named(NamedTuple):
    """The law that an article belongs to, and where the reference begins or ends with it."""

    law: str
    start: int
    end: int


def is_reference(term: str) -> bool:
    """Tell whether a term is an article of a law."""
    return MARK in term


def article_of(term: str) -> str:
    """Return the article that a paragraph belongs to; empty where the term is no paragraph of a law."""
    article, dot, _paragraph = term.rpartition(".")
    return article if dot and MARK in article else ""


def without_articles(text: str) -> str:
    """Return a reference without its article: what is left is the law."""
    left = " ".join(_ARTICLE.sub(" ", text).split())
    return _LONE_OPENING.sub("", left).strip(" ,")


class LawReader:
    """Finds references to the laws of a lexicon, by any of their names, and to other laws that are marked as such."""

    def __init__(self, laws: Iterable[Law]) -> None:
        """Take the names apart from their blanks and marks, which every source sets otherwise."""
        self._names: dict[str, str] = {}
        for law in laws:
            for name in (law.name, *law.aliases):
                self._names.setdefault(_squeezed(name), _squeezed(law.name))
        self._longest = max(map(len, self._names), default=0)

    def terms(self, text: str) -> Iterator[Term]:
        """Yield a term for each article of a law, and one more where a paragraph is named."""
        last: _Named | None = None
        for match in _ARTICLE.finditer(text):
            named = self._law_of(match, last)
            if named is None:
                continue
            last = named._replace(end=match.end())
            article = match["korean"] or match["latin"]
            branch, paragraph = match["branch"] or match["part"], match["paragraph"] or match["clause"]
            term = f"{named.law}{MARK}{int(article)}" + (f"-{int(branch)}" if branch else "")
            start, end = min(named.start, match.start()), max(named.end, match.end())
            yield Term(term, start, end)
            if paragraph:
                yield Term(f"{term}.{int(paragraph)}", start, end)

    def _law_of(self, match: re.Match[str], last: _Named | None) -> _Named | None:
        text, start = match.string, match.start()
        if last is not None and _BETWEEN_ARTICLES.fullmatch(text, last.end, start):
            return _Named(last.law, start, match.end())
        is_marked = bool(match["marked"]) or match.group().startswith(MARK)
        return self._before(text, start, last, is_marked=is_marked) or self._behind(match)

    def _before(self, text: str, end: int, last: _Named | None, *, is_marked: bool) -> _Named | None:
        begin = max(0, end - _WINDOW)
        before = _CLOSING.sub("", text[begin:end])
        bylaw = _BYLAW.search(before)
        head = _CLOSING.sub("", before[: bylaw.start()]) if bylaw else before
        suffix = bylaw.group() if bylaw else ""
        if last is not None and (same := _SAME_LAW.search(head)):
            return _Named(_without_bylaw(last.law) + suffix, begin + same.start(), end)
        if known := self._known_at_end(head):
            return _Named(known.law + suffix, begin + known.start, end)
        if bylaw and not _UNKNOWN_LAW.search(head) and "법" in self._names:
            return _Named(self._names["법"] + suffix, begin + bylaw.start(), end)
        unknown = _UNKNOWN_LAW.search(head)
        if unknown and is_marked and unknown.group() not in _ORDINARY:
            return _Named(unknown.group() + suffix, begin + unknown.start(), end)
        return None

    def _known_at_end(self, text: str) -> _Named | None:
        places = [place for place, character in enumerate(text) if character.isalnum()][-self._longest :]
        letters = "".join(text[place] for place in places).lower()
        for length in range(len(letters), 0, -1):
            start = places[-length]
            if letters[-length:] in self._names and not text[start - 1 : start].isalnum():
                return _Named(self._names[letters[-length:]], start, len(text))
        return None

    def _behind(self, match: re.Match[str]) -> _Named | None:
        """Read the law behind its article, as English puts it."""
        opening = _OPENING.match(match.string, match.end())
        if not match["latin"] or opening is None:
            return None
        begin = opening.end()
        behind = match.string[begin : begin + _WINDOW]
        places = [place for place, character in enumerate(behind) if character.isalnum()][: self._longest]
        letters = "".join(behind[place] for place in places).lower()
        for length in range(len(letters), 0, -1):
            end = places[length - 1] + 1
            if letters[:length] in self._names and not behind[end : end + 1].isalnum():
                return _Named(self._names[letters[:length]], match.start(), begin + end)
        return None


def _squeezed(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())


def _without_bylaw(law: str) -> str:
    return _BYLAW.sub("", law)
