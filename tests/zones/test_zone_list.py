"""The list of zones: filters in the address, counts, pages, exports."""

import csv
import io
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from portal.zones.models import Zone

pytestmark = pytest.mark.usefixtures("facts")

LIST_QUERIES = 5


def _total(client: Client, query: dict[str, Any]) -> int:
    response = client.get("/zones/", query)
    assert response.status_code == 200
    return int(response.context["listed"].total)


def _options(client: Client, facet: str, query: dict[str, Any] | None = None) -> dict[str, int]:
    listed = client.get("/zones/", query or {}).context["listed"]
    return {option.value: option.count for option in listed.facet(facet).options}


def test_all_179_zones_are_listed(client: Client) -> None:
    assert _total(client, {}) == 179


def test_list_asks_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.get("/zones/")
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/zones/", {"field": "education"})


@pytest.mark.parametrize("words", ["공주알밤", "공주 알밤", "알밤 공주", "gongju chestnut", "공주시 밤"])
def test_every_spacing_of_a_name_finds_the_zone(client: Client, words: str) -> None:
    cards = client.get("/zones/", {"q": words}).context["cards"]
    assert "공주 알밤특구" in [card.name_ko for card in cards]


def test_decomposed_hangul_finds_the_same(client: Client) -> None:
    assert _total(client, {"q": unicodedata.normalize("NFD", "알밤")}) == _total(client, {"q": "알밤"}) > 0


def test_former_name_finds_the_zone(client: Client) -> None:
    cards = client.get("/zones/", {"q": "지리산 약초연구발전특구"}).context["cards"]
    assert [card.name_ko for card in cards] == ["산청 한방약초산업특구"]


@pytest.mark.parametrize("name", ["전라남도", "전남"])
def test_ended_province_finds_zones_of_its_successor(client: Client, name: str) -> None:
    assert _total(client, {"q": name}) >= 35


def test_merged_province_holds_the_zones_of_both(client: Client) -> None:
    assert _total(client, {"province": "12"}) == 37


def test_two_values_of_a_facet_widen_it(client: Client) -> None:
    counts = _options(client, "field")
    assert (
        _total(client, {"field": ["education", "tourism_leisure"]})
        == counts["education"] + counts["tourism_leisure"]
    )


def test_two_facets_narrow_each_other(client: Client) -> None:
    both = _total(client, {"field": "education", "province": "41"})
    assert both == Zone.objects.filter(field__slug="education", province__code="41").count() > 0


def test_a_facet_counts_without_its_own_choice(client: Client) -> None:
    assert _options(client, "field", {"field": "education"}) == _options(client, "field")


def test_unknown_status_can_be_chosen(client: Client) -> None:
    assert _total(client, {"status": "unknown"}) == Zone.objects.filter(status="").count()


@pytest.mark.parametrize("facet", ["type", "grade"])
def test_facet_that_is_all_unknown_is_not_shown(client: Client, facet: str) -> None:
    assert client.get("/zones/").context["listed"].facet(facet) is None


def test_facet_is_shown_once_one_zone_has_a_value(client: Client) -> None:
    Zone.objects.filter(name_ko="공주 알밤특구").update(type=Zone.Type.ADVANCEMENT)
    assert _options(client, "type") == {"advancement": 1, "unknown": 178}


@pytest.mark.parametrize(
    "parameter", ["q", "province", "field", "type", "status", "grade", "sort", "page", "view", "nonsense"]
)
def test_hostile_values_never_break_the_list(
    client: Client, parameter: str, hostile: tuple[str, ...]
) -> None:
    answers = {client.get("/zones/", {parameter: value}).status_code for value in hostile}
    assert answers <= {200, 400}


def test_unknown_value_is_left_out_and_said(client: Client) -> None:
    response = client.get("/zones/", {"field": "no-such-field"})
    assert response.context["listed"].ignored == ("field",)
    assert "알 수 없는 조건은 빼고" in response.content.decode()


def test_words_are_escaped(client: Client) -> None:
    assert (
        "<script>alert(1)" not in client.get("/zones/", {"q": "<script>alert(1)</script>"}).content.decode()
    )


def test_empty_result_offers_a_way_out(client: Client) -> None:
    assert "조건 모두 지우기" in client.get("/zones/", {"q": "없는이름없는이름"}).content.decode()


def test_names_sort_by_language(client: Client) -> None:
    names = [card.name_en for card in client.get("/en/zones/").context["cards"]]
    assert names == sorted(names, key=str.lower)


def test_newest_sort_puts_unknown_dates_last(client: Client) -> None:
    dates = [
        zone.designated_text for zone in client.get("/zones/", {"sort": "newest"}).context["listed"].rows
    ]
    known = [date for date in dates if date]
    assert dates == sorted(known, reverse=True) + [""] * (len(dates) - len(known))


def test_csv_holds_exactly_the_filtered_rows(client: Client) -> None:
    query = {"field": "education", "sort": "newest"}
    shown = [zone.name_ko for zone in client.get("/zones/", query).context["listed"].rows]
    body = client.get("/zones/zones.csv", query).content
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert body.startswith(b"\xef\xbb\xbf")
    assert [row["이름"] for row in rows] == shown


def test_xlsx_holds_exactly_the_filtered_rows(client: Client) -> None:
    shown = {zone.name_ko for zone in client.get("/zones/", {"province": "12"}).context["listed"].rows}
    sheet = load_workbook(
        io.BytesIO(client.get("/zones/zones.xlsx", {"province": "12"}).content), read_only=True
    ).active
    assert sheet is not None
    assert {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)} == shown


def test_page_links_to_the_export_of_its_filters(client: Client) -> None:
    assert (
        "/zones/zones.csv?field=education" in client.get("/zones/", {"field": "education"}).content.decode()
    )


def test_page_beyond_the_last_shows_the_last(client: Client) -> None:
    assert client.get("/zones/", {"page": "400"}).context["listed"].page.number == 18


def test_anonymous_list_sets_no_cookie(client: Client) -> None:
    assert not client.get("/zones/").cookies
