"""The frame of every page, and the page of display settings."""

import re

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from portal.context import page_links
from portal.krds.display import COOKIE_NAME

pytestmark = pytest.mark.django_db


def head_links(content: str, rel: str) -> list[tuple[str, ...]]:
    """(hreflang, href) of the links of this relation."""
    return re.findall(rf'<link rel="{rel}"(?: hreflang="([^"]+)")? href="([^"]+)"', content)


def test_a_page_names_itself_and_its_other_languages_by_absolute_addresses(client: Client) -> None:
    content = client.get("/display/?utm=1").content.decode()
    assert head_links(content, "canonical") == [("", "http://testserver/display/")]
    assert sorted(head_links(content, "alternate")) == [
        ("en", "http://testserver/en/display/"),
        ("ko", "http://testserver/display/"),
        ("x-default", "http://testserver/display/"),
    ]


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/search/?q=a&page=3", "http://testserver/search/?page=3"),
        ("/search/?q=a&page=1", "http://testserver/search/"),
        ('/search/?page="><script>', "http://testserver/search/"),
        ("/search/?page=%EF%BC%93", "http://testserver/search/"),
    ],
)
def test_the_canonical_address_keeps_a_page_number_and_nothing_else(address: str, canonical: str) -> None:
    assert page_links(RequestFactory().get(address)).canonical == canonical


def test_the_language_link_stays_in_place_with_its_filters() -> None:
    with translation.override("ko"):
        other = page_links(RequestFactory().get("/search/?q=%EB%B0%A4&page=2")).other
    assert other is not None
    assert other.url == "/en/search/?q=%EB%B0%A4&page=2"


def test_the_title_is_the_page_then_the_site_and_the_same_for_opengraph(client: Client) -> None:
    content = client.get("/display/").content.decode()
    assert "<title>화면 설정 | 한마당</title>" in content
    assert '<meta property="og:title" content="화면 설정 | 한마당">' in content


def test_pages_of_the_sign_in_library_carry_the_name_of_the_portal(client: Client) -> None:
    content = client.get("/accounts/login/").content.decode()
    assert "<b>한마당</b>" in content
    assert " | 한마당</title>" in content


def test_the_masthead_of_official_sites_is_off_by_default(client: Client) -> None:
    content = client.get("/display/").content.decode()
    assert "krds-masthead" not in content
    assert "시제품" in content


def test_the_masthead_stands_when_a_public_body_runs_the_site(client: Client, settings: object) -> None:
    settings.SITE_OFFICIAL = True  # type: ignore[attr-defined]
    assert "krds-masthead" in client.get("/display/").content.decode()


def test_an_unknown_address_answers_404_with_a_search_box_and_sets_no_cookie(client: Client) -> None:
    response = client.get("/no/such/page/")
    content = response.content.decode()
    assert response.status_code == 404
    assert 'role="search"' in content
    assert "noindex" in content
    assert 'rel="canonical"' not in content
    assert not response.cookies


def test_display_settings_are_kept_in_one_cookie_and_shown_by_the_page(client: Client) -> None:
    response = client.post("/display/", {"mode": "high-contrast", "text": "larger"})
    assert response.status_code == 302
    cookie = response.cookies[COOKIE_NAME]
    assert cookie.value == "high-contrast.larger"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    content = client.get("/display/").content.decode()
    assert 'data-krds-mode="high-contrast"' in content
    assert 'data-text="larger"' in content


def test_choosing_the_default_removes_the_cookie(client: Client) -> None:
    client.post("/display/", {"mode": "theme", "text": "normal"})
    response = client.post("/display/", {"mode": "light", "text": "normal"})
    assert response.cookies[COOKIE_NAME]["max-age"] == 0


@pytest.mark.parametrize(
    "value", ['"><script>', "light", "dark.huge", ".", "high-contrast.\x00", "light.normal.x"]
)
def test_a_hostile_display_cookie_counts_as_the_default(client: Client, value: str) -> None:
    client.cookies[COOKIE_NAME] = value
    content = client.get("/display/").content.decode()
    assert "data-text=" not in content
    assert "<script>" not in content.replace("<script src", "")


def test_an_unknown_choice_is_refused_with_400(client: Client) -> None:
    assert client.post("/display/", {"mode": "pink", "text": "normal"}).status_code == 400


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "///evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "\t//evil.example",
        "zones/",
    ],
)
def test_the_way_back_never_leaves_the_site(client: Client, target: str) -> None:
    response = client.post("/display/", {"mode": "theme", "text": "normal", "next": target})
    assert response.headers["Location"] == "/display/"


def test_the_way_back_leads_to_our_own_page(client: Client) -> None:
    response = client.post("/display/", {"mode": "theme", "text": "normal", "next": "/search/?q=%EB%B0%A4"})
    assert response.headers["Location"] == "/search/?q=%EB%B0%A4"


def test_a_form_without_its_token_is_told_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/display/", {"mode": "theme", "text": "normal"})
    assert response.status_code == 403
    assert "다시 보내 주세요" in response.content.decode()


@pytest.mark.parametrize("query", ["?next=%00", "?next=%ff%fe", "?next=" + "a" * 5000])
def test_hostile_parameters_of_the_display_page_are_survived(client: Client, query: str) -> None:
    assert client.get(f"/display/{query}").status_code == 200
