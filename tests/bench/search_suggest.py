"""B15: completing a name against a sorted list in memory, which has to be filled by every process at every start."""

from bisect import bisect_left
from heapq import nsmallest

from django.contrib.auth.models import AnonymousUser

from search.analysis.hangul import flat_jamo
from search.engines.base import EngineDocument, SearchEngine
from search.storage import all_engine_documents
from search.suggesting import suggest
from tests.bench.measuring import Bound
from tests.bench.search_measuring import compare, say, told
from tests.bench.search_stock import Stock

_LIMIT = 8
_AFTER_ALL = "\uffff"


class SortedList:
    """Keys in order, each with the popularity and number of its document, apart by language."""

    def __init__(self, documents: list[EngineDocument]) -> None:
        self._keys: dict[str, list[str]] = {}
        self._found: dict[str, list[tuple[int, int]]] = {}
        entries = sorted(
            (source.language, key, -source.popularity, source.number)
            for source in documents
            for key in source.suggestion_keys
        )
        for language, key, popularity, number in entries:
            self._keys.setdefault(language, []).append(key)
            self._found.setdefault(language, []).append((popularity, number))

    def begin_with(self, key: str, language: str) -> list[int]:
        """The most popular first, then by number; a document with several such words once."""
        keys = self._keys[language]
        first, last = bisect_left(keys, key), bisect_left(keys, key + _AFTER_ALL)
        return [number for _popularity, number in nsmallest(_LIMIT, set(self._found[language][first:last]))]


def suggestions(stock: Stock, asked_engine: SearchEngine) -> list[Bound]:
    """Beginnings of one to four syllables or letters of real titles."""
    documents = list(all_engine_documents(stock.analyser))
    by_hand = SortedList(documents)
    typed = []
    for number, source in enumerate(documents[:: max(1, len(documents) // 200)]):
        title = source.title_key.partition("\0")[0]
        typed.append(
            ("".join(title.split())[: number % 4 + 1 + 2 * (source.language == "en")], source.language)
        )
    times = compare(
        {
            "sorted list and bisect": lambda asked: by_hand.begin_with(flat_jamo(asked[0]), asked[1]),
            "our engine": lambda asked: asked_engine.suggest(
                [flat_jamo(asked[0])], language=asked[1], limit=_LIMIT
            ),
            "suggest(), with rights and rows": lambda asked: suggest(
                asked[0], language=asked[1], viewer=AnonymousUser(), limit=_LIMIT
            ),
        },
        typed,
    )
    for text, language in typed:
        found = asked_engine.suggest([flat_jamo(text)], language=language, limit=_LIMIT)
        if [hit.number for hit in found] != by_hand.begin_with(flat_jamo(text), language):
            raise SystemExit(f"The engine and the sorted list complete {text!r} differently.")
    say("", f"Completing {len(typed)} beginnings of names", *times.values())
    whole = times["suggest(), with rights and rows"]
    say(f"  {'suggest(): 95 % within 2 ms':<58} {'yes' if whole.p95 <= 2 else 'no':>9}")
    ratio = times["our engine"].median / times["sorted list and bisect"].median
    return told(Bound("B15 our engine / sorted list and bisect", ratio, most=3))
