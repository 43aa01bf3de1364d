"""Staff read what people look for, in numbers; nobody else does."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from search.models import LoggedClick, LoggedSearch
from tests.accounts.people import make_person, sign_in

PAGE = "/cms/search-queries/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    """A browser in which an editor is signed in."""
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    return client


def log(text: str, *, people: int = 3, opened: bool = False, minutes_ago: int = 60, **values: object) -> None:
    for number in range(people):
        made = LoggedSearch.objects.create(
            **{
                "typed": text,
                "key": text.lower(),
                "language": "ko",
                "total": 3,
                "milliseconds": 10,
                "engine": "tantivy",
                "session": f"s{number}",
                "origin": f"o{number}",
                "at": timezone.now() - timedelta(minutes=minutes_ago),
                **values,
            }
        )
        if opened:
            LoggedClick.objects.create(search=made, kind="zone", object_id="1", position=1, at=made.at)


def read(client: Client, query: str = "") -> list[list[str]]:
    response = client.get(f"{PAGE}?format=csv&{query}")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]


def texts(client: Client, query: str = "") -> list[str]:
    return [row[0] for row in read(client, query)]


# --- Rights


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for query in ("", "?format=csv", "?format=xlsx"):
        assert client.get(f"{PAGE}{query}").headers["Location"].startswith("/accounts/login/")


def test_a_member_is_refused(client: Client) -> None:
    log("비밀 검색어")
    sign_in(client, make_person("member@example.kr", has_second_factor=True))
    for query in ("", "?format=csv"):
        response = client.get(f"{PAGE}{query}")
        assert response.status_code in {302, 403}
        assert "비밀 검색어" not in response.content.decode()


def test_who_lacks_the_right_in_the_cms_is_refused_and_sees_no_door(staff: Client) -> None:
    group = make_person("other@example.kr", is_editor=True).user.groups.get()
    assert PAGE in staff.get("/cms/").content.decode()
    group.permissions.remove(group.permissions.get(codename="view_loggedsearch"))
    assert PAGE not in staff.get("/cms/").content.decode()
    assert staff.get(PAGE).status_code in {302, 403}


def test_an_editor_reads_it_but_may_not_change_the_log(staff: Client) -> None:
    log("공주 밤")
    assert "공주 밤" in staff.get(PAGE).content.decode()
    group = make_person("other@example.kr", is_editor=True).user.groups.get()
    assert not group.permissions.filter(codename__in=["change_loggedsearch", "delete_loggedsearch"]).exists()


# --- What it tells


def test_each_report_tells_its_own(staff: Client) -> None:
    log("찾은 말", people=5, opened=True)
    log("없는 말", total=0)
    log("열지 않은 말")
    log("느린 말", milliseconds=900, opened=True)
    assert texts(staff) == ["찾은 말", "느린 말", "없는 말", "열지 않은 말"]
    assert texts(staff, "kind=nothing") == ["없는 말"]
    assert texts(staff, "kind=unopened") == ["열지 않은 말"]
    assert texts(staff, "kind=slow") == ["느린 말"]


def test_clicks_do_not_multiply_searches(staff: Client) -> None:
    log("찾은 말", opened=True)
    for search in LoggedSearch.objects.all():
        LoggedClick.objects.create(search=search, kind="zone", object_id="2", position=2, at=search.at)
    assert read(staff) == [["찾은 말", "", "3", "3", "0", "3", "10", "10"]]


def test_what_is_tried_again_soon_in_like_words_is_told(staff: Client) -> None:
    log("복붕자", minutes_ago=20)
    log("복분자", minutes_ago=18)
    log("농지 특례", minutes_ago=10)  # another matter
    assert [row[:4] for row in read(staff, "kind=changed")] == [["복붕자", "복분자", "3", "3"]]


def test_what_is_tried_again_later_is_not(staff: Client) -> None:
    log("복붕자", minutes_ago=20)
    log("복분자", minutes_ago=14)
    assert read(staff, "kind=changed") == []


def test_other_periods_tell_of_other_days(staff: Client) -> None:
    log("어제", minutes_ago=24 * 60)
    log("지난달", minutes_ago=40 * 24 * 60)
    assert texts(staff, "days=7") == ["어제"]
    assert texts(staff, "days=90") == ["어제", "지난달"]


def test_later_pages_are_no_searches_of_their_own(staff: Client) -> None:
    log("공주", page=2)
    assert texts(staff) == []


# --- What it does not tell


@pytest.mark.parametrize("kind", ["popular", "nothing", "unopened", "slow", "changed"])
def test_what_fewer_than_three_typed_is_only_counted(staff: Client, kind: str) -> None:
    for minutes, text in ((20, "홍길동의 전화"), (18, "홍길동의 주소")):
        log(text, people=2, total=0 if kind == "nothing" else 3, milliseconds=900, minutes_ago=minutes)
        log(text, people=2, total=0 if kind == "nothing" else 3, milliseconds=900, minutes_ago=minutes)
    page = staff.get(f"{PAGE}?kind={kind}").content.decode()
    assert "홍길동" not in page
    assert "3명 미만이 적은 검색어" in page
    assert texts(staff, f"kind={kind}") == []
    book = load_workbook(io.BytesIO(staff.get(f"{PAGE}?kind={kind}&format=xlsx").content))
    assert book.worksheets[0].max_row == 1


# --- As a page and as a file


def test_each_row_leads_to_the_search(staff: Client) -> None:
    log("공주 밤")
    assert "/search/?q=%EA%B3%B5%EC%A3%BC+%EB%B0%A4" in staff.get(PAGE).content.decode()


def test_each_row_leads_to_a_synonym_for_who_may_add_one(staff: Client) -> None:
    log("시범특구", total=0)
    link = "/synonym/add/?word=%EC%8B%9C%EB%B2%94%ED%8A%B9%EA%B5%AC"
    page = staff.get(f"{PAGE}?kind=nothing").content.decode()
    assert link in page
    address = page.partition(link)[0].rpartition('"')[2] + link
    assert 'value="시범특구"' in staff.get(address).content.decode()
    group = make_person("other@example.kr", is_editor=True).user.groups.get()
    group.permissions.remove(group.permissions.get(codename="add_synonym"))
    assert link not in staff.get(f"{PAGE}?kind=nothing").content.decode()


def test_a_file_holds_no_formula(staff: Client) -> None:
    log("=1+1")
    assert texts(staff) == ["'=1+1"]


def test_as_a_spreadsheet(staff: Client) -> None:
    log("공주 밤")
    book = load_workbook(io.BytesIO(staff.get(f"{PAGE}?format=xlsx").content))
    assert [cell.value for cell in book.worksheets[0][2]][:3] == ["공주 밤", None, 3]


@pytest.mark.parametrize("query", ["kind=x", "days=8", "days=x", "format=exe", "kind=%00"])
def test_odd_addresses_show_the_usual_report(staff: Client, query: str) -> None:
    assert staff.get(f"{PAGE}?{query}").status_code == 200


@pytest.mark.whole
def test_many_rows_ask_no_more_often(staff: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            staff.get(PAGE)
        return len(queries)

    staff.get(PAGE)
    log("하나")
    few = count()
    for number in range(30):
        log(f"말 {number}")
    assert count() == few
