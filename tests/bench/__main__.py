"""Measure what has to be fast, on the shipped facts, in a database of its own: `make bench`.

Prints processor times and ratios, and ends with 1 where a ratio does not keep to its bound.
"""

import os
import sys
from collections.abc import Callable
from functools import partial

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
django.setup()

from django.conf import settings  # noqa: E402 - needs the settings
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from portal.page_cache.epoch import epoch  # noqa: E402
from portal.page_cache.packing import Application  # noqa: E402
from portal.page_cache.store import PageStore  # noqa: E402
from portal.page_cache.wsgi import PageCache  # noqa: E402
from portal.settings.base import REPOSITORY  # noqa: E402
from portal.zones.facts_of_zone import FACTS  # noqa: E402
from portal.zones.models import Zone, ZonePage  # noqa: E402
from tests.bench import growth, servers, stock  # noqa: E402
from tests.bench.measuring import Bound, Timing, measure  # noqa: E402
from tests.services.databases import Content, Databases  # noqa: E402

ZONE = "sunchang-fermented-sauce-industry"
FILTERED = "/zones/?province=52&field=agriculture_food&status=active&q=장류"
PAGES = {
    "the least Django answers (/healthz)": "/healthz",
    "zone": f"/zones/{ZONE}/",
    "zone, in English": f"/en/zones/{ZONE}/",
    "zones": "/zones/",
    "zones, all filters": FILTERED,
    "home": "/",
    "exemptions": "/exemptions/",
    "cases": "/cases/",
    "a field": "/fields/agriculture_food/",
    "search": "/search/?q=공주 밤",
    "search as JSON": "/api/v1/search?q=공주 밤",
}


def main() -> int:
    """Run every part; give 1 where a bound is not kept."""
    databases = Databases(home=REPOSITORY / "var/test-template", worker=f"bench-{os.getpid()}")
    databases.provide(Content.FACTS)
    connection.settings_dict["CONN_MAX_AGE"] = None  # as it runs: the tests let no thread keep a connection
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    settings.PAGE_CACHE, settings.PAGE_CACHE_SECONDS = True, 3600  # as it runs: counts of lists are kept, too
    directories: list[object] = settings.TEMPLATES[0]["DIRS"]  # type: ignore[assignment]
    directories.append(REPOSITORY / "tests/bench/templates")
    stock.install()
    try:
        bounds = [
            *pages(),
            *prepared(),
            *servers.cached_against_nginx(f"/zones/{ZONE}/"),
            *growth.bulk_bounds(),
            *growth.bounds(visit),
        ]
    finally:
        databases.remove()
    missed = [bound for bound in bounds if not bound.holds]
    say("", f"{len(bounds) - len(missed)} of {len(bounds)} bounds kept")
    return 1 if missed else 0


def pages() -> list[Bound]:
    """Each page uncached, the same page as Wagtail serves it, and the page that is kept ready."""
    say("Pages, uncached, a request through all middleware")
    handler = WSGIHandler()
    kept = PageCache(handler, epoch=epoch(), store=PageStore(limit=2**24), seconds=3600)
    page = ZonePage.objects.get(public_slug=ZONE)
    theirs = stock.address_of(page)
    if not stock.same_content(visit(f"/zones/{ZONE}/", handler), visit(theirs, handler), page=page):
        raise SystemExit(
            "Wagtail's serve does not show what our page shows: the template of the benchmark is behind."
        )
    times = measure(
        {
            **{name: partial(visit, address, handler) for name, address in PAGES.items()},
            "zone, as Wagtail serves it": partial(visit, theirs, handler),
            "zone, kept ready": partial(visit, f"/zones/{ZONE}/", kept),
        }
    )
    say(*times.values())
    return told(
        [
            Bound(
                "zone: Wagtail's serve / ours", ratio(times, "zone, as Wagtail serves it", "zone"), least=5
            ),
            Bound("zone: kept ready / rendered", ratio(times, "zone, kept ready", "zone"), most=1 / 8),
            Bound("list with all filters / zone", ratio(times, "zones, all filters", "zone"), most=2),
            Bound("list / zone", ratio(times, "zones", "zone"), most=4),
        ]
    )


def prepared() -> list[Bound]:
    """What writing the SQL anew each time would cost."""
    zone = Zone.objects.values_list("pk", flat=True)[0]
    say("", "One query of a zone's facts")
    times = measure(
        {
            "SQL written once": lambda: FACTS.rows(zone),
            "SQL written each time": lambda: list(FACTS.build(zone)),
        },
        times=100,
    )
    say(*times.values())
    return told(
        [
            Bound(
                "query: written each time / once",
                ratio(times, "SQL written each time", "SQL written once"),
                least=2,
            )
        ]
    )


def visit(address: str, application: Application) -> str:
    """Ask for a page as a stranger; anything but 200 would make the time worthless."""
    said: list[str] = []
    body = application(
        RequestFactory().get(address).environ, lambda status, _headers, *_error: said.append(status)
    )
    page = b"".join(body).decode()
    close: Callable[[], None] = getattr(body, "close", lambda: None)
    close()
    if not said[0].startswith("200"):
        raise SystemExit(f"{address} answered {said[0]}")
    return page


def ratio(times: dict[str, Timing], slow: str, fast: str) -> float:
    """How many times as long the first takes."""
    return times[slow].median / times[fast].median


def told(bounds: list[Bound]) -> list[Bound]:
    """Print them and give them back."""
    say(*bounds)
    return bounds


def say(*lines: object) -> None:
    """Print each on a line."""
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
