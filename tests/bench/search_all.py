"""Measure search on generated documents: `make bench-search`, or `python -m tests.bench.search_all 10000`.

Everything is a ratio of two sides in one run; the numbers B1 to B15 are those of the study that set the bounds. Ends
with 1 where a ratio does not keep to its bound; milliseconds are printed and decide nothing.
"""

import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
django.setup()

from django.conf import settings  # noqa: E402 - needs the settings

from portal.settings.base import REPOSITORY  # noqa: E402
from tests.bench import search_questions, search_rebuild, search_suggest  # noqa: E402
from tests.bench.measuring import Bound  # noqa: E402
from tests.bench.search_crash import killed  # noqa: E402
from tests.bench.search_elastic import chosen_elasticsearch, on_elasticsearch  # noqa: E402
from tests.bench.search_freshness import fresh  # noqa: E402
from tests.bench.search_measuring import say  # noqa: E402
from tests.bench.search_memory import second_process  # noqa: E402
from tests.bench.search_stock import SMALL, Stock, build_index, stocked  # noqa: E402
from tests.bench.search_tantivy import HandWritten  # noqa: E402
from tests.bench.search_wagtail import PAGES, against_wagtail  # noqa: E402
from tests.services.databases import Databases  # noqa: E402
from tests.services.elasticsearch import MissingElasticsearchError, running_elasticsearch  # noqa: E402

SIZES = (10_000, 100_000)


def main(arguments: list[str]) -> int:
    """Run every part for each number of documents; give 1 where a bound is not kept."""
    databases = Databases(home=REPOSITORY / "var/test-template", worker=f"bench-search-{os.getpid()}")
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PAGE_CACHE, settings.PAGE_CACHE_SECONDS = True, 3600  # as it runs: names are read once, too
    bounds: list[Bound] = []
    with ExitStack() as running:
        running.callback(databases.remove)
        cluster = _elasticsearch(running)
        for documents in [int(argument) for argument in arguments] or SIZES:
            with stocked(documents, databases=databases) as stock:
                bounds += embedded(stock, cluster=cluster)
        with stocked(PAGES, databases=databases) as stock:
            build_index(stock.analyser)
            bounds += against_wagtail(stock)
        bounds += killed()
        bounds += fresh(databases, engine_name="tantivy", most=1)
        if cluster:
            with chosen_elasticsearch(cluster):
                bounds += fresh(databases, engine_name="elastic", most=2.5)
    missed = [bound for bound in bounds if not bound.holds]
    say("", f"{len(bounds) - len(missed)} of {len(bounds)} bounds kept", *missed)
    return 1 if missed else 0


def _elasticsearch(running: ExitStack) -> str | None:
    """Return the address of a cluster that stands until the end, or say what is missing for one."""
    try:
        return running.enter_context(running_elasticsearch())
    except MissingElasticsearchError as missing:
        say(f"not run: what is measured on Elasticsearch. {missing}")
        return None


def embedded(stock: Stock, *, cluster: str | None) -> list[Bound]:
    """Everything that the embedded engine is held to, and the cluster beside it."""
    folder = Path(tempfile.mkdtemp(dir=settings.VAR_DIR))
    try:
        asked, bounds = search_rebuild.rebuilt(stock, folder)
        by_hand = HandWritten(settings.SEARCH_INDEX_DIR / str(asked.live()))
        search_questions.agree(stock, asked, by_hand)
        bounds += search_questions.whole(stock, asked, by_hand)
        bounds += search_questions.one_call(stock, asked, by_hand)
        bounds += search_questions.against_fts5(stock)
        bounds += search_suggest.suggestions(stock, asked)
        if stock.documents <= SMALL:
            bounds += search_questions.analysis(stock)
            bounds += second_process(stock)
        if cluster:
            bounds += on_elasticsearch(stock, cluster, embedded=asked)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return bounds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
