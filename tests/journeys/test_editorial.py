"""A reader of the guides in both languages, and an editor who publishes an announcement."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.home.models import AnnouncementIndexPage
from tests.accounts.people import Person, make_person
from tests.journeys.conftest import sign_in


@pytest.mark.long
@pytest.mark.usefixtures("facts")
def test_reader_follows_the_guides_and_switches_the_language_in_place(
    page_with_reports: Page, live_server: LiveServer
) -> None:
    page = page_with_reports
    page.goto(f"{live_server.url}/")
    page.locator(".gnb-menu").get_by_role("link", name="제도 안내", exact=True).click()
    page.locator("main").get_by_role("link", name="특구의 한살이").click()
    expect(page.locator("h1")).to_have_text("특구의 한살이")
    page.locator(".utility-list").get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/guide/life-cycle/$"))
    expect(page.locator("h1")).to_have_text("The life of a zone")
    page.locator("nav.side").get_by_role("link", name="Glossary").click()
    page.locator("#g-q").fill("honorary")
    page.locator(".glo button").click()
    expect(page.locator("#terms tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=honorary"))


@pytest.mark.long
@pytest.mark.usefixtures("facts")
def test_guides_and_glossary_work_without_javascript(
    page_without_javascript: Page, live_server: LiveServer
) -> None:
    page = page_without_javascript
    page.goto(f"{live_server.url}/guide/glossary/?sort=en")
    page.locator("#g-q").fill("명예졸업")
    page.locator(".glo button").click()
    expect(page.locator("#honorary-graduation")).to_be_visible()


@pytest.fixture
def editor(facts: None, live_server: LiveServer) -> Person:
    """An editor with a second factor, in the database that the live server reads."""
    return make_person("editor@example.kr", is_editor=True, has_second_factor=True)


@pytest.mark.whole
def test_published_announcement_appears_in_list_first_page_and_english(
    page: Page, live_server: LiveServer, editor: Person
) -> None:
    index = AnnouncementIndexPage.objects.get(locale__language_code="ko")
    base = live_server.url
    sign_in(page, base, editor, to=f"/cms/pages/add/home/announcementpage/{index.pk}/")
    page.locator("input[name=title]").fill("새 알림이 나왔습니다")
    page.locator("select[name=category]").select_option("event")
    page.locator("input[name=summary]").fill("여정 시험의 알림입니다")
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator(".messages .success")).to_contain_text("새 알림이 나왔습니다")
    page.goto(f"{base}/announcements/?category=event")
    page.get_by_role("link", name="새 알림이 나왔습니다").click()
    expect(page.locator("h1")).to_have_text("새 알림이 나왔습니다")
    page.goto(f"{base}/")
    expect(page.get_by_text("새 알림이 나왔습니다")).to_be_visible()
    page.goto(f"{base}/en/announcements/")
    expect(page.get_by_role("link", name="새 알림이 나왔습니다")).to_have_attribute("lang", "ko")
