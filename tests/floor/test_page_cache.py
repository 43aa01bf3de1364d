"""Pages kept ready: what may be kept, for whom, and until when. Each part of the key has its control."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.db import transaction
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction

from portal.krds.display import Display
from portal.outbox.actions import mark_changed
from portal.page_cache import epoch as epochs
from portal.page_cache.epoch import FileEpoch, SharedEpoch, bump
from portal.page_cache.kept import kept
from portal.page_cache.store import PageStore
from portal.page_cache.wsgi import NO_CHOICE, PageCache, _Answer, is_for_everyone, key_of

HTML = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "9")]


@dataclass
class Origin:
    """An application that counts its answers and says what it is told to."""

    headers: list[tuple[str, str]]
    status: str = "200 OK"
    asked: int = 0
    while_rendering: Callable[[], object] = lambda: None

    def __call__(self, _environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        self.while_rendering()
        start_response(self.status, list(self.headers))
        return [f"<p>{self.asked:>3}</p>".encode()[:9]]


@dataclass
class Answer:
    """What came over the wire."""

    status: str
    headers: dict[str, str]
    body: bytes


class Clock:
    """A clock the test turns."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Site:
    """A cache before an origin."""

    origin: Origin
    cache: PageCache
    clock: Clock

    def get(self, path: str = "/zones/", /, method: str = "GET", **extra: str) -> Answer:
        environ = RequestFactory().generic(method, path, **extra).environ  # type: ignore[arg-type]
        said: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], *_error: object) -> None:
            said.update(status=status, headers=dict(headers))

        body = b"".join(self.cache(environ, start))
        return Answer(said["status"], said["headers"], body)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    origin, clock = Origin(HTML), Clock()
    store = PageStore(limit=10_000, clock=clock)
    return Site(
        origin, PageCache(origin, epoch=FileEpoch(tmp_path / "epoch"), store=store, seconds=60), clock
    )


def test_the_second_visitor_gets_the_kept_page(site: Site) -> None:
    first, second = site.get(), site.get()
    assert first.body == second.body
    assert site.origin.asked == 1
    assert second.headers["Cache-Status"] == "hanmadang; hit"


DIFFERENT = {
    "host": {"HTTP_HOST": "other.example"},
    "encoding": {"HTTP_ACCEPT_ENCODING": "br"},
    "htmx": {"HTTP_HX_REQUEST": "true"},
    "history": {"HTTP_HX_HISTORY_RESTORE_REQUEST": "true"},
    "display": {"HTTP_COOKIE": "display=high-contrast.normal"},
    "text size": {"HTTP_COOKIE": "display=light.large"},
    "scheme": {"HTTP_X_FORWARDED_PROTO": "https"},
}


