"""Signing in with the account of another service: its buttons, its promises that we do not believe, its outages."""

import re
from collections.abc import Iterator

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from portal.accounts.models import User
from portal.settings.base import sign_in_elsewhere
from tests.accounts.login_server import LoginServer, serve_login
from tests.accounts.people import LOGIN, Person, TestResponse, is_signed_in, make_person, sign_in

pytestmark = pytest.mark.django_db

SERVICE = "/accounts/with/oidc/"
SIGN_UP = "/accounts/elsewhere/signup/"
NAMES = {
    "last_name": "연",
    "first_name": "동",
    "organisation": "예시시",
    "kind": "municipality",
    "reason": "특구를 맡고 있습니다.",
    "is_old_enough": "on",
    "agree_membership": "on",
}


@pytest.fixture
def server(settings: LazySettings) -> Iterator[LoginServer]:
    """A login server that the portal knows."""
    with serve_login() as running:
        settings.SOCIALACCOUNT_PROVIDERS = running.settings()
        yield running


def _go(client: Client, *, process: str = "login") -> TestResponse:
    """There and back again."""
    page = client.post(SERVICE, {"process": process})
    there = requests.get(page.context["target"], allow_redirects=False, timeout=60)
    back = there.headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def _code() -> str:
    found = re.search(r"^([A-Z0-9-]{6,})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def test_without_a_service_there_is_no_button_and_no_way(client: Client) -> None:
    """Nothing is set up unless the environment names it."""
    assert "/accounts/with/" not in client.get(LOGIN).content.decode()
    assert client.post(SERVICE).status_code == 404
    for name in ("naver", "kakao", "oidc/oidc"):
        assert client.get(f"/accounts/{name}/login/callback/?code=a&state=b").status_code == 404


def test_each_service_that_is_set_up_has_its_button(client: Client, settings: LazySettings) -> None:
    """And no other has."""
    settings.SOCIALACCOUNT_PROVIDERS = {"naver": {"APPS": [{"client_id": "a", "secret": "b"}]}}
    page = client.get(LOGIN).content.decode()
    assert "네이버 계정 쓰기" in page
    assert "카카오" not in page
    away = client.post("/accounts/with/naver/")
    assert away.headers["Refresh"].startswith("0; url=https://nid.naver.com/oauth2.0/authorize?")
    assert "form-action 'self'" in away.headers["Content-Security-Policy"]


def test_newcomer_gives_name_and_confirms_the_address_by_mail(client: Client, server: LoginServer) -> None:
    """The server's word for the address is not enough."""
    server.email = "yeon@example.kr"
    assert _go(client).headers["Location"] == SIGN_UP
    response = client.post(SIGN_UP, {**NAMES, "email": server.email})
    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)
    client.post("/accounts/confirm-email/", {"code": _code()})
    assert is_signed_in(client)
    assert SocialAccount.objects.get().extra_data == {}


def test_account_with_the_same_address_is_not_taken_over(
    client: Client, server: LoginServer, member: Person
) -> None:
    """The heart of it: an address at another server opens nothing here."""
    server.email = member.user.email
    assert _go(client).headers["Location"] == SIGN_UP
    response = client.post(SIGN_UP, {**NAMES, "email": member.user.email})
    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert "이미 계정이 있습니다" in mail.outbox[-1].subject
    assert User.objects.count() == 1


def test_second_visit_signs_in(client: Client, server: LoginServer, member: Person) -> None:
    """By the number that the server gives its people, whatever address it names."""
    SocialAccount.objects.create(user=member.user, provider="oidc", uid=server.subject)
    server.email = "changed@example.kr"
    _go(client)
    assert is_signed_in(client)
    assert not EmailAddress.objects.filter(email="changed@example.kr").exists()
    assert SocialAccount.objects.get().extra_data == {}


