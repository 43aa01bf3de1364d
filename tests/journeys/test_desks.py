"""A desk is written to and answers; it goes to another officer; a rival gets nowhere; read by axe and without a script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.desks.models import Handover, Thread
from tests.accounts.people import Person, make_person
from tests.desks.conftest import Post, make_member, make_post
from tests.journeys.conftest import sign_in

NARROW = 320
QUESTION = "3월에 시설을 쓸 수 있습니까?"
ANSWER = "쓸 수 있습니다. 2월까지 신청해 주십시오."


@pytest.fixture
def county(live_server: LiveServer) -> Post:
    """A desk with its officer and manager."""
    return make_post("장류군", word="sauce")


@pytest.fixture
def neighbour(live_server: LiveServer) -> Post:
    """The rival."""
    return make_post("이웃군", word="rival")


@pytest.fixture
def asker(live_server: LiveServer) -> Person:
    """Somebody with an account."""
    return make_person("asker@example.com", has_second_factor=True)


def _meets_nothing(browser: Browser, base: str, person: Person, paths: list[str]) -> None:
    page = browser.new_page(reduced_motion="reduce")
    sign_in(page, base, person, to="/people/")
    for path in paths:
        answer = page.goto(base + path)
        assert answer is not None
        assert answer.status == 404, path
    page.close()


@pytest.mark.long
def test_question_reaches_the_desk_and_the_answer_comes_back(
    page_with_reports: Page,
    live_server: LiveServer,
    browser: Browser,
    county: Post,
    neighbour: Post,
    asker: Person,
    assert_accessible: Callable[[Page], None],
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/desks/{county.desk.pk}/")
    assert_accessible(page)
    sign_in(page, live_server.url, asker, to=f"/contact/desk/{county.desk.pk}/")
    assert_accessible(page)
    page.get_by_label("제목 (필수)").fill("공동 시설")
    page.get_by_role("button", name="문의 보내기").click()
    expect(page.get_by_label("제목 (필수)")).to_have_value("공동 시설")
    page.get_by_label("문의 내용 (필수)").fill(QUESTION)
    page.get_by_role("button", name="문의 보내기").click()
    expect(page.get_by_text("문의를 보냈습니다")).to_be_visible()
    assert_accessible(page)
    number = Thread.objects.get().pk
    paths = [f"/people/desks/threads/{number}/", f"/people/threads/{number}/"]
    _meets_nothing(browser, live_server.url, neighbour.manager, paths)
    desk = browser.new_page(reduced_motion="reduce")
    sign_in(desk, live_server.url, county.officer, to="/people/desks/threads/")
    assert_accessible(desk)
    desk.get_by_role("link", name="공동 시설").click()
    expect(desk.get_by_text(QUESTION)).to_be_visible()
    assert_accessible(desk)
    desk.get_by_label("글 (필수)").fill(ANSWER)
    desk.get_by_role("button", name="답변 보내기").click()
    expect(desk.get_by_text("상대에게 메일로 알렸습니다")).to_be_visible()
    desk.close()
    page.reload()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    page.get_by_role("button", name="문의 끝내기").click()
    expect(page.get_by_text("끝난 문의입니다")).to_be_visible()


@pytest.mark.whole
def test_desk_goes_to_another_officer_and_back(
    page_with_reports: Page,
    live_server: LiveServer,
    browser: Browser,
    county: Post,
    neighbour: Post,
    assert_accessible: Callable[[Page], None],
) -> None:
    make_member(county.organisation, "newcomer@example.kr")
    page, path = page_with_reports, f"/people/desks/{county.desk.pk}/hand-over/"
    sign_in(page, live_server.url, county.manager, to=path)
    assert_accessible(page)
    page.get_by_label("새 담당자 (필수)").select_option(label="newcomer@example.kr (newcomer@example.kr)")
    page.get_by_label("남기는 말").fill("3월 설명회를 약속했습니다.")
    page.get_by_role("button", name="직위 넘기기").click()
    expect(page.get_by_role("heading", name="인수인계서")).to_be_visible()
    expect(page.get_by_text("3월 설명회를 약속했습니다.")).to_be_visible()
    assert_accessible(page)
    pack = f"/people/desks/handovers/{Handover.objects.get().pk}/"
    for person in (county.officer, neighbour.manager):
        _meets_nothing(browser, live_server.url, person, [pack, path])
    page.get_by_role("button", name=re.compile("인수인계 되돌리기")).click()
    expect(page.get_by_text("인수인계를 되돌렸습니다.")).to_be_visible()
    expect(page.get_by_text(f"지금 담당자: {county.officer.user.email}")).to_be_visible()


@pytest.mark.whole
def test_question_is_written_without_any_script_on_a_narrow_screen(
    page_without_javascript: Page, live_server: LiveServer, county: Post, asker: Person
) -> None:
    page = page_without_javascript
    page.set_viewport_size({"width": NARROW, "height": 700})
    sign_in(page, live_server.url, asker, to=f"/contact/desk/{county.desk.pk}/")
    page.get_by_label("제목 (필수)").fill("공동 시설")
    page.get_by_label("문의 내용 (필수)").fill(QUESTION)
    page.get_by_role("button", name="문의 보내기").click()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
