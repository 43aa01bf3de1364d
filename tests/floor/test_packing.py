"""Answers that no cache keeps are packed too, and a packed answer tells nothing by its length."""

import gzip
import re
from collections.abc import Callable, Iterable
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from portal.page_cache.packing import Packing

PAGE = b"<p>" + b"one of many lines </p>" * 100


def asked(application: Any, path: str = "/", **extra: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of a GET, as they go over the wire."""
    environ = RequestFactory().get(path, **extra).environ  # type: ignore[arg-type]
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], *_error: object) -> None:
        said.update(status=status, headers=dict(headers))

    body = b"".join(Packing(application)(environ, start))
    return {"status": said["status"], **said["headers"]}, body


def says(*headers: tuple[str, str], body: bytes = PAGE) -> Any:
    """An application with one answer."""

    def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), *headers])
        return [body]

    return application


WHOLE = ("Content-Length", str(len(PAGE)))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/display/", "/nothing/here/", "/api/v1/openapi.json"])
def test_what_no_cache_keeps_goes_out_packed(path: str) -> None:
    application = get_wsgi_application()
    headers, body = asked(application, path, HTTP_ACCEPT_ENCODING="gzip, br")
    _plain_headers, plain = asked(application, path)
    assert headers["Content-Encoding"] == "br"
    assert headers["Content-Length"] == str(len(body))
    assert "Accept-Encoding" in headers["Vary"]
    assert len(brotli.decompress(body)) == pytest.approx(len(plain), rel=0.05)


@pytest.mark.django_db
def test_the_token_of_a_form_is_another_in_each_answer_to_the_same_visitor() -> None:
    """What was packed beside reflected words (next=) would be guessed by the length otherwise."""
    application = get_wsgi_application()
    headers, first = asked(application, "/accounts/login/?next=/zones/")
    cookie = headers["Set-Cookie"].partition(";")[0]
    _headers, second = asked(application, "/accounts/login/?next=/zones/", HTTP_COOKIE=cookie)
    _headers, third = asked(application, "/accounts/login/?next=/zones/", HTTP_COOKIE=cookie)
    tokens = [
        re.findall(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)[0] for page in (first, second, third)
    ]
    assert len(set(tokens)) == len(tokens)


def _lengths(**extra: str) -> set[int]:
    return {len(asked(says(WHOLE), HTTP_ACCEPT_ENCODING="gzip, br", **extra)[1]) for _time in range(30)}


def test_the_length_of_a_page_of_somebody_is_never_the_same() -> None:
    session = f"{settings.SESSION_COOKIE_NAME}=abc"
    assert len(_lengths(HTTP_COOKIE=session)) > 1
    assert len(_lengths(HTTP_AUTHORIZATION="Bearer x")) > 1
    assert len(_lengths(HTTP_COOKIE="display=light.large")) == 1  # the control: nobody's


def test_a_page_of_somebody_is_packed_with_gzip_only() -> None:
    session = f"{settings.SESSION_COOKIE_NAME}=abc"
    headers, body = asked(says(WHOLE), HTTP_COOKIE=session, HTTP_ACCEPT_ENCODING="gzip, br")
    assert (headers["Content-Encoding"], gzip.decompress(body)) == ("gzip", PAGE)
    headers, body = asked(says(WHOLE), HTTP_COOKIE=session, HTTP_ACCEPT_ENCODING="br, gzip;q=0")
    assert ("Content-Encoding" in headers, body) == (False, PAGE)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", ()),  # streamed: no length
        ("/", (WHOLE, ("Content-Encoding", "br"))),
        ("/", (WHOLE, ("Content-Type", "image/png"))),
        ("/static/css/site.css", (WHOLE,)),
    ],
)
def test_what_is_streamed_packed_or_no_text_goes_out_as_it_came(path: str, headers: Any) -> None:
    sent, body = asked(says(*headers), path, HTTP_ACCEPT_ENCODING="gzip, br")
    assert body == PAGE
    assert sent.get("Content-Encoding") == dict(headers).get("Content-Encoding")


def test_a_packed_answer_does_not_claim_to_be_the_same_bytes() -> None:
    etag = ("ETag", '"abc"')
    packed, _body = asked(says(WHOLE, etag), HTTP_ACCEPT_ENCODING="br")
    plain, _body = asked(says(WHOLE, etag))
    assert (packed["ETag"], plain["ETag"]) == ('W/"abc"', '"abc"')
