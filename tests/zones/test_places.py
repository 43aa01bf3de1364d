"""Pages of fields, provinces and offices, the map of the list: counts, merged units, old addresses."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.zones.models import Award, Field, Province, RegionalOffice, Zone
from portal.zones.zone_map import ZoneMap

pytestmark = pytest.mark.usefixtures("facts")

FIELD_QUERIES = 17
PROVINCE_QUERIES = 13
DRILLED_QUERIES = 8
"""With a municipality map: its facet's choices and counts, and the marks."""


def _map(client: Client, address: str) -> ZoneMap:
    shown: ZoneMap = client.get(address).context["map"]
    return shown


def _links(html: str) -> list[str]:
    """Addresses of the links inside pictures."""
    return [
        link
        for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)
        for link in re.findall(r'href="([^"]+)"', svg)
    ]


# --- The map of the list


def test_map_counts_are_the_list_s(client: Client) -> None:
    for place, area in zip(_map(client, "/zones/").places, _map(client, "/zones/").areas, strict=True):
        assert place.count == area.count == client.get(f"/zones/{place.url}").context["listed"].total


def test_map_counts_follow_the_filters(client: Client) -> None:
    counted = {area.code: area.count for area in _map(client, "/zones/?field=education").areas}
    assert counted["41"] == Zone.objects.filter(field__slug="education", province__code="41").count()
    assert sum(counted.values()) == Zone.objects.filter(field__slug="education").count()


def test_a_chosen_province_shows_its_municipalities(client: Client) -> None:
    shown = _map(client, "/zones/?province=47")
    assert shown.code == "47"
    assert sum(place.count for place in shown.places) >= Zone.objects.filter(province__code="47").count()
    assert {mark.municipality for mark in shown.marks} >= {"문경시", "영덕군"}


def test_municipality_counts_are_the_list_s(client: Client) -> None:
    for place in _map(client, "/zones/?province=12").places:
        if place.is_list:
            assert client.get(f"/zones/{place.url}").context["listed"].total == place.count > 1


def test_a_single_zone_is_linked_itself(client: Client) -> None:
    mark = next(mark for mark in _map(client, "/zones/?province=47").marks if mark.municipality == "문경시")
    assert mark.count == 1
    assert client.get(mark.url).context["profile"].zone.name_ko == mark.title


def test_two_provinces_stay_on_the_map_of_the_country(client: Client) -> None:
    shown = _map(client, "/zones/?province=47&province=12")
    assert shown.code == ""
    assert set(shown.current) == {"47", "12"}


def test_the_way_back_keeps_the_other_filters(client: Client) -> None:
    shown = _map(client, "/zones/?field=education&province=41&municipality=41-gunpo&page=2")
    assert shown.back_url == "?field=education"


def test_zones_without_a_municipality_are_counted_beside_the_map(client: Client) -> None:
    shown = _map(client, "/zones/?province=28")
    assert shown.unplaced == Zone.objects.filter(province__code="28").exclude(places__at="now").count() == 1


def test_same_names_in_other_provinces_are_not_mixed(client: Client) -> None:
    marked = {mark.municipality: mark.count for mark in _map(client, "/zones/?province=12").marks}
    here = Zone.objects.filter(places__at="now", places__municipality__code="12-nam")
    assert marked["남구"] == here.count()


def test_municipality_of_another_province_is_left_out_and_said(client: Client) -> None:
    listed = client.get("/zones/?province=47&municipality=12-suncheon").context["listed"]
    assert listed.ignored == ("municipality",)
    assert listed.total == Zone.objects.filter(province__code="47").count()


def test_municipality_alone_narrows_the_list(client: Client) -> None:
    listed = client.get("/zones/?municipality=12-suncheon").context["listed"]
    here = Zone.objects.filter(places__at="now", places__municipality__code="12-suncheon").distinct()
    assert listed.total == here.count() > 0
    assert [item.label for item in listed.applied] == ["순천시"]


def test_year_of_designation_narrows_the_list(client: Client) -> None:
    total = client.get("/zones/?year=2008").context["listed"].total
    assert total == Zone.objects.filter(designated_text__startswith="2008").count() > 0


