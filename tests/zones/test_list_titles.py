"""No two states of a list share their title or description: a bookmark says what it holds."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from portal.zones.models import Act, ExemptionArea

pytestmark = pytest.mark.usefixtures("facts")

STATES = [
    *("/zones/", "/zones/?view=map", "/zones/?province=52", "/zones/?q=장류", "/zones/?page=2"),
    *("/exemptions/", "/exemptions/?area=land_use", "/exemptions/?act=farmland", "/exemptions/?page=2"),
    *("/cases/", "/cases/?field=agriculture_food", "/cases/?outcome=stopped"),
    *("/changes/", "/changes/?kind=plan", "/changes/?zone=gongju-chestnut", "/changes/?kind=plan&page=2"),
]


def _said(client: Client, path: str) -> tuple[str, str]:
    page = client.get(path).content.decode()
    title = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)[0]
    return title, re.findall(r'<meta name="description" content="([^"]*)"', page)[0]


@pytest.mark.long
@pytest.mark.parametrize("language", ["", "/en"])
def test_each_state_of_a_list_has_a_title_and_a_description_of_its_own(client: Client, language: str) -> None:
    said = [_said(client, language + path) for path in STATES]
    assert len({title for title, _description in said}) == len(STATES)
    assert len({description for _title, description in said}) == len(STATES)


def test_the_title_names_the_filters_in_the_language_of_the_page(client: Client) -> None:
    area, act = ExemptionArea.objects.get(code="land_use"), Act.objects.get(slug="farmland")
    assert area.name_ko in _said(client, "/exemptions/?area=land_use")[0]
    title, description = _said(client, "/en/exemptions/?area=land_use&act=farmland")
    assert escape(f"{area.name_en}, {act.name_en}") in title
    assert escape(f"{area.name_en}, {act.name_en}") in description


def test_a_filter_of_the_changes_can_be_taken_away_alone(client: Client) -> None:
    page = client.get("/changes/?kind=plan&zone=gongju-chestnut")
    assert page.context["asked"].applied == [
        ("계획 연혁", "?zone=gongju-chestnut"),
        ("공주 알밤특구", "?kind=plan"),
    ]
