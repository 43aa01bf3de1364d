"""The page cache itself: raw WSGI in front of Django, so that a stored page costs no Django at all.

What may be stored is decided twice. The request must be one whose answer depends on the key alone: GET, no
session, known query names. The answer must say nothing else: 200, no cookie, no private mark, no other Vary.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl

from django.conf import settings

from portal.krds.display import COOKIE_NAME as DISPLAY_COOKIE
from portal.krds.display import read_display
from portal.page_cache.epoch import Epoch
from portal.page_cache.packing import (
    Application,
    Environ,
    StartResponse,
    encoding_of,
    is_somebodys,
    pack,
    read,
)
from portal.page_cache.store import Key, PageStore, StoredPage

CLOSED = (
    "/accounts/", "/en/accounts/", "/api/", "/cms/", "/django-admin/", "/display/", "/en/display/", "/documents/",
    "/healthz", "/media/", "/readyz", "/static/", "/_util/", "/en/_util/",
)  # fmt: skip
KEYED = frozenset(
    {"accept-encoding", "cookie", "hx-request", "hx-history-restore-request", "accept-language"}
)
"""Vary names the key answers for. The language comes from the path alone, though Django names the header."""
TEXTS = ("text/html", "application/atom+xml", "application/xml", "text/plain")
NO_CHOICE = "light.normal"
MAX_QUERY = 1_000
OWN = frozenset({"content-length", "content-encoding", "etag", "cache-control", "vary", "cache-status"})


@dataclass
class _Answer:
    """What the application said, before its body is read."""

    status: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    error: object = None

    def start(self, status: str, headers: list[tuple[str, str]], error: object = None) -> None:
        self.status, self.headers, self.error = status, headers, error

    def header(self, name: str) -> str:
        return ", ".join(value for known, value in self.headers if known.lower() == name)


class PageCache:
    """Answers from the store where it may, and stores what it may."""

    def __init__(self, application: Application, *, epoch: Epoch, store: PageStore, seconds: int) -> None:
        self.application = application
        self.epoch = epoch
        self.store = store
        self.seconds = seconds

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        key = key_of(environ)
        epoch = self.epoch.read() if key else None
        if key is None or epoch is None:
            return self.application(environ, start_response)
        page = self.store.find(key, epoch=epoch)
        if page is not None:
            return _send(page, environ, start_response, said="hit")
        return self._render(environ, start_response, key=key, epoch=epoch)

    def _render(
        self, environ: Environ, start_response: StartResponse, *, key: Key, epoch: str
    ) -> Iterable[bytes]:
        """Ask Django. Where nothing changed meanwhile, keep the answer: a page read before a change must not stay."""
        answer = _Answer()
        body = self.application(environ, answer.start)
        if environ["REQUEST_METHOD"] != "GET" or not is_for_everyone(answer):
            start_response(answer.status, answer.headers, *([answer.error] if answer.error else []))
            return body
        page = _page(
            answer, read(body), encoding=key[-1], epoch=epoch, expires=self.store.clock() + self.seconds
        )
        if self.epoch.read() == epoch:
            self.store.keep(key, page)
        return _send(page, environ, start_response, said="fwd=miss")


def key_of(environ: Environ) -> Key | None:
    """What the answer depends on: host, path, query, HTMX, display choice, encoding. None: do not look, do not keep."""
    query = environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or len(query) > MAX_QUERY:
        return None
    path = environ.get("PATH_INFO", "")
    if path.startswith(CLOSED) or "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
        return None
    if query and not _knows_every_name(query):
        return None
    cookies = environ.get("HTTP_COOKIE", "")
    display = _display(cookies) if cookies else NO_CHOICE
    if display is None:
        return None
    return (
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("HTTP_HOST", ""),
        path,
        query,
        environ.get("HTTP_HX_REQUEST", ""),
        environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST", ""),
        display,
        encoding_of(environ.get("HTTP_ACCEPT_ENCODING", "")),
    )


def _knows_every_name(query: str) -> bool:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return False
    return all(name in settings.PAGE_CACHE_QUERY for name, _value in pairs)


def _display(cookies: str) -> str | None:
    """The display choice as one word; None for who has a session or a message waiting, or an unreadable cookie."""
    if is_somebodys(cookies):
        return None
    known = SimpleCookie(cookies)
    display = read_display(known[DISPLAY_COOKIE].value if DISPLAY_COOKIE in known else "")
    return f"{display.mode}.{display.text}"


def is_for_everyone(answer: _Answer) -> bool:
    """Whether this answer may be shown to the next visitor with the same key."""
    control = answer.header("cache-control").lower()
    varies = {name.strip().lower() for name in answer.header("vary").split(",") if name.strip()}
    return (
        answer.status.startswith("200")
        and not answer.header("set-cookie")
        and not any(word in control for word in ("private", "no-store", "no-cache"))
        and varies <= KEYED
        and answer.header("content-type").startswith(TEXTS)
        and bool(answer.header("content-length"))  # a streamed answer has none
    )


def _page(answer: _Answer, body: bytes, *, encoding: str, epoch: str, expires: float) -> StoredPage:
    packed, encoding = pack(body, encoding)
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}-{encoding}"'
    kept = [(name, value) for name, value in answer.headers if name.lower() not in OWN]
    headers = (
        *kept,
        ("Content-Length", str(len(packed))),
        *([("Content-Encoding", encoding)] if encoding != "identity" else []),
        ("ETag", etag),
        (
            "Cache-Control",
            "no-cache",
        ),  # keep it, but ask each time: what is published shows at the next request
        ("Vary", "Accept-Encoding, Cookie, HX-Request, HX-History-Restore-Request"),
    )
    return StoredPage(headers=headers, body=packed, etag=etag, epoch=epoch, expires=expires)


def _send(page: StoredPage, environ: Environ, start_response: StartResponse, *, said: str) -> Iterable[bytes]:
    status = ("Cache-Status", f"hanmadang; {said}")  # RFC 9211
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        wanted = {"etag", "cache-control", "vary"}
        headers = [pair for pair in page.headers if pair[0].lower() in wanted]
        start_response("304 Not Modified", [*headers, status])
        return []
    start_response("200 OK", [*page.headers, status])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
