"""The list of cases: filters, counts, sorts, downloads, hostile addresses."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import openpyxl
import pytest
from django.test import Client

from knowhow.models import CasePage
from tests.knowhow.factories import (
    make_act,
    make_case,
    make_exemption,
    make_field,
    make_province,
    make_stage,
    make_topic,
    make_zone,
    use_act,
    use_article,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    "'", '"', "' OR 1=1--", "<script>alert(1)</script>", "%", "_", "\\", "\0", "í\xa0\x80", "a" * 5000,
    "-1", "0", "1e9", "99999999999999999999", "NaN", "١", "½", "null", "None", "[]", "{}", "../../etc/passwd",
    "%00", "%27", "ㄱㅊ", "가" * 1000, "🌰", "\u202e", "a\r\nSet-Cookie: x=1", "(((((", "AND OR NOT", "*",
    "title:x", "unknown", "2020; DROP TABLE", "true",
]  # fmt: skip
PARAMETERS = [
    "q",
    "field",
    "stage",
    "act",
    "province",
    "year",
    "outcome",
    "topic",
    "zone",
    "sort",
    "page",
    "else",
]
LIST_QUERIES = 9


@pytest.fixture
def three() -> dict[str, CasePage]:
    """Three cases that differ in everything a filter asks."""
    chilli = make_zone()
    tea = make_zone(
        "하동 녹차특구",
        slug="hadong",
        province=make_province("48", "경상남도"),
        field=make_field("culture", "문화"),
    )
    farmland, label = make_act(), make_act("label", "식품표시법")
    sold = make_case(
        "고추를 기관에 팔다", zone=chilli, year=2020, stage=make_stage("sales", "판매"), topic=make_topic()
    )
    labelled = make_case(
        "녹차에 표시를 달다", zone=tea, year=2006, stage=make_stage(), topic=make_topic("labelling", "표시")
    )
    stopped = make_case("멈춘 사업", zone=tea, outcome="stopped", title_en="A project that stopped")
    use_article(sold, make_exemption(acts=(farmland, label)))
    use_act(labelled, label, text="식품 표시기준")
    return {"sold": sold, "labelled": labelled, "stopped": stopped}


def shown(client: Client, query: str) -> list[str]:
    """Titles on the list at an address."""
    return [card.title_ko for card in client.get(f"/cases/{query}").context["cards"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["sold", "labelled", "stopped"]),
        ("?q=고추", ["sold"]),
        ("?q=녹차 표시", ["labelled"]),
        ("?q=PROJECT", ["stopped"]),
        ("?q=하동", ["labelled", "stopped"]),
        ("?field=culture", ["labelled", "stopped"]),
        ("?field=culture&field=agriculture_food", ["sold", "labelled", "stopped"]),
        ("?stage=processing", ["labelled"]),
        ("?act=farmland", ["sold"]),
        ("?act=label", ["sold", "labelled"]),
        ("?act=label&act=farmland", ["sold", "labelled"]),
        ("?province=48", ["labelled", "stopped"]),
        ("?year=2020", ["sold"]),
        ("?year=unknown", ["stopped"]),
        ("?outcome=stopped", ["stopped"]),
        ("?topic=export", ["sold"]),
        ("?zone=hadong", ["labelled", "stopped"]),
        ("?zone=hadong&outcome=done", ["labelled"]),
        ("?q=없는말", []),
        ("?field=no-such-field", ["sold", "labelled", "stopped"]),
        ("?sort=title", ["sold", "labelled", "stopped"]),
    ],
)
def test_filters_show_what_they_name(
    client: Client, three: dict[str, CasePage], query: str, expected: list[str]
) -> None:
    assert shown(client, query) == [three[name].title for name in expected]


def test_facet_counts_hold_the_other_filters_but_not_its_own(
    client: Client, three: dict[str, CasePage]
) -> None:
    facet = client.get("/cases/?act=farmland&outcome=done").context["listed"].facet("act")
    assert {option.value: option.count for option in facet.options} == {"farmland": 1, "label": 2}


def test_case_with_two_articles_of_one_act_stands_once(client: Client, three: dict[str, CasePage]) -> None:
    use_article(three["sold"], make_exemption("A36-2", acts=(make_act(),)), text="농지법(임대)")
    response = client.get("/cases/?act=farmland")
    assert response.context["listed"].total == len(response.context["cards"]) == 1


def test_unknown_filter_is_reported(client: Client, three: dict[str, CasePage]) -> None:
    assert "알 수 없는 조건" in client.get("/cases/?stage=nowhere").content.decode()


def test_applied_filter_can_be_taken_away(client: Client, three: dict[str, CasePage]) -> None:
    response = client.get("/cases/?q=하동&outcome=stopped")
    applied = response.context["listed"].applied_links
    assert [label for label, _without in applied] == ["“하동”", "중단 사례"]
    assert shown(client, applied[0][1]) == [three["stopped"].title]


def test_stopped_case_says_so_in_words(client: Client, three: dict[str, CasePage]) -> None:
    assert "중단 사례" in client.get("/cases/?zone=hadong&q=멈춘").content.decode().split('id="result"')[1]


def test_facet_of_which_nothing_is_known_is_not_shown(client: Client) -> None:
    make_case()
    names = {facet.name for facet in client.get("/cases/").context["listed"].facets}
    assert not names & {"stage", "topic", "act", "year"}


def test_list_is_cut_into_pages_of_twelve(client: Client) -> None:
    zone = make_zone()
    for number in range(14):
        make_case(f"사례 {number:02}", zone=zone)
    assert len(shown(client, "")) == 12
    assert len(shown(client, "?page=2")) == 2
    assert len(shown(client, "?page=99")) == 2


def test_list_without_cases_offers_a_way_out(client: Client) -> None:
    assert "조건에 맞는 사례가 없습니다" in client.get("/cases/").content.decode()


def test_csv_holds_exactly_what_is_filtered(client: Client, three: dict[str, CasePage]) -> None:
    response = client.get("/cases/cases.csv?zone=hadong")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["제목"] for row in rows] == [three["labelled"].title, three["stopped"].title]
    assert rows[1]["결말"] == "중단 사례"


def test_xlsx_holds_exactly_what_is_filtered(client: Client, three: dict[str, CasePage]) -> None:
    response = client.get("/cases/cases.xlsx?outcome=stopped")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    rows = list(sheet.values)
    assert [row[0] for row in rows[1:]] == [three["stopped"].title]


def test_case_with_two_acts_is_downloaded_once(client: Client, three: dict[str, CasePage]) -> None:
    rows = client.get("/cases/cases.csv?q=고추").content.decode("utf-8-sig").strip().splitlines()
    assert len(rows) == 2


@pytest.mark.parametrize("path", ["/cases/", "/en/cases/", "/cases/cases.csv"])
def test_hostile_values_in_every_parameter_are_answered(
    client: Client, three: dict[str, CasePage], path: str
) -> None:
    """One request carries the value in every parameter: each is read on its own, so each gets every value."""
    answers = {value: client.get(path, dict.fromkeys(PARAMETERS, value)).status_code for value in HOSTILE}
    assert set(answers.values()) <= {200, 400}


def test_list_asks_the_same_queries_for_one_case_and_for_many(
    client: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    zone = make_zone()
    for number in range(13):
        make_case(f"사례 {number:02}", zone=zone, topic=make_topic(), stage=make_stage(), year=2020)
    client.get("/cases/")
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/cases/")


def test_list_sets_no_cookie(client: Client, three: dict[str, CasePage]) -> None:
    response = client.get("/cases/?q=고추")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_english_list_shows_english_titles_and_marks_the_korean(
    client: Client, three: dict[str, CasePage]
) -> None:
    body = client.get("/en/cases/").content.decode()
    assert "A project that stopped" in body
    assert f'<span lang="ko">{three["sold"].title}</span>' in body
