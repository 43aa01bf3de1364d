"""What somebody does at the search box: types a letter at a time, errs, chooses by keyboard, comes back to it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from search.models import LoggedClick, LoggedSearch

pytestmark = pytest.mark.usefixtures("facts")

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HEADER, MAIN = "#site-q", "#q"
NARROW = {"width": 390, "height": 844}
SMALLEST_TARGET = 44


def options(page: Page) -> Any:
    return page.locator(".sb-p").get_by_role("option")


def chosen(page: Page) -> Any:
    return page.locator('[role="option"][aria-selected="true"]')


def compose(page: Page, *steps: str) -> CDPSession:
    """Let the input method show each step of a syllable, as a Korean keyboard does, without finishing it."""
    session = page.context.new_cdp_session(page)
    for step in steps:
        session.send(
            "Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)}
        )
    return session


def test_from_the_first_letter_to_the_page_by_keyboard(
    page_with_reports: Page, live_server: LiveServer
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/guide/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="통합검색")
    expect(box).to_be_focused()
    session = compose(page, "ㅅ")
    expect(options(page).first).to_be_visible()
    compose(page, "수", "순")
    session.send("Input.insertText", {"text": "순"})
    compose(page, "ㅊ", "차")
    expect(box).to_have_value("순차")
    expect(options(page).first).to_have_text(re.compile("순창"))
    expect(page.get_by_role("status").filter(has_text=re.compile(r"제안 \d+개"))).to_be_attached()
    session.send("Input.insertText", {"text": "창"})
    expect(box).to_have_value("순창")
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_have_count(1)
    active = box.get_attribute("aria-activedescendant")
    assert active == chosen(page).get_attribute("id")
    expect(box).to_have_value("순창")  # what was typed stays
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/zones/sunchang-"))


@pytest.mark.long
def test_enter_while_a_syllable_is_composed_chooses_nothing(
    page_with_reports: Page, live_server: LiveServer
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/zones/")
    page.locator(HEADER).focus()
    compose(page, "ㄱ", "고", "공")
    expect(options(page).first).to_be_visible()
    page.locator(HEADER).evaluate(
        "box => ['ArrowDown', 'Enter'].forEach(key => box.dispatchEvent("
        "new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true, cancelable: true })))"
    )
    expect(chosen(page)).to_have_count(0)
    expect(page).to_have_url(re.compile("/zones/$"))


@pytest.mark.long
def test_escape_closes_and_keeps_what_was_typed(page_with_reports: Page, live_server: LiveServer) -> None:
    page = page_with_reports
    page.goto(live_server.url)
    box = page.locator(MAIN)
    box.press_sequentially("공주")
    expect(options(page).first).to_be_visible()
    box.press("ArrowUp")
    box.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("공주")
    expect(box).to_be_focused()


@pytest.mark.long
def test_tab_takes_the_highlighted_name(page_with_reports: Page, live_server: LiveServer) -> None:
    page = page_with_reports
    page.goto(live_server.url)
    box = page.locator(MAIN)
    box.press_sequentially("ㄱㅈㅇㅂ")
    expect(options(page).first).to_be_visible()
    box.press("ArrowDown")
    box.press("Tab")
    expect(box).to_have_value("공주 알밤특구")
    expect(page.get_by_role("button", name="검색", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search/"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("typed", "said"),
    [("tnsckd", "‘순창’로 찾은 제안"), ("복붕자", "‘복분자’로 찾은 제안"), ("먀", "‘ai’로 찾은 제안")],
)
def test_a_slip_or_a_typo_finds_what_was_meant(
    page_with_reports: Page, live_server: LiveServer, typed: str, said: str
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/zones/")
    page.locator(HEADER).press_sequentially(typed)
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.locator(HEADER)).to_have_value(typed)
    expect(options(page).first).to_be_visible()


@pytest.mark.long
def test_an_old_place_name_leads_to_the_place_of_today(
    page_with_reports: Page, live_server: LiveServer
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/zones/")
    page.locator(HEADER).press_sequentially("전라북도")
    page.get_by_role("option", name="시·도: 전북특별자치도").click()
    expect(page).to_have_url(re.compile(r"/search/\?province=52"))
    expect(page.locator(".hits li").first).to_be_visible()


@pytest.mark.long
def test_what_was_highlighted_before_is_not_chosen_after_more_is_typed(
    page_with_reports: Page, live_server: LiveServer
) -> None:
    page = page_with_reports
    page.goto(live_server.url)
    box = page.locator(MAIN)
    box.press_sequentially("공주")
    expect(options(page).first).to_be_visible()
    box.press("ArrowDown")
    box.press_sequentially(" 밤")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q="))


def _search(page: Page, base: str, text: str) -> None:
    page.goto(f"{base}/cases/")
    page.locator(HEADER).fill(text)
    page.locator(HEADER).press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q="))


@pytest.mark.whole
def test_recent_searches_stay_in_the_browser_and_go_when_told(
    page_with_reports: Page, live_server: LiveServer, assert_accessible: Callable[[Page], None]
) -> None:
    page, base = page_with_reports, live_server.url
    for text in ("장류", "농지", "장류"):
        _search(page, base, text)
    page.goto(f"{base}/cases/")
    page.locator(HEADER).click()
    expect(options(page)).to_have_text(["장류", "농지"])
    assert_accessible(page)
    page.get_by_role("button", name="‘농지’ 지우기").click()
    expect(options(page)).to_have_text(["장류"])
    page.get_by_role("option", name="장류").click()
    expect(page).to_have_url(re.compile(r"/search/\?q="))
    page.goto(f"{base}/cases/")
    page.locator(HEADER).click()
    page.get_by_role("button", name="모두 지우기").click()
    expect(options(page)).to_have_count(0)
    page.get_by_text("최근 검색어를 이 브라우저에 저장").click()
    _search(page, base, "비밀 검색")
    assert page.evaluate("JSON.stringify(localStorage)").count("비밀") == 0


@pytest.mark.long
def test_the_key_that_leads_to_the_box_can_be_turned_off(
    page_with_reports: Page, live_server: LiveServer
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/zones/")
    page.locator("#f-q").press("/")
    expect(page.locator("#f-q")).to_have_value("/")  # who types means the letter
    page.locator(HEADER).click()
    page.get_by_text("‘/’ 키로 검색 상자로 오기").click()
    page.goto(f"{live_server.url}/guide/")
    page.keyboard.press("/")
    expect(page.locator(HEADER)).not_to_be_focused()


@pytest.mark.long
@pytest.mark.parametrize(
    ("path", "box"),
    [
        ("/", MAIN),
        *(
            pytest.param(*one, marks=pytest.mark.whole)
            for one in [("/zones/", HEADER), ("/search/?q=장류", MAIN)]
        ),
    ],
)
@pytest.mark.parametrize("narrow", [False, True])
def test_the_open_box_is_accessible_and_fits(
    page_with_reports: Page,
    live_server: LiveServer,
    assert_accessible: Callable[[Page], None],
    path: str,
    box: str,
    *,
    narrow: bool,
) -> None:
    page = page_with_reports
    if narrow:
        page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    page.goto(f"{live_server.url}{path}")
    expect(page.locator("form[data-suggest]")).to_have_count(1)
    expect(page.locator(f"label[for={box[1:]}]")).to_be_visible()
    page.locator(box).fill("식품")
    expect(options(page).first).to_be_visible()
    page.locator(box).press("ArrowDown")
    assert_accessible(page)
    heights = options(page).evaluate_all("found => found.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= SMALLEST_TARGET
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.long
def test_without_scripts_every_box_is_a_form(page_without_javascript: Page, live_server: LiveServer) -> None:
    page = page_without_javascript
    for path, box in (("/zones/", HEADER), ("/", MAIN), ("/search/", MAIN)):
        page.goto(f"{live_server.url}{path}")
        page.locator(box).fill("tnsckd")
        page.locator(box).press("Enter")
        expect(page).to_have_url(re.compile(r"/search/\?q=tnsckd"))
        expect(page.locator(".hits h3").first).to_have_text(re.compile("순창"))
    assert not LoggedSearch.objects.exists()


@pytest.mark.long
def test_a_search_and_what_is_opened_from_it_are_logged(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(locale="ko-KR", user_agent=BROWSER)
    page = context.new_page()
    with page.expect_response("**/search/log/"):
        page.goto(f"{live_server.url}/search/?q=장류")
    page.locator(".hits h3 a").first.click()
    for _turn in range(100):  # a beacon outlives its page, and so the browser tells nothing of it
        if LoggedClick.objects.exists():
            break
        page.wait_for_timeout(100)
    context.close()
    assert LoggedSearch.objects.get().typed == "장류"
    assert LoggedClick.objects.get().position == 1


def test_who_objects_to_being_followed_sends_nothing(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(locale="ko-KR", user_agent=BROWSER)
    context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })"
    )
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(f"{live_server.url}/search/?q=장류", wait_until="networkidle")
    context.close()
    assert [url for url in sent if "/search/log/" in url] == []


def _paste(page: Page, base: str) -> None:
    page.goto(f"{base}/search/")
    page.get_by_role("link", name="문제를 붙여 넣어 비슷한 사례 찾기").click()
    page.get_by_label("풀고 싶은 문제").fill(
        "농지에 판매 시설을 짓고 밤 축제를 열고 싶습니다. 도로에서 행사를 할 수 있는지 알고 싶습니다."
    )
    page.get_by_role("button", name="비슷한 것 찾기").click()
    expect(page.get_by_role("heading", name=re.compile(r"^사례 \d"))).to_be_visible()
    expect(page.locator("#found mark").first).to_be_visible()


@pytest.mark.long
def test_a_pasted_problem_finds_cases(
    page_with_reports: Page, live_server: LiveServer, assert_accessible: Callable[[Page], None]
) -> None:
    _paste(page_with_reports, live_server.url)
    expect(page_with_reports.locator(".cnt")).to_have_text(re.compile(r"^\d+ / 2,000$"))
    assert_accessible(page_with_reports)


@pytest.mark.long
def test_a_pasted_problem_finds_cases_without_scripts(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    _paste(page_without_javascript, live_server.url)
