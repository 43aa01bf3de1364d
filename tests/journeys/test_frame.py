"""The frame of the journeys: what it must notice, on pages made for it, and what it must let pass."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import READING, TARGETS, listen

FRAME = (
    '<!doctype html><html lang="ko"><head><title>예시</title>{head}</head><body><main>{body}</main></body>'
)
POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'">"""


def serve(page: Page, body: str, *, head: str = "") -> None:
    """Give the browser one page, and nothing else, from an address of this machine."""
    html = FRAME.format(head=head, body=body)
    page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto("http://localhost/")


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ("<script>console.error('broken')</script>", "", "console error: broken"),
        ("<script>missing()</script>", "", "script error"),
        ("<script>1</script>", POLICY, "policy script-src"),
    ],
)
def test_a_page_that_breaks_a_rule_is_reported(page: Page, body: str, head: str, expected: str) -> None:
    reports: list[str] = []
    listen(page, reports=reports)
    serve(page, body, head=head)
    page.wait_for_timeout(100)
    assert any(expected in report for report in reports), reports


def test_a_page_that_keeps_the_rules_is_not_reported(page_with_reports: Page, reports: list[str]) -> None:
    serve(page_with_reports, "<h1>한마당</h1>")
    assert reports == []


def test_axe_names_an_image_without_text(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    serve(page, '<h1>한마당</h1><img src="/a.png">')
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


def test_axe_passes_a_plain_page(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    serve(page, "<h1>한마당</h1>")
    assert_accessible(page)


def test_a_page_without_javascript_runs_no_script(page_without_javascript: Page) -> None:
    serve(page_without_javascript, "<h1>한마당</h1><script>document.title = 'ran'</script>")
    assert page_without_javascript.title() == "예시"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<div style="width:2000px">넓은 글</div>', "the page is"),
        ('<div style="overflow:hidden;width:60px;white-space:nowrap">상자보다 긴 글</div>', "is cut off"),
    ],
)
def test_what_a_reader_loses_is_named(page: Page, body: str, expected: str) -> None:
    serve(page, f"<h1>한마당</h1>{body}")
    assert any(expected in found for found in page.evaluate(READING, 1280))


@pytest.mark.long
@pytest.mark.parametrize(
    "body",
    [
        "<p>글</p>",
        '<div style="overflow:auto;width:60px;white-space:nowrap">넘기며 읽는 긴 글</div>',
        '<div style="position:absolute;width:1px;height:1px;overflow:hidden">소리로만 읽는 글</div>',
    ],
)
def test_what_a_reader_reaches_is_no_loss(page: Page, body: str) -> None:
    serve(page, f"<h1>한마당</h1>{body}")
    assert page.evaluate(READING, 1280) == []


def test_a_small_target_is_named_but_not_a_link_in_a_sentence(page: Page) -> None:
    serve(
        page,
        '<h1>한마당</h1><p>자세한 글은 <a href="/a">여기</a>에 있습니다.</p><ul><li><a href="/b">법</a></li></ul>',
    )
    assert [found[:3] for found in page.evaluate(TARGETS)] == ["“법”"]
