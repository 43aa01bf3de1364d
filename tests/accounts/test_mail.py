"""Mails name the portal by its settings, never by what the request claims."""

from email.header import decode_header, make_header

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from tests.accounts.people import PASSWORD, Person, make_person, send_password, sign_in

NEW_PASSWORD = "mungyeong-omija-77"


@pytest.fixture(autouse=True)
def _many_names(settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://portal.example.kr"


def _texts() -> str:
    return "\n".join(f"{message.subject}\n{message.body}" for message in mail.outbox)


def test_reset_link_stands_on_our_own_address(member: Person) -> None:
    """Whatever Host was sent."""
    forged = Client(SERVER_NAME="evil.example", headers={"X-Forwarded-Host": "evil.example"})
    forged.post("/accounts/password/reset/", {"email": member.user.email})
    assert "https://portal.example.kr/accounts/password/reset/key/" in _texts()
    assert "evil.example" not in _texts()


def test_no_mail_names_a_forged_host(db: None) -> None:
    """Confirmation, reset, unknown address, changed password."""
    person = make_person("fresh@example.kr", is_verified=False)
    forged = Client(SERVER_NAME="evil.example", headers={"X-Forwarded-Host": "evil.example"})
    send_password(forged, person)
    forged.post("/accounts/password/reset/", {"email": "nobody@example.kr"})
    forged.force_login(person.user)
    forged.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert len(mail.outbox) == 3
    assert "evil.example" not in _texts()
    assert all("한마당" in str(message.body) for message in mail.outbox)


def test_owner_is_told_of_a_removed_second_factor(client: Client, editor: Person) -> None:
    """By mail, with time and place."""
    sign_in(client, editor)
    client.post("/accounts/2fa/totp/deactivate/")
    assert "2단계 인증 앱의 등록을 해제했습니다" in mail.outbox[-1].subject
    assert "127.0.0.1" in str(mail.outbox[-1].body)


def test_mail_has_no_markup_in_its_text(member: Person) -> None:
    """Plain text is not escaped as if it were a page."""
    Client().post("/accounts/password/reset/", {"email": "o'neill@example.kr"})
    assert "o'neill@example.kr" in str(mail.outbox[-1].body)


@pytest.mark.parametrize(("prefix", "name"), [("", "한마당"), ("/en", "Hanmadang")])
def test_mail_names_the_portal_in_its_language(member: Person, prefix: str, name: str) -> None:
    """In subject, sender and text."""
    Client().post(f"{prefix}/accounts/password/reset/", {"email": member.user.email})
    message = mail.outbox[-1]
    other = {"한마당": "Hanmadang", "Hanmadang": "한마당"}[name]
    sender = str(make_header(decode_header(message.message()["From"])))
    for text in (message.subject, sender, str(message.body)):
        assert name in text
        assert other not in text
