"""The critical alert: on every page between its start and its end, and at no cost when there is none."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from portal import alerts
from portal.home.models import CriticalAlert
from tests.accounts.people import make_person, sign_in

pytestmark = pytest.mark.usefixtures("facts")


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """No other test sees the alerts of this one."""
    yield
    alerts.forget()


def alert(*, starts: int = -1, ends: int = 1, **fields: Any) -> CriticalAlert:
    """An alert from so many hours to so many hours from now."""
    now = timezone.now()
    row: CriticalAlert = CriticalAlert.objects.create(
        **{
            "text_ko": "오늘 밤 점검합니다",
            "starts_at": now + dt.timedelta(hours=starts),
            "ends_at": now + dt.timedelta(hours=ends),
            **fields,
        }
    )
    return row


@pytest.mark.parametrize(
    "path", ["/", "/zones/", "/guide/scheme/", "/announcements/", "/search/", "/nope/", "/accounts/login/"]
)
def test_alert_stands_on_every_public_page(client: Client, path: str) -> None:
    alert()
    assert "오늘 밤 점검합니다" in client.get(path).content.decode()


@pytest.mark.parametrize(("starts", "ends", "is_shown"), [(-1, 1, True), (1, 2, False), (-2, -1, False)])
def test_alert_comes_and_goes_by_its_times(client: Client, starts: int, ends: int, *, is_shown: bool) -> None:
    alert(starts=starts, ends=ends)
    assert ("오늘 밤 점검합니다" in client.get("/guide/").content.decode()) is is_shown


def test_english_text_stands_on_english_pages(client: Client) -> None:
    alert(text_en="Maintenance tonight", link="/announcements/")
    body = client.get("/en/guide/").content.decode()
    assert "Maintenance tonight" in body
    assert 'href="/en/announcements/"' in body
    assert "오늘 밤 점검합니다" not in body


def test_alert_without_english_is_marked_as_korean(client: Client) -> None:
    alert()
    assert '<li class="al info" lang="ko">' in client.get("/en/guide/").content.decode()


def test_most_urgent_comes_first() -> None:
    alert(level="info", text_ko="안내문")
    alert(level="danger", text_ko="긴급문", starts=-2)
    assert [row.text_ko for row in alerts.current_alerts()] == ["긴급문", "안내문"]


def test_change_shows_at_the_next_request(client: Client) -> None:
    row = alert()
    assert "오늘 밤 점검합니다" in client.get("/guide/").content.decode()
    row.delete()
    assert "오늘 밤 점검합니다" not in client.get("/guide/").content.decode()


def test_known_alerts_cost_no_query(django_assert_num_queries: Callable[..., Any]) -> None:
    alert()
    alerts.current_alerts()
    with django_assert_num_queries(0):
        alerts.current_alerts()


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//evil.example/", "data:text/html,x", "/\\evil.example"]
)
def test_link_that_a_browser_would_run_is_refused(link: str) -> None:
    row = alert()
    row.link = link
    with pytest.raises(ValidationError):
        row.full_clean()


@pytest.mark.parametrize("link", ["/zones/", "https://example.kr/", ""])
def test_ordinary_link_is_taken(link: str) -> None:
    row = alert()
    row.link = link
    row.full_clean()


def test_alert_cannot_end_before_it_starts() -> None:
    row = alert()
    row.ends_at = row.starts_at
    with pytest.raises(ValidationError):
        row.full_clean()


@pytest.mark.parametrize(("kind", "may"), [("editor", True), ("member", False), ("nobody", False)])
def test_only_editors_may_raise_an_alert(client: Client, kind: str, *, may: bool) -> None:
    if kind != "nobody":
        sign_in(client, make_person(f"{kind}@example.kr", is_editor=may, has_second_factor=True))
    now = timezone.now()
    client.post(
        "/cms/snippets/home/criticalalert/add/",
        {
            "level": "danger",
            "text_ko": "큰비 안내",
            "starts_at": f"{now:%Y-%m-%d %H:%M}",
            "ends_at": f"{now + dt.timedelta(days=1):%Y-%m-%d %H:%M}",
        },
    )
    assert CriticalAlert.objects.filter(text_ko="큰비 안내").exists() is may
