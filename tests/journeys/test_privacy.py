"""Somebody takes his data along and leaves: read by axe, on a narrow screen, and without a script."""

import json
import re
import zipfile
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from portal.outbox.models import MailOutbox
from portal.personal.consents import give_consent
from portal.personal.erasure import erase_due
from portal.personal.exports import make_export
from portal.personal.models import ConsentText, DataExport, Erasure
from tests.accounts.people import Person, make_person

NARROW = 320
EMAIL = "leaving@example.kr"


@pytest.fixture
def member(live_server: LiveServer) -> Person:
    """Somebody who agreed to what has to be agreed to."""
    person = make_person(EMAIL)
    give_consent(person.user, ConsentText.objects.get(kind="membership"))
    return person


def _sign_in(page: Page, base: str, person: Person) -> None:
    page.goto(f"{base}/accounts/login/?next=/accounts/my-data/")
    page.locator("input[name=login]").fill(person.user.email)
    page.locator("input[name=password]").fill(person.password)
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("내 자료")


@pytest.mark.whole
def test_person_takes_his_data_along_and_leaves(
    page_with_reports: Page,
    live_server: LiveServer,
    member: Person,
    assert_accessible: Callable[[Page], None],
) -> None:
    page = page_with_reports
    _sign_in(page, live_server.url, member)
    assert_accessible(page)
    page.get_by_role("button", name="새로 묶기").click()
    expect(page.locator("#export")).to_contain_text("자료를 묶고 있습니다")
    make_export(DataExport.objects.get().pk)
    page.reload()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="내 자료 내려받기").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert EMAIL in json.dumps(json.loads(archive.read("data.json")))
    page.get_by_role("button", name=re.compile("동의하기")).click()
    expect(page.locator("#consents")).to_contain_text("에 1판에 동의하셨습니다")
    page.get_by_role("link", name="탈퇴하기").click()
    assert_accessible(page)
    page.get_by_label(re.compile("무엇이 지워지고")).check(force=True)
    page.get_by_role("button", name="탈퇴 신청하기").click()
    expect(page.get_by_role("button", name="탈퇴 신청 거두기")).to_be_visible()
    assert_accessible(page)
    Erasure.objects.update(due_at=timezone.now())
    assert erase_due() == 1
    page.reload()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    assert not User.objects.filter(email=EMAIL).exists()
    assert MailOutbox.objects.get(kind="erasure_done").to == EMAIL


@pytest.mark.long
def test_person_changes_his_mind_on_a_narrow_screen_without_javascript(
    page_without_javascript: Page, live_server: LiveServer, member: Person
) -> None:
    page = page_without_javascript
    page.set_viewport_size({"width": NARROW, "height": 640})
    _sign_in(page, live_server.url, member)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    page.get_by_role("link", name="탈퇴하기").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    page.get_by_label(re.compile("무엇이 지워지고")).check(force=True)
    page.get_by_role("button", name="탈퇴 신청하기").click()
    page.get_by_role("button", name="탈퇴 신청 거두기").click()
    expect(page.get_by_role("link", name="탈퇴하기")).to_be_visible()
    assert not Erasure.objects.exists()
