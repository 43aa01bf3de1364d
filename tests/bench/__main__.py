"""Measure pages and search on the shipped facts, in a database of its own: `make bench`."""

import os
import sys
from functools import partial

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
django.setup()

from django.conf import settings  # noqa: E402 - needs the settings
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from portal.settings.base import REPOSITORY  # noqa: E402
from portal.zones.models import ZonePage  # noqa: E402
from tests.bench.measuring import measure, ratio  # noqa: E402
from tests.services.databases import Content, Databases  # noqa: E402

PAGES = {
    "home": "/",
    "zones, all": "/zones/",
    "zones, one word": "/zones/?q=밤",
    "exemptions": "/exemptions/",
    "cases": "/cases/",
    "search": "/search/?q=공주 밤",
    "search as JSON": "/api/v1/search?q=공주 밤",
}


def main() -> None:
    """Print a line for each page, and how many bare answers it costs."""
    databases = Databases(home=REPOSITORY / "var/test-template", worker=f"bench-{os.getpid()}")
    databases.provide(Content.FACTS)
    setup_test_environment()
    settings.ALLOWED_HOSTS = ["testserver"]
    try:
        bare = measure("health page, the least there is", partial(visit, "/healthz"))
        zone = ZonePage.objects.live().order_by("pk")[0].url
        pages = [measure(name, partial(visit, address)) for name, address in {**PAGES, "zone": zone}.items()]
        write(bare, *pages, "", *(ratio(page, bare) for page in pages))
    finally:
        databases.remove()


def visit(address: str) -> None:
    """Ask for a page as a stranger; anything but 200 would make the time worthless."""
    response = Client().get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")


def write(*lines: object) -> None:
    """Print each on a line."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main()