@pytest.mark.parametrize(
    ("ended", "now"), [("29", "12"), ("46", "12"), ("42", "51"), ("45", "52"), ("49", "50")]
)
def test_ended_province_leads_to_the_list_of_today(client: Client, ended: str, now: str) -> None:
    response = client.get(f"/zones/?q=%EC%82%B0%EC%97%85&province={ended}&province={now}")
    assert response.status_code == 301
    assert response["Location"] == f"/zones/?q=%EC%82%B0%EC%97%85&province={now}"


def test_every_link_of_the_map_stands_in_the_list_beside_it(client: Client) -> None:
    for address in (
        "/zones/",
        "/zones/?province=47",
        "/en/zones/?province=12",
        "/provinces/",
        "/fields/education/",
    ):
        html = client.get(address).content.decode()
        beside = re.search(r'<ul class="sidos" id="map-places".*?</ul>', html, re.DOTALL)
        assert beside
        assert sorted(_links(html)) == sorted(re.findall(r'href="([^"]+)"', beside[0]))


def test_map_names_its_source_and_its_age(client: Client) -> None:
    html = client.get("/zones/").content.decode()
    assert "국토지리정보원" in html
    assert "2012–2013년" in html


def test_drilled_list_asks_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.get("/zones/?province=12")
    with django_assert_num_queries(DRILLED_QUERIES):
        client.get("/zones/?province=47&field=tourism_leisure&status=unknown&year=2008&q=%ED%8A%B9%EA%B5%AC")


@pytest.mark.parametrize("parameter", ["municipality", "year", "province"])
def test_hostile_places_never_break_the_list(
    client: Client, parameter: str, hostile: tuple[str, ...]
) -> None:
    answers = {
        client.get("/zones/", {parameter: [value, value], "province": "47"}).status_code for value in hostile
    }
    assert answers <= {200, 301, 400}


# --- Fields


def test_fields_page_counts_every_real_zone(client: Client) -> None:
    response = client.get("/fields/")
    assert sum(row.zones for row in response.context["fields"]) == 179
    assert response.context["charts"].by_province.total == 179


@pytest.mark.long
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_field_has_a_page(client: Client, prefix: str) -> None:
    for field in Field.objects.all():
        response = client.get(f"{prefix}/fields/{field.slug}/")
        assert response.status_code == 200
        assert response.context["profile"].total == Zone.objects.filter(field=field).count()


def test_field_page_gathers_what_the_field_has(client: Client) -> None:
    profile = client.get("/fields/agriculture_food/").context["profile"]
    real = Zone.objects.filter(field__slug="agriculture_food")
    assert sum(area.count for area in profile.map.areas) == profile.total == real.count()
    assert len(profile.awards) == Award.objects.filter(zone__in=real).count()
    assert "cases" in [filled.panel.key for filled in profile.panels]
    assert sum(office.zones for office in profile.offices) == real.exclude(province__code="50").count()


def test_field_page_says_where_no_office_is_known(client: Client) -> None:
    profile = client.get("/fields/marine_fisheries/").context["profile"]
    assert [province.code for province in profile.unserved] == ["50"]


def test_links_of_the_field_s_map_lead_to_its_zones(client: Client) -> None:
    area = next(
        area for area in client.get("/fields/education/").context["profile"].map.areas if area.code == "41"
    )
    assert client.get(area.url).context["listed"].total == area.count > 0


def test_field_page_asks_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.get("/fields/education/")
    with django_assert_num_queries(FIELD_QUERIES):
        client.get("/fields/agriculture_food/")


# --- Provinces


@pytest.mark.long
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_province_of_today_has_a_page(client: Client, prefix: str) -> None:
    for province in Province.objects.current().real():
        response = client.get(f"{prefix}/provinces/{province.slug}/")
        assert response.status_code == 200
        assert response.context["profile"].total == Zone.objects.filter(province=province).count()


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("gwangju", "jeonnam-gwangju"),
        ("jeonnam", "jeonnam-gwangju"),
        ("jeollanam-do", "jeonnam-gwangju"),
        ("46", "jeonnam-gwangju"),
        ("12", "jeonnam-gwangju"),
        ("gangwon-do", "gangwon"),
        ("gyeonggi-do", "gyeonggi"),
        ("jeju-do", "jeju"),
        ("Seoul", "seoul"),
    ],
)
def test_other_names_of_a_province_lead_to_its_page(client: Client, old: str, now: str) -> None:
    response = client.get(f"/provinces/{old}/")
    assert (response.status_code, response["Location"]) == (301, f"/provinces/{now}/")


