"""The list of cases follows columns that are written with every case, whichever way it is written."""

import pytest
from django.test import Client

from knowhow.cards import listed_values
from knowhow.listing import case_list_spec, listed_cases
from knowhow.models import CasePage
from portal.page_tree import add_pages
from portal.zones.models import ZonePage
from tests.knowhow.factories import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def four() -> list[CasePage]:
    """In the order in which the list shows them."""
    wanted = [("가 사례", 2023), ("나 사례", 2023), ("가가 사례", 2011), ("해를 모르는 사례", None)]
    made = {title: make_case(title=title, year=year) for title, year in reversed(wanted)}
    return [made[title] for title, _year in wanted]


def _titles(client: Client, query: str = "") -> list[str]:
    return [card.title_ko for card in client.get(f"/cases/{query}").context["cards"]]


def test_the_latest_year_comes_first_then_the_title_and_unknown_years_last(
    client: Client, four: list[CasePage]
) -> None:
    assert _titles(client) == [case.title for case in four]
    assert _titles(client, "?sort=title") == sorted(case.title for case in four)


def test_a_new_title_and_year_move_a_case(client: Client, four: list[CasePage]) -> None:
    case = four[3]
    case.title, case.year = "나나 사례", 2023
    case.save_revision().publish()
    assert _titles(client) == ["가 사례", "나 사례", "나나 사례", "가가 사례"]


def test_cases_added_at_once_stand_in_order(client: Client, four: list[CasePage]) -> None:
    parent = ZonePage.objects.get(zone=four[0].zone)
    case = CasePage(
        title="가나 사례", slug="at-once", public_slug="at-once", zone=parent.zone, year=2023, live=True
    )
    add_pages([(parent, case)])
    assert _titles(client)[:3] == ["가 사례", "가나 사례", "나 사례"]


@pytest.mark.engine_cannot("PostgreSQL reads a table this small from end to end", database="postgresql")
@pytest.mark.parametrize(("sort", "index"), [("newest", "case_newest_first"), ("title", "case_by_title")])
def test_a_page_of_the_list_follows_an_index(four: list[CasePage], sort: str, index: str) -> None:
    sorts = case_list_spec({}).sorts  # type: ignore[arg-type]  # nothing is asked for
    order = next(known.order_by for known in sorts if known.name == sort)
    assert index in listed_values(listed_cases(None).order_by(*order)[:12]).explain()
    assert index not in listed_values(listed_cases(None).order_by("summary_ko")[:12]).explain()
