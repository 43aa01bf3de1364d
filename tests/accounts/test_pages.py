"""The account pages: same answer for everybody, in two languages, kept by no cache, leading nowhere else."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from tests.accounts.people import LOGIN, Person, sign_in

type CountQueries = Callable[[int], object]

OPEN_PAGES = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/a-b/",
    "/accounts/password/reset/key/done/",
    "/accounts/inactive/",
    "/accounts/elsewhere/cancelled/",
    "/accounts/elsewhere/error/",
]
OWN_PAGES = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/elsewhere/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/sessions/",
    "/accounts/logout/",
]
HOSTILE = [
    "https://evil.example",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https://testserver@evil.example",
    "https://testserver.evil.example",
    "https://evil.example#testserver",
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example\\@testserver",
    "http://localhost/",
    "//%65vil.example",
    "https://evil。example",
    "\x00//evil.example",
]


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_open_page_has_one_heading_and_its_language(client: Client, db: None, path: str) -> None:
    """In Korean without a prefix, in English below /en/."""
    for prefix, language in [("", "ko"), ("/en", "en")]:
        page = client.get(prefix + path, follow=True).content.decode()
        assert f'<html lang="{language}"' in page
        assert (page.count("<h1"), page.count("<main")) == (1, 1)


@pytest.mark.parametrize("path", OWN_PAGES)
def test_own_page_opens_for_its_owner_only(client: Client, editor: Person, path: str) -> None:
    """One heading; who is signed out is sent to sign in."""
    sign_in(client, editor)
    page = client.get(path).content.decode()
    assert (page.count("<h1"), page.count("<main")) == (1, 1)
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        *OPEN_PAGES,
        *OWN_PAGES,
        "/cms/",
        "/django-admin/",
        "/accounts/2fa/totp/activate/",
        "/en/accounts/login/",
    ],
)
def test_page_is_kept_by_no_cache(client: Client, administrator: Person, path: str) -> None:
    """Signed out and signed in."""
    assert "no-store" in client.get(path).headers["Cache-Control"]
    sign_in(client, administrator)
    assert "no-store" in client.get(path).headers["Cache-Control"]


@pytest.mark.parametrize("path", [*OPEN_PAGES, *OWN_PAGES])
def test_page_needs_nothing_the_content_policy_forbids(client: Client, editor: Person, path: str) -> None:
    """No inline script or style, no data: address, and the public policy."""
    if path in OWN_PAGES:
        sign_in(client, editor)
    response = client.get(path)
    page = response.content.decode()
    assert not re.search(r'<script(?![^>]*(src=|type="application/))|\sstyle=|<style|\son\w+=|data:', page)
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_set_up_page_needs_nothing_the_content_policy_forbids(client: Client, new_editor: Person) -> None:
    """The picture comes from an address of its own; the secret stands beside it as text."""
    sign_in(client, new_editor)
    response = client.get("/accounts/2fa/totp/activate/")
    page = response.content.decode()
    assert "data:" not in page
    assert response.context["form"].secret in page


def test_sign_in_page_sets_no_cookie_but_the_form_token(client: Client, db: None) -> None:
    """Nobody is followed before he signs in."""
    client.get(LOGIN)
    assert set(client.cookies) == {"csrftoken"}


def test_sign_in_page_asks_the_database_nothing(
    client: Client, db: None, django_assert_num_queries: CountQueries
) -> None:
    """It stands even when everybody comes at once."""
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        client.get(LOGIN)


def test_guard_costs_a_staff_page_few_queries(
    client: Client, editor: Person, django_assert_num_queries: CountQueries
) -> None:
    """Session, account, two for the rights, which Wagtail needs anyway, and one for the app."""
    sign_in(client, editor)
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        client.get("/cms/jsi18n/")


@pytest.mark.parametrize(
    ("path", "wanted"),
    [(LOGIN, "username"), (LOGIN, "current-password"), ("/accounts/2fa/reauthenticate/", "one-time-code")],
)
def test_fields_say_what_they_are_for(client: Client, editor: Person, path: str, wanted: str) -> None:
    """So that password managers and telephones fill them."""
    if path != LOGIN:
        sign_in(client, editor)
    assert f'autocomplete="{wanted}"' in client.get(path).content.decode()


@pytest.mark.parametrize("target", HOSTILE)
def test_sign_in_leads_to_no_other_site(client: Client, member: Person, target: str) -> None:
    """Nor to another name of this one."""
    response = client.post(LOGIN, {"login": member.user.email, "password": member.password, "next": target})
    assert (response.status_code, response.headers["Location"]) == (302, "/")


@pytest.mark.parametrize("target", HOSTILE)
@pytest.mark.parametrize("path", ["/accounts/logout/", "/accounts/2fa/reauthenticate/"])
def test_other_forms_lead_to_no_other_site(client: Client, editor: Person, path: str, target: str) -> None:
    """Signing out and confirming."""
    client.force_login(editor.user)
    response = client.post(path, {"code": editor.code(), "next": target})
    assert urlsplit(response.headers["Location"]).netloc == ""
    assert response.headers["Location"] in {"/", "/cms/"}


def test_control_way_back_on_this_site_is_followed(client: Client, member: Person) -> None:
    """The control: an honest address is used."""
    data = {"login": member.user.email, "password": member.password, "next": "/accounts/sessions/"}
    assert client.post(LOGIN, data).headers["Location"] == "/accounts/sessions/"


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/accounts/login/",
            "/accounts/logout/",
            "/accounts/password/reset/",
            "/accounts/password/change/",
            "/accounts/sessions/",
        ),
        *(
            "/accounts/2fa/reauthenticate/",
            "/accounts/2fa/totp/deactivate/",
            "/accounts/2fa/recovery-codes/generate/",
        ),
        *("/accounts/signup/", "/accounts/2fa/totp/activate/", "/cms/logout/", "/django-admin/logout/"),
    ],
)
def test_nothing_is_accepted_without_the_form_token(editor: Person, path: str) -> None:
    """Signed in, as another site would send it."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor.user)
    assert browser.post(path, {}).status_code == 403


def test_message_says_why_a_second_factor_is_wanted(client: Client, new_editor: Person) -> None:
    """Once, on the page where it is set up."""
    sign_in(client, new_editor)
    response = client.get("/cms/")
    assert [str(message) for message in get_messages(response.wsgi_request)][-1].startswith(
        "이 화면은 2단계 인증을"
    )
