"""Latin words, codes and numbers in mixed text: joined forms, parts and English stems."""

import re

import Stemmer

from search.analysis.base import Term

# A run of Latin letters and digits, joined by the marks that stand inside names: R&D, Wi-Fi, A28-1.
LATIN = re.compile(r"[A-Za-zÀ-ɏ0-9]+(?:[-./&+'’_][A-Za-zÀ-ɏ0-9]+)*")
OTHER_SCRIPT = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]+|[\u3400-\u4dbf\u4e00-\u9fff]+|[\u3041-\u30ff]+|[\u0370-\u052f]+")
_JOINTS = re.compile(r"[-./&+'’_]")
_POSSESSIVE = re.compile(r"['’]s$")
_PLACE_SUFFIXES = frozenset({"si", "gun", "gu", "do", "eup", "myeon", "dong", "ri"})
_SHORTEST_PART = 3  # the single letters of R&D are noise, the halves of "Busan-Jinhae" are not
_LONGEST_TERM = 60

_STOP_WORD_LIST = """
    a an and are as at be but by for if in into is it no not of on or such that the their then there these
    they this to was will with which who whom from has have had its when so s t
    how what where why can could do does did should would i me my we our you your
    he she some any several about
"""
STOP_WORDS = frozenset(_STOP_WORD_LIST.split())

_stem = Stemmer.Stemmer("english").stemWord


def latin_terms(text: str) -> list[Term]:
    """Return terms of Latin runs. Bare numbers are left to the Korean rules, which know their counters."""
    terms: list[Term] = []
    for match in LATIN.finditer(text):
        run = match.group().lower()
        if run.isdigit():
            continue
        terms += _run_terms(run, match.start())
    return terms


def number_terms(text: str) -> list[Term]:
    """Return bare numbers, for analysers without counters."""
    return [
        Term(match.group()[:_LONGEST_TERM], match.start(), match.end())
        for match in LATIN.finditer(text)
        if match.group().isdigit()
    ]


def other_script_terms(text: str) -> list[Term]:
    """Return runs of jamo, Hanja and other scripts whole."""
    return [
        Term(match.group()[:_LONGEST_TERM], match.start(), match.end())
        for match in OTHER_SCRIPT.finditer(text)
    ]


def _run_terms(run: str, start: int) -> list[Term]:
    run = _POSSESSIVE.sub("", run)
    parts = _JOINTS.split(run)
    if len(parts) == 2 and parts[1] in _PLACE_SUFFIXES:  # noqa: PLR2004 -- a name and its suffix: Gongju-si is Gongju
        return [Term(_stemmed(parts[0]), start, start + len(run))]
    if len(parts) == 1:
        return [] if run in STOP_WORDS else [Term(_stemmed(run), start, start + len(run))]
    terms = [Term("".join(parts)[:_LONGEST_TERM], start, start + len(run))]
    position = start
    for part in parts:
        if len(part) >= _SHORTEST_PART and part not in STOP_WORDS:
            terms.append(Term(_stemmed(part), position, position + len(part)))
        position += len(part) + 1
    return terms


def _stemmed(word: str) -> str:
    return (_stem(word) if word.isalpha() else word)[:_LONGEST_TERM]
