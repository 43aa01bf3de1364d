"""Staff pages open for a right and a second factor, and for nothing less."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from tests.accounts.people import Person, is_signed_in, make_person, send_password, sign_in

GUARD = "portal.accounts.middleware.StaffSecondFactorMiddleware"
STAFF_PAGES = [
    "/cms/",
    "/cms/pages/",
    "/cms/users/",
    "/cms/account/",
    "/cms/sprite/",
    "/django-admin/",
    "/django-admin/portal/user/",
]


def test_editor_with_both_factors_reaches_the_cms(client: Client, editor: Person) -> None:
    """Who may."""
    response = sign_in(client, editor, next_url="/cms/")
    assert response.headers["Location"] == "/cms/"
    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_signed_out_visitor_is_sent_straight_to_sign_in(client: Client, db: None, path: str) -> None:
    """Who is signed out: one redirect, with the way back."""
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_member_without_rights_is_refused(client: Client, member: Person, path: str) -> None:
    """Who may not: a refusal, not a loop between two redirects."""
    sign_in(client, member)
    assert client.get(path).status_code == 403


def test_editor_is_refused_in_the_technical_back_office(client: Client, editor: Person) -> None:
    """The right to edit is not the right to administer."""
    sign_in(client, editor)
    assert client.get("/django-admin/").status_code == 403


def test_administrator_reaches_the_technical_back_office(client: Client, administrator: Person) -> None:
    """Who may."""
    sign_in(client, administrator)
    assert client.get("/django-admin/").status_code == 200


def test_password_alone_gives_no_session(client: Client, editor: Person) -> None:
    """The first step signs nobody in."""
    send_password(client, editor)
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["/cms/", "/cms/pages/", "/cms/users/", "/django-admin/"])
def test_session_without_second_factor_is_asked_for_it(
    client: Client, administrator: Person, path: str
) -> None:
    """However such a session came to be."""
    client.force_login(administrator.user)
    assert client.get(path).headers["Location"] == f"/accounts/2fa/reauthenticate/?next={path}"


@pytest.mark.parametrize("path", ["/cms/", "/django-admin/"])
def test_control_without_the_guard_a_password_session_opens_staff_pages(
    client: Client, administrator: Person, settings: LazySettings, path: str
) -> None:
    """The control: nothing else stops it, so the tests above prove the guard."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != GUARD]
    client.force_login(administrator.user)
    assert client.get(path).status_code == 200


def test_second_factor_opens_the_session_and_leads_back(client: Client, editor: Person) -> None:
    """The code again, then the page that was asked for."""
    client.force_login(editor.user)
    response = client.post("/accounts/2fa/reauthenticate/", {"code": editor.code(), "next": "/cms/pages/"})
    assert response.headers["Location"] == "/cms/pages/"
    assert client.get("/cms/").status_code == 200


def test_password_does_not_replace_the_second_factor(client: Client, editor: Person) -> None:
    """Confirming with the password would lead to the recovery codes, and they to the CMS."""
    client.force_login(editor.user)
    response = client.get("/accounts/reauthenticate/?next=/accounts/2fa/recovery-codes/")
    assert response.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": editor.password})
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 302


def test_sending_something_leads_back_to_the_start_of_the_area(client: Client, editor: Person) -> None:
    """What was sent cannot be sent again by a redirect."""
    client.force_login(editor.user)
    response = client.post("/cms/pages/1/add/home/homepage/", {"title": "가"})
    assert response.headers["Location"] == "/accounts/2fa/reauthenticate/?next=/cms/"


