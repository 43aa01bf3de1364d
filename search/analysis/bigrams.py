"""Pairs of syllables: the analyser where Kiwi is absent, and the second net where it finds too little."""

import re

from search.analysis.base import Term
from search.analysis.hanja import read_hanja
from search.analysis.latin import latin_terms, number_terms, other_script_terms
from search.text import fold

_HANGUL = re.compile(r"[가-힣]+")


class BigramAnalyser:
    """Needs nothing but Python; finds glued and unknown names, at the price of precision."""

    version = "bigram-3"

    def terms(self, text: str) -> list[Term]:
        """Return pairs of Hangul syllables, Latin words and numbers."""
        folded = read_hanja(fold(text))
        terms = latin_terms(folded) + number_terms(folded) + other_script_terms(folded)
        for match in _HANGUL.finditer(folded):
            terms += _pairs(match.group(), match.start())
        return sorted(terms, key=lambda term: (term.start, term.end))


def _pairs(run: str, start: int) -> list[Term]:
    if len(run) == 1:
        return [Term(run, start, start + 1)]
    return [Term(run[i : i + 2], start + i, start + i + 2) for i in range(len(run) - 1)]
