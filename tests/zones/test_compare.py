"""Zones side by side: chosen in the address, differences marked by words, unknown never called the same."""

import csv
import io
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from openpyxl import load_workbook
from wagtail.models import Page

from portal.importing.actions import ImportRefusedError, apply_import
from portal.importing.columns import Row
from portal.importing.models import ImportRun
from portal.zones.comparison import Cell, CellLine, _standing
from portal.zones.models import Zone, ZonePage

pytestmark = pytest.mark.usefixtures("facts")

CHESTNUT, SAUCE = "gongju-chestnut", "sunchang-fermented-sauce-industry"
COMPARE = "/zones/compare/"
FOUR_OR_MORE = 6


def _slugs(count: int) -> list[str]:
    rows = ZonePage.objects.live().order_by("public_slug").values_list("public_slug", flat=True)
    return list(rows[:count])


def _rows(client: Client, *slugs: str, **query: str) -> dict[str, Any]:
    response = client.get(COMPARE, {"zone": slugs, **query})
    assert response.status_code == 200
    return {row.key: row for row in response.context["comparison"].rows}


def _cells(row: Any) -> list[str]:
    return [cell.text for _zone, cell in row.cells]


# --- The table ----------------------------------------------------------------------------------


def test_each_zone_is_a_column_with_its_facts(client: Client) -> None:
    rows = _rows(client, CHESTNUT, SAUCE)
    assert _cells(rows["designated"]) == ["2010년 5월 18일", "2004년 12월 30일"]
    assert _cells(rows["province_then"]) == ["충청남도", "전라북도"]


def test_values_that_differ_are_marked_by_a_word(client: Client) -> None:
    rows = _rows(client, CHESTNUT, SAUCE)
    assert (rows["province"].standing, rows["field"].standing) == ("different", "same")
    body = client.get(COMPARE, {"zone": [CHESTNUT, SAUCE]}).content.decode()
    assert '<span class="cmp-m">다름</span>' in body


A, B, UNKNOWN = Cell((CellLine("가"),)), Cell((CellLine("나"),)), Cell()


@pytest.mark.parametrize(
    ("cells", "standing"),
    [
        ([A, A], "same"),
        ([A, B], "different"),
        ([A, UNKNOWN], "open"),
        ([UNKNOWN, UNKNOWN], "open"),
        ([A, A, UNKNOWN], "open"),
        ([A, B, UNKNOWN], "different"),
    ],
)
def test_what_is_not_known_is_neither_same_nor_different(cells: list[Cell], standing: str) -> None:
    assert _standing(cells) == standing


def test_the_order_of_several_values_makes_no_difference() -> None:
    first, second = CellLine("가"), CellLine("나")
    assert _standing([Cell((first, second)), Cell((second, first))]) == "same"


def test_the_page_says_that_unknown_is_not_the_same(client: Client) -> None:
    body = client.get(COMPARE, {"zone": [CHESTNUT, SAUCE]}).content.decode()
    assert "확인되지 않은 값은 같다고도 다르다고도 하지 않습니다" in body


def test_switch_leaves_only_what_differs(client: Client) -> None:
    rows = _rows(client, CHESTNUT, SAUCE, differ="1")
    assert {row.standing for row in rows.values()} == {"different"}


def test_cases_are_counted_and_linked(client: Client) -> None:
    line = _rows(client, CHESTNUT, SAUCE)["cases"].cells[0][1].lines[0]
    assert (line.text, line.url) == ("3건", f"/cases/?zone={CHESTNUT}")


def test_english_table_is_english(client: Client) -> None:
    response = client.get(f"/en{COMPARE}", {"zone": [CHESTNUT, SAUCE]})
    rows = {row.key: row for row in response.context["comparison"].rows}
    assert _cells(rows["designated"]) == ["18 May 2010", "30 December 2004"]


@pytest.mark.parametrize(("slugs", "queries"), [((CHESTNUT, SAUCE), 18), ((CHESTNUT, SAUCE, "x"), 18)])
def test_number_of_questions_is_fixed(
    client: Client, django_assert_num_queries: Callable[..., Any], slugs: tuple[str, ...], queries: int
) -> None:
    """Two of each zone are for what stands beside its facts; a process keeps those (`tests/home/test_query_counts.py`)."""
    client.get(COMPARE, {"zone": slugs})
    with django_assert_num_queries(queries):
        client.get(COMPARE, {"zone": slugs})


# --- Choosing -----------------------------------------------------------------------------------


