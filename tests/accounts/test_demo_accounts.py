"""Accounts for trying the portal out: random, kept privately, never in production."""

import stat
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.demo_accounts import (
    ADMIN_EMAIL,
    EDITOR_EMAIL,
    accounts_file,
    create_demo_accounts,
    demo_people,
)
from portal.accounts.grants import may_give_roles
from portal.accounts.models import RoleGrant, User
from portal.demo.sample import load_sample, remove_sample
from portal.zones.models import Zone
from tests.accounts.people import LOGIN, Person, is_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def _run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.parametrize(("email", "page"), [(ADMIN_EMAIL, "/django-admin/"), (EDITOR_EMAIL, "/cms/")])
def test_printed_password_and_code_open_the_staff_pages(client: Client, email: str, page: str) -> None:
    """As a newcomer does it."""
    printed = _run("create_demo_accounts")
    password = next(line for line in printed.splitlines() if email in line).rsplit(" ", 1)[1]
    client.post(LOGIN, {"login": email, "password": password})
    client.post("/accounts/2fa/authenticate/", {"code": _run("totp_code", email).strip()})
    assert client.get(page).status_code == 200


def test_passwords_are_kept_for_the_owner_only() -> None:
    """No other user of the machine reads them."""
    made = create_demo_accounts()
    assert stat.S_IMODE(accounts_file().stat().st_mode) == 0o600
    assert all(account.password in accounts_file().read_text(encoding="utf-8") for account in made)


def test_second_run_keeps_accounts_and_says_where_the_passwords_are() -> None:
    """And prints them no more."""
    made = create_demo_accounts()
    hashes = list(User.objects.order_by("pk").values_list("password", flat=True))
    printed = _run("create_demo_accounts")
    assert str(accounts_file()) in printed
    assert not any(account.password in printed for account in made)
    assert list(User.objects.order_by("pk").values_list("password", flat=True)) == hashes


def test_lost_passwords_are_not_replaced_in_silence() -> None:
    """The message says what to do."""
    create_demo_accounts()
    accounts_file().unlink()
    with pytest.raises(CommandError, match="remove_demo_accounts"):
        _run("create_demo_accounts")


def test_account_that_a_new_version_brings_is_added_beside_the_others() -> None:
    """Who updates and sets up again keeps the passwords that he has."""
    before = {account.email: account.password for account in create_demo_accounts()}
    User.objects.get(email=EDITOR_EMAIL).delete()
    assert [account.email for account in create_demo_accounts()] == [EDITOR_EMAIL]
    kept = accounts_file().read_text(encoding="utf-8")
    assert before[ADMIN_EMAIL] in kept
    assert stat.S_IMODE(accounts_file().stat().st_mode) == 0o600


def test_accounts_are_made_again_where_the_database_is_new() -> None:
    """A file left from a former database does not count."""
    accounts_file().write_text("old", encoding="utf-8")
    assert len(create_demo_accounts()) == len(demo_people())
    assert "old" not in accounts_file().read_text(encoding="utf-8")


def test_removal_leaves_other_accounts_alone(member: Person) -> None:
    """And takes the file away."""
    create_demo_accounts()
    assert str(len(demo_people())) in _run("remove_demo_accounts")
    assert list(User.objects.values_list("email", flat=True)) == [member.user.email]
    assert not accounts_file().exists()


@pytest.mark.parametrize("command", [("create_demo_accounts",), ("totp_code", ADMIN_EMAIL)])
def test_production_refuses(settings: LazySettings, command: tuple[str, ...]) -> None:
    """Even where such accounts stand."""
    create_demo_accounts()
    settings.SAMPLE_CONTENT_ALLOWED = False
    with pytest.raises(CommandError):
        _run(*command)


def test_code_of_a_real_account_is_not_shown(editor: Person) -> None:
    """The command is no way round the telephone."""
    with pytest.raises(CommandError, match="not a demo account"):
        _run("totp_code", editor.user.email)


@pytest.mark.long
def test_each_role_that_stands_has_its_account(facts: None) -> None:
    """With what the role needs, in the example zone alone."""
    load_sample()
    create_demo_accounts()
    zone = Zone.objects.filter(is_sample=True).order_by("pk")[0]
    groups = {
        name: set(User.objects.get(email=f"{name}@hanmadang.example").groups.values_list("name", flat=True))
        for name in ("zone-editor", "zone-manager", "company")
    }
    assert groups == {
        "zone-editor": {f"zone-operators:{zone.pk}"},
        "zone-manager": {f"zone-reviewers:{zone.pk}"},
        "company": set(),
    }
    assert may_give_roles(User.objects.get(email="programme@hanmadang.example"))
    remove_sample()
    assert not RoleGrant.objects.filter(scope="zone").exists()
    assert not Group.objects.filter(name__startswith="zone-").exists()


def test_editor_is_no_administrator(client: Client) -> None:
    """The two accounts show the two roles."""
    create_demo_accounts()
    client.force_login(User.objects.get(email=EDITOR_EMAIL))
    assert is_signed_in(client)
    assert client.get("/django-admin/").status_code == 403
