"""Searching as visitors do: typed filters, narrowing, excluding, going back, a way out of nothing. With and without scripts."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.usefixtures("facts")

COUNT = ".res-n strong"
STATES = (
    f"/search/?q={quote('고추')}",
    f"/search/?q={quote('분야:식품 -축제 foo:bar')}&not_province=44",
    f"/search/?q={quote('공주 알밤특구')}",
    f"/search/?q={quote('구기재')}",
    f"/search/?q={quote('장류')}&province=48&field=education",
    f"/search/?q={quote('특구')}&view=table",
    f"/search/?q={quote('특구')}&view=grid",
    "/search/?province=52&view=map",
    "/search/",
)


def total(page: Page) -> int:
    """Read the count on the page."""
    return int((page.locator(COUNT).inner_text()).replace(",", "").rstrip("+"))


def _type_filters(page: Page, base: str) -> None:
    page.goto(f"{base}/search/")
    page.locator("#q").fill("특구 분야:교육 -지역:경기")
    page.locator("#q").press("Enter")
    expect(page.locator(".applied")).to_contain_text("분야: 교육")
    expect(page.locator(".applied")).to_contain_text("제외 시·도: 경기도")
    expect(page.locator("#q")).to_have_value("특구 분야:교육 -지역:경기")
    before = total(page)
    page.locator(".applied a", has_text="제외 시·도").click()
    expect(page.locator("#q")).to_have_value("특구 분야:교육")
    expect(page.locator("#facets a.fx", has_text="경기도")).to_have_count(1)
    assert total(page) > before


@pytest.mark.long
def test_filters_are_typed_and_taken_back(page_with_reports: Page, live_server: LiveServer) -> None:
    _type_filters(page_with_reports, live_server.url)


@pytest.mark.long
def test_filters_are_typed_and_taken_back_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    _type_filters(page_without_javascript, live_server.url)


@pytest.mark.long
def test_unknown_filter_gives_a_hint_that_leads_on(page_with_reports: Page, live_server: LiveServer) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/search/?q={quote('특구 분야:교윢')}")
    page.locator(".hint a", has_text="교육").first.click()
    expect(page.locator(".applied")).to_contain_text("분야: 교육")


@pytest.mark.long
def test_narrow_exclude_and_go_back(page_with_reports: Page, live_server: LiveServer) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/search/?q={quote('특구')}")
    all_of_them = total(page)
    page.locator("label[for=f-field-education]").click()
    expect(page).to_have_url(re.compile(r"\?q=[^&]+&field=education$"))
    expect(page.locator("#f-field-education")).to_be_checked()
    education = total(page)
    page.locator(".fv:has(#f-province-41) a.fx").click()
    expect(page).to_have_url(re.compile(r"&field=education&not_province=41$"))
    expect(page.locator(".applied")).to_contain_text("제외 시·도: 경기도")
    assert total(page) < education < all_of_them
    page.go_back()
    expect(page.locator(COUNT)).to_have_text(str(education))
    page.go_back()
    expect(page.locator(COUNT)).to_have_text(f"{all_of_them:,}")
    expect(page.locator("#f-field-education")).not_to_be_checked()


@pytest.mark.long
def test_narrow_exclude_and_go_back_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    page = page_without_javascript
    page.goto(f"{live_server.url}/search/?q={quote('특구')}")
    page.locator("label[for=f-field-education]").click()
    page.get_by_role("button", name="조건 적용").click()
    expect(page.locator("#f-field-education")).to_be_checked()
    education = total(page)
    page.locator(".fv:has(#f-province-41) a.fx").click()
    expect(page).to_have_url(re.compile("not_province=41"))
    assert total(page) < education
    page.locator(".barred a.fx").click()
    expect(page.locator(COUNT)).to_have_text(str(education))
    page.go_back()
    expect(page).to_have_url(re.compile("not_province=41"))


@pytest.mark.long
def test_long_facet_is_searched_by_initials(page_with_reports: Page, live_server: LiveServer) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/search/")
    page.locator("#facet-municipality .fq").fill("ㅅㅊㄱ")
    expect(page.locator("label[for=f-municipality-52-sunchang]")).to_be_visible()
    expect(page.locator("label[for^=f-municipality-44-gongju]")).to_be_hidden()
    page.locator("#facet-municipality .fq").press("Enter")
    expect(page).to_have_url(f"{live_server.url}/search/")
    page.locator("#facet-municipality .fq").fill("없는고장")
    expect(page.locator("#facet-municipality .fnone")).to_be_visible()


def _leave_nothing(page: Page, base: str) -> None:
    page.goto(f"{base}/search/?q={quote('장류')}&kind=zone&province=52&field=education")
    expect(page.locator(".empty")).to_contain_text("‘장류’에 맞는 자료가 없습니다.")
    way = page.locator(".wayout a", has_text="빼면").first
    promised = re.search(r"(\d+)건", way.inner_text())
    assert promised is not None
    way.click()
    expect(page.locator(COUNT)).to_have_text(promised[1])
    expect(page.locator(".hits")).to_be_visible()


def test_nothing_found_leads_on(page_with_reports: Page, live_server: LiveServer) -> None:
    _leave_nothing(page_with_reports, live_server.url)


@pytest.mark.long
def test_nothing_found_leads_on_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    _leave_nothing(page_without_javascript, live_server.url)


def _go_straight(page: Page, base: str) -> None:
    page.goto(f"{base}/search/?q={quote('공주 알밤특구')}")
    page.locator(".best").get_by_role("link", name="연혁").click()
    expect(page).to_have_url(re.compile("/zones/gongju-chestnut/history/"))


def test_name_leads_straight_into_the_zone(page_with_reports: Page, live_server: LiveServer) -> None:
    _go_straight(page_with_reports, live_server.url)


@pytest.mark.long
def test_name_leads_straight_into_the_zone_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    _go_straight(page_without_javascript, live_server.url)


@pytest.mark.long
def test_sheet_of_filters_on_a_phone(
    page_with_reports: Page, live_server: LiveServer, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_with_reports
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/search/?q={quote('특구')}")
    page.locator("#facbtn").click()
    sheet = page.get_by_role("dialog", name="결과 좁히기")
    expect(sheet).to_be_visible()
    page.locator("label[for=f-field-education]").click()
    expect(page).to_have_url(re.compile("field=education"))
    expect(sheet.locator("#f-field-education")).to_be_checked()
    expect(sheet.locator("#f-field-education")).to_be_focused()
    told = total(page)
    expect(sheet.locator(".sheet-f button")).to_have_text(f"{told:,}건 보기")
    sheet.locator(".fv:has(#f-province-41) a.fx").click()
    expect(page).to_have_url(re.compile("not_province=41"))
    expect(sheet.locator(".sheet-f button")).not_to_have_text(f"{told:,}건 보기")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.locator("#facbtn")).to_be_focused()
    expect(page.locator("#facets #facet-form")).to_have_count(1)


@pytest.mark.long
def test_filters_on_a_phone_without_scripts(page_without_javascript: Page, live_server: LiveServer) -> None:
    page = page_without_javascript
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/search/?q={quote('특구')}")
    page.locator("#facbtn").click()
    page.locator("label[for=f-field-education]").click()
    page.get_by_role("button", name="조건 적용").click()
    expect(page.locator(".applied")).to_contain_text("분야: 교육")


@pytest.mark.long
def test_address_is_copied_and_said(page_with_reports: Page, live_server: LiveServer) -> None:
    page = page_with_reports
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server.url}/search/?q={quote('고추')}&sort=title")
    page.get_by_role("button", name="주소 복사").click()
    expect(page.locator("#live")).to_have_text("주소를 복사했습니다.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


@pytest.mark.whole
@pytest.mark.parametrize(
    "width", [*(pytest.param(width, marks=pytest.mark.whole) for width in (1280, 320)), 390]
)
def test_every_state_is_accessible(
    page_with_reports: Page, live_server: LiveServer, assert_accessible: Callable[[Page], None], width: int
) -> None:
    page = page_with_reports
    page.set_viewport_size({"width": width, "height": 900})
    for path in STATES:
        page.goto(live_server.url + path)
        for summary in ("details.s-help", "details.hord", "details.ord", "details.exp"):
            page.locator(summary).evaluate_all(
                "found => found.slice(0, 1).forEach(one => { one.open = true; })"
            )
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.whole
def test_high_contrast_is_accessible(
    page_with_reports: Page, live_server: LiveServer, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/display/?next=/search/")
    page.locator("label", has_text="고대비").first.click()
    page.get_by_role("button", name=re.compile("적용|저장")).click()
    for path in STATES[:3]:
        page.goto(live_server.url + path)
        assert_accessible(page)
