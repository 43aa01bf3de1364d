"""There is one way in: no address of the portal gives a session for a password alone."""

import base64
import re
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.contrib.admindocs.views import simplify_regex
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern

from tests.accounts.people import Person, is_signed_in

EXAMPLES = {"int": "1", "uuid": "6f9b1c52-6a0d-4f0e-9c1b-0a1b2c3d4e5f"}
EXPECTED_AT_LEAST = 300
"""Wagtail, allauth and Django alone have more; fewer would mean that the walk is broken."""


def _example(pattern: object) -> str:
    """A path that the pattern matches."""
    if isinstance(pattern, LocalePrefixPattern):
        return ""
    if isinstance(pattern, RegexPattern):
        return re.sub(r"<[^>]*>|\.\*", "a", simplify_regex(str(pattern))).lstrip("/")
    assert isinstance(pattern, RoutePattern)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: EXAMPLES.get(found[1] or "", "a"), str(pattern))


def _addresses(patterns: list[URLPattern | URLResolver], *, prefix: str = "/") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, prefix=prefix + _example(pattern.pattern))
        else:
            yield prefix + _example(pattern.pattern)


def _doors(person: Person) -> list[str]:
    """Addresses that sign in whoever sends the right address and password, in any of the usual ways."""
    known = {
        "login": person.user.email,
        "username": person.user.email,
        "email": person.user.email,
        "password": person.password,
    }
    basic = base64.b64encode(f"{person.user.email}:{person.password}".encode()).decode()
    found = []
    for address in sorted(set(_addresses(get_resolver().url_patterns))):
        cache.clear()  # no counter of attempts may hide a door
        browser = Client(raise_request_exception=False)
        browser.post(address, known)
        browser.get(address, known, headers={"Authorization": f"Basic {basic}"})
        if is_signed_in(browser):
            found.append(address)
    return found


@pytest.mark.whole
def test_no_address_signs_in_for_a_password_alone(editor: Person) -> None:
    """Every address there is, tried with the right password of somebody with a second factor."""
    assert len(set(_addresses(get_resolver().url_patterns))) > EXPECTED_AT_LEAST
    assert _doors(editor) == []


def test_control_a_second_door_would_be_noticed(editor: Person, settings: LazySettings) -> None:
    """The control: the walk finds a door where there is one."""
    settings.ROOT_URLCONF = "tests.accounts.side_door_urls"
    assert _doors(editor) == ["/side-door/"]


@pytest.mark.parametrize("path", ["/cms/login/", "/django-admin/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_former_doors_lead_to_the_one_way_in(client: Client, db: None, path: str, method: str) -> None:
    """Also for what is sent to them."""
    response = getattr(client, method)(f"{path}?next=/cms/pages/")
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/login/?next=/cms/pages/")


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/login/",
        "/cms/password_reset/",
        "/cms/password_reset/confirm/MQ/set-password/",
        "/accounts/3rdparty/",
        "/accounts/naver/login/",
        "/accounts/oidc/oidc/login/",
    ],
)
def test_doors_that_are_walled_up(client: Client, db: None, path: str) -> None:
    """Nothing stands there."""
    assert client.get(path).status_code == 404
