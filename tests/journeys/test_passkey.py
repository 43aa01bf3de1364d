"""A passkey: added with a virtual authenticator, then the only thing needed to reach the CMS."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.accounts.people import Person, make_person
from tests.journeys.conftest import sign_in

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def editor(live_server: LiveServer) -> Person:
    """An editor with an app."""
    return make_person("editor@example.kr", is_editor=True, has_second_factor=True)


@pytest.mark.long
def test_passkey_opens_the_cms_alone(
    page_with_reports: Page,
    live_server: LiveServer,
    editor: Person,
    assert_accessible: Callable[[Page], None],
) -> None:
    """Browsers bind passkeys to names, so the portal is opened by its name."""
    page = page_with_reports
    base = live_server.url
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, base, editor, to="/accounts/2fa/")
    page.get_by_role("link", name="패스키 등록하기").click()
    page.get_by_label("이름").fill("업무용 노트북")
    assert_accessible(page)
    page.get_by_role("button", name="등록하기").click()
    expect(page.get_by_text("패스키를 등록했습니다.")).to_be_visible()
    page.goto(f"{base}/accounts/2fa/webauthn/")
    expect(page.get_by_role("rowheader", name="업무용 노트북")).to_be_visible()
    assert_accessible(page)
    page.context.clear_cookies()
    page.goto(f"{base}/cms/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    assert_accessible(page)
    page.get_by_role("button", name="패스키로 로그인하기").click()
    expect(page).to_have_url(f"{base}/cms/")


@pytest.mark.long
def test_passkey_is_not_offered_where_it_cannot_work(
    page_with_reports: Page, live_server: LiveServer
) -> None:
    """At an address made of numbers."""
    page_with_reports.goto(live_server.url.replace("localhost", "127.0.0.1") + "/accounts/login/")
    expect(page_with_reports.get_by_role("button", name="패스키로 로그인하기")).to_have_count(0)
