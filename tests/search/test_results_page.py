"""What stands around the hits: chips, exclusions, views, files, the feed, ways out; and that nothing hidden leaks."""

import csv
import html
import io
import json
import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from openpyxl import load_workbook

from search import circuit as circuits
from search.documents import BestBet, HitAction
from search.indexer import rebuild
from search.registry import MapQuestion, Registry, ResultMap, Source, Viewer
from search.results import EXACT_UP_TO
from search.templatetags.searching import told
from tests.search.hostile import HOSTILE
from tests.search.room import Room, Thing

PAGE = "/search/"
FEED = "/search/feed/"
DOWNLOAD = "/search/download/"
ATOM = "{http://www.w3.org/2005/Atom}"
SECRET = "공주 나오면안되는이름"


@pytest.fixture(autouse=True)
def _own_circuit() -> Iterator[None]:
    circuits._circuit.cache_clear()
    yield
    circuits._circuit.cache_clear()


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def rows_in(client: Client, query: str) -> list[dict[str, str]]:
    content = client.get(f"{DOWNLOAD}?format=csv&{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def entries_in(client: Client, query: str) -> list[str]:
    feed = ET.fromstring(client.get(f"{FEED}?{query}").content)  # noqa: S314 - our own feed
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.iter(f"{ATOM}entry")]


# --- What was typed


