"""Other ways to read: on paper, at doubled text, in forced colours, by keyboard alone, without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.page_kinds import COMPARED, PAGE_KINDS, ZONE
from tests.services.paper import words_of_pdf

pytestmark = pytest.mark.usefixtures("facts")

STOP = (Path(__file__).parent / "stop.js").read_text()
MOST_STOPS = 250
WALKED = ("zones", "zone")
ALSO_WALKED = ("home", "zones-province", "compare", "exemptions", "search-results", "guide-glossary")
CHESTNUT, SAUCE = "공주 알밤특구", "순창 장류산업특구"


# --- Paper


@pytest.mark.long
def test_paper_holds_what_the_zone_page_says(
    page_with_reports: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    page_with_reports.goto(live_server.url + ZONE)
    paper = tmp_path / "zone.pdf"
    page_with_reports.pdf(path=paper, prefer_css_page_size=True)
    text = words_of_pdf(paper)
    said = [
        SAUCE,
        "2004년 12월 30일",
        "지정 연혁",
        "장관표창",
        "도로교통법",
        "현장 사례",
        "비슷한 특구",
        "출처",
    ]
    assert [words for words in said if words.replace(" ", "") not in text] == []
    assert [words for words in ("통합검색", "전체메뉴", "이페이지의구성") if words in text] == []


# --- Doubled text


@pytest.mark.long
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_menu_item_is_cut_off_at_doubled_text(page: Page, live_server: LiveServer, prefix: str) -> None:
    page.goto(f"{live_server.url}{prefix}/")
    page.evaluate("document.documentElement.style.setProperty('font-size', '125%', 'important')")
    items = page.locator(".gnb-menu > li > a")
    shown = [item for item in items.all() if item.is_visible()]
    for item in shown:
        place = item.bounding_box()
        assert place is not None
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= page.evaluate("innerWidth"), item.inner_text()
    assert shown or page.locator("[data-dialog=menu-dialog]").is_visible()


# --- Forced colours


def _picture(part: Locator) -> bytes:
    return part.screenshot(animations="disabled")


@pytest.mark.long
def test_forced_colours_keep_focus_choice_badges_and_map_apart(page: Page, live_server: LiveServer) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{live_server.url}/zones/")
    link = page.locator(".zc a").first
    calm = _picture(page.locator(".zc").first)
    page.keyboard.press("Tab")
    link.focus()
    assert _picture(page.locator(".zc").first) != calm, "the focus ring"
    borders = (
        "badge => getComputedStyle(badge).borderTopWidth !== '0px' && getComputedStyle(badge).borderTopStyle"
    )
    assert page.locator(".zc .krds-badge").first.evaluate(borders) == "solid"
    chip = page.locator("label[for=f-field-education]")
    unchosen = _picture(chip)
    chip.click()
    expect(page).to_have_url(re.compile("field=education"))
    page.locator("h1").click()
    assert _picture(page.locator("label[for=f-field-education]")) != unchosen, "the choice"
    edges = "paths => paths.every(path => getComputedStyle(path).stroke !== getComputedStyle(path).fill)"
    assert page.locator("svg.kmap a path").evaluate_all(edges), "the edges of the map"
    current = "link => getComputedStyle(link).borderBottom"
    other = page.locator(".gnb-main-trigger:not([aria-current])").first.evaluate(current)
    assert page.locator(".gnb-main-trigger[aria-current]").evaluate(current) != other, "the current room"


# --- Keyboard alone


@pytest.mark.parametrize(
    "kind", [*WALKED, *(pytest.param(kind, marks=pytest.mark.whole) for kind in ALSO_WALKED)]
)
def test_every_stop_of_the_keyboard_is_seen_and_none_holds_it(
    page: Page, live_server: LiveServer, kind: str
) -> None:
    page.goto(live_server.url + PAGE_KINDS[kind])
    unseen = []
    for number in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stop["isKnown"] and stop["number"] == 0):
            break
        assert not stop["isKnown"], f"the keyboard runs in a circle at {stop['name']}"
        assert stop["number"] == number
        if not stop["isVisible"]:
            unseen.append(stop["name"])
    else:
        pytest.fail(f"more than {MOST_STOPS} stops")
    assert unseen == []


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it is there."""
    for _step in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"the keyboard does not reach {wanted}")


