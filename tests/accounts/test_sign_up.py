"""Signing up: a name, an address that its owner confirms, a password that is not easily guessed."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from portal.accounts.models import User
from tests.accounts.people import LOGIN, Person, TestResponse, is_signed_in

pytestmark = pytest.mark.django_db

SIGN_UP = "/accounts/signup/"
CONFIRM = "/accounts/confirm-email/"
GOOD = "mungyeong-omija-77"
FORM = {
    "last_name": "홍",
    "first_name": "길동",
    "email": "Hong@Example.kr",
    "password1": GOOD,
    "password2": GOOD,
    "organisation": "예시시",
    "kind": "municipality",
    "reason": "특구를 맡고 있습니다.",
    "is_old_enough": "on",
    "agree_membership": "on",
}


def mailed_code() -> str:
    """The code in the last mail."""
    found = re.search(r"^([A-Z0-9-]{6,})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def _send(client: Client, **changed: str) -> TestResponse:
    return client.post(SIGN_UP, FORM | changed)


def test_newcomer_confirms_the_address_and_is_in(client: Client) -> None:
    """Not before: the session begins with the code."""
    assert _send(client).headers["Location"] == CONFIRM
    assert not is_signed_in(client)
    assert client.post(CONFIRM, {"code": mailed_code()}).headers["Location"] == "/people/"
    assert is_signed_in(client)
    user = User.objects.get()
    assert (user.email, user.get_full_name()) == ("hong@example.kr", "홍길동")
    assert EmailAddress.objects.get().verified


def test_wrong_code_signs_nobody_in(client: Client) -> None:
    """And three wrong ones end it."""
    _send(client)
    code = mailed_code()
    for _number in range(3):
        client.post(CONFIRM, {"code": "AAAAAA"})
    client.post(CONFIRM, {"code": code})
    assert not is_signed_in(client)


def test_code_of_one_browser_serves_no_other(client: Client) -> None:
    """It belongs to the form that asked for it."""
    _send(client)
    other = Client()
    other.post(CONFIRM, {"code": mailed_code()})
    assert not is_signed_in(other)


def test_owner_of_a_known_address_is_told_by_mail_alone(client: Client, member: Person) -> None:
    """The page says what it always says; the account stays as it is."""
    before = User.objects.values().get()
    response = _send(client, email=member.user.email.upper())
    assert response.headers["Location"] == CONFIRM
    assert "이미 계정이 있습니다" in mail.outbox[-1].subject
    assert mail.outbox[-1].to == [member.user.email]
    assert User.objects.values().get() == before


@pytest.mark.parametrize(
    "password", ["short-1", "password123", "1234567890", "hong@example.kr", "홍길동홍길동", "qwertyuiop"]
)
def test_password_that_is_easily_guessed_is_refused(client: Client, password: str) -> None:
    """Too short, on the list of common ones, or the address itself; what was typed stays, the password does not."""
    page = _send(client, password1=password, password2=password).content.decode()
    assert not User.objects.exists()
    assert 'value="길동"' in page
    assert password not in re.sub(r'value="[^"]*@[^"]*"', "", page) or "@" in password


@pytest.mark.parametrize("password", ["만나서반갑습니다여러분", "aaa bbb ccc ddd", "x9" * 40, "a" * 15 + "1"])
def test_control_no_rule_asks_for_kinds_of_characters(client: Client, password: str) -> None:
    """Sentences, Hangul, long ones: length is what counts."""
    assert _send(client, password1=password, password2=password).status_code == 302


@pytest.mark.parametrize("missing", list(FORM))
def test_every_field_is_asked_for(client: Client, missing: str) -> None:
    """With a message, and the rest kept."""
    response = _send(client, **{missing: ""})
    assert missing in response.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "email", ["a@b", "a b@example.kr", "a@example.kr\r\nBcc: x@example.kr", "@", "a" * 300]
)
def test_odd_addresses_are_refused(client: Client, email: str) -> None:
    """With a message."""
    assert "email" in _send(client, email=email).context["form"].errors


def test_mail_box_is_not_filled_by_strangers(client: Client) -> None:
    """A second mail to one address needs ten seconds, known or not."""
    assert _send(client).status_code == 302
    assert _send(Client()).status_code == 429
    assert len(mail.outbox) == 1


def test_one_address_signs_up_twenty_times_a_minute(client: Client) -> None:
    """A script gets no further."""
    answers = [_send(client, email=f"a{number}@example.kr", password2="other") for number in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]


def test_account_that_was_never_confirmed_opens_nothing(client: Client) -> None:
    """Neither by password nor for who signs up with the same address later: its owner gets a code by signing in."""
    _send(client)
    other = Client()
    other.post(LOGIN, {"login": "hong@example.kr", "password": GOOD})
    assert not is_signed_in(other)
