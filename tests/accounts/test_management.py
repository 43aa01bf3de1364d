"""Accounts are managed in the CMS and in the technical back office."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from portal.accounts.models import User
from portal.accounts.roles import provide_editors
from tests.accounts.people import Person, sign_in

NEW = {"email": "Someone@Example.kr", "first_name": "길동", "last_name": "홍"}


def test_administrator_makes_an_editor_who_sets_the_password(client: Client, administrator: Person) -> None:
    """Nobody else ever knows the password."""
    sign_in(client, administrator)
    response = client.post(
        "/cms/users/new/", {**NEW, "password1": "", "password2": "", "groups": [provide_editors().pk]}
    )
    assert response.status_code == 302, response.context["form"].errors
    user = User.objects.get(email="someone@example.kr")
    assert not user.has_usable_password()
    assert user.get_full_name() == "홍길동"
    Client().post("/accounts/password/reset/", {"email": user.email})
    assert "/accounts/password/reset/key/" in str(mail.outbox[-1].body)


def test_same_address_in_another_case_is_refused(
    client: Client, administrator: Person, member: Person
) -> None:
    """One person, one account."""
    sign_in(client, administrator)
    response = client.post(
        "/cms/users/new/", {**NEW, "email": member.user.email.upper(), "password1": "", "password2": ""}
    )
    assert "email" in response.context["form"].errors


def test_administrator_edits_an_account(client: Client, administrator: Person, member: Person) -> None:
    """The pages of the CMS fit accounts without a user name."""
    sign_in(client, administrator)
    assert client.get(f"/cms/users/edit/{member.user.pk}/").status_code == 200
    data = {**NEW, "email": member.user.email, "is_active": ""}
    assert client.post(f"/cms/users/edit/{member.user.pk}/", data).status_code == 302
    member.user.refresh_from_db()
    assert (member.user.is_active, member.user.last_name) == (False, "홍")


@pytest.mark.parametrize("path", ["/cms/users/", "/cms/users/new/"])
def test_editor_manages_no_accounts(client: Client, editor: Person, path: str) -> None:
    """Who may not is sent back to the desk."""
    sign_in(client, editor)
    assert client.get(path).headers["Location"] == "/cms/"


@pytest.mark.parametrize(
    "path",
    [
        "/django-admin/portal/user/",
        "/django-admin/portal/user/add/",
        "/django-admin/mfa/authenticator/?q=a",
        "/django-admin/auth/group/",
    ],
)
def test_back_office_pages_open(client: Client, administrator: Person, path: str) -> None:
    """For the administrator."""
    sign_in(client, administrator)
    assert client.get(path).status_code == 200


def test_back_office_shows_no_secret_and_no_session(client: Client, administrator: Person) -> None:
    """Second factors may be removed there, not read; sessions are nobody's business."""
    sign_in(client, administrator)
    authenticator = Authenticator.objects.get(user=administrator.user, type=Authenticator.Type.TOTP)
    page = client.get(f"/django-admin/mfa/authenticator/{authenticator.pk}/change/").content.decode()
    assert authenticator.data["secret"] not in page
    assert client.get("/django-admin/usersessions/usersession/").status_code == 404
    assert client.get("/django-admin/mfa/authenticator/add/").status_code == 403


def test_back_office_makes_accounts_without_password(client: Client, administrator: Person) -> None:
    """In lower case."""
    sign_in(client, administrator)
    client.post("/django-admin/portal/user/add/", {**NEW, "is_active": "on"})
    assert not User.objects.get(email="someone@example.kr").has_usable_password()
