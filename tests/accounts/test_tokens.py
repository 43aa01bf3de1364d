"""No order without its token: no view of the portal is exempt (bar H5)."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.accounts.people import Person, sign_in

LEFT_OUT = ("api/v1/", "cms/api/main/", "cms/localize/", "search/log/", "search/similar/")
"""The open API answers no order and sees no session; the APIs of Wagtail and its translations ask themselves (below);
search takes slips that it signed, from pages that carry no token, and changes nothing but its log."""


def _views(resolver: URLResolver, route: str = "") -> Iterator[tuple[str, Callable[..., object]]]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here, entry.callback
        else:
            yield from _views(entry, here)


def test_no_view_is_exempt_from_the_token() -> None:
    exempt = [
        route
        for route, view in _views(get_resolver())
        if getattr(view, "csrf_exempt", False) and not route.startswith(LEFT_OUT)
    ]
    assert not exempt


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/accounts/login/",
            "/accounts/logout/",
            "/accounts/password/change/",
            "/accounts/2fa/totp/deactivate/",
        ),
        *("/accounts/my-data/export/", "/accounts/my-data/leave/", "/accounts/my-data/consents/news/"),
        *("/cms/access-log/log.csv", "/cms/access-log/review/", "/cms/mails/1/resend/", "/cms/import/new/"),
        *("/cms/users/new/", "/django-admin/portal/user/add/", "/cms/api/main/pages/2/action/unpublish/"),
        "/cms/localize/translate/1/strings/1/edit/",
    ],
)
def test_order_without_its_token_is_refused(client: Client, administrator: Person, path: str) -> None:
    """Even of who may do everything."""
    sign_in(client, administrator)
    client.handler.enforce_csrf_checks = True
    assert client.post(path, {"reason": "어떤 까닭", "is_sure": "on"}).status_code == 403