def test_without_zones_the_page_tells_how_to_choose(client: Client) -> None:
    response = client.get(COMPARE)
    assert response.status_code == 200
    assert "고르는 방법" in response.content.decode()


def test_one_zone_is_shown_with_zones_like_it(client: Client) -> None:
    response = client.get(COMPARE, {"zone": CHESTNUT})
    offered = [offer.url for offer in response.context["peers"]]
    assert offered
    assert all(url.startswith(f"{COMPARE}?zone={CHESTNUT}&zone=") for url in offered)
    assert "한 곳을 더하면" in response.content.decode()


def test_more_than_five_are_cut_and_it_is_said(client: Client) -> None:
    response = client.get(COMPARE, {"zone": _slugs(FOUR_OR_MORE)})
    assert len(response.context["chosen"].zones) == 5
    assert "뒤의 1곳은 뺐습니다" in response.content.decode()
    assert 'name="add"' not in response.content.decode()


def test_repeated_zone_is_shown_once(client: Client) -> None:
    assert len(client.get(COMPARE, {"zone": [CHESTNUT, CHESTNUT]}).context["chosen"].zones) == 1


def test_unknown_zone_is_left_out_and_it_is_said(client: Client) -> None:
    response = client.get(COMPARE, {"zone": [CHESTNUT, "nowhere"]})
    assert [zone.slug for zone in response.context["chosen"].zones] == [CHESTNUT]
    assert "찾을 수 없는 특구 1곳은 뺐습니다" in response.content.decode()


@pytest.mark.parametrize("path", [COMPARE, "/zones/compare.csv", "/zones/compare.xlsx"])
def test_nothing_but_unknown_is_not_found(client: Client, path: str) -> None:
    assert client.get(path, {"zone": "nowhere"}).status_code == 404


def test_zone_that_is_not_published_is_as_unknown(client: Client) -> None:
    Page.objects.filter(zonepage__public_slug=SAUCE).update(live=False)
    response = client.get(COMPARE, {"zone": [CHESTNUT, SAUCE]})
    assert [zone.slug for zone in response.context["chosen"].zones] == [CHESTNUT]
    assert "순창 장류산업특구" not in response.content.decode().partition("<datalist")[0]


@pytest.mark.usefixtures("sample")
def test_example_is_marked_and_kept_out_of_search_engines(client: Client) -> None:
    sample = ZonePage.objects.filter(zone__is_sample=True, live=True).first()
    assert sample is not None
    body = client.get(COMPARE, {"zone": [CHESTNUT, sample.public_slug]}).content.decode()
    assert "지어낸 것입니다" in body
    assert '<meta name="robots" content="noindex">' in body


@pytest.mark.parametrize("typed", ["순창 장류산업특구", "순창장류", "sunchang fermented"])
def test_typed_name_of_one_zone_is_added(client: Client, typed: str) -> None:
    response = client.get(COMPARE, {"zone": CHESTNUT, "add": typed, "differ": "1"})
    assert response.headers["Location"] == f"{COMPARE}?zone={CHESTNUT}&zone={SAUCE}&differ=1"


def test_typed_words_of_several_zones_offer_them(client: Client) -> None:
    response = client.get(COMPARE, {"zone": CHESTNUT, "add": "교육"})
    found = response.context["found"]
    assert len(found) == 10
    assert all(offer.url.startswith(f"{COMPARE}?zone={CHESTNUT}&zone=") for offer in found)


def test_typed_name_that_is_nowhere_says_so_and_keeps_the_table(client: Client) -> None:
    body = client.get(COMPARE, {"zone": CHESTNUT, "add": "없는이름"}).content.decode()
    assert "‘없는이름’에 맞는 특구를 찾지 못했습니다" in body
    assert "공주 알밤특구" in body


def test_zone_already_chosen_is_not_added_again(client: Client) -> None:
    assert client.get(COMPARE, {"zone": CHESTNUT, "add": "공주 알밤특구"}).context["not_found"]


def test_every_zone_has_a_link_that_takes_it_out(client: Client) -> None:
    body = client.get(COMPARE, {"zone": [CHESTNUT, SAUCE]}).content.decode()
    assert f'href="{COMPARE}?zone={SAUCE}"' in body
    assert f'href="{COMPARE}?zone={CHESTNUT}"' in body


@pytest.mark.parametrize("name", ["zone", "add", "differ"])
def test_hostile_address_is_answered(client: Client, name: str, hostile: tuple[str, ...]) -> None:
    statuses = {client.get(COMPARE, {name: text}).status_code for text in hostile}
    assert statuses <= {200, 302, 404}


