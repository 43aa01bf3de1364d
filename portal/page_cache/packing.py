"""Packs answers on their way out, those too that no cache keeps: sign-in, display settings, errors, the API, the CMS.

The length of a packed answer tells something of its content to who can put words into it and watch the wire (BREACH).
Without a session nothing in an answer is secret: the one token a form carries is masked anew in each answer, so that
no two attempts meet the same secret. With a session the page is somebody's: it is packed with gzip, whose header takes
a name of random length (Django's own remedy), and the session cookie does not travel with requests of other sites.
"""

import gzip
from collections.abc import Callable, Iterable, Sequence
from http.cookies import CookieError, SimpleCookie
from typing import Any

import brotli
from django.conf import settings
from django.utils.text import compress_string

type Environ = dict[str, Any]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]
type Headers = list[tuple[str, str]]

TEXTS = ("text/", "application/json", "application/problem+json", "application/atom+xml", "application/xml")
FILES = ("/static/", "/media/", "/documents/")
"""Addresses of files: packed beforehand or sent in parts."""
SMALL = 500
BROTLI_QUALITY = 4  # 5 saves 3 % of the bytes and costs twice the time
GZIP_LEVEL = 6
MOST_RANDOM_BYTES = 100


class Packing:
    """Packs the texts of an application for who takes them packed."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; what is packed already, streamed, or no text goes out as it came."""
        if environ.get("PATH_INFO", "").startswith(FILES) or environ["REQUEST_METHOD"] == "HEAD":
            return self.application(environ, start_response)
        said: list[Any] = []
        body = self.application(environ, lambda *answer: said.append(answer))
        status, headers, *error = said[-1]
        if not _is_plain_text(headers):
            start_response(status, headers, *error)
            return body
        packed, encoding = _pack_for(environ, read(body))
        start_response(status, _headers(headers, encoding=encoding, length=len(packed)), *error)
        return [packed]


def encoding_of(accepted: str, *, known: Sequence[str] = ("br", "gzip")) -> str:
    """The first encoding the visitor takes, without weighing q-values other than a plain refusal."""
    offered = {
        part.partition(";")[0].strip()
        for part in accepted.lower().split(",")
        if not part.replace(" ", "").endswith((";q=0", ";q=0.0"))
    }
    return next((name for name in known if name in offered), "identity")


def pack(body: bytes, encoding: str) -> tuple[bytes, str]:
    """The body packed as asked for, and how it is packed: not at all where it is small."""
    if encoding == "br" and len(body) > SMALL:
        return brotli.compress(body, quality=BROTLI_QUALITY), "br"
    if encoding == "gzip" and len(body) > SMALL:
        return gzip.compress(body, GZIP_LEVEL, mtime=0), "gzip"
    return body, "identity"


def read(body: Iterable[bytes]) -> bytes:
    """The whole body, closed."""
    try:
        return b"".join(body)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()


def is_somebodys(cookies: str) -> bool:
    """Whether the answer may be one person's: a session, a message waiting, or cookies nobody can read."""
    try:
        read_cookies = SimpleCookie(cookies)
    except CookieError:
        return True
    session = settings.SESSION_COOKIE_NAME
    return session in read_cookies or session in cookies or "messages" in read_cookies


def _pack_for(environ: Environ, body: bytes) -> tuple[bytes, str]:
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    if "HTTP_AUTHORIZATION" not in environ and not is_somebodys(environ.get("HTTP_COOKIE", "")):
        return pack(body, encoding_of(accepted))
    if encoding_of(accepted, known=["gzip"]) == "identity":
        return body, "identity"
    return compress_string(body, max_random_bytes=MOST_RANDOM_BYTES), "gzip"


def _is_plain_text(headers: Headers) -> bool:
    known = {name.lower(): value for name, value in headers}
    return (
        known.get("content-type", "").startswith(TEXTS)
        and "content-encoding" not in known
        and int(known.get("content-length", 0)) > SMALL  # a streamed answer has none
    )


def _headers(headers: Headers, *, encoding: str, length: int) -> Headers:
    """The headers of a packed answer: another length, and a tag that does not claim the same bytes."""
    varies = ", ".join(value for name, value in headers if name.lower() == "vary")
    if "accept-encoding" not in varies.lower():
        varies = f"{varies}, Accept-Encoding" if varies else "Accept-Encoding"
    kept = [pair for pair in headers if pair[0].lower() not in {"vary", "content-length", "etag"}]
    etag = next((value for name, value in headers if name.lower() == "etag"), "")
    if etag and encoding != "identity" and not etag.startswith("W/"):
        etag = f"W/{etag}"
    return [
        *kept,
        *([("ETag", etag)] if etag else []),
        *([("Content-Encoding", encoding)] if encoding != "identity" else []),
        ("Vary", varies),
        ("Content-Length", str(length)),
    ]
