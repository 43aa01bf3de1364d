"""People join: with an official address, by a manager's decision, by invitation; a rival fails at each step."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import Membership, OfficialDomain, Organisation
from tests.accounts.people import PASSWORD, Person, make_person
from tests.accounts.test_membership import make_manager
from tests.journeys.conftest import sign_in

CITY = "예시시"


@pytest.fixture
def city(live_server: LiveServer) -> Organisation:
    """A municipality."""
    return Organisation.objects.create(name_ko=CITY, kind="municipality", is_confirmed=True)


@pytest.fixture
def manager(city: Organisation) -> Person:
    """Its manager."""
    return make_manager(city, "manager@example.kr")


def _mailed(pattern: str) -> str:
    found = re.search(pattern, str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def _sign_up(page: Page, email: str, check: Callable[[Page], None]) -> None:
    page.get_by_label("성 (필수)", exact=True).fill("홍")
    page.get_by_label("이름 (필수)", exact=True).fill("길동")
    page.get_by_label("이메일 (필수)").fill(email)
    page.get_by_label("비밀번호 (필수)").fill(PASSWORD)
    page.get_by_label("비밀번호 다시 입력 (필수)").fill(PASSWORD)
    page.get_by_label("소속 기관 (필수)").fill(CITY)
    page.get_by_label("기관 종류 (필수)").select_option("municipality")
    page.get_by_label("가입 사유 (필수)").fill("특구를 맡고 있습니다.")
    page.locator("label[for=id_is_old_enough]").click()
    page.locator("label[for=id_agree_membership]").click()
    check(page)
    page.get_by_role("button", name="확인 코드 받기").click()
    expect(page.get_by_role("heading", name="이메일 확인")).to_be_visible()
    check(page)
    page.locator("input[name=code]").fill(_mailed(r"^([A-Z0-9-]{6,})$"))
    page.get_by_role("button", name="확인하기").click()
    expect(page).not_to_have_url(re.compile("/confirm-email/"))


def test_official_signs_up_and_is_a_member_at_once(
    page_with_reports: Page,
    live_server: LiveServer,
    city: Organisation,
    assert_accessible: Callable[[Page], None],
) -> None:
    """Nobody has to decide."""
    OfficialDomain.objects.create(domain="korea.kr")
    page = page_with_reports
    page.goto(f"{live_server.url}/accounts/signup/")
    _sign_up(page, "hong@korea.kr", assert_accessible)
    expect(page.get_by_role("heading", name=CITY)).to_be_visible()
    expect(page.get_by_text("확인됨", exact=True)).to_be_visible()
    assert_accessible(page)


@pytest.mark.long
def test_other_person_is_let_in_by_the_manager_through_the_mail(
    page_with_reports: Page,
    live_server: LiveServer,
    browser: Browser,
    manager: Person,
    assert_accessible: Callable[[Page], None],
) -> None:
    """The manager follows the link, reads the reason, decides; a rival gets nowhere with the same link."""
    page = page_with_reports
    page.goto(f"{live_server.url}/accounts/signup/")
    _sign_up(page, "hong@example.com", assert_accessible)
    link = live_server.url + _mailed(r"https?://[^/]+(/people/\S+)")
    rival = make_manager(
        Organisation.objects.create(name_ko="이웃시", kind="municipality", is_confirmed=True),
        "rival@example.kr",
    )
    theirs = browser.new_page()
    sign_in(theirs, live_server.url, rival, to="/people/")
    theirs.goto(link)
    expect(theirs.get_by_role("heading", name="쓸 수 없는 링크입니다")).to_be_visible()
    theirs.close()
    desk = browser.new_page()
    sign_in(desk, live_server.url, manager, to=link.removeprefix(live_server.url))
    expect(desk.get_by_text("특구를 맡고 있습니다.")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_text("확인합니다", exact=True).click()
    desk.get_by_label("사유 (필수)").fill("같은 과 동료입니다.")
    desk.get_by_role("button", name="정하기").click()
    expect(desk.get_by_text("메일로 알렸습니다")).to_be_visible()
    desk.close()
    page.goto(f"{live_server.url}/people/")
    expect(page.get_by_text("확인됨", exact=True)).to_be_visible()


@pytest.mark.whole
def test_colleague_joins_by_invitation_without_any_script(
    page_without_javascript: Page, live_server: LiveServer, browser: Browser, manager: Person
) -> None:
    """At a narrow screen too."""
    desk = page_without_javascript
    desk.set_viewport_size({"width": 320, "height": 700})
    sign_in(desk, live_server.url, manager, to="/people/")
    desk.get_by_role("link", name=CITY).click()
    desk.get_by_label("동료의 이메일 (필수)").fill("colleague@example.com")
    desk.get_by_role("button", name="초대 메일 보내기").click()
    expect(desk.get_by_text("초대 메일을 보냈습니다")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    link = live_server.url + _mailed(r"https?://[^/]+(/people/\S+)")
    colleague = make_person("colleague@example.com")
    theirs = browser.new_page()
    theirs.goto(link)
    theirs.get_by_role("main").get_by_role("link", name="로그인하기").click()
    theirs.locator("input[name=login]").fill(colleague.user.email)
    theirs.locator("input[name=password]").fill(PASSWORD)
    theirs.locator("main form button[type=submit]").first.click()
    theirs.get_by_role("button", name="함께하기").click()
    expect(theirs.get_by_role("heading", name=CITY)).to_be_visible()
    theirs.close()
    assert Membership.objects.get(user=colleague.user).state == "verified"