def test_second_factor_is_asked_for_all_the_same(client: Client, server: LoginServer, editor: Person) -> None:
    """H1: no way in goes round it."""
    SocialAccount.objects.create(user=editor.user, provider="oidc", uid=server.subject)
    assert _go(client).headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_owner_connects_an_account_after_confirming(
    client: Client, server: LoginServer, member: Person
) -> None:
    """While signed in, and is told by mail."""
    sign_in(client, member)
    assert _go(client, process="connect").headers["Location"] == "/accounts/elsewhere/"
    assert SocialAccount.objects.get().user == member.user
    assert "연결했습니다" in mail.outbox[-1].subject


def test_account_of_one_cannot_be_connected_to_another(
    client: Client, server: LoginServer, member: Person
) -> None:
    """It stays with its owner."""
    other = make_person("other@example.kr")
    SocialAccount.objects.create(user=other.user, provider="oidc", uid=server.subject)
    sign_in(client, member)
    _go(client, process="connect")
    assert SocialAccount.objects.get().user == other.user


def test_connecting_needs_a_session(client: Client, server: LoginServer) -> None:
    """A stranger who asks to connect signs up."""
    server.email = "yeon@example.kr"
    assert _go(client, process="connect").headers["Location"] == SIGN_UP


def test_answer_meant_for_another_browser_is_refused(server: LoginServer) -> None:
    """A code that somebody else was given signs nobody in."""
    page = Client().post(SERVICE)
    back = requests.get(page.context["target"], allow_redirects=False, timeout=60).headers["Location"]
    other = Client()
    response = other.get(back.removeprefix("http://testserver"))
    assert "로그인하지 못했습니다" in response.content.decode()
    assert not is_signed_in(other)


def test_code_works_once(client: Client, server: LoginServer, member: Person) -> None:
    """The server and the state say so."""
    SocialAccount.objects.create(user=member.user, provider="oidc", uid=server.subject)
    page = client.post(SERVICE)
    back = requests.get(page.context["target"], allow_redirects=False, timeout=60).headers["Location"]
    client.get(back.removeprefix("http://testserver"))
    client.post("/accounts/logout/")
    client.get(back.removeprefix("http://testserver"))
    assert not is_signed_in(client)


@pytest.mark.long
@pytest.mark.parametrize("outage", ["nonsense", "silence"])
def test_outage_of_the_server_is_told(
    client: Client, server: LoginServer, settings: LazySettings, outage: str
) -> None:
    """With what to do instead, before and after leaving."""
    page = client.post(SERVICE)
    back = requests.get(page.context["target"], allow_redirects=False, timeout=60).headers["Location"]
    if outage == "nonsense":
        server.is_broken = True
    else:
        providers = server.settings()
        providers["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"  # type: ignore[index]
        settings.SOCIALACCOUNT_PROVIDERS = providers
    for response in (
        client.post(SERVICE, follow=True),
        client.get(back.removeprefix("http://testserver"), follow=True),
    ):
        assert response.status_code == 200
        assert "로그인 서버에 연결하지 못했습니다" in response.content.decode()


@pytest.mark.parametrize("query", ["", "?code=a", "?state=b", "?error=access_denied", "?code=%00&state=%00"])
def test_odd_answers_are_refused_with_a_page(client: Client, server: LoginServer, query: str) -> None:
    """Never an error of ours."""
    response = client.get(f"/accounts/oidc/oidc/login/callback/{query}")
    assert response.status_code < 500
    assert not is_signed_in(client)


def test_cancelled_sign_in_says_so(client: Client, db: None) -> None:
    """And offers the other way."""
    page = client.get("/accounts/elsewhere/cancelled/").content.decode()
    assert "로그인을 취소했습니다" in page


def test_leaving_is_no_link(client: Client, server: LoginServer) -> None:
    """Another site's picture starts no sign-in."""
    assert client.get(SERVICE).status_code == 405


def test_settings_read_the_services_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each by its identifier."""
    assert sign_in_elsewhere() == {}
    monkeypatch.setenv("KAKAO_CLIENT_ID", "k")
    monkeypatch.setenv("OIDC_CLIENT_ID", "o")
    monkeypatch.setenv("OIDC_SERVER_URL", "https://login.example")
    found = sign_in_elsewhere()
    assert set(found) == {"kakao", "openid_connect"}
    assert found["openid_connect"]["APPS"][0]["provider_id"] == "oidc"