def test_merged_province_shows_its_former_units_with_dates(client: Client) -> None:
    response = client.get("/provinces/jeonnam-gwangju/")
    former = response.context["profile"].former
    assert [(one.province.code, one.zones) for one in former] == [("29", 2), ("46", 35)]
    assert "2026년 6월 30일까지" in response.content.decode()


def test_province_page_names_its_office_or_says_that_none_is_known(client: Client) -> None:
    assert "대구·경북지방중소벤처기업청" in client.get("/provinces/gyeongbuk/").content.decode()
    assert "담당 청 미확인" in client.get("/provinces/jeju/").content.decode()


def test_province_page_asks_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.get("/provinces/gyeongbuk/")
    with django_assert_num_queries(PROVINCE_QUERIES):
        client.get("/provinces/jeonnam-gwangju/")


# --- Offices


def test_thirteen_offices_serve_every_province_but_jeju(client: Client) -> None:
    response = client.get("/offices/")
    assert len(response.context["offices"]) == 13
    assert [row.province.code for row in response.context["unserved"]] == ["50"]


@pytest.mark.long
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_office_has_a_page_with_its_zones(client: Client, prefix: str) -> None:
    for office in RegionalOffice.objects.all():
        profile = client.get(f"{prefix}/offices/{office.slug}/").context["profile"]
        assert profile.total == Zone.objects.filter(province__offices=office).count()
        if profile.total:
            assert client.get(profile.list_url).context["listed"].total == profile.total


# --- All of them


@pytest.mark.parametrize("path", ["/fields/nope/", "/provinces/nope/", "/offices/nope/", "/en/provinces/99/"])
def test_unknown_place_is_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/fields/", "/fields/education/", "/provinces/", "/provinces/seoul/", "/offices/", "/offices/seoul/"],
)
def test_place_pages_set_no_cookie(client: Client, path: str) -> None:
    assert not client.get(path).cookies


def test_place_pages_stand_in_the_sitemap(client: Client) -> None:
    body = client.get("/sitemap.xml").content.decode()
    assert len(re.findall(r"<loc>[^<]*/fields/[a-z_]+/</loc>", body)) == 2 * 11
    assert len(re.findall(r"<loc>[^<]*/provinces/[a-z-]+/</loc>", body)) == 2 * 16
    assert len(re.findall(r"<loc>[^<]*/offices/[a-z-]+/</loc>", body)) == 2 * 13
    assert "/provinces/gwangju/" not in body


def test_card_links_its_field_and_its_province(client: Client) -> None:
    card = client.get("/zones/?province=12").context["cards"][0]
    assert client.get(card.field_url).status_code == client.get(card.province_url).status_code == 200


# --- Charts


def test_heat_table_adds_up_and_its_cells_lead_to_their_zones(client: Client) -> None:
    table = client.get("/fields/").context["charts"].by_province
    assert sum(head.total for head in table.heads) == sum(row.total for row in table.rows) == table.total
    cell = next(cell for cell in table.rows[0].cells if cell.count)
    assert client.get(cell.url).context["listed"].total == cell.count


def test_years_add_up_to_all_zones_and_lead_to_them(client: Client) -> None:
    chart = client.get("/").context["overview"].charts.by_year
    assert sum(column.begun for column in chart.columns) + chart.designated_unknown == 179
    assert sum(column.ended for column in chart.columns) + chart.released_unknown == chart.released == 11
    column = next(column for column in chart.columns if column.begun)
    assert client.get(column.url).context["listed"].total == column.begun


def test_awards_of_all_fields_are_all_awards(client: Client) -> None:
    rows = client.get("/fields/").context["charts"].awards.rows
    assert sum(row.value for row in rows) == Award.objects.count()


def test_an_act_counts_each_zone_once(client: Client) -> None:
    rows = client.get("/fields/").context["charts"].acts.rows
    traffic = next(row for row in rows if row.label == "도로교통법")
    by_act = Zone.objects.filter(exemption_uses__act__name_ko="도로교통법")
    by_article = Zone.objects.filter(exemption_uses__exemption__acts__name_ko="도로교통법")
    assert traffic.value == (by_act | by_article).distinct().count()
    assert client.get(traffic.url).status_code == 200


@pytest.mark.parametrize("path", ["/", "/fields/", "/fields/education/"])
def test_charts_say_what_was_counted(client: Client, path: str) -> None:
    assert "예시 제외)을 셌습니다" in client.get(path).content.decode()
