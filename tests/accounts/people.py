"""People for the tests of accounts, and the ways they sign in."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from portal.accounts.models import User
from portal.accounts.roles import provide_editors

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

type TestResponse = _MonkeyPatchedWSGIResponse

PASSWORD = "gwangju-tteok-42"
LOGIN = "/accounts/login/"
AN_HOUR = 60 * 60


class QuickHasher(PBKDF2PasswordHasher):
    """A fiftieth of the real one: it weighs as much as the rest of a request, and allows hundreds of tries."""

    iterations = PBKDF2PasswordHasher.iterations // 50


@dataclass(frozen=True)
class Person:
    """An account and what its owner knows and holds."""

    user: User
    password: str = PASSWORD
    secret: str = ""

    def code(self, *, step: int = 0) -> str:
        """What the authenticator app shows now, or shows one step later."""
        code: str = format_hotp_value(hotp_value(self.secret, int(time.time()) // 30 + step))
        return code

    def recovery_codes(self) -> list[str]:
        """The codes on the slip of paper."""
        authenticator = Authenticator.objects.get(user=self.user, type=Authenticator.Type.RECOVERY_CODES)
        codes: list[str] = RecoveryCodes(authenticator).get_unused_codes()
        return codes


def make_person(
    email: str,
    *,
    is_editor: bool = False,
    is_admin: bool = False,
    has_second_factor: bool = False,
    is_verified: bool = True,
) -> Person:
    """Somebody with an account."""
    user = User.objects.create_user(email, PASSWORD, is_staff=is_admin, is_superuser=is_admin)
    EmailAddress.objects.create(user=user, email=email, verified=is_verified, primary=True)
    if is_editor:
        user.groups.add(provide_editors())
    secret = ""
    if has_second_factor:
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        RecoveryCodes.activate(user)
    return Person(user=user, secret=secret)


def send_password(
    client: Client, person: Person, *, next_url: str = "", password: str = "", **headers: str
) -> TestResponse:
    """The first step of signing in."""
    data = {"login": person.user.email, "password": password or person.password, "next": next_url}
    return client.post(LOGIN, data, headers=headers)


def sign_in(client: Client, person: Person, *, next_url: str = "", step: int = 0) -> TestResponse:
    """All steps of signing in."""
    response = send_password(client, person, next_url=next_url)
    if person.secret:
        response = client.post("/accounts/2fa/authenticate/", {"code": person.code(step=step)})
    assert is_signed_in(client), response.content.decode()
    return response


def enter(client: Client, user: User) -> None:
    """Be signed in, with a second factor where one is set up or not: for tests that are about something else."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    session = client.session
    at = time.time() + AN_HOUR  # however long a test takes, nobody is asked again
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": at}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()


def is_signed_in(client: Client) -> bool:
    """Whether the browser holds a session of somebody."""
    return SESSION_KEY in client.session
