"""Words that stand only in what the public may not see are found nowhere.

Not in a page, a count, a suggestion, a feed, an export, or the vocabulary of the index.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from knowhow.models import CasePage
from portal.home.models import AnnouncementPage
from portal.jobs.publishing import publish_due
from portal.zones.models import ZonePage
from search.engines import engine
from search.indexer import drain
from search.models import IndexedDocument
from tests.abuse.sizes import ASKED_CANARIES, CANARIES, CRAWLED

pytestmark = pytest.mark.usefixtures("facts", "own_index")

SYLLABLES = "갉낡닭랅맑박삵앍잙찱캵탉팕핡갊낢닮"
TEXTS = (
    "summary_ko",
    "context_ko",
    "problem_ko",
    "action_ko",
    "costs_ko",
    "went_wrong_ko",
    "conditions_ko",
    "title_en",
)
WORDS_PER_THING = len(TEXTS) + 2


def canaries() -> Iterator[str]:
    """Words that stand in no dictionary: four rare syllables each."""
    for number in range(CANARIES):
        digits = (number // 289, number // 17 % 17, number % 17, number * 11 % 17)
        yield "".join(SYLLABLES[digit] for digit in digits) + "꽑"


@dataclass
class Planted:
    """The words, and the next one that is free."""

    words: list[str]
    used: int = 0

    def take(self) -> str:
        word = self.words[self.used]
        self.used += 1
        return word


def fill(page: CasePage, planted: Planted) -> None:
    page.title = f"비밀 {planted.take()}"
    page.draft_title = page.title
    for name in TEXTS:
        setattr(page, name, f"{planted.take()} 은 비밀이다.")
    planted.take()


def hide_as_draft(page: CasePage, planted: Planted) -> None:
    fill(page, planted)
    page.save_revision()


def hide_by_taking_down(page: CasePage, planted: Planted) -> None:
    fill(page, planted)
    page.save_revision().publish()
    page.unpublish()


def hide_behind_a_closed_page(page: CasePage, planted: Planted) -> None:
    fill(page, planted)
    page.save_revision().publish()
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")


def hide_as_expired(page: CasePage, planted: Planted) -> None:
    fill(page, planted)
    page.save_revision().publish()
    CasePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))


def hide_by_deleting(page: CasePage, planted: Planted) -> None:
    fill(page, planted)
    page.save_revision().publish()
    page.delete()


def hide_until_later(page: CasePage, planted: Planted) -> None:
    fill(page, planted)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision(approved_go_live_at=page.go_live_at)


WAYS = (
    hide_as_draft,
    hide_by_taking_down,
    hide_behind_a_closed_page,
    hide_as_expired,
    hide_by_deleting,
    hide_until_later,
)


@pytest.fixture
def planted() -> list[str]:
    """All words, in cases hidden in each way; the index has heard of it."""
    words = Planted(list(canaries()))
    assert len(set(words.words)) == CANARIES
    for number, page in enumerate(CasePage.objects.live().order_by("pk")[: CANARIES // WORDS_PER_THING]):
        WAYS[number % len(WAYS)](page, words)
    publish_due()
    drain()
    return words.words[: words.used]


def text_of(client: Client, address: str, **parameters: str) -> str:
    response = client.get(address, parameters)
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return unescape(content.decode("utf-8", "ignore"))


def assert_none(text: str, words: list[str], *, where: str) -> None:
    assert not [word for word in words if word in text], where


def addresses() -> Iterator[str]:
    """Every list, feed, export and map of the site, then single pages."""
    for prefix in ("", "/en"):
        for name in (
            "/",
            "/zones/",
            "/exemptions/",
            "/cases/",
            "/search/",
            "/changes/",
            "/guide/",
            "/news/",
            "/data/",
        ):
            yield f"{prefix}{name}"
    yield from (
        "/sitemap.xml", "/robots.txt", "/changes/feed/", "/news/feed/", "/cases/export.csv", "/cases/export.json",
        "/zones/export.csv", "/api/v1/cases", "/api/v1/zones", "/api/v1/openapi.json",
    )  # fmt: skip
    for page in ZonePage.objects.order_by("pk")[:CRAWLED]:
        yield page.get_url()
    for page in CasePage.objects.order_by("pk")[:CRAWLED]:
        yield page.get_url()


def test_no_canary_is_read_found_counted_suggested_or_proposed(
    planted: list[str], client: Client, own_index: Path
) -> None:
    """One test, since planting takes longer than looking."""
    assert len(planted) >= CANARIES - WORDS_PER_THING
    for address in addresses():
        assert_none(text_of(client, address), planted, where=address)
    _assert_not_indexed(planted)
    for word in planted[:: CANARIES // ASKED_CANARIES]:
        _assert_not_found(client, word)
        assert_none(text_of(client, "/search/", q=word[:-1] + "꽐"), planted, where=f"beside {word}")
    (own_index / "CURRENT").unlink()
    for word in planted[:: CANARIES // ASKED_CANARIES]:
        answer = client.get("/api/v1/search", {"q": word}).json()
        assert (answer["is_degraded"], answer["total"], answer["results"]) == (True, 0, [])


def _assert_not_found(client: Client, word: str) -> None:
    answer: Any = client.get("/api/v1/search", {"q": word}).json()
    assert (answer["results"], answer["total"], answer["did_you_mean"]) == ([], 0, "")
    assert not any(option["count"] for group in answer["facets"].values() for option in group)
    assert client.get("/api/v1/suggest", {"q": word[:3]}).json()["suggestions"] == []


def _assert_not_indexed(words: list[str]) -> None:
    held = json.dumps(list(engine().vocabulary()), ensure_ascii=False)
    assert_none(held, words, where="the vocabulary of the index")
    for row in IndexedDocument.objects.all():
        assert_none(f"{row.title} {row.aliases} {row.summary} {row.body}", words, where=row.key)


def test_published_canary_is_found(client: Client) -> None:
    """The control: what is published is found by the same questions."""
    words = Planted(list(canaries()))
    page = CasePage.objects.live().order_by("pk")[0]
    fill(page, words)
    page.save_revision().publish()
    drain()
    assert client.get("/api/v1/search", {"q": words.words[1]}).json()["total"] == 1
    assert words.words[0] in text_of(client, page.get_url())


def published_announcement(words: Planted) -> AnnouncementPage:
    page: AnnouncementPage = (
        AnnouncementPage.objects.live().filter(locale__language_code="ko").order_by("pk")[0]
    )
    page.title = f"공지 {words.take()}"
    page.save_revision().publish()
    drain()
    return page


def close(page: Page) -> None:
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")


def test_canary_that_was_found_is_gone_at_once_when_its_page_is_closed(client: Client) -> None:
    """Nothing is drained: between the change and the index stands only the outbox."""
    words = Planted(list(canaries()))
    page = published_announcement(words)
    assert client.get("/api/v1/search", {"q": words.words[0]}).json()["total"] == 1
    for translation in AnnouncementPage.objects.filter(translation_key=page.translation_key):
        close(translation)
    answer: Any = client.get("/api/v1/search", {"q": words.words[0]}).json()
    assert (answer["total"], answer["results"], answer["did_you_mean"]) == (0, [], "")
    assert sum(answer["kinds"].values()) == 0


def test_page_that_is_closed_in_one_language_is_not_shown_in_it(client: Client) -> None:
    words = Planted(list(canaries()))
    page = published_announcement(words)
    close(page)
    assert_none(text_of(client, "/search/", q="공지"), words.words[:1], where="before the index learns of it")
    drain()
    answer: Any = client.get("/api/v1/search", {"q": words.words[0]}).json()
    assert (answer["total"], answer["results"]) == (0, [])  # nor by the name of its translation
