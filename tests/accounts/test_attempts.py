"""Guessing passwords is slow for strangers, and does not lock out the owner."""

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.test import Client

from portal.accounts.devices import same_login
from tests.accounts.people import LOGIN, Person, TestResponse, is_signed_in, sign_in

TRIES = 5
WRONG = "wrong-password"
BLOCKED = "여러 번 실패하여 잠시 막았습니다"


def _try(
    client: Client,
    login: str,
    *,
    password: str = WRONG,
    address: str = "203.0.113.9",
    forwarded: str = "",
) -> TestResponse:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return client.post(LOGIN, {"login": login, "password": password}, headers=headers, REMOTE_ADDR=address)


def _fail(login: str, *, times: int = TRIES) -> None:
    """Wrong passwords, each from another address, so that only the account is counted."""
    for number in range(times):
        _try(Client(), login, address=f"203.0.113.{number}")


def test_right_password_is_refused_after_five_wrong_ones(editor: Person) -> None:
    """Per account."""
    _fail(editor.user.email)
    response = _try(Client(), editor.user.email, password=editor.password, address="203.0.113.99")
    assert BLOCKED in response.content.decode()


def test_control_right_password_passes_after_four_wrong_ones(editor: Person) -> None:
    """The control: it is the fifth that blocks."""
    _fail(editor.user.email, times=TRIES - 1)
    response = _try(Client(), editor.user.email, password=editor.password, address="203.0.113.99")
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"


def test_letter_case_does_not_give_more_tries(editor: Person) -> None:
    """One counter for all ways to write the address."""
    for number, login in enumerate(
        [
            "Editor@example.kr",
            "EDITOR@EXAMPLE.KR",
            "editor@Example.Kr",
            "eDiToR@example.kr",
            " editor@example.kr ",
        ]
    ):
        _try(Client(), login, address=f"203.0.113.{number}")
    assert BLOCKED in _try(Client(), editor.user.email, password=editor.password).content.decode()


@pytest.mark.parametrize(
    "login", ["ＥＤＩＴＯＲ＠example.kr", "editor@ｅxample.kr", " Editor@example.kr", "editor@EXAMPLE.kr"]
)
def test_compatible_forms_are_one_account(login: str) -> None:
    """NFKC and letter case."""
    assert same_login(login) == "editor@example.kr"


def test_host_header_does_not_give_more_tries(editor: Person) -> None:
    """The portal answers to several names; the counter does not ask which."""
    for number in range(TRIES):
        client = Client(SERVER_NAME=["localhost", "127.0.0.1"][number % 2])
        _try(client, editor.user.email, address=f"203.0.113.{number}")
    assert BLOCKED in _try(Client(), editor.user.email, password=editor.password).content.decode()


def test_one_address_gets_ten_tries_a_minute(editor: Person) -> None:
    """Over all accounts, whatever it claims to have been forwarded for."""
    for number in range(10):
        _try(Client(), f"somebody{number}@example.kr", forwarded=f"198.51.100.{number}")
    assert (
        BLOCKED
        in _try(
            Client(), editor.user.email, password=editor.password, forwarded="198.51.100.77"
        ).content.decode()
    )


def test_trusted_proxy_names_the_address(editor: Person, settings: LazySettings) -> None:
    """Behind a proxy the last entry counts, so that one visitor does not use up everybody's tries."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        _try(Client(), f"somebody{number}@example.kr", forwarded="198.51.100.1")
    response = _try(
        Client(), editor.user.email, password=editor.password, forwarded="198.51.100.1, 198.51.100.77"
    )
    assert response.status_code == 302


def test_stranger_cannot_lock_the_owner_out(client: Client, editor: Person) -> None:
    """A browser that signed in before has tries of its own."""
    sign_in(client, editor)
    client.post("/accounts/logout/")
    _fail(editor.user.email)
    response = _try(client, editor.user.email, password=editor.password)
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"


def test_known_browser_has_no_endless_tries_either(client: Client, editor: Person) -> None:
    """A stolen browser is a stranger too."""
    sign_in(client, editor)
    client.post("/accounts/logout/")
    for _number in range(TRIES):
        _try(client, editor.user.email)
    assert BLOCKED in _try(client, editor.user.email, password=editor.password).content.decode()


def test_cookie_of_one_account_helps_no_other(client: Client, editor: Person, member: Person) -> None:
    """Signing in to one's own account gives no tries on another's."""
    sign_in(client, member)
    client.post("/accounts/logout/")
    _fail(editor.user.email)
    assert BLOCKED in _try(client, editor.user.email, password=editor.password).content.decode()


def test_code_may_be_guessed_five_times(client: Client, editor: Person) -> None:
    """The second factor is not there to be guessed."""
    client.post(LOGIN, {"login": editor.user.email, "password": editor.password})
    for _number in range(TRIES):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    client.post("/accounts/2fa/authenticate/", {"code": editor.code()})
    assert not is_signed_in(client)


def test_counters_are_shared_by_all_workers(editor: Person) -> None:
    """Another process finds what this one counted."""
    _fail(editor.user.email)
    other_worker = caches.create_connection("default")
    assert type(other_worker).__name__ != "LocMemCache"
    assert BLOCKED in _try(Client(), editor.user.email, password=editor.password).content.decode()


def test_too_many_requests_get_a_page_that_says_so(client: Client, db: None) -> None:
    """Asking for reset mails is limited by address."""
    for _number in range(20):
        client.post("/accounts/password/reset/", {"email": "somebody@example.kr"})
    response = client.post("/accounts/password/reset/", {"email": "somebody@example.kr"})
    assert response.status_code == 429
    assert "요청이 너무 많습니다" in response.content.decode()
