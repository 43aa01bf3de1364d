"""What the CMS does for who writes a case: keeps the draft, tells of others at work, takes comments, prints."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Comment

from knowhow.models import CasePage
from tests.accounts.people import make_person
from tests.journeys.conftest import sign_in
from tests.services.paper import words_of_pdf

MOST_ATTEMPTS, AUTOSAVE_MILLISECONDS = 30, 2000
TITLE = "예시: 알밤 농가가 함께 쓰는 저온 창고"


@pytest.fixture
def case(facts: None) -> CasePage:
    """A case of a real zone, as it was loaded."""
    case: CasePage = CasePage.objects.order_by("pk")[0]
    return case


@pytest.fixture
def another(browser: Browser, browser_context_args: dict[str, object]) -> Iterator[Page]:
    """The browser of somebody else."""
    context = browser.new_context(**browser_context_args)  # type: ignore[arg-type]  # the plugin's own dictionary
    yield context.new_page()
    context.close()


def is_answer_to_autosave(answer: Response) -> bool:
    """Whether the CMS has kept what was typed, without a click."""
    return answer.request.method == "POST" and answer.url.endswith("/edit/")


def title_of_draft(case: CasePage) -> str:
    """The title that the CMS has kept last."""
    revision = CasePage.objects.get(pk=case.pk).get_latest_revision()
    return revision.as_object().title if revision else ""


def type_until_kept(page: Page, case: CasePage) -> str:
    """Give the title that was kept: what is typed while the page starts counts as what it began with."""
    for attempt in range(MOST_ATTEMPTS):
        title = f"{TITLE} {attempt}"
        page.locator("input[name=title]").fill(title)
        page.wait_for_timeout(AUTOSAVE_MILLISECONDS)
        if title_of_draft(case) == title:
            return title
    pytest.fail("The CMS has kept nothing of what was typed.")


@pytest.mark.whole
def test_draft_is_kept_as_it_is_typed_and_prints(
    page: Page, live_server: LiveServer, case: CasePage, tmp_path: Path
) -> None:
    address = f"{live_server.url}/cms/pages/{case.pk}"
    sign_in(
        page,
        live_server.url,
        make_person("one@example.kr", is_editor=True, has_second_factor=True),
        to=f"/cms/pages/{case.pk}/edit/",
    )
    title = type_until_kept(page, case)
    page.goto(f"{address}/edit/")
    expect(page.locator("input[name=title]")).to_have_value(title)
    case.refresh_from_db()
    assert TITLE not in case.title
    page.goto(f"{address}/view_draft/")
    paper = tmp_path / "draft.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    assert title.replace(" ", "") in words_of_pdf(paper)


@pytest.mark.whole
def test_other_editor_is_told_and_nothing_is_overwritten(
    page: Page, another: Page, live_server: LiveServer, case: CasePage
) -> None:
    to = f"/cms/pages/{case.pk}/edit/"
    for somebody, email in ((page, "one@example.kr"), (another, "two@example.kr")):
        sign_in(somebody, live_server.url, make_person(email, is_editor=True, has_second_factor=True), to=to)
    expect(another.locator(".w-editing-sessions__list li").first).to_be_visible()
    title = type_until_kept(another, case)
    warning = page.get_by_text("저장하면 더 새로운 판을 덮어씁니다.")
    for attempt in range(MOST_ATTEMPTS):
        page.locator("input[name=title]").fill(f"내가 쓰던 제목 {attempt}")
        page.wait_for_timeout(AUTOSAVE_MILLISECONDS)
        if warning.is_visible():
            break
    expect(warning).to_be_visible()
    assert title_of_draft(case) == title


@pytest.mark.whole
def test_comment_stands_at_its_field(
    page: Page, another: Page, live_server: LiveServer, case: CasePage
) -> None:
    to = f"/cms/pages/{case.pk}/edit/"
    sign_in(
        page, live_server.url, make_person("one@example.kr", is_editor=True, has_second_factor=True), to=to
    )
    summary = page.locator("[data-contentpath=summary_ko]")
    summary.hover()
    summary.locator("[data-comment-add]").click()
    page.locator("#comments textarea").fill("이 숫자는 어디에서 왔나요?")
    with page.expect_response(is_answer_to_autosave):
        page.get_by_role("button", name="의견", exact=True).click()
    comment = Comment.objects.get()
    assert (comment.page_id, comment.contentpath) == (case.pk, "summary_ko")
    sign_in(
        another, live_server.url, make_person("two@example.kr", is_editor=True, has_second_factor=True), to=to
    )
    another.locator("[data-side-panel-toggle=comments]").click()
    expect(another.get_by_text("이 숫자는 어디에서 왔나요?")).to_be_visible()
