"""The frame around a zone's page is rendered once and kept; what belongs to one page or one person is not."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from portal import alerts
from portal.alerts import Alert
from portal.krds import shell
from portal.zones.models import ZonePage
from tests.accounts.people import make_person, sign_in

pytestmark = pytest.mark.usefixtures("facts")

CHESTNUT, SAUCE = "/zones/gongju-chestnut/", "/zones/sunchang-fermented-sauce-industry/"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    shell._rendered.clear()
    yield
    shell._rendered.clear()


def _body(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_frame_is_kept(client: Client) -> None:
    _body(client, CHESTNUT)
    assert len(shell._rendered) == 1
    _body(client, SAUCE)
    assert len(shell._rendered) == 1


def test_each_page_has_its_own_addresses_and_words(client: Client) -> None:
    _body(client, CHESTNUT)
    body = _body(client, f"{SAUCE}?view=map")
    assert "[[" not in body
    assert "chestnut" not in body.split("<main", 1)[0] + body.split("</main>", 1)[1]
    assert f'<link rel="canonical" href="http://testserver{SAUCE}">' in body
    assert f'hreflang="en" href="http://testserver/en{SAUCE}">' in body
    assert "next=%2Fzones%2Fsunchang-fermented-sauce-industry%2F%3Fview%3Dmap" in body


def test_what_a_visitor_asks_for_is_escaped_and_never_a_mark_of_ours(client: Client) -> None:
    body = _body(client, f'{CHESTNUT}?q=[[main]]"><script>/')
    assert "<script>/" not in body
    assert body.count("</main>") == 1


def test_languages_and_display_choices_have_frames_of_their_own(client: Client) -> None:
    assert '<html lang="ko">' in _body(client, CHESTNUT)
    assert '<html lang="en">' in _body(client, f"/en{CHESTNUT}")
    client.cookies["display"] = "high-contrast.large"
    assert 'data-krds-mode="high-contrast" data-text="large"' in _body(client, CHESTNUT)
    client.cookies.clear()
    assert '<html lang="ko">' in _body(client, CHESTNUT)


def test_the_frame_of_who_is_signed_in_is_not_kept(client: Client) -> None:
    signed_in = Client()
    sign_in(signed_in, make_person("reader@example.org"))
    assert "로그아웃" in _body(signed_in, CHESTNUT)
    assert not shell._rendered
    assert "로그아웃" not in _body(client, CHESTNUT)


def test_an_alert_comes_and_goes(client: Client) -> None:
    now = timezone.now()
    hour = dt.timedelta(hours=1)
    alert = Alert("danger", "긴급", "접수를 잠시 멈춥니다", "", "", now - hour, now + hour)
    _body(client, CHESTNUT)
    alerts.remember([alert])
    assert alert.text_ko in _body(client, CHESTNUT)
    alerts.remember([])
    assert alert.text_ko not in _body(client, CHESTNUT)


def test_a_draft_is_shown_in_a_frame_that_is_not_kept(rf: RequestFactory) -> None:
    page = ZonePage.objects.get(public_slug="gongju-chestnut")
    page.lead_ko = "아직 초안인 한 줄"
    response = page.make_preview_request(rf.get(CHESTNUT), page.default_preview_mode)
    assert "아직 초안인 한 줄" in response.render().content.decode()
    assert not shell._rendered


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/en/zones/?province=52&q=pepper&page=2", "zones/zones.html"),
        ("/zones/", "zones/zones.html"),
        ("/exemptions/", "krds/list_page.html"),
        ("/cases/", "krds/list_page.html"),
    ],
)
def test_a_list_is_the_same_as_without_the_kept_frame(client: Client, path: str, template: str) -> None:
    response = client.get(path)
    assert shell._rendered
    context: Any = response.context
    with translation.override("en" if path.startswith("/en/") else "ko"):
        alone = render_to_string(template, context[0].flatten() | {"parent": None}, response.wsgi_request)
    assert _packed(response.content.decode()) == _packed(alone)


def _packed(page: str) -> str:
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", page))
