"""How often each kind of page asks the database: exactly, so that one question more is seen when it is written.

What is counted is the second request of the same page by a visitor, as a process with its page store on answers it:
what holds until something changes has been asked by then. A page that the store keeps asks nothing at all
(`test_kept_pages.py`). Fewer than the table says is good news: write the new number down.
"""

from collections.abc import Callable, Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knowhow.models import CasePage
from tests.knowhow.factories import make_versions
from tests.page_kinds import PAGE_KINDS, VERSION_KINDS, path_in

QUERIES: Mapping[str, int] = {
    "home": 20,
    "zones": 1,
    "zones-map": 1,
    "zones-province": 1,
    "zones-chosen": 3,
    "zones-none": 1,
    "zone": 7,
    "zone-history": 7,
    "zone-replies": 2,
    "compare": 15,
    "compare-none": 1,
    "changes": 8,
    "fields": 7,
    "field": 16,
    "provinces": 3,
    "province": 13,
    "offices": 6,
    "office": 4,
    "exemptions": 2,
    "exemptions-all": 2,
    "exemption": 10,
    "act": 6,
    "corrections": 1,
    "cases": 1,
    "case": 10,
    "practices": 1,
    "blocks": 1,
    "search": 12,
    "search-results": 12,
    "search-none": 1,
    "search-narrowed": 13,
    "search-named": 22,
    "search-table": 8,
    "search-map": 22,
    "search-quality": 0,
    "search-similar": 0,
    "announcements": 14,
    "announcement": 13,
    "guides": 9,
    "guide-scheme": 14,
    "guide-reform": 12,
    "guide-life-cycle": 12,
    "guide-evaluation": 14,
    "guide-glossary": 14,
    "guide-about": 16,
    "guide-search-help": 12,
    "guide-terms": 12,
    "guide-privacy": 13,
    "guide-accessibility": 12,
    "guide-copyright": 12,
    "data": 14,
    "display": 0,
    "sign-in": 0,
    "sign-up": 2,
    "new-password": 0,
    "missing": 5,
}
OF_VERSIONS: Mapping[str, int] = {"version": 3, "version-difference": 2, "version-withdrawn": 2}
FOR_PROGRAMS: Mapping[str, int] = {
    "/sitemap.xml": 13,
    "/robots.txt": 0,
    "/changes/feed/": 7,
    "/announcements/feed/": 2,
    "/healthz": 0,
    "/readyz": 2,
}
"""Addresses that only machines ask for."""
OF_WAGTAIL = ("home", "announcement", "guide", "missing")
"""Kinds that Wagtail's tree answers, by how their names begin: on English ones it asks for the other language too."""

type Count = Callable[[str], int]

pytestmark = pytest.mark.usefixtures("facts")


@pytest.fixture
def count(client: Client, names_are_kept: None) -> Count:
    """Give a function that counts the questions of a second request."""

    def counted(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    return counted


def test_each_kind_of_page_asks_as_often_as_the_table_says(count: Count) -> None:
    assert {kind: count(path_in("ko", kind)) for kind in PAGE_KINDS} == QUERIES


@pytest.mark.whole
def test_english_pages_ask_no_more_than_for_their_other_language(count: Count) -> None:
    expected = {kind: number + kind.startswith(OF_WAGTAIL) for kind, number in QUERIES.items()}
    assert {kind: count(path_in("en", kind)) for kind in PAGE_KINDS} == expected


def test_versions_ask_as_often_as_the_table_says(count: Count) -> None:
    case = make_versions(CasePage.objects.get(public_slug=PAGE_KINDS["case"].split("/")[2]))
    assert {kind: count(path.format(case=case.pk)) for kind, path in VERSION_KINDS.items()} == OF_VERSIONS


@pytest.mark.long
def test_addresses_for_programs_ask_as_often_as_the_table_says(count: Count) -> None:
    assert {path: count(path) for path in FOR_PROGRAMS} == FOR_PROGRAMS
