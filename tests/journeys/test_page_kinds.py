"""Every kind of page in both languages: axe, a quiet console, small screens, doubled text, targets one can hit.

The whole table of kinds, languages and widths takes minutes; `make test` reads a third of the kinds once, each in
one of the languages and at one of the widths.
"""

from collections.abc import Iterator, Sequence
from itertools import batched

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from knowhow.models import CasePage
from tests.desks.conftest import make_post
from tests.journeys.conftest import READING, TARGETS, violations
from tests.knowhow.factories import make_block, make_practice, make_versions
from tests.page_kinds import EXAMPLE_KINDS, MISSING, PAGE_KINDS, VERSION_KINDS, path_in

pytestmark = pytest.mark.usefixtures("facts")

DOUBLE_TEXT = "document.documentElement.style.setProperty('font-size', '125%', 'important')"
"""The design system's root is 62.5 %."""
DESK, PHONE, NARROW = 1280, 390, 320
HEIGHT = 900
WIDTHS = (DESK, PHONE, NARROW)
LANGUAGES = ("ko", "en")
PARTS = [(language, kinds) for kinds in batched(PAGE_KINDS, 8) for language in LANGUAGES]
TURNS = [
    (kind, LANGUAGES[number % len(LANGUAGES)], WIDTHS[number % len(WIDTHS)])
    for number, kind in enumerate(PAGE_KINDS)
]


def findings(page: Page, *, widths: Sequence[int] = WIDTHS) -> Iterator[str]:
    """What is wrong with the page that stands, at each width and with doubled text."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        yield from (f"at {width} px: {found}" for found in violations(page, contrast=width != NARROW))
        yield from (f"at {width} px: {found}" for found in page.evaluate(READING, width))
        if width != NARROW:
            yield from (f"at {width} px: {found}" for found in page.evaluate(TARGETS))
    page.evaluate(DOUBLE_TEXT)
    for width in {PHONE, DESK}.intersection(widths):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        yield from (f"doubled text at {width} px: {found}" for found in page.evaluate(READING, width))


def read(page: Page, address: str, *, widths: Sequence[int] = WIDTHS) -> list[str]:
    """Open a page at a desk and say what is wrong with it."""
    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    page.goto(address)
    return list(findings(page, widths=widths))


def forgive_the_missing_page(reports: list[str]) -> None:
    """Its own 404 is no complaint."""
    reports[:] = [report for report in reports if "404" not in report]


@pytest.mark.parametrize(
    "turns", list(batched(TURNS, 11)), ids=lambda turns: f"{turns[0][0]}-to-{turns[-1][0]}"
)
def test_page_is_accessible_quiet_and_readable(
    page_with_reports: Page,
    reports: list[str],
    live_server: LiveServer,
    turns: Sequence[tuple[str, str, int]],
    *,
    is_small: bool,
) -> None:
    found = {
        (kind, language, width): read(
            page_with_reports, live_server.url + path_in(language, kind), widths=(width,)
        )
        for kind, language, width in (turns[::3] if is_small else turns)
    }
    forgive_the_missing_page(reports)
    assert {turn: problems for turn, problems in found.items() if problems} == {}


@pytest.mark.whole
def test_versions_are_accessible_quiet_and_readable(
    page_with_reports: Page, reports: list[str], live_server: LiveServer
) -> None:
    case = make_versions(CasePage.objects.get(public_slug=PAGE_KINDS["case"].split("/")[2]))
    found = {
        (kind, prefix): read(page_with_reports, live_server.url + prefix + path.format(case=case.pk))
        for kind, path in VERSION_KINDS.items()
        for prefix in ("", "/en")
    }
    reports[:] = [report for report in reports if "410" not in report]
    assert {kind: problems for kind, problems in found.items() if problems} == {}


@pytest.mark.whole
@pytest.mark.usefixtures("sample")
def test_examples_are_accessible_quiet_and_readable(page_with_reports: Page, live_server: LiveServer) -> None:
    """In Korean at a desk, in English on a phone."""
    found = {
        (kind, language): read(page_with_reports, live_server.url + path_in(language, kind), widths=(width,))
        for kind in EXAMPLE_KINDS
        for language, width in (("ko", DESK), ("en", NARROW))
    }
    assert {turn: problems for turn, problems in found.items() if problems} == {}


@pytest.mark.whole
def test_what_zones_write_is_accessible_quiet_and_readable(
    page_with_reports: Page, live_server: LiveServer
) -> None:
    """The shipped facts hold none of these: a practice with its timetable, a building block, a desk."""
    practice, block = make_practice(), make_block()
    practice.blocks.add(block)
    practice.save_revision().publish()
    desk = make_post("장류군", word="sauce").desk
    paths = (practice.get_absolute_url(), f"/blocks/{block.slug}/", f"/desks/{desk.pk}/")
    found = {
        prefix + path: read(page_with_reports, live_server.url + prefix + path)
        for path in paths
        for prefix in ("", "/en")
    }
    assert {path: problems for path, problems in found.items() if problems} == {}


@pytest.mark.whole
@pytest.mark.parametrize(
    ("language", "kinds"), PARTS, ids=[f"{kinds[0]}-to-{kinds[-1]}-{language}" for language, kinds in PARTS]
)
def test_page_is_accessible_quiet_and_readable_at_every_size(
    page_with_reports: Page,
    reports: list[str],
    live_server: LiveServer,
    language: str,
    kinds: tuple[str, ...],
) -> None:
    found = {kind: read(page_with_reports, live_server.url + path_in(language, kind)) for kind in kinds}
    if MISSING in kinds:
        forgive_the_missing_page(reports)
    assert {kind: problems for kind, problems in found.items() if problems} == {}