@pytest.mark.parametrize("extra", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_each_part_of_the_key_keeps_its_own_page(site: Site, extra: dict[str, str]) -> None:
    site.get()
    site.get("/zones/", **extra)
    assert site.origin.asked == 2
    site.get("/zones/", **extra)
    assert site.origin.asked == 2


@pytest.mark.parametrize("path", ["/zones/?page=2", "/cases/", "/en/zones/"])
def test_path_and_query_keep_their_own_page(site: Site, path: str) -> None:
    site.get()
    site.get(path)
    assert site.origin.asked == 2


@pytest.mark.parametrize(
    "cookie", ["display=nonsense.huge", "other=1", "csrftoken=abc"], ids=["unknown choice", "other", "token"]
)
def test_a_cookie_that_changes_nothing_shares_the_page(site: Site, cookie: str) -> None:
    site.get()
    site.get("/zones/", HTTP_COOKIE=cookie)
    assert site.origin.asked == 1


PASSED_ON = {
    "session": ("/zones/", {"HTTP_COOKIE": "sessionid=abc"}),
    "session behind a broken cookie": ("/zones/", {"HTTP_COOKIE": 'x="; sessionid=abc'}),
    "message": ("/zones/", {"HTTP_COOKIE": "messages=abc"}),
    "authorization": ("/zones/", {"HTTP_AUTHORIZATION": "Basic abc"}),
    "range": ("/zones/", {"HTTP_RANGE": "bytes=0-1"}),
    "unknown query name": ("/zones/?utm_source=x", {}),
    "endless query": ("/zones/?q=" + "x" * 2000, {}),
    "many names": ("/zones/?" + "&".join(["q=1"] * 60), {}),
    "editor": ("/cms/", {}),
    "account": ("/en/accounts/login/", {}),
    "display form": ("/display/", {}),
    "API": ("/api/v1/search?q=x", {}),
    "document": ("/documents/1/x.pdf", {}),
}


@pytest.mark.parametrize(("path", "extra"), PASSED_ON.values(), ids=PASSED_ON.keys())
def test_what_may_be_personal_is_neither_looked_up_nor_kept(
    site: Site, path: str, extra: dict[str, str]
) -> None:
    site.get()
    for _ in range(2):
        assert "Cache-Status" not in site.get(path, **extra).headers
    assert site.origin.asked == 3


def test_a_form_sent_is_passed_on(site: Site) -> None:
    site.get(method="POST")
    site.get(method="POST")
    assert site.origin.asked == 2


NOT_KEPT: dict[str, list[tuple[str, str]]] = {
    "sets a cookie": [*HTML, ("Set-Cookie", "a=b")],
    "private": [*HTML, ("Cache-Control", "private")],
    "no-store": [*HTML, ("Cache-Control", "max-age=0, no-store")],
    "varies by something else": [*HTML, ("Vary", "User-Agent")],
    "varies by everything": [*HTML, ("Vary", "*")],
    "a file": [("Content-Type", "text/csv"), ("Content-Length", "9")],
    "streamed": [("Content-Type", "text/html")],
}


@pytest.mark.parametrize("headers", NOT_KEPT.values(), ids=NOT_KEPT.keys())
def test_an_answer_for_one_visitor_is_not_kept(site: Site, headers: list[tuple[str, str]]) -> None:
    site.origin.headers = headers
    first = site.get()
    assert first.headers.items() >= dict(headers).items()
    site.get()
    assert site.origin.asked == 2


@pytest.mark.parametrize("status", ["404 Not Found", "500 Server Error", "302 Found", "503 Unavailable"])
def test_only_a_whole_page_is_kept(site: Site, status: str) -> None:
    site.origin.status = status
    assert site.get().status == status
    site.get()
    assert site.origin.asked == 2


def test_a_change_shows_at_the_next_request(site: Site) -> None:
    site.get()
    site.cache.epoch.change()
    site.get()
    assert site.origin.asked == 2


def test_a_page_that_was_rendered_during_a_change_is_not_kept(site: Site) -> None:
    """It may have read the old rows; kept under the new epoch it would stay wrong."""
    site.origin.while_rendering = site.cache.epoch.change
    site.get()
    site.origin.while_rendering = lambda: None
    site.get()
    assert site.origin.asked == 2
    site.get()
    assert site.origin.asked == 2


def test_a_page_has_its_time(site: Site) -> None:
    site.get()
    site.clock.now = 59
    site.get()
    assert site.origin.asked == 1
    site.clock.now = 60
    site.get()
    assert site.origin.asked == 2


def test_without_a_readable_epoch_nothing_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.get()
    monkeypatch.setattr(site.cache.epoch, "read", lambda: None)
    site.get()
    assert site.origin.asked == 2


def test_a_browser_that_has_the_page_gets_304(site: Site) -> None:
    tag = site.get().headers["ETag"]
    answer = site.get("/zones/", HTTP_IF_NONE_MATCH=tag)
    assert (answer.status, answer.body) == ("304 Not Modified", b"")
    assert site.get("/zones/", HTTP_IF_NONE_MATCH='"other"').status == "200 OK"


def test_head_has_the_headers_of_the_page_and_no_body(site: Site) -> None:
    page = site.get()
    head = site.get(method="HEAD")
    assert (head.body, head.headers["Content-Length"]) == (b"", page.headers["Content-Length"])


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", ""), ("zstd", "")],
)
def test_a_page_is_packed_as_the_visitor_can_read_it(site: Site, accepted: str, encoding: str) -> None:
    site.cache.application = _long
    answer = site.get("/zones/", HTTP_ACCEPT_ENCODING=accepted)
    assert answer.headers.get("Content-Encoding", "") == encoding
    if encoding == "br":
        assert brotli.decompress(answer.body) == b"x" * 2000


