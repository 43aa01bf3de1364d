"""Announcements: what the list shows, what leaves it, who may write, what machines read."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from portal.home.models import AnnouncementIndexPage, AnnouncementPage
from portal.media.models import PortalDocument
from portal.outbox.models import IndexOutbox
from tests.accounts.people import make_person, sign_in
from tests.zones.hostile import HOSTILE

pytestmark = pytest.mark.usefixtures("facts")

LIST_QUERIES = 14
PAGE_QUERIES = 13
SHIPPED = "한마당의 사실은 자료마다 적힌 날짜를 기준으로 합니다"
ATOM = "{http://www.w3.org/2005/Atom}"


def publish(title: str, *, language: str = "ko", **fields: Any) -> AnnouncementPage:
    """A published announcement."""
    locale = Locale.objects.get(language_code=language)
    parent = AnnouncementIndexPage.objects.get(locale=locale)
    page: AnnouncementPage = parent.add_child(instance=AnnouncementPage(title=title, locale=locale, **fields))
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def days(number: int) -> dt.date:
    """So many days from now."""
    return timezone.localdate() + dt.timedelta(days=number)


def titles(client: Client, path: str = "/announcements/") -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    return [row.title for row in response.context["listed"].page]


def test_pinned_comes_first_then_the_newest(client: Client) -> None:
    publish("어제", published_on=days(-1))
    publish("오늘", published_on=days(0))
    assert titles(client) == [SHIPPED, "오늘", "어제"]


def test_list_is_narrowed_by_category_year_and_words(client: Client) -> None:
    publish(
        "옛 행사",
        category="event",
        published_on=dt.date(2024, 5, 1),
        body=[("paragraph", "<p>밤송이 축제</p>")],
    )
    publish("새 행사", category="event")
    assert titles(client, "/announcements/?category=event&year=2024") == ["옛 행사"]
    assert titles(client, "/announcements/?q=밤송이") == ["옛 행사"]


def test_empty_list_says_so_and_leads_back(client: Client) -> None:
    body = client.get("/announcements/?q=없는말없는말").content.decode()
    assert "등록된 글이 없습니다." in body
    assert "조건 모두 지우기" in body


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_address_is_no_error(client: Client, query: str) -> None:
    assert client.get(
        "/announcements/", dict.fromkeys(("q", "year", "category", "page"), query)
    ).status_code in {200, 400}


@pytest.mark.long
def test_list_has_pages(client: Client) -> None:
    for number in range(16):
        publish(f"공지 {number}")
    assert len(titles(client)) == 15
    assert len(titles(client, "/announcements/?page=2")) == 2


def test_past_announcement_leaves_list_and_feed_but_says_so_where_it_is_read(client: Client) -> None:
    page = publish("지난 모집", listed_until=days(-1))
    assert "지난 모집" not in titles(client)
    assert "지난 모집" not in client.get("/announcements/feed/").content.decode()
    assert "지난 글입니다." in client.get(page.address).content.decode()


def test_last_day_still_counts(client: Client) -> None:
    publish("오늘까지", listed_until=days(0))
    assert "오늘까지" in titles(client)


@pytest.mark.parametrize(
    ("first", "last", "state"),
    [
        (None, None, ""),
        (-2, -1, "over"),
        (-1, 1, "open"),
        (1, 2, "ahead"),
        (None, 0, "open"),
        (0, None, "open"),
    ],
)
def test_period_knows_where_today_stands(first: int | None, last: int | None, state: str) -> None:
    page = AnnouncementPage(
        period_from=None if first is None else days(first), period_to=None if last is None else days(last)
    )
    assert page.period_state == state


def test_period_cannot_end_before_it_begins() -> None:
    parent = AnnouncementIndexPage.objects.get(locale__language_code="ko")
    with pytest.raises(ValidationError):
        parent.add_child(instance=AnnouncementPage(title="거꾸로", period_from=days(1), period_to=days(0)))


def test_address_of_the_feed_is_taken() -> None:
    parent = AnnouncementIndexPage.objects.get(locale__language_code="ko")
    with pytest.raises(ValidationError):
        parent.add_child(instance=AnnouncementPage(title="소식", slug="feed"))


def test_attachment_tells_type_and_size(client: Client) -> None:
    document = PortalDocument.objects.create(title="안내문", file=ContentFile(b"x" * 2048, name="guide.pdf"))
    page = publish("첨부 있음", attachments=[("file", {"document": document, "title": "안내문"})])
    body = client.get(page.address).content.decode()
    assert "안내문 (PDF, 2.0" in body


def test_neighbours_lead_on(client: Client) -> None:
    older, middle, newer = (
        publish(name, published_on=dt.date(1999, 1, day)) for name, day in (("셋", 1), ("둘", 2), ("하나", 3))
    )  # before whatever is shipped
    context = client.get(middle.address).context
    assert (context["previous"].pk, context["next"].pk) == (older.pk, newer.pk)


# --- Languages -------------------------------------------------------------------------------------


def test_untranslated_announcement_is_read_in_english_marked_as_korean(client: Client) -> None:
    page = publish("번역 없는 공지", body=[("paragraph", "<p>본문</p>")])
    body = client.get(f"/en/announcements/{page.slug}/").content.decode()
    assert '<h1 class="h-page" lang="ko">번역 없는 공지</h1>' in body
    assert "번역 없는 공지" in titles(client, "/en/announcements/")


def test_translated_announcement_stands_once_in_each_list(client: Client) -> None:
    english = titles(client, "/en/announcements/")
    assert english == ["Facts in Hanmadang hold as of the date beside them"]
    assert titles(client) == [SHIPPED]


def test_language_switch_stays_in_place(client: Client) -> None:
    links = client.get("/announcements/dates-of-facts/").context["page_links"]
    assert links.other.url == "/en/announcements/dates-of-facts/"
    assert client.get(links.other.url).status_code == 200


def test_page_missing_in_both_languages_is_not_found(client: Client) -> None:
    assert client.get("/en/announcements/nope/").status_code == 404


def test_draft_translation_does_not_hide_the_korean_page(client: Client) -> None:
    page = publish("초안만 영문")
    page.copy_for_translation(Locale.objects.get(language_code="en"))
    assert client.get(f"/en/announcements/{page.slug}/").status_code == 200


# --- Rights ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "may"), [("editor", True), ("member", False), ("nobody", False)])
def test_only_editors_may_write(client: Client, kind: str, *, may: bool) -> None:
    if kind != "nobody":
        sign_in(client, make_person(f"{kind}@example.kr", is_editor=may, has_second_factor=True))
    index = AnnouncementIndexPage.objects.get(locale__language_code="ko")
    response = client.get(f"/cms/pages/add/home/announcementpage/{index.pk}/")
    assert (response.status_code == 200) is may


def test_draft_is_not_shown(client: Client) -> None:
    parent = AnnouncementIndexPage.objects.get(locale__language_code="ko")
    draft = parent.add_child(instance=AnnouncementPage(title="초안", live=False))
    assert client.get(draft.address).status_code == 404
    assert "초안" not in titles(client)


# --- Machines --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/announcements/feed/", SHIPPED),
        ("/en/announcements/feed/", "Facts in Hanmadang hold as of the date beside them"),
    ],
)
def test_feed_is_atom_in_its_language(client: Client, path: str, title: str) -> None:
    response = client.get(path)
    feed = ET.fromstring(response.content)  # noqa: S314  (our own answer)
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert response["Content-Type"].startswith("application/atom+xml")
    assert entry.findtext(f"{ATOM}title") == title
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://testserver{path.removesuffix('feed/')}dates-of-facts/"
    assert not response.cookies


def test_examples_stay_out_of_feed_and_sitemap(client: Client) -> None:
    page = publish("예시 공지", is_sample=True)
    assert "예시 공지" not in client.get("/announcements/feed/").content.decode()
    assert page.slug not in client.get("/sitemap.xml").content.decode()
    assert "noindex" in client.get(page.address).content.decode()


def test_linked_data_names_a_news_article(client: Client) -> None:
    data = client.get("/announcements/dates-of-facts/").context["linked_data"]
    assert (data["@type"], data["datePublished"], data["inLanguage"]) == ("NewsArticle", "2026-11-22", "ko")


def test_list_announces_its_feed(client: Client) -> None:
    body = client.get("/announcements/").content.decode()
    assert '<link rel="alternate" type="application/atom+xml"' in body


def test_first_page_shows_the_newest(client: Client) -> None:
    assert SHIPPED in client.get("/").content.decode()


def test_publishing_is_told_to_search() -> None:
    IndexOutbox.objects.all().delete()
    page = publish("찾을 공지")
    assert IndexOutbox.objects.filter(kind="announcement", object_id=str(page.translation_key)).exists()


@pytest.mark.parametrize(
    ("path", "queries"), [("/announcements/", LIST_QUERIES), ("/announcements/dates-of-facts/", PAGE_QUERIES)]
)
def test_queries_do_not_grow_with_rows(
    client: Client, path: str, queries: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(12):
        publish(f"공지 {number}")
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)
