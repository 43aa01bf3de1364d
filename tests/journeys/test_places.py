"""Going down the map and through a field page: by keyboard, without scripts, on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.usefixtures("facts")

PAGES = ("/zones/?province=12&view=map", "/provinces/jeonnam-gwangju/")
"""Of two provinces in one; the other pages are in the table of page kinds."""
REFLOW_WIDTH = 320
PHONE = ViewportSize(width=390, height=844)


def _press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a link of a map as the keyboard does."""
    link = page.locator("svg.kmap").get_by_role("link", name=name)
    link.focus()
    link.press("Enter")


@pytest.mark.long
def test_the_map_goes_down_to_a_zone_and_back_by_keyboard(
    page_with_reports: Page, live_server: LiveServer
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/zones/")
    _press(page, re.compile("^경상북도 특구"))
    expect(page).to_have_url(re.compile("province=47"))
    expect(page.locator("#map-title")).to_have_text("경상북도")
    expect(page.locator("#map")).to_be_focused()
    expect(page.locator("#f-province")).to_have_value("47")
    expect(page.locator("#f-municipality")).to_be_visible()
    _press(page, re.compile("^영덕군: 특구 3곳"))
    expect(page.locator(".res-n strong")).to_have_text("3")
    expect(page.locator("#f-municipality")).to_have_value("47-yeongdeok")
    page.get_by_role("link", name="전국 지도로").press("Enter")
    expect(page.locator("#map-title")).to_have_text("전국")
    expect(page).to_have_url(f"{live_server.url}/zones/")
    page.go_back()
    expect(page.locator("#map-title")).to_have_text("경상북도")
    _press(page, re.compile("^문경시: "))
    expect(page.get_by_role("heading", level=1)).to_contain_text("문경")


@pytest.mark.long
def test_the_map_goes_down_and_back_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    page = page_without_javascript
    page.goto(f"{live_server.url}/zones/?field=education")
    _press(page, re.compile("^경기도 특구"))
    expect(page.locator("#map-title")).to_have_text("경기도")
    expect(page).to_have_url(re.compile("field=education.*province=41"))
    page.locator("#map-places").get_by_role("link", name=re.compile("^군포시")).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("군포 청소년교육특구")
    page.go_back()
    page.get_by_role("link", name="전국 지도로").press("Enter")
    expect(page.locator("#map-title")).to_have_text("전국")
    expect(page.locator("label[for=f-field-education]")).to_be_visible()


def test_every_link_of_the_map_is_reached_by_tab(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/zones/?province=50")
    reached = set()
    page.locator("#map").focus()
    for _step in range(page.locator("svg.kmap.prov a").count() + 1):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    labels = page.locator("svg.kmap.prov a").evaluate_all(
        "links => links.map(a => a.getAttribute('aria-label'))"
    )
    assert labels
    assert set(labels) <= reached


@pytest.mark.long
def test_a_phone_shows_list_or_map(page_with_reports: Page, live_server: LiveServer) -> None:
    page = page_with_reports
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/zones/")
    expect(page.locator("svg.kmap")).to_be_hidden()
    page.get_by_role("link", name="지도", exact=True).click()
    expect(page).to_have_url(re.compile("view=map"))
    expect(page.locator("svg.kmap")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    _press(page, re.compile("^경상북도 특구"))
    expect(page).to_have_url(re.compile("view=map.*province=47"))
    expect(page.locator("#map-places a").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def _walk_field(page: Page, base: str) -> None:
    page.goto(f"{base}/")
    page.locator(".types").get_by_role("link", name=re.compile("^농업·식품")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("농업·식품 분야 특구")
    page.locator("#who").get_by_role("link", name="전북지방중소벤처기업청").click()
    page.get_by_role("link", name="전북특별자치도").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("전북특별자치도의 특구")


@pytest.mark.long
def test_a_field_leads_to_its_office_and_province(page_with_reports: Page, live_server: LiveServer) -> None:
    _walk_field(page_with_reports, live_server.url)


@pytest.mark.long
def test_a_field_leads_to_its_office_and_province_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    _walk_field(page_without_javascript, live_server.url)


@pytest.mark.long
@pytest.mark.parametrize("prefix", ["", pytest.param("/en", marks=pytest.mark.whole)])
@pytest.mark.parametrize("path", PAGES)
def test_place_page_is_accessible_and_fits_a_narrow_screen(
    page_with_reports: Page,
    live_server: LiveServer,
    assert_accessible: Callable[[Page], None],
    path: str,
    prefix: str,
) -> None:
    page = page_with_reports
    page.goto(live_server.url + prefix + path)
    assert_accessible(page)
    page.set_viewport_size({"width": REFLOW_WIDTH, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= REFLOW_WIDTH
