"""What a visitor does: find a zone, read an exemption, search, change the language. With and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from knowhow.models import CaseExemption

pytestmark = pytest.mark.usefixtures("facts")


def _find_zone_by_filters(page: Page, base: str, *, asks_at_once: bool) -> None:
    page.goto(f"{base}/zones/")
    page.get_by_label("시·도(현재)").select_option("41")
    page.locator("label[for=f-field-education]").click()
    if asks_at_once:
        expect(page).to_have_url(re.compile("field=education"))
    page.locator("#f-go").click()
    expect(page).to_have_url(re.compile("province=41"))
    expect(page).to_have_url(re.compile("field=education"))
    expect(page.locator("#busy.htmx-request")).to_have_count(
        0
    )  # a list that is swapped in under the pointer takes the click away
    page.get_by_role("link", name="군포 청소년교육특구", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("군포 청소년교육특구")


@pytest.mark.long
def test_a_zone_is_found_by_filters(page_with_reports: Page, live_server: LiveServer) -> None:
    _find_zone_by_filters(page_with_reports, live_server.url, asks_at_once=True)


@pytest.mark.long
def test_a_zone_is_found_by_filters_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    _find_zone_by_filters(page_without_javascript, live_server.url, asks_at_once=False)


@pytest.mark.long
def test_a_ticked_field_narrows_the_list_at_once_and_stays_in_the_address(
    page_with_reports: Page, live_server: LiveServer
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/zones/")
    page.locator("label[for=f-field-education]").click()
    expect(page).to_have_url(re.compile("field=education"))
    expect(page.locator(".res-n strong")).to_have_text("25")
    page.go_back()
    expect(page.locator(".res-n strong")).to_have_text("179")


def _read_exemption_and_jump_to_case(page: Page, base: str) -> None:
    used = (
        CaseExemption.objects.filter(exemption__isnull=False, case__live=True)
        .select_related("exemption")
        .first()
    )
    assert used is not None
    assert used.exemption is not None
    page.goto(f"{base}/exemptions/?q={used.exemption.code}")
    page.get_by_role("link", name=used.exemption.title_ko, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(used.exemption.title_ko)
    page.locator("main a[href^='/cases/']").first.click()
    expect(page).to_have_url(re.compile(r"/cases/[a-z0-9-]+/$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.long
def test_an_exemption_leads_to_a_case(page_with_reports: Page, live_server: LiveServer) -> None:
    _read_exemption_and_jump_to_case(page_with_reports, live_server.url)


@pytest.mark.long
def test_an_exemption_leads_to_a_case_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    _read_exemption_and_jump_to_case(page_without_javascript, live_server.url)


def _search_and_reach_zone(page: Page, base: str) -> None:
    page.goto(base)
    page.locator("#q").fill("공주 밤")
    page.locator("#q").press("Enter")
    expect(page).to_have_title(re.compile("공주 밤"))
    page.get_by_role("link", name="공주 알밤특구").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("공주 알밤특구")


def test_search_reaches_the_zone(page_with_reports: Page, live_server: LiveServer) -> None:
    _search_and_reach_zone(page_with_reports, live_server.url)


@pytest.mark.long
def test_search_reaches_the_zone_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    _search_and_reach_zone(page_without_javascript, live_server.url)


@pytest.mark.long
@pytest.mark.parametrize(
    "path",
    [
        "/zones/?field=education&page=2",
        "/zones/gongju-chestnut/",
        "/exemptions/A28-1/",
        "/search/?q=chestnut",
    ],
)
def test_english_stays_in_place(page_with_reports: Page, live_server: LiveServer, path: str) -> None:
    page = page_with_reports
    page.goto(live_server.url + path)
    page.get_by_role("link", name="English").first.click()
    expect(page).to_have_url(f"{live_server.url}/en{path}")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="한국어").first.click()
    expect(page).to_have_url(live_server.url + path)


@pytest.mark.long
def test_high_contrast_is_kept_and_accessible(
    page_with_reports: Page, live_server: LiveServer, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/display/?next=/zones/")
    page.locator("label", has_text="고대비").first.click()
    page.get_by_role("button", name=re.compile("적용|저장")).click()
    page.goto(f"{live_server.url}/zones/gongju-chestnut/")
    expect(page.locator("html")).to_have_attribute("data-krds-mode", "high-contrast")
    assert_accessible(page)