def test_hostile_choice_on_the_list_is_answered(client: Client, hostile: tuple[str, ...]) -> None:
    assert client.get("/zones/", {"compare": list(hostile)}).status_code == 200


def test_comparison_sets_no_cookie(client: Client) -> None:
    assert not client.get(COMPARE, {"zone": [CHESTNUT, SAUCE]}).cookies


# --- From the list and from search --------------------------------------------------------------


def test_card_puts_its_zone_in_and_keeps_the_filters(client: Client) -> None:
    body = unescape(client.get("/zones/", {"q": "공주 알밤", "sort": "newest"}).content.decode())
    assert f"&sort=newest&compare={CHESTNUT}#compare-{CHESTNUT}" in body


def test_bar_shows_the_choice_and_leads_to_the_comparison(client: Client) -> None:
    body = unescape(
        client.get("/zones/", {"compare": [CHESTNUT, SAUCE], "field": "education"}).content.decode()
    )
    assert f'href="{COMPARE}?zone={CHESTNUT}&zone={SAUCE}"' in body
    assert f'href="/zones/?compare={SAUCE}&field=education"' in body


def test_filter_form_pages_and_sort_carry_the_choice(client: Client) -> None:
    body = unescape(client.get("/zones/", {"compare": CHESTNUT}).content.decode())
    assert f'<input type="hidden" name="compare" value="{CHESTNUT}" form="' in body
    assert f"?compare={CHESTNUT}&page=2" in body
    assert f'<input type="hidden" name="compare" value="{CHESTNUT}">' in body


def test_list_without_a_choice_has_no_bar(client: Client) -> None:
    assert 'class="cmp-bar"' not in client.get("/zones/").content.decode()


def test_full_choice_offers_no_sixth(client: Client) -> None:
    chosen = _slugs(5)
    body = client.get("/zones/", {"compare": chosen, "q": "순창 장류"}).content.decode()
    assert "비교에는 다섯 곳까지 담습니다" in body


@pytest.mark.long
def test_search_hit_leads_to_the_comparison(client: Client) -> None:
    body = client.get("/search/", {"q": "공주 알밤특구", "kind": "zone"}).content.decode()
    assert f'href="{COMPARE}?zone={CHESTNUT}"' in body


# --- Downloads ----------------------------------------------------------------------------------


def _csv(client: Client, **query: Any) -> list[list[str]]:
    body = client.get("/zones/compare.csv", query).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(body, newline="")))


def test_csv_is_the_table(client: Client) -> None:
    head, *rows = _csv(client, zone=[CHESTNUT, SAUCE])
    assert head == ["항목", "견준 결과", "공주 알밤특구", "순창 장류산업특구"]
    assert ["유형", "견줄 수 없음", "확인되지 않음", "확인되지 않음"] in rows


def test_csv_of_the_switch_holds_only_what_differs(client: Client) -> None:
    _head, *rows = _csv(client, zone=[CHESTNUT, SAUCE], differ="1")
    assert {row[1] for row in rows} == {"다름"}


def test_xlsx_is_the_same_table(client: Client) -> None:
    content = client.get("/zones/compare.xlsx", {"zone": [CHESTNUT, SAUCE]}).content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cells = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == _csv(client, zone=[CHESTNUT, SAUCE])


# --- Reserved addresses -------------------------------------------------------------------------


@pytest.mark.parametrize("slug", sorted(ZonePage.reserved_slugs))
def test_no_zone_takes_an_address_beside_the_zones(slug: str) -> None:
    page = ZonePage.objects.get(public_slug=CHESTNUT)
    page.public_slug = slug
    with pytest.raises(ValidationError) as refusal:
        page.full_clean()
    assert "public_slug" in refusal.value.message_dict


def test_import_cannot_take_it_either() -> None:
    rows = [Row(2, {"name_ko": "공주 알밤특구", "public_slug": "compare"})]
    with pytest.raises(ImportRefusedError) as refusal:
        apply_import(ImportRun(importer="zones", source_name="a", source_note="시험"), lambda: rows)
    assert "다른 페이지가 씁니다" in refusal.value.plan.errors[0].message


def test_name_that_would_make_such_an_address_gets_another() -> None:
    page = ZonePage(zone=Zone(name_ko="견줌특구", name_en="Compare"), title="견줌특구")
    assert page._free_slug() == "compare-2"
