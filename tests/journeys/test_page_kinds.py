"""Every kind of page in both languages: axe, a quiet console, small screens, doubled text, targets one can hit."""

from collections.abc import Iterator
from itertools import batched

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import READING, TARGETS, violations
from tests.page_kinds import MISSING, PAGE_KINDS, path_in

pytestmark = pytest.mark.usefixtures("facts")

DOUBLE_TEXT = "document.documentElement.style.setProperty('font-size', '125%', 'important')"
"""The design system's root is 62.5 %."""
DESK, PHONE, NARROW = 1280, 390, 320
HEIGHT = 900
PARTS = [(language, kinds) for kinds in batched(PAGE_KINDS, 8) for language in ("ko", "en")]


def findings(page: Page) -> Iterator[str]:
    """What is wrong with the page that stands, at each width and with doubled text."""
    for width in (DESK, PHONE, NARROW):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        yield from (f"at {width} px: {found}" for found in violations(page, contrast=width != NARROW))
        yield from (f"at {width} px: {found}" for found in page.evaluate(READING, width))
        if width != NARROW:
            yield from (f"at {width} px: {found}" for found in page.evaluate(TARGETS))
    page.evaluate(DOUBLE_TEXT)
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        yield from (f"doubled text at {width} px: {found}" for found in page.evaluate(READING, width))


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
    found: dict[str, list[str]] = {}
    for kind in kinds:
        page_with_reports.set_viewport_size({"width": DESK, "height": HEIGHT})
        page_with_reports.goto(live_server.url + path_in(language, kind))
        found[kind] = list(findings(page_with_reports))
        if kind == MISSING:
            reports[:] = [report for report in reports if "404" not in report]
    assert {kind: problems for kind, problems in found.items() if problems} == {}
