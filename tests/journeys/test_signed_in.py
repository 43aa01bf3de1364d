"""Pages behind the door: axe, a quiet console, no report of the policy, small screens, doubled text, targets one can hit.

Each kind is read by somebody who works with it, and each role follows the links that it sees.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import SETTLE_MILLISECONDS
from tests.journeys.test_page_kinds import WIDTHS, read
from tests.permissions.cast import Actor, Cast, make_cast
from tests.permissions.conftest import own_index
from tests.permissions.crawl import LEFT_OUT, kind_of
from tests.signed_in_kinds import SIGNED_IN_KINDS, furnish

__all__ = ["own_index"]

SESSION = "sessionid"
FEW, MANY = 2, 15
"""How many pages each role reads."""
NO_PAGES = (
    *LEFT_OUT,
    "/cms/",
    "/django-admin/",
    "/media/",
    "/documents/",
    "/api/",
    "/robots.txt",
    "/sitemap.xml",
    "/guide/",
    "/announcements/",
)
"""The last two are shipped texts, which no test of people loads."""
LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map(one => new URL(one.getAttribute('href'), location).href)"
"""Links in a drawing have addresses of another type."""
NOT_A_PAGE = (".csv", ".xlsx", ".json", ".zip", ".svg", "/feed/", "/download/")
TURNS = {name: WIDTHS[number % len(WIDTHS)] for number, name in enumerate(SIGNED_IN_KINDS)}


@pytest.fixture
def cast(own_index: None, live_server: LiveServer, tmp_path: Path) -> Cast:
    """Everybody, in the database that the live server reads."""
    return furnish(make_cast(), folder=tmp_path)


def be(page: Page, actor: Actor, base: str) -> None:
    """Give the browser this person's session."""
    page.context.clear_cookies()
    if session := actor.client.cookies.get(SESSION):
        page.context.add_cookies([{"name": SESSION, "value": session.value, "url": base}])


def read_kinds(
    page: Page, base: str, cast: Cast, *, widths: Mapping[str, Sequence[int]], language: str = "ko"
) -> dict[str, list[str]]:
    """What is wrong with each kind."""
    found = {}
    for name, at in widths.items():
        kind = SIGNED_IN_KINDS[name]
        be(page, kind.actor(cast), base)
        found[name] = read(page, base + kind.path(cast, language=language), widths=at)
    return {name: problems for name, problems in found.items() if problems}


def follow(page: Page, base: str, actor: Actor, *, most: int, seen: set[str]) -> Iterator[str]:
    """Read along the links of this person, kinds first that nobody has read; give each address."""
    be(page, actor, base)
    waiting = dict.fromkeys(["/people/", "/my/zone/", "/"] if SESSION in actor.client.cookies else ["/"])
    read_here: set[str] = set()
    for _number in range(most):
        if not waiting:
            return
        path = min(waiting, key=lambda one: (kind_of(one) in seen, kind_of(one) in read_here))
        del waiting[path]
        seen.add(kind_of(path))
        read_here |= {kind_of(path), path}
        page.goto(base + path)
        for link in page.evaluate(LINKS):
            path_of_link = link.removeprefix(base).partition("#")[0].partition("?")[0]
            if link.startswith(base) and path_of_link not in read_here and _is_page(path_of_link):
                waiting[path_of_link] = None
        yield path


def _is_page(path: str) -> bool:
    return not path.startswith(NO_PAGES) and not path.endswith(NOT_A_PAGE) and "/files/" not in path


def complaints(page: Page, base: str, cast: Cast, reports: list[str], *, most: int) -> dict[str, list[str]]:
    """What the console said as each role went its way; an own refusal (403) of a first page is none."""
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for actor in cast.actors:
        if actor.place == "other":
            continue
        for path in follow(page, base, actor, most=most, seen=seen):
            page.wait_for_timeout(SETTLE_MILLISECONDS)
            said = [report for report in reports if "403" not in report]
            reports.clear()
            if said:
                found[f"{actor}: {path}"] = said
    return found


@pytest.mark.long
@pytest.mark.timeout(900)
def test_each_kind_is_accessible_quiet_and_readable_and_each_role_goes_its_way(
    page_with_reports: Page, reports: list[str], live_server: LiveServer, cast: Cast, *, is_small: bool
) -> None:
    """One test, for the stage takes as long to set up as the pages to read. `make test` reads every seventh kind."""
    widths = {name: (width,) for name, width in list(TURNS.items())[:: 7 if is_small else 1]}
    assert read_kinds(page_with_reports, live_server.url, cast, widths=widths) == {}
    assert reports == []
    most = 1 if is_small else FEW
    assert complaints(page_with_reports, live_server.url, cast, reports, most=most) == {}


@pytest.mark.whole
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_kind_is_accessible_quiet_and_readable_at_every_size(
    page_with_reports: Page, reports: list[str], live_server: LiveServer, cast: Cast, language: str
) -> None:
    widths = dict.fromkeys(SIGNED_IN_KINDS, WIDTHS)
    assert read_kinds(page_with_reports, live_server.url, cast, widths=widths, language=language) == {}
    assert reports == []


@pytest.mark.whole
@pytest.mark.timeout(1800)
def test_each_role_goes_far(
    page_with_reports: Page, reports: list[str], live_server: LiveServer, cast: Cast
) -> None:
    assert complaints(page_with_reports, live_server.url, cast, reports, most=MANY) == {}