def test_script_request_is_refused_not_redirected(client: Client, editor: Person) -> None:
    """A script would take the sign-in page for its answer."""
    client.force_login(editor.user)
    assert client.get("/cms/", headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 403


def test_new_editor_sets_up_an_app_and_comes_back(client: Client, new_editor: Person) -> None:
    """From the CMS to the set-up, its reason, the recovery codes and back, without typing anything twice."""
    sign_in(client, new_editor)
    response = client.get("/cms/pages/", follow=True)
    assert response.redirect_chain == [("/accounts/2fa/totp/activate/?next=/cms/pages/", 302)]
    assert "2단계 인증을 등록해야" in response.content.decode()
    holder = Person(user=new_editor.user, secret=response.context["form"].secret)
    response = client.post(
        "/accounts/2fa/totp/activate/", {"code": holder.code(), "next": "/cms/pages/"}, follow=True
    )
    assert response.redirect_chain == [("/accounts/2fa/recovery-codes/?next=%2Fcms%2Fpages%2F", 302)]
    page = response.content.decode()
    assert all(code in page for code in holder.recovery_codes())
    assert 'href="/cms/pages/"' in page
    assert client.get("/cms/").status_code == 200


def test_way_back_after_set_up_stays_here(client: Client, new_editor: Person) -> None:
    """The address to come back to is checked where it is used."""
    sign_in(client, new_editor)
    page = client.get("/accounts/2fa/totp/activate/?next=https://evil.example/")
    assert page.context["next_url"] is None
    holder = Person(user=new_editor.user, secret=page.context["form"].secret)
    data = {"code": holder.code(), "next": "https://evil.example/"}
    assert (
        client.post("/accounts/2fa/totp/activate/", data).headers["Location"]
        == "/accounts/2fa/recovery-codes/"
    )
    assert client.get("/accounts/2fa/recovery-codes/?next=//evil.example").context["next_url"] is None


def test_qr_code_shows_the_secret_being_set_up(client: Client, new_editor: Person) -> None:
    """A file of its own, kept by nobody, and only while there is something to set up."""
    sign_in(client, new_editor)
    assert client.get("/accounts/2fa/totp/qr.svg").status_code == 404
    client.get("/accounts/2fa/totp/activate/")
    response = client.get("/accounts/2fa/totp/qr.svg")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/svg+xml")
    assert b'fill="white"' in response.content  # readable on the dark ground of the high-contrast mode
    assert response.headers["Cache-Control"] == "no-store, private"
    assert Client().get("/accounts/2fa/totp/qr.svg").status_code == 302


def test_recovery_code_works_once(client: Client, editor: Person) -> None:
    """For who lost the telephone."""
    code = editor.recovery_codes()[0]
    send_password(client, editor)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/cms/").status_code == 200
    other = Client()
    send_password(other, editor)
    other.post("/accounts/2fa/authenticate/", {"code": code})
    assert not is_signed_in(other)


def test_app_code_works_once(client: Client, editor: Person) -> None:
    """Whoever read it over a shoulder comes too late."""
    code = editor.code()
    send_password(client, editor)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    other = Client()
    send_password(other, editor)
    other.post("/accounts/2fa/authenticate/", {"code": code})
    assert not is_signed_in(other)


def test_code_may_be_pasted_with_spaces(client: Client, editor: Person) -> None:
    """Apps show the code in two groups."""
    code = editor.code()
    send_password(client, editor)
    client.post("/accounts/2fa/authenticate/", {"code": f" {code[:3]} {code[3:]} "})
    assert is_signed_in(client)


def test_removed_app_closes_the_cms_at_once(client: Client, editor: Person) -> None:
    """Also for the session that is running."""
    sign_in(client, editor)
    Authenticator.objects.filter(user=editor.user).delete()
    assert client.get("/cms/").headers["Location"].startswith("/accounts/2fa/totp/activate/")


def test_unverified_address_does_not_skip_the_second_factor(client: Client, db: None) -> None:
    """The code in the mail comes before the code of the app, not instead of it."""
    person = make_person("fresh@example.kr", is_editor=True, has_second_factor=True, is_verified=False)
    response = send_password(client, person)
    assert response.headers["Location"] == "/accounts/confirm-email/"
    mailed = re.search(r"^([A-Z0-9-]{6,})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert mailed
    response = client.post("/accounts/confirm-email/", {"code": mailed[1]})
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "path",
    [
        "//cms/",
        "/./cms/",
        "/x/../cms/",
        "/CMS/",
        "/en/cms/",
        "/cms%2f",
        "/%63ms/",
        "/cms//",
        "/cms;/",
        "/cms/\x00/",
    ],
)
def test_no_spelling_of_the_path_slips_by(client: Client, editor: Person, path: str) -> None:
    """Whatever the spelling, a session without second factor sees no staff page."""
    client.force_login(editor.user)
    response = client.get("/", PATH_INFO=path)
    assert response.status_code in {301, 302, 404}
    assert "wagtail-sidebar" not in response.content.decode()


def test_script_prefix_does_not_open_a_gap(client: Client, editor: Person) -> None:
    """Mounted below another path, the staff pages are still the staff pages."""
    client.force_login(editor.user)
    response = client.get("/cms/", SCRIPT_NAME="/portal")
    assert response.headers["Location"] == "/accounts/2fa/reauthenticate/?next=/portal/cms/"
