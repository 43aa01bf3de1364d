"""An editor gives a page another file; a reader finds the page by a phrase that stands in the file alone."""

import time
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.test import Client
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.media.models import PortalDocument
from tests.accounts.people import make_person, sign_in
from tests.home.test_announcements import publish
from tests.media import files
from tests.media.files import PHRASE
from tests.services.worker import running_worker

FOUND_WITHIN_SECONDS = 60
PLACE = "붙임: 조례안.hwpx, 2구역"


@pytest.fixture
def file(facts: None, live_server: LiveServer, settings: LazySettings) -> PortalDocument:
    """A file on a published announcement, in the folder that the worker reads too."""
    DBTaskResult.objects.all().delete()
    made: PortalDocument = PortalDocument.objects.create(
        title="조례안", file=ContentFile(files.docx("옛 글"), name="초안.docx")
    )
    publish("조례안을 알립니다", attachments=[{"type": "file", "value": {"document": made.pk, "title": ""}}])
    return made


def enter_cms(page: Page, base: str) -> None:
    """With the session of an editor who has signed in."""
    client = Client()
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": base} for name, cookie in client.cookies.items()]
    )


@pytest.mark.whole
@pytest.mark.timeout(300)
def test_phrase_in_an_uploaded_file_is_found_with_its_place(
    page: Page,
    page_without_javascript: Page,
    live_server: LiveServer,
    file: PortalDocument,
    assert_accessible: Callable[[Page], None],
) -> None:
    base, reader = live_server.url, page_without_javascript
    searched = f"{base}/search/?q={PHRASE}"
    enter_cms(page, base)
    with running_worker():
        page.goto(f"{base}/cms/documents/edit/{file.pk}/")
        page.locator("input[name=file]").set_input_files(
            {"name": "조례안.hwpx", "mimeType": "application/hwp+zip", "buffer": files.hwpx()}
        )
        page.locator(
            "footer button[type=submit], form button[type=submit].button:not([formaction])"
        ).first.click()
        expect(page.locator(".messages .success")).to_be_visible()
        started = time.monotonic()
        reader.goto(searched)
        while not reader.get_by_text(PLACE).count() and time.monotonic() - started < FOUND_WITHIN_SECONDS:
            reader.wait_for_timeout(250)
            reader.goto(searched)
        expect(reader.locator(".hits > li").filter(has_text=PLACE)).to_contain_text("조례안을 알립니다")
        page.goto(f"{base}/cms/documents/")
        expect(page.get_by_role("row").filter(has_text="조례안")).to_contain_text("본문 읽음")
    page.goto(searched)
    assert_accessible(page)