def test_typed_filter_is_a_chip_that_can_be_taken_away(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=특구+지역:충남+-알밤")
    assert "시·도: 충청남도" in page
    assert f'href="?q={quote("특구")}+-{quote("알밤")}"' in page
    assert f'href="?q={quote("특구 지역").replace("%20", "+")}%3A{quote("충남")}"' in page


def test_box_keeps_what_was_typed(built: None, client: Client) -> None:
    assert 'value="특구 지역:충남 -알밤"' in text_of(client, f"{PAGE}?q=특구+지역:충남+-알밤")


def test_typed_value_is_taken_back_in_the_box_only(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=특구+지역:충남")
    assert re.search(r'name="province" value="chungnam" checked disabled', page)


def test_unknown_filter_is_a_hint_with_proposals(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=특구+지역:충낭")
    assert "지역 가운데 ‘충낭’" in page
    assert f'<a href="?q={quote("특구 지역").replace("%20", "+")}%3A{quote("충남")}">충남</a>' in page


def test_help_at_the_box_has_examples_that_find_something(built: None, client: Client) -> None:
    page = text_of(client, PAGE)
    help_text = page[page.index("검색 도움말") : page.index("</details>", page.index("검색 도움말"))]
    examples = re.findall(r'href="(\?q=[^"]+)"', help_text)
    assert len(examples) >= 3
    for example in examples:
        assert "에 맞는 자료가 없습니다" not in text_of(client, f"{PAGE}{example}"), example


# --- Excluding


def test_each_value_has_a_link_that_excludes_it(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=공주&province=jeonbuk")
    assert (
        f'<a class="fx" href="?q={quote("공주")}&province=jeonbuk&not_province=chungnam" rel="nofollow">제외'
        in page
    )


def test_excluded_value_is_named_and_can_be_taken_back(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=특구&not_province=chungnam&not_kind=case")
    assert "<strong>2</strong>건" in page
    assert "제외 시·도: 충청남도" in page
    assert "제외 종류: case 자료" in page
    assert '<input type="hidden" name="not_province" value="chungnam">' in page
    assert "<s>충청남도</s>" in page
    assert f'href="?q={quote("특구")}&not_kind=case"' in page


def test_choice_without_results_is_grey_and_not_gone(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=장류&province=gangwon")
    assert re.search(r'class="fv krds-form-check medium zero"><input[^>]*value="gangwon" checked', page)


# --- Addresses


def test_short_address_is_pushed_and_drops_what_says_nothing(built: None, client: Client) -> None:
    response = client.get(
        f"{PAGE}?q=&sort=relevance&view=list&page=1&year=2009&typed=", headers={"HX-Request": "true"}
    )
    assert response["HX-Push-Url"] == "/search/?year=2009"
    assert "HX-Push-Url" not in client.get(PAGE)


@pytest.mark.parametrize("view", ["list", "grid", "table"])
def test_views_show_the_same_and_keep_the_state(built: None, client: Client, view: str) -> None:
    page = text_of(client, f"{PAGE}?q=공주&kind=zone&sort=title&view={view}")
    assert page.count('href="/zone/') == 2
    assert f"?q={quote('공주')}&kind=zone&sort=title" in page
    assert 'aria-current="true"' in page


def test_language_of_documents_is_part_of_the_address(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=chestnut&language=en&kind=zone")
    assert "language=en" in page
    assert "?q=chestnut&language=ko" not in page
    assert "?q=chestnut&kind=zone" in page


# --- Best bet


@pytest.fixture
def bet(built: None, empty_registry: Registry, zone_room: Room) -> None:
    """A room that knows one name."""

    def read(name: str, viewer: Viewer, language: str) -> BestBet | None:
        if name != "공주알밤특구" or not zone_room.things["1"].is_public:
            return None
        return BestBet(
            "zone", "특구", "공주 알밤특구", "/zone/1/", "1", links=(HitAction("연혁", "/zone/1/history/"),)
        )

    empty_registry.register_best_bets(read)


def test_whole_name_gives_one_card_and_counts_once(bet: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=공주+알밤특구")
    assert page.count('href="/zone/1/"') == 1
    assert 'href="/zone/1/history/"' in page
    assert "<strong>1</strong>건" in page


@pytest.mark.parametrize(
    "query",
    ["q=공주+알밤", "q=공주+알밤특구&year=2009", "q=공주+알밤특구+지역:충남", "q=공주+알밤특구&kind=zone"],
)
def test_anything_more_or_less_than_the_name_gives_no_card(bet: None, client: Client, query: str) -> None:
    assert 'class="best"' not in text_of(client, f"{PAGE}?{query}")


# --- The order explained


def test_order_is_explained_in_words_and_figures(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=장류")
    assert "왜 이 순서?" in page
    assert "이름: 장류 (무게 3.0)" in page
    assert "별칭·옛 이름 2.0, 요약 1.5, 본문과 붙임 1.0" in page


def test_other_orders_need_no_explanation(built: None, client: Client) -> None:
    assert "왜 이 순서?" not in text_of(client, f"{PAGE}?q=장류&sort=title")


def test_other_reading_is_a_reason_of_each_hit(built: None, client: Client) -> None:
    assert "오타: 구기재 → 구기자" in text_of(client, f"{PAGE}?q=구기재")


def test_counts_are_exact_up_to_ten_thousand() -> None:
    assert (told(9_999), told(EXACT_UP_TO), told(10_001)) == ("9,999", "10,000", "10,000+")


# --- The map


def test_map_gets_counts_choices_and_addresses(built: None, empty_registry: Registry, client: Client) -> None:
    seen: list[MapQuestion] = []

    def context(question: MapQuestion) -> dict[str, object]:
        seen.append(question)
        return {}

    empty_registry.register_map(ResultMap("zone", ("province",), "search/order.html", context))
    text_of(client, f"{PAGE}?q=공주&view=map&year=2009")
    assert seen[0].counts == {"province": {"chungnam": 2}}
    assert (
        seen[0].address("province", "chungnam") == f"?q={quote('공주')}&province=chungnam&year=2009&view=map"
    )


def test_without_a_map_none_is_offered(built: None, client: Client) -> None:
    assert "view=map" not in text_of(client, f"{PAGE}?q=공주")


# --- Nothing found


def test_dropping_one_filter_is_offered_with_the_count_it_gives(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=장류&province=gangwon&kind=zone")
    assert "‘강원특별자치도’ 빼면 1건" in page
    assert f'href="?q={quote("장류")}&kind=zone"' in page
    assert "‘zone 자료’ 빼면" not in page  # it would find nothing either


def test_typed_filters_and_words_are_dropped_too(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=장류+-순창")
    assert "‘제외한 말: 순창’ 빼면 1건" in page


def test_repair_is_offered_where_words_were_left_as_typed(built: None, client: Client) -> None:
    assert "잘못 적은 말을 고쳐서 찾기: 1건" in text_of(client, f"{PAGE}?q=tnsckd&typed=1")


def test_cases_of_the_same_place_are_offered(
    built: None, empty_registry: Registry, case_room: Room, client: Client
) -> None:
    del empty_registry._sources["case"]
    empty_registry.register(
        Source(
            "case", "사례", 2, case_room.document, case_room.object_ids, case_room.visible, is_experience=True
        )
    )
    for query in (
        "q=쿼크글루온&province=chungnam",
        "q=쿼크글루온+지역:충남",
        "q=충남+쿼크글루온&typed=1&kind=zone",
    ):
        page = text_of(client, f"{PAGE}?{query}")
        if "맞는 자료가 없습니다" in page:
            assert "시·도 ‘충청남도’의 사례 1건" in page
            assert 'href="?kind=case&province=chungnam"' in page


def test_nothing_hidden_counts_in_a_way_out(built: None, client: Client, zone_room: Room) -> None:
    zone_room.things["2"].is_public = False
    assert "빼면" not in text_of(client, f"{PAGE}?q=장류&province=gangwon")


# --- Files and feed


def test_csv_has_every_row_of_the_state_in_its_order(built: None, client: Client) -> None:
    response = client.get(f"{DOWNLOAD}?format=csv&q=공주&sort=title")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Disposition"] == 'attachment; filename="hanmadang-search.csv"'
    rows = rows_in(client, "q=공주&sort=title")
    assert [row["이름"] for row in rows] == [
        "공주 알밤특구",
        "공주 한민족교육특구",
        "밤 한 품목을 축제와 박람회로 잇다",
    ]
    assert rows[0]["주소"] == "http://testserver/zone/1/"
    assert [row["이름"] for row in rows_in(client, "q=특구+-지역:충남&kind=zone&not_year=2004")] == [
        "예시 도자특구"
    ]


def test_page_is_no_part_of_a_file(built: None, client: Client) -> None:
    assert len(rows_in(client, "q=공주&page=3")) == 3


def test_rows_are_never_formulas(built: None, client: Client, zone_room: Room) -> None:
    zone_room.things["9"] = Thing("=HYPERLINK(1)", summary="@SUM(A1)")
    rebuild()
    row = next(row for row in rows_in(client, "") if row["이름"].endswith("HYPERLINK(1)"))
    assert (row["이름"][0], row["요약"][0]) == ("'", "'")
    sheet = load_workbook(BytesIO(client.get(f"{DOWNLOAD}?format=xlsx").content)).active
    assert sheet is not None
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}


def test_json_says_how_many_and_on_which_terms(built: None, client: Client) -> None:
    body = json.loads(client.get(f"{DOWNLOAD}?format=json&q=도자특구").content)
    assert body["count"] == 1
    assert body["licence"]["text_ko"]
    assert body["results"][0]["sample"] is True


@pytest.mark.parametrize("name", ["pdf", "", "../csv", "\0"])
def test_unknown_format_says_which_there_are(built: None, client: Client, name: str) -> None:
    response = client.get(DOWNLOAD, {"format": name})
    assert response.status_code == 400
    assert "csv, xlsx, json" in response.content.decode()


def test_feed_is_atom_newest_first_without_examples(built: None, client: Client) -> None:
    response = client.get(f"{FEED}?q=특구&sort=title&page=9")
    assert response["Content-Type"].startswith("application/atom+xml")
    assert entries_in(client, "q=특구&kind=zone") == [
        "공주 한민족교육특구",
        "공주 알밤특구",
        "청양 고추·구기자특구",
        "순창 장류산업특구",
    ]
    assert entries_in(client, "q=특구+-지역:충남&kind=zone") == ["순창 장류산업특구"]


def test_page_links_its_feed_files_and_api(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=공주&not_year=2009")
    state = f"?q={quote('공주')}&not_year=2009"
    for address in (f"{FEED}{state}", f"{DOWNLOAD}{state}&format=csv", f"/api/v1/search{state}"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200
    assert client.get(f"/api/v1/search{state}").json()["total"] == len(rows_in(client, state[1:])) == 1


def test_english_page_links_the_api_in_english(built: None, client: Client) -> None:
    assert 'href="/api/v1/search?q=chestnut&language=en"' in text_of(client, "/en/search/?q=chestnut")


def test_hidden_things_are_in_no_file_and_no_feed(built: None, client: Client, zone_room: Room) -> None:
    zone_room.things["3"].title = SECRET
    rebuild()
    assert SECRET in str(rows_in(client, "q=공주")) + str(entries_in(client, "q=공주"))  # the control
    zone_room.things["3"].is_public = False
    for name in ("csv", "json", "xlsx"):
        content = client.get(f"{DOWNLOAD}?format={name}&q=공주").content
        if name == "xlsx":
            book = load_workbook(BytesIO(content)).active
            assert book is not None
            content = str(list(book.values)).encode()
        assert SECRET not in content.decode()
    assert SECRET not in client.get(f"{FEED}?q=공주").content.decode()
    assert json.loads(client.get(f"{DOWNLOAD}?format=json&q=공주").content)["count"] == 2


def test_files_and_feed_while_the_engine_is_away(
    embedded: None, built: None, client: Client, index_directory: Path, zone_room: Room
) -> None:
    shutil.move(index_directory, index_directory.with_name("away"))
    zone_room.things["3"].is_public = False
    assert [row["이름"] for row in rows_in(client, "q=공주&sort=title")] == [
        "공주 알밤특구",
        "밤 한 품목을 축제와 박람회로 잇다",
    ]
    assert entries_in(client, "q=공주&kind=zone") == ["공주 알밤특구"]
    assert client.get(f"{FEED}?q=공주")["Cache-Control"] == "no-store"


def test_without_any_documents_they_say_so(
    db: None, index_directory: Path, zone_room: Room, client: Client
) -> None:
    for address in (FEED, f"{DOWNLOAD}?format=csv"):
        response = client.get(address)
        assert response.status_code == 503
        assert response["Retry-After"]


@pytest.mark.parametrize("name", ["q", "view", "not_province", "not_kind", "format", "province"])
def test_hostile_parameters_give_200_or_400(built: None, client: Client, name: str) -> None:
    for value in HOSTILE if name == "q" else HOSTILE[::5]:
        sent = {name: value.encode("utf-8", "surrogatepass")}
        assert client.get(PAGE, sent).status_code == 200
        assert client.get(FEED, sent).status_code == 200
        assert client.get(DOWNLOAD, sent).status_code in {200, 400}


@pytest.mark.parametrize(
    "text", ["분야:" * 40, '"' * 200, "-" * 200, "지역:x " * 60, "기간:9999999999-0", "기간:0000-9999"]
)
def test_odd_typed_filters_are_answered(built: None, client: Client, text: str) -> None:
    assert client.get(PAGE, {"q": text}).status_code == 200
    assert client.get("/api/v1/search", {"q": text}).status_code == 200


def test_program_excludes_and_is_told_what_was_understood(built: None, client: Client) -> None:
    body = client.get("/api/v1/search?q=특구+지역:충남+foo:bar&not_year=2006&not_kind=case").json()
    assert body["typed"]["filters"] == ["시·도: 충청남도"]
    assert len(body["typed"]["hints"]) == 1
    body = client.get("/api/v1/search?q=특구+지역:충남&not_year=2006&not_kind=case").json()
    assert [hit["id"] for hit in body["results"]] == ["1", "3"]
    years = {option["value"]: option["is_excluded"] for option in body["facets"]["year"]}
    assert years["2006"] is True
    assert client.get("/api/v1/search?not_kind=festival").status_code == 400


def test_files_and_feed_ask_a_fixed_number_of_times(
    built: None, client: Client, django_assert_num_queries: object
) -> None:
    for address, asked in ((f"{DOWNLOAD}?format=csv&q=공주", 4), (f"{FEED}?q=공주", 3)):
        client.get(address)
        with django_assert_num_queries(asked):  # type: ignore[operator]
            client.get(address)