def test_skip_link_leads_past_the_menu(page_with_reports: Page, live_server: LiveServer) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/zones/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="본문 바로가기")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.long
def test_menus_open_and_close_by_keyboard(page_with_reports: Page, live_server: LiveServer) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/")
    opener = page.locator("[data-dialog=menu-dialog]")
    _tab_to(page, opener)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    trigger = page.locator("[data-gnb]").first
    _tab_to(page, trigger)
    page.keyboard.press("Enter")
    expect(trigger).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(trigger).to_have_attribute("aria-expanded", "false")
    expect(trigger).to_be_focused()


@pytest.mark.long
def test_a_zone_is_filtered_compared_and_read_by_keyboard_alone(
    page_with_reports: Page, live_server: LiveServer
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/zones/")
    _tab_to(page, page.locator("#f-field-agriculture_food"))
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("field=agriculture_food"))
    expect(page.locator("#f-field-agriculture_food")).to_be_focused()
    _tab_to(page, page.locator("svg.kmap").get_by_role("link", name=re.compile("^충청남도 특구")))
    page.keyboard.press("Enter")
    expect(page.locator("#map-title")).to_have_text("충청남도")
    _tab_to(page, page.get_by_role("link", name=re.compile(rf"^비교에 담기\W+{CHESTNUT}$")))
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("link", name="비교하기", exact=True))
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_label("특구 더하기"))
    page.keyboard.type(SAUCE)
    page.keyboard.press("Enter")
    head = page.get_by_role("columnheader", name=SAUCE)
    expect(head).to_be_visible()
    _tab_to(page, head.get_by_role("link"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(SAUCE)


# --- No scripts; finding, comparing, the map and exemptions are walked without scripts in the files of those pages


@pytest.mark.long
def test_full_menu_leads_to_the_site_map_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    page = page_without_javascript
    page.goto(f"{live_server.url}/zones/")
    page.get_by_role("link", name="전체메뉴").click()
    expect(page.locator("#sitemap")).to_be_in_viewport()
    page.locator("#sitemap").get_by_role("link", name="분야별 특구").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("분야별 특구")


@pytest.mark.long
@pytest.mark.parametrize(
    ("path", "label", "value", "button", "address"),
    [
        ("/changes/", "사실의 종류", "포상", "조건 적용", "kind="),
        ("/exemptions/", "법률", "농지법", "검색", "act=farmland"),
        ("/cases/", "시·도(현재)", "충청남도", "검색", "province=44"),
        ("/announcements/", "연도", "2026", "검색", "year=2026"),
    ],
)
def test_each_list_is_narrowed_without_scripts(
    page_without_javascript: Page,
    live_server: LiveServer,
    path: str,
    label: str,
    value: str,
    button: str,
    address: str,
) -> None:
    page = page_without_javascript
    page.goto(live_server.url + path)
    select = page.locator("main").get_by_label(label, exact=True)
    select.select_option(label=_option(select, value))
    page.locator("main").get_by_role("button", name=button, exact=True).click()
    expect(page).to_have_url(re.compile(address))
    expect(page.locator(".res-n strong").first).not_to_have_text("0")


def _option(select: Locator, beginning: str) -> str:
    """The whole label of the option that begins so: counts stand behind it."""
    options = select.locator("option").all_inner_texts()
    return next(text for text in options if text.strip().startswith(beginning))


@pytest.mark.long
def test_display_is_chosen_without_scripts(page_without_javascript: Page, live_server: LiveServer) -> None:
    page = page_without_javascript
    page.goto(f"{live_server.url}/display/?next={COMPARED.partition('?')[0]}")
    page.locator("label", has_text="고대비").first.click()
    page.get_by_role("button", name="적용하기").click()
    expect(page.locator("html")).to_have_attribute("data-krds-mode", "high-contrast")
