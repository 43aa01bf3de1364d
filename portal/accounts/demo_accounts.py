"""Accounts for trying the portal out: passwords lie in a file of the installation, not in the repository."""

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction

from portal.accounts.models import User
from portal.accounts.roles import provide_editors


class DemoAccountsRefusedError(Exception):
    """Demo accounts must not stand here, or cannot be made; the message says what to do."""


@dataclass(frozen=True)
class DemoAccount:
    """What one needs to sign in, apart from the code of the moment."""

    email: str
    role: str
    password: str


@dataclass(frozen=True)
class CurrentCode:
    """A code to sign in with, and for how long it is shown by an authenticator app."""

    code: str
    seconds_left: int


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as. `equip` gives the account what its role needs, once it stands."""

    email: str
    role: str
    name: tuple[str, str]
    equip: Callable[[User], object]


def _make_administrator(user: User) -> None:
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])


def _make_editor(user: User) -> None:
    user.groups.add(provide_editors())


ADMIN_EMAIL: Final = "admin@hanmadang.example"
EDITOR_EMAIL: Final = "editor@hanmadang.example"
_people: dict[str, DemoPerson] = {
    person.email: person
    for person in (
        DemoPerson(ADMIN_EMAIL, "관리자", ("예시", "관리자"), _make_administrator),
        DemoPerson(EDITOR_EMAIL, "편집자", ("예시", "편집자"), _make_editor),
    )
}


def register_demo_person(person: DemoPerson) -> None:
    """Add somebody to sign in as; call it in `AppConfig.ready()`."""
    _people[person.email] = person


def demo_people() -> list[DemoPerson]:
    """Everybody one can sign in as."""
    return list(_people.values())


def accounts_file() -> Path:
    """Where the passwords are kept, readable by the owner of the installation only."""
    return Path(settings.VAR_DIR) / "demo-accounts.txt"


def create_demo_accounts() -> list[DemoAccount]:
    """Make what is missing and return it; an empty list when all stand, whose passwords stay as they are.

    Raises `DemoAccountsRefusedError` in production, and where accounts stand whose passwords are lost.
    """
    _refuse_in_production()
    provide_editors()
    standing = set(User.objects.filter(email__in=_people).values_list("email", flat=True))
    if standing == set(_people) and accounts_file().exists():
        return []
    if standing and not accounts_file().exists():
        raise DemoAccountsRefusedError(
            f"The file of the passwords of the demo accounts is missing: {accounts_file()}. "
            "Run `python manage.py remove_demo_accounts` and then this again."
        )
    made = [
        DemoAccount(email=person.email, role=person.role, password=secrets.token_urlsafe(12))
        for person in demo_people()
        if person.email not in standing
    ]
    with transaction.atomic():
        for account in made:
            _create(account)
        _keep(made, beside=bool(standing))
    return made


def remove_demo_accounts() -> int:
    """Delete every demo account and the file of their passwords; returns how many there were."""
    removed = User.objects.filter(is_demo=True).count()
    User.objects.filter(is_demo=True).delete()
    accounts_file().unlink(missing_ok=True)
    return removed


def current_code(email: str) -> CurrentCode:
    """What an authenticator app would show now. Raises `DemoAccountsRefusedError` for any other account."""
    _refuse_in_production()
    authenticator = Authenticator.objects.filter(
        type=Authenticator.Type.TOTP, user__email=email.strip().lower(), user__is_demo=True
    ).first()
    if authenticator is None:
        raise DemoAccountsRefusedError(
            f"{email or 'Nobody'} is not a demo account. Choose one: {', '.join(_people)}."
        )
    step, passed = divmod(int(time.time()), mfa_settings.TOTP_PERIOD)
    code = format_hotp_value(hotp_value(decrypt(authenticator.data["secret"]), step))
    return CurrentCode(code=code, seconds_left=mfa_settings.TOTP_PERIOD - passed)


def _refuse_in_production() -> None:
    if not settings.SAMPLE_CONTENT_ALLOWED:
        raise DemoAccountsRefusedError(
            "Demo accounts must not stand in production. Use `python manage.py createsuperuser`."
        )


def _create(account: DemoAccount) -> None:
    person = _people[account.email]
    last_name, first_name = person.name
    user = User.objects.create_user(
        account.email, account.password, last_name=last_name, first_name=first_name, is_demo=True
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    person.equip(user)


def _keep(accounts: list[DemoAccount], *, beside: bool) -> None:
    """Write the file with its narrow rights from the first byte on; beside those that stand, whose passwords stay."""
    lines = ["# Demo accounts of this installation. Code of the second factor: make code EMAIL=<address>", ""]
    lines += [f"{account.role}  {account.email}  {account.password}" for account in accounts]
    file = accounts_file()
    if beside:
        lines = [*file.read_text(encoding="utf-8").splitlines(), *lines[2:]]
    file.unlink(missing_ok=True)
    with os.fdopen(
        os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as opened:
        opened.write("\n".join(lines) + "\n")
