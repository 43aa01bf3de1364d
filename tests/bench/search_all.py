"""Measure search on generated documents: `make bench-search`, or `python -m tests.bench.search_all 10000`.

Everything is a ratio of two sides in one run; the numbers B1 to B15 are those of the study that set the bounds. Ends
with 1 where a ratio does not keep to its bound; milliseconds are printed and decide nothing.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
django.setup()

from django.conf import settings  # noqa: E402 - needs the settings

from portal.settings.base import REPOSITORY  # noqa: E402
from tests.bench import search_questions, search_rebuild, search_suggest  # noqa: E402
from tests.bench.measuring import Bound  # noqa: E402
from tests.bench.search_measuring import say  # noqa: E402
from tests.bench.search_stock import SMALL, Stock, stocked  # noqa: E402
from tests.bench.search_tantivy import HandWritten  # noqa: E402
from tests.services.databases import Databases  # noqa: E402

SIZES = (10_000, 100_000)


def main(arguments: list[str]) -> int:
    """Run every part for each number of documents; give 1 where a bound is not kept."""
    databases = Databases(home=REPOSITORY / "var/test-template", worker=f"bench-search-{os.getpid()}")
    settings.ALLOWED_HOSTS = ["testserver"]
    bounds: list[Bound] = []
    try:
        for documents in [int(argument) for argument in arguments] or SIZES:
            with stocked(documents, databases=databases) as stock:
                bounds += embedded(stock)
    finally:
        databases.remove()
    missed = [bound for bound in bounds if not bound.holds]
    say("", f"{len(bounds) - len(missed)} of {len(bounds)} bounds kept", *missed)
    return 1 if missed else 0


def embedded(stock: Stock) -> list[Bound]:
    """Everything that the embedded engine is held to."""
    folder = Path(tempfile.mkdtemp(dir=settings.VAR_DIR))
    try:
        engine, bounds = search_rebuild.rebuilt(stock, folder)
        by_hand = HandWritten(settings.SEARCH_INDEX_DIR / str(engine.live()))
        search_questions.agree(stock, engine, by_hand)
        bounds += search_questions.whole(stock, engine, by_hand)
        bounds += search_questions.one_call(stock, engine, by_hand)
        bounds += search_questions.against_fts5(stock)
        bounds += search_suggest.suggestions(stock, engine)
        if stock.documents <= SMALL:
            bounds += search_questions.analysis(stock)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return bounds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
