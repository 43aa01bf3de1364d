"""The log of searches: what it keeps, for how long, and what it never keeps."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from search.jobs import count_popular, forget
from search.log import forget_old
from search.models import LoggedClick, LoggedSearch, PopularSearch
from search.popular import refresh_popular

PAGE = "/search/"
LOG = "/search/log/"
CLICK = "/search/log/click/"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

pytestmark = pytest.mark.usefixtures("built")


@pytest.fixture
def visitor() -> Client:
    """A person with a browser."""
    return Client(headers={"user-agent": BROWSER})


def slip(client: Client, query: str) -> str:
    """The slip that a page of results carries."""
    found = re.search(r'data-search-slip="([^"]*)"', client.get(f"{PAGE}?{query}").content.decode())
    return html.unescape(found[1]) if found else ""


def search(client: Client, query: str, **headers: str) -> None:
    assert client.post(LOG, {"slip": slip(client, query)}, headers=headers).status_code == 204


def logged() -> LoggedSearch:
    return LoggedSearch.objects.get()


# --- What is kept


def test_a_search_is_kept_with_what_came_of_it(visitor: Client, settings: LazySettings) -> None:
    search(visitor, "q=장류&province=jeonbuk")
    found = logged()
    assert (found.typed, found.language, found.total, found.page) == ("장류", "ko", 1, 1)
    assert found.narrowed == {"province": ["jeonbuk"]}
    assert (found.engine, found.is_degraded) == (settings.SEARCH_ENGINE, False)
    assert timezone.now() - found.at < timedelta(minutes=1)


def test_what_was_understood_is_kept_too(visitor: Client) -> None:
    search(visitor, "q=tnsckd")
    assert (logged().typed, logged().understood) == ("tnsckd", "순창")


def test_the_page_itself_writes_nothing(visitor: Client) -> None:
    visitor.get(f"{PAGE}?q=장류")
    assert not LoggedSearch.objects.exists()


@pytest.mark.long
def test_an_opened_result_is_kept_with_its_place(visitor: Client) -> None:
    said = slip(visitor, "q=공주")
    visitor.post(LOG, {"slip": said})
    for _twice in range(2):
        visitor.post(CLICK, {"slip": said, "url": "/zone/1/", "position": 2})
    click = LoggedClick.objects.get()
    assert (click.search, click.kind, click.object_id, click.position) == (logged(), "zone", "1", 2)


def test_a_result_on_a_later_page_counts_from_the_first(visitor: Client) -> None:
    said = slip(visitor, "q=공주&page=2")
    visitor.post(LOG, {"slip": said})
    visitor.post(CLICK, {"slip": said, "url": "/zone/1/", "position": 1})
    assert LoggedClick.objects.get().position == 11


def test_what_is_no_result_is_not_kept(visitor: Client) -> None:
    said = slip(visitor, "q=공주")
    visitor.post(LOG, {"slip": said})
    visitor.post(CLICK, {"slip": said, "url": "https://elsewhere.example/", "position": 1})
    visitor.post(CLICK, {"slip": said, "url": "/zone/1/", "position": "first"})
    assert not LoggedClick.objects.exists()


def test_a_result_opened_by_somebody_else_is_not_kept(visitor: Client) -> None:
    said = slip(visitor, "q=공주")
    visitor.post(LOG, {"slip": said})
    stranger = Client(headers={"user-agent": f"{BROWSER} other"})
    stranger.post(CLICK, {"slip": said, "url": "/zone/1/", "position": 1})
    assert not LoggedClick.objects.exists()


def test_a_page_shown_again_at_once_counts_once(visitor: Client) -> None:
    search(visitor, "q=장류")
    search(visitor, "q=장류")
    assert LoggedSearch.objects.count() == 1


# --- What is never kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("홍길동 010-1234-5678", "홍길동 [전화번호]"),
        ("hong@example.kr", "[전자우편]"),
        ("900101-1234567", "[주민등록번호]"),
    ],
)
def test_personal_data_is_masked(visitor: Client, typed: str, kept: str) -> None:
    search(visitor, f"q={typed}")
    assert (logged().typed, logged().key, logged().is_masked) == (kept, kept, True)


def test_no_half_of_a_number_is_left_by_the_cut(visitor: Client) -> None:
    search(visitor, f"q={'가' * 95} 01012345678")
    assert not any(character.isdigit() for character in logged().typed)


def test_neither_address_nor_browser_nor_session_is_kept(visitor: Client) -> None:
    search(visitor, "q=장류")
    text = " ".join(str(value) for value in vars(logged()).values())
    assert "127.0.0.1" not in text
    assert "Firefox" not in text


def test_a_visitor_cannot_be_followed_past_90_days(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    search(visitor, "q=장류")
    later = timezone.now() + timedelta(days=LoggedSearch.KEPT_DAYS)
    monkeypatch.setattr("search.log.timezone.now", lambda: later)
    search(visitor, "q=장류")
    assert len({*LoggedSearch.objects.values_list("session", flat=True)}) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"dnt": "1"},
        {"sec-gpc": "1"},
        {"sec-fetch-site": "cross-site"},
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)"},
        {"user-agent": "python-requests/2.32"},
        {"user-agent": ""},
    ],
)
def test_who_objects_and_what_is_no_person_is_not_logged(visitor: Client, headers: dict[str, str]) -> None:
    search(visitor, "q=장류", **headers)
    assert not LoggedSearch.objects.exists()


def test_only_our_own_slips_are_taken(visitor: Client) -> None:
    forged = Signer(key="another key", salt="search.log").sign_object(["장류", "", "ko", {}, 1, 1, 1, 0])
    for said in (forged, slip(visitor, "q=장류")[:-3], "x" * 9_000, "", "\0"):
        assert visitor.post(LOG, {"slip": said}).status_code == 204
    assert not LoggedSearch.objects.exists()


def test_one_network_cannot_fill_the_log(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.log.MOST_AN_HOUR", 2)
    for word in ("공주", "순창", "청양"):
        search(visitor, f"q={word}")
    assert LoggedSearch.objects.count() == 2


def test_turned_off_nothing_is_logged_and_pages_say_nothing(visitor: Client, settings: LazySettings) -> None:
    said = slip(visitor, "q=장류")
    settings.SEARCH_LOG = False
    assert slip(visitor, "q=장류") == ""
    visitor.post(LOG, {"slip": said})
    assert not LoggedSearch.objects.exists()


def test_looking_through_everything_is_no_search(visitor: Client) -> None:
    assert slip(visitor, "province=jeonbuk") == ""


def test_slips_are_not_taken_by_get(visitor: Client) -> None:
    assert (visitor.get(LOG).status_code, visitor.get(CLICK).status_code) == (405, 405)


# --- For how long


def test_rows_go_after_90_days_with_what_was_opened(visitor: Client) -> None:
    said = slip(visitor, "q=공주")
    visitor.post(LOG, {"slip": said})
    visitor.post(CLICK, {"slip": said, "url": "/zone/1/", "position": 1})
    now = timezone.now()
    assert forget_old(now=now + timedelta(days=89, hours=23)) == 0
    assert forget_old(now=now + timedelta(days=90, minutes=1)) == 1
    assert not LoggedClick.objects.exists()


def test_the_nightly_job_removes_them(visitor: Client) -> None:
    search(visitor, "q=장류")
    LoggedSearch.objects.update(at=timezone.now() - timedelta(days=91))
    forget.func()
    assert not LoggedSearch.objects.exists()


# --- What many look for

type Typing = Callable[..., None]


@pytest.fixture
def type_by() -> Typing:
    """Log a text by so many people, from so many places."""

    def log(text: str, *, people: int, places: int | None = None, **values: object) -> None:
        places = people if places is None else places
        LoggedSearch.objects.bulk_create(
            LoggedSearch(
                **{
                    "typed": text,
                    "key": text,
                    "language": "ko",
                    "total": 1,
                    "milliseconds": 5,
                    "engine": "tantivy",
                    "session": f"s{number}",
                    "origin": f"o{number % places}",
                    "at": timezone.now(),
                    **values,
                }
            )
            for number in range(people)
        )

    return log


def popular() -> list[str]:
    refresh_popular()
    return list(PopularSearch.objects.values_list("text", flat=True))


def test_five_people_make_a_text_popular(type_by: Typing) -> None:
    type_by("공주 밤", people=5)
    type_by("순창", people=4)
    assert popular() == ["공주 밤"]


def test_one_who_types_it_often_does_not(type_by: Typing) -> None:
    for _again in range(9):
        type_by("공주 밤", people=1)
    assert popular() == []


def test_many_browsers_in_one_place_do_not(type_by: Typing) -> None:
    type_by("공주 밤", people=50, places=4)
    assert popular() == []


@pytest.mark.parametrize("values", [{"is_masked": True}, {"total": 0}, {"understood": "순창"}, {"page": 2}])
def test_texts_with_personal_data_or_without_results_do_not(
    type_by: Typing, values: dict[str, object]
) -> None:
    type_by("공주 밤", people=9, **values)
    assert popular() == []


def test_what_is_forgotten_is_popular_no_more(type_by: Typing) -> None:
    type_by("공주 밤", people=5)
    assert popular() == ["공주 밤"]
    LoggedSearch.objects.update(at=timezone.now() - timedelta(days=91))
    forget.func()
    count_popular.func()
    assert not PopularSearch.objects.exists()
