"""Nobody learns from an answer, or from how long it takes, whether an address has an account."""

import re
import statistics
import time
from collections.abc import Callable

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts import forms
from portal.accounts.models import Organisation, User
from portal.settings import base
from tests.accounts.people import LOGIN, Person, TestResponse

UNKNOWN = "nobody@example.kr"
BOUND = 1.2
"""How much longer the one may take than the other."""
TRIES = 100
FEW_TRIES = 25
MEASUREMENTS = 3
"""A processor that other processes heat and share can mislead one measurement, hardly three in a row."""
WARM_UP = 3
ALLOWED_TRIES = 5

type Ask = Callable[[str], TestResponse]


def _wrong_sign_in(email: str) -> TestResponse:
    return Client().post(LOGIN, {"login": email, "password": "wrong-password"})


def _reset(email: str) -> TestResponse:
    return Client().post("/accounts/password/reset/", {"email": email}, follow=True)


def _sign_up(email: str) -> TestResponse:
    names = {"last_name": "홍", "first_name": "길동"}
    names |= {"organisation": "예시시", "kind": "company", "reason": "함께 일하려 합니다."}
    names |= {"is_old_enough": "on", "agree_membership": "on"}
    passwords = {"password1": "mungyeong-omija-77", "password2": "mungyeong-omija-77"}
    return Client().post("/accounts/signup/", {"email": email, **names, **passwords}, follow=True)


@pytest.fixture
def known(member: Person, settings: LazySettings) -> str:
    """The address of somebody whose password is kept by a hasher that takes its time; nothing is throttled."""
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["tests.accounts.people.QuickHasher"]
    settings.MAILERS = base.MAILERS  # mails go into the outbox, as in every profile
    member.user.set_password(member.password)
    member.user.save()
    return member.user.email


def _normal(response: TestResponse, *told: str) -> str:
    """The page without what differs on every request, and without what the visitor typed himself."""
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode())
    for word in told:
        text = text.replace(word, "")
    return text


def _takes_as_long(ask: Ask, known: str, *, tries: int) -> bool:
    return any(_ratio(ask, known, UNKNOWN, tries=tries) <= BOUND for _number in range(MEASUREMENTS))


def _takes_longer(ask: Ask, known: str, *, tries: int) -> bool:
    """What a control asks: one measurement of three may be misled here, too."""
    ratios = [_ratio(ask, known, UNKNOWN, tries=tries) for _number in range(MEASUREMENTS)]
    return statistics.median(ratios) > BOUND


def _ratio(ask: Ask, known: str, unknown: str, *, tries: int) -> float:
    """The median of how much longer one took than the other, tried side by side, each first in turn.

    Only what this thread computes is counted: other processes on the machine have no part in it.
    """
    ratios = []
    for number in range(tries + WARM_UP):
        pair = (known, unknown) if number % 2 else (unknown, known)
        seconds = {email: _seconds(ask, email) for email in pair}
        ratios.append(seconds[known] / seconds[unknown])
    median = statistics.median(ratios[WARM_UP:])
    return max(median, 1 / median)


def _seconds(ask: Ask, email: str) -> float:
    User.objects.filter(email=UNKNOWN).delete()  # whoever signed up in the last try
    Organisation.objects.all().delete()
    began = time.thread_time()
    ask(email)
    return time.thread_time() - began


@pytest.mark.parametrize("ask", [_wrong_sign_in, _reset, _sign_up])
def test_known_and_unknown_addresses_get_the_same_answer(known: str, ask: Ask) -> None:
    """Status, headers and text."""
    of_known, of_unknown = ask(known), ask(UNKNOWN)
    assert of_known.status_code == of_unknown.status_code
    assert set(of_known.headers) == set(of_unknown.headers)
    assert _normal(of_known, known) == _normal(of_unknown, UNKNOWN)


def test_unknown_address_is_blocked_after_as_many_tries(db: None) -> None:
    """Else the block would tell."""
    answers = [_wrong_sign_in(UNKNOWN).content.decode() for _number in range(ALLOWED_TRIES + 1)]
    assert ["잠시 막았습니다" in answer for answer in answers] == [False] * ALLOWED_TRIES + [True]


def test_reset_sends_one_mail_to_either(member: Person) -> None:
    """Whoever reads the mail of the address learns what is the case, nobody else does."""
    _reset(member.user.email)
    _reset(UNKNOWN)
    assert [message.to for message in mail.outbox] == [[member.user.email], [UNKNOWN]]


@pytest.mark.parametrize("ask", [_wrong_sign_in, _reset, pytest.param(_sign_up, marks=pytest.mark.whole)])
def test_known_and_unknown_addresses_take_the_same_time(known: str, ask: Ask, *, is_small: bool) -> None:
    """A hundred tries of each, or twenty-five."""
    assert _takes_as_long(ask, known, tries=FEW_TRIES if is_small else TRIES)


@pytest.mark.whole
@pytest.mark.parametrize("state", ["unusable", "inactive", "unverified"])
def test_account_that_cannot_sign_in_takes_the_same_time(member: Person, known: str, state: str) -> None:
    """No password yet, suspended, or never confirmed."""
    if state == "unusable":
        member.user.set_unusable_password()
    member.user.is_active = state != "inactive"
    member.user.save()
    if state == "unverified":
        EmailAddress.objects.update(verified=False)
    assert _takes_as_long(_wrong_sign_in, known, tries=FEW_TRIES)


@pytest.mark.whole
def test_control_sign_in_tells_where_no_password_is_hashed_for_nobody(
    known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the clock would notice."""
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda *_args: None)
    assert _takes_longer(_wrong_sign_in, known, tries=FEW_TRIES)


@pytest.mark.whole
def test_control_reset_tells_where_an_unknown_address_gets_no_mail(
    known: str, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the clock would notice, though a row of the outbox is quickly written."""
    settings.ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
    monkeypatch.setattr(forms, "_make_link_of_nobody", lambda _email: None)
    assert _takes_longer(_reset, known, tries=TRIES)


@pytest.mark.parametrize("is_guarded", [True, False])
def test_reset_asks_the_database_as_often_for_either(
    known: str, monkeypatch: pytest.MonkeyPatch, *, is_guarded: bool
) -> None:
    """A database on another machine answers late: one question more would tell. Without the guard it is one."""
    if not is_guarded:
        monkeypatch.setattr(forms, "_make_link_of_nobody", lambda _email: None)
    assert (_queries(_reset, known) == _queries(_reset, UNKNOWN)) is is_guarded


@pytest.mark.whole
def test_control_sign_up_tells_where_no_account_is_made_for_nobody(
    known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the clock would notice."""
    monkeypatch.setattr(forms, "make_account_of_nobody", lambda *_args: None)
    assert _takes_longer(_sign_up, known, tries=FEW_TRIES)


def _queries(ask: Ask, email: str) -> int:
    ask(email)
    with CaptureQueriesContext(connection) as queries:
        ask(email)
    return len(queries)
