"""Pages kept ready show what is published at the next request, and nothing private. Real pages, real rows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction

from portal.importing.actions import apply_import
from portal.importing.columns import Row
from portal.importing.models import ImportRun
from portal.page_cache import epoch as epochs
from portal.page_cache.epoch import FileEpoch
from portal.page_cache.store import PageStore
from portal.page_cache.wsgi import PageCache
from portal.zones.models import ZonePage

PATH = "/zones/gongju-chestnut/"

pytestmark = pytest.mark.usefixtures("facts")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PageCache]:
    """The portal behind its page cache, with an epoch of its own."""
    mark = FileEpoch(tmp_path / "epoch")
    monkeypatch.setattr(epochs, "epoch", lambda: mark)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # as the test client does: the connection is the test's
    yield PageCache(WSGIHandler(), epoch=mark, store=PageStore(limit=2**24), seconds=60)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def gongju() -> ZonePage:
    found: ZonePage = ZonePage.objects.get(public_slug="gongju-chestnut")
    return found


def _get(site: PageCache, path: str = PATH, **extra: str) -> tuple[int, str, dict[str, str]]:
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], *_error: object) -> None:
        said.update(status=int(status.split(maxsplit=1)[0]), headers=dict(headers))

    body = b"".join(site(RequestFactory().get(path, **extra).environ, start))  # type: ignore[arg-type]
    return said["status"], body.decode(), said["headers"]


def test_a_page_is_kept_and_sent_again(site: PageCache) -> None:
    first, second = _get(site), _get(site)
    assert first[1] == second[1]
    assert second[2]["Cache-Status"] == "hanmadang; hit"


def test_what_is_published_shows_at_the_next_request(
    site: PageCache, gongju: ZonePage, django_capture_on_commit_callbacks: Any
) -> None:
    _get(site)
    with django_capture_on_commit_callbacks(execute=True):
        gongju.lead_ko = "방금 게시한 한 줄 소개"
        gongju.save_revision().publish()
    assert "방금 게시한 한 줄 소개" in _get(site)[1]


def test_a_draft_does_not_show(
    site: PageCache, gongju: ZonePage, django_capture_on_commit_callbacks: Any
) -> None:
    _get(site)
    with django_capture_on_commit_callbacks(execute=True):
        gongju.lead_ko = "아직 초안인 한 줄"
        gongju.save_revision()
    assert "아직 초안인 한 줄" not in _get(site)[1]


@pytest.mark.parametrize("way", ["unpublish", "restrict"])
def test_what_is_withdrawn_is_gone_at_the_next_request(
    site: PageCache, gongju: ZonePage, django_capture_on_commit_callbacks: Any, way: str
) -> None:
    assert _get(site)[0] == 200
    with django_capture_on_commit_callbacks(execute=True):
        if way == "unpublish":
            gongju.unpublish()
        else:
            PageViewRestriction.objects.create(page=Page.objects.get(pk=gongju.pk), restriction_type="login")
    assert _get(site)[0] == 404


def test_an_import_shows_at_the_next_request(
    site: PageCache, django_capture_on_commit_callbacks: Any
) -> None:
    _get(site)
    row = Row(1, {"zone_name_ko": "공주 알밤특구", "year": "2025", "rank": "top", "award_ko": "새로 실은 상"})
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        apply_import(ImportRun(importer="awards", source_name="awards.csv"), lambda: iter([row]))
    assert "새로 실은 상" in _get(site)[1]


def test_without_the_epoch_an_old_page_would_stay(
    site: PageCache,
    gongju: ZonePage,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: what the tests above prove is the epoch's doing."""
    _get(site)
    monkeypatch.setattr(FileEpoch, "change", lambda _self: None)
    with django_capture_on_commit_callbacks(execute=True):
        gongju.lead_ko = "방금 게시한 한 줄 소개"
        gongju.save_revision().publish()
    assert "방금 게시한 한 줄 소개" not in _get(site)[1]


@pytest.mark.parametrize("path", ["/zones/", "/fields/", "/guide/", "/announcements/", "/search/?q=밤", "/"])
def test_every_kind_of_public_page_may_be_kept(site: PageCache, path: str) -> None:
    _get(site, path)
    status, _body, headers = _get(site, path)
    assert (status, headers.get("Cache-Status")) == (200, "hanmadang; hit")


@pytest.mark.parametrize("path", ["/display/", "/accounts/login/", "/api/v1/zones", "/healthz", "/cms/"])
def test_no_page_with_a_form_or_a_counter_is_kept(site: PageCache, path: str) -> None:
    _get(site, path)
    assert "Cache-Status" not in _get(site, path)[2]