def _long(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", "2000")])
    return [b"x" * 2000]


def test_the_store_stays_within_its_room(site: Site) -> None:
    site.cache.store.limit = 100
    for number in range(40):
        site.get(f"/zones/?page={number}")
    assert site.cache.store.size <= 100
    site.get("/zones/?page=39")
    assert site.origin.asked == 40
    site.get("/zones/?page=0")
    assert site.origin.asked == 41


def test_a_page_too_large_for_the_room_is_sent_and_not_kept(site: Site) -> None:
    site.cache.application = _long
    assert len(site.get().body) == 2000
    assert site.cache.store.size == 0


# The epoch ----------------------------------------------------------------------------------------------


@pytest.fixture
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileEpoch:
    mark = FileEpoch(tmp_path / "epoch")
    monkeypatch.setattr(epochs, "epoch", lambda: mark)
    return mark


@pytest.mark.parametrize("kind", ["file", "shared"])
@pytest.mark.django_db
def test_a_changed_epoch_differs_from_every_earlier_one(kind: str, tmp_path: Path) -> None:
    mark = FileEpoch(tmp_path / "epoch") if kind == "file" else SharedEpoch(cache)
    seen = {mark.read()}
    for _ in range(20):
        mark.change()
        seen.add(mark.read())
    assert len(seen) == 21


def test_an_unreachable_shared_epoch_is_no_epoch() -> None:
    assert SharedEpoch(RedisCache("redis://127.0.0.1:1", {})).read() is None


@pytest.mark.django_db(transaction=True)
def test_the_epoch_ends_after_the_commit_and_once(mark: FileEpoch) -> None:
    before = mark.read()
    with transaction.atomic():
        bump()
        bump()
        assert mark.read() == before
    assert mark.read() != before


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_ends_nothing(mark: FileEpoch) -> None:
    before = mark.read()
    with transaction.atomic():
        bump()
        transaction.set_rollback(True)
    assert mark.read() == before


def _publish() -> None:
    Page.objects.get(depth=1).specific.save()


def _restrict() -> None:
    PageViewRestriction.objects.create(page=Page.objects.get(depth=1), restriction_type="login")


@pytest.mark.parametrize(
    "change", [_publish, _restrict, lambda: mark_changed("zone", 1)], ids=["page", "restriction", "outbox"]
)
@pytest.mark.django_db(transaction=True)
def test_what_the_public_sees_ends_the_epoch(mark: FileEpoch, change: Callable[[], None]) -> None:
    before = mark.read()
    change()
    assert mark.read() != before


@pytest.mark.django_db(transaction=True)
def test_a_draft_does_not_end_the_epoch(mark: FileEpoch) -> None:
    root = Page.objects.get(depth=1).specific
    before = mark.read()
    root.save_revision()
    assert mark.read() == before


def test_no_choice_is_the_default_choice() -> None:
    default = Display()
    assert f"{default.mode}.{default.text}" == NO_CHOICE


def test_an_answer_that_may_be_kept_is_the_control_of_those_that_may_not() -> None:
    """Guards above refuse by one header each; without it the same answer is kept."""
    assert is_for_everyone(_Answer("200 OK", HTML))
    assert key_of(RequestFactory().get("/zones/").environ) is not None


# Values kept for an epoch -----------------------------------------------------------------------------


def _count_calls() -> tuple[list[int], Callable[[], int]]:
    calls: list[int] = []

    def compute() -> int:
        calls.append(1)
        return len(calls)

    return calls, compute


def test_a_kept_value_is_computed_once_an_epoch(mark: FileEpoch, settings: Any, monkeypatch: Any) -> None:
    settings.PAGE_CACHE = True
    monkeypatch.setattr("portal.page_cache.kept.epoch", lambda: mark)
    calls, compute = _count_calls()
    assert (kept("once an epoch", compute), kept("once an epoch", compute)) == (1, 1)
    mark.change()
    assert kept("once an epoch", compute) == 2
    assert len(calls) == 2


@pytest.mark.parametrize("way", ["cache off", "no epoch"])
def test_nothing_is_kept_where_pages_are_not(
    mark: FileEpoch, settings: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    settings.PAGE_CACHE = way == "no epoch"
    monkeypatch.setattr("portal.page_cache.kept.epoch", lambda: mark)
    if way == "no epoch":
        monkeypatch.setattr(mark, "read", lambda: None)
    _calls, compute = _count_calls()
    assert (kept(way, compute), kept(way, compute)) == (1, 2)


def test_each_key_has_its_own_value(mark: FileEpoch, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PAGE_CACHE = True
    monkeypatch.setattr("portal.page_cache.kept.epoch", lambda: mark)
    assert (kept("a key", lambda: "a"), kept("b key", lambda: "b")) == ("a", "b")
