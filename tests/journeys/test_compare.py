"""Zones are chosen from the list and read side by side, on screen and on paper, with and without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.services.paper import words_of_pdf

pytestmark = pytest.mark.usefixtures("facts")

CHESTNUT, SAUCE = "공주 알밤특구", "순창 장류산업특구"
COMPARED = "/zones/compare/?zone=gongju-chestnut&zone=sunchang-fermented-sauce-industry"


def _of(action: str, zone: str) -> re.Pattern[str]:
    """What a link is called that does something with a zone."""
    return re.compile(rf"^{action}\W+{zone}$")


def _choose(page: Page, base: str) -> None:
    page.goto(f"{base}/zones/?q=%EA%B3%B5%EC%A3%BC")
    page.get_by_role("link", name=_of("비교에 담기", CHESTNUT)).click()
    expect(page.get_by_role("heading", name="비교할 특구 1곳")).to_be_visible()
    page.locator("#f-q").fill("순창")
    page.locator("#f-go").click()
    expect(page).to_have_url(re.compile("compare=gongju-chestnut"))
    page.get_by_role("link", name=_of("비교에 담기", SAUCE)).click()
    expect(page.get_by_role("heading", name="비교할 특구 2곳")).to_be_visible()
    page.get_by_role("link", name="비교하기", exact=True).click()
    expect(page).to_have_url(base + COMPARED)
    row = page.get_by_role("row", name=re.compile("^지정일"))
    expect(row).to_contain_text("다름")
    expect(row).to_contain_text("2010년 5월 18일")
    expect(row).to_contain_text("2004년 12월 30일")


@pytest.mark.long
def test_zones_are_chosen_from_the_list(page_with_reports: Page, live_server: LiveServer) -> None:
    _choose(page_with_reports, live_server.url)


@pytest.mark.long
def test_zones_are_chosen_from_the_list_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    _choose(page_without_javascript, live_server.url)


@pytest.mark.long
def test_switch_and_removal_keep_the_rest(page_with_reports: Page, live_server: LiveServer) -> None:
    page = page_with_reports
    page.goto(live_server.url + COMPARED)
    page.get_by_role("link", name="다른 항목만 보기").click()
    expect(page.get_by_role("row", name=re.compile("^분야"))).to_have_count(0)
    page.get_by_role("link", name=_of("빼기", SAUCE)).click()
    expect(page).to_have_url(re.compile(r"zone=gongju-chestnut&differ=1$"))
    page.get_by_label("특구 더하기").fill(SAUCE)
    page.get_by_role("button", name="더하기").click()
    expect(page.get_by_role("columnheader", name=SAUCE)).to_be_visible()


@pytest.mark.long
def test_every_cell_names_its_zone_on_a_phone(page_with_reports: Page, live_server: LiveServer) -> None:
    page = page_with_reports
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(live_server.url + COMPARED)
    expect(page.locator(".cmp td .cmp-n").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator(".cmp td .cmp-n").first).to_be_hidden()


@pytest.mark.long
def test_paper_holds_the_whole_table(
    page_with_reports: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    page = page_with_reports
    page.goto(live_server.url + COMPARED)
    paper = tmp_path / "a.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    text = words_of_pdf(paper)
    for words in (
        "특구 비교",
        CHESTNUT,
        SAUCE,
        "2010년 5월 18일",
        "2004년 12월 30일",
        "다름",
        "확인되지 않음",
    ):
        assert words.replace(" ", "") in text
    assert text.count(f"항목{CHESTNUT}{SAUCE}".replace(" ", "")) > 1, "each sheet has the heading"
    assert "통합검색" not in text
    assert "더하기" not in text
