"""Sessions begin with a new key and end when they should."""

import pytest
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from tests.accounts.people import PASSWORD, Person, is_signed_in, send_password, sign_in

NEW_PASSWORD = "mungyeong-omija-77"


def _works(client: Client) -> bool:
    return client.get("/accounts/email/").status_code == 200


def _reset_link() -> str:
    body = str(mail.outbox[-1].body)
    return next(line for line in body.splitlines() if "/password/reset/key/" in line)


def test_key_changes_at_sign_in(client: Client, editor: Person) -> None:
    """A key planted before is worth nothing after."""
    send_password(client, editor)
    planted = client.session.session_key
    client.post("/accounts/2fa/authenticate/", {"code": editor.code()})
    assert client.session.session_key != planted


def test_key_changes_with_the_second_factor(client: Client, editor: Person) -> None:
    """The session may do more after it, and stays in the list of devices."""
    client.force_login(editor.user)
    before = client.session.session_key
    UserSession.objects.create(user=editor.user, ip="127.0.0.1", user_agent="-", session_key=before)
    client.post("/accounts/2fa/reauthenticate/", {"code": editor.code()})
    assert client.session.session_key != before
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [client.session.session_key]


def test_key_changes_with_set_up(client: Client, new_editor: Person) -> None:
    """The same when the first app is set up."""
    sign_in(client, new_editor)
    before = client.session.session_key
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": Person(user=new_editor.user, secret=secret).code()})
    assert client.session.session_key != before


def test_sign_out_ends_the_session(client: Client, member: Person) -> None:
    """The former cookie opens nothing."""
    sign_in(client, member)
    cookie = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    client.cookies["sessionid"] = cookie
    assert not _works(client)


def test_sign_out_needs_a_form(client: Client, member: Person) -> None:
    """A link or picture on another site signs nobody out."""
    sign_in(client, member)
    client.get("/accounts/logout/")
    assert _works(client)


def test_changed_password_ends_other_sessions(client: Client, member: Person) -> None:
    """And keeps the one it was changed in."""
    other = Client()
    sign_in(client, member)
    sign_in(other, member)
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert (_works(client), _works(other)) == (True, False)


def test_control_unchanged_password_keeps_other_sessions(client: Client, member: Person) -> None:
    """The control: a wrong old password changes nothing."""
    other = Client()
    sign_in(client, member)
    sign_in(other, member)
    client.post(
        "/accounts/password/change/",
        {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert (_works(client), _works(other)) == (True, True)


def test_disabled_account_loses_its_sessions(client: Client, member: Person) -> None:
    """At once, not at the next sign-in."""
    sign_in(client, member)
    member.user.is_active = False
    member.user.save()
    assert not _works(client)


def test_disabled_account_is_told_so(client: Client, member: Person) -> None:
    """Only with the right password."""
    member.user.is_active = False
    member.user.save()
    response = send_password(client, member)
    assert response.headers["Location"] == "/accounts/inactive/"
    assert not is_signed_in(client)


def test_other_devices_can_be_signed_out(client: Client, member: Person) -> None:
    """From the list of devices."""
    other = Client()
    sign_in(client, member)
    sign_in(other, member)
    client.post("/accounts/sessions/")
    assert (_works(client), _works(other)) == (True, False)


def test_reset_ends_all_sessions_and_signs_nobody_in(client: Client, editor: Person) -> None:
    """The second factor is still to be shown."""
    other = Client()
    sign_in(other, editor)
    client.post("/accounts/password/reset/", {"email": editor.user.email})
    form = client.get(_reset_link(), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert not is_signed_in(client)
    assert not _works(other)
    assert (
        send_password(client, editor, password=NEW_PASSWORD).headers["Location"]
        == "/accounts/2fa/authenticate/"
    )


def test_reset_link_works_once(client: Client, member: Person) -> None:
    """And says so afterwards."""
    client.post("/accounts/password/reset/", {"email": member.user.email})
    link = _reset_link()
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert "쓸 수 없는 링크입니다" in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize(
    "key", ["a-b", "zzzzzzzzzzzzz-set-password", "0-0", "1-%00", "9999999999999-" + "a" * 300]
)
def test_odd_reset_links_are_refused(client: Client, db: None, key: str) -> None:
    """With a page, not an error."""
    assert client.get(f"/accounts/password/reset/key/{key}/").status_code == 200


def test_session_lasts_a_working_day(client: Client, member: Person, settings: LazySettings) -> None:
    """Twelve hours from signing in."""
    sign_in(client, member)
    assert client.cookies["sessionid"]["max-age"] == 12 * 60 * 60
