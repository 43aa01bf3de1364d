"""B9: a whole index from stored terms, through contract, rows and verification, against adding ready documents."""

import shutil
from pathlib import Path

from search.engines import engine
from search.engines.base import EngineDocument, SearchEngine
from search.storage import all_engine_documents
from tests.bench import search_tantivy
from tests.bench.measuring import Bound
from tests.bench.search_measuring import processor_seconds, say, told
from tests.bench.search_stock import SMALL, Stock, build_index

TIMES = 3


def rebuilt(stock: Stock, folder: Path) -> tuple[SearchEngine, list[Bound]]:
    """Build both in turn; give the engine with the last index."""
    documents = list(all_engine_documents(stock.analyser))
    times = TIMES if stock.documents <= SMALL else 1
    raw, ours = [], []
    for _ in range(times):
        raw.append(processor_seconds(lambda: _by_hand(documents, folder / "by-hand")))
        ours.append(processor_seconds(lambda: build_index(stock.analyser)))
    say("", f"An index of {stock.documents:,} documents whose terms are stored")
    say(f"  {'Tantivy by hand, documents ready in memory':<58} {min(raw):9.2f} s of processor time")
    say(f"  {'our rebuild, from rows to switch':<58} {min(ours):9.2f} s of processor time")
    return engine(), told(Bound("B9 rebuild / Tantivy by hand", min(ours) / min(raw), most=1.5))


def _by_hand(documents: list[EngineDocument], path: Path) -> None:
    search_tantivy.build(documents, path)
    shutil.rmtree(path)
