"""Forms of the CMS that arrive cut off come back with a message."""

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.accounts.people import make_person, sign_in

pytestmark = pytest.mark.django_db

LINK = "/cms/choose-external-link/"
NEW_ROW = "/cms/snippets/choose/zones/province/create/"
MIDDLEWARE = "portal.cms_forms.CmsFormsMiddleware"


def _administrator(client: Client) -> Client:
    """Errors come back as 500."""
    sign_in(client, make_person("admin@example.kr", is_admin=True, has_second_factor=True))
    client.raise_request_exception = False
    return client


def test_link_without_its_address_is_asked_for_again(client: Client) -> None:
    """With a message."""
    admin = _administrator(client)
    answer = admin.post(LINK)
    assert (answer.status_code, answer.headers.get("Location")) == (302, LINK)
    assert "온전하지 않아" in admin.get("/cms/").content.decode()


def test_chooser_of_rows_has_no_form_to_add_one(client: Client) -> None:
    """Rows are made at their own lists."""
    assert _administrator(client).post(NEW_ROW).status_code == 404


def test_signed_out_is_sent_to_sign_in(client: Client) -> None:
    """No other answer before that."""
    for path in (LINK, NEW_ROW):
        assert client.post(path).headers["Location"].startswith("/accounts/login/")


def test_control_without_the_middleware_both_fail(client: Client, settings: LazySettings) -> None:
    """Set before the first request, which loads the middleware."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]
    admin = _administrator(client)
    assert [admin.post(path).status_code for path in (LINK, NEW_ROW)] == [500, 500]
