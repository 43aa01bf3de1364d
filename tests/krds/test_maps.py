"""Maps: links on shapes, names on links, nothing that the content policy forbids."""

import re
from math import dist

import pytest
from django.utils import translation

from portal.krds.maps import (
    REACH,
    SMALL_PROVINCES,
    MapArea,
    MapMark,
    _paths,
    colour_limits,
    legend,
    locator_map,
    map_areas,
    national_map,
    province_map,
    split_municipalities,
)

COUNTS = {"11": 11, "26": 7, "47": 23, "12": 37, "50": 2}


def test_national_map_links_all_sixteen_provinces() -> None:
    drawn = national_map(map_areas(COUNTS, base_url="/zones/?province="))
    assert re.findall(r'href="/zones/\?province=(\d\d)"', drawn) == [
        *("27", "12", "41", "51", "43", "44", "52", "47", "48"),
        *("11", "26", "28", "30", "31", "36", "50"),  # small ones above the others
    ]


def test_small_provinces_have_a_disc_to_hit_that_reaches_into_no_other_label() -> None:
    provinces = _paths()["national"]["provinces"]
    drawn = national_map(map_areas(COUNTS, base_url="?province="))
    assert drawn.count('class="hit"') == len(SMALL_PROVINCES)
    assert drawn.rindex("province=47") < drawn.index('class="hit"')  # above their neighbours
    for small in provinces:
        others = [one for one in provinces if one["code"] != small["code"]]
        if small["code"] in SMALL_PROVINCES:
            assert min(dist(small["label"], one["label"]) for one in others) > REACH


def test_each_link_says_place_and_count() -> None:
    drawn = national_map(map_areas(COUNTS, base_url="?p="))
    assert 'aria-label="경상북도 특구 23곳"' in drawn
    assert 'aria-label="세종특별자치시 특구 0곳"' in drawn


def test_labels_are_english_on_english_pages() -> None:
    with translation.override("en"):
        assert map_areas(COUNTS, base_url="")[0].label == "Seoul"


@pytest.mark.parametrize(("current", "code"), [("47", "47"), ("46", "12"), ("29", "12"), ("42", "51")])
def test_the_chosen_province_is_marked_under_its_present_code(current: str, code: str) -> None:
    drawn = national_map(map_areas(COUNTS, base_url="?p="), current=current)
    assert re.findall(r'href="\?p=(\d\d)"[^>]*aria-current="true"', drawn) == [code]


def test_no_choice_marks_nothing() -> None:
    assert "aria-current" not in national_map(map_areas(COUNTS, base_url="?p="))


def test_ulleungdo_and_dokdo_are_drawn_and_named() -> None:
    drawn = national_map(map_areas(COUNTS, base_url="?p="))
    assert "울릉도" in drawn
    assert "독도" in drawn


def test_names_given_to_the_map_are_escaped() -> None:
    area = MapArea(code="11", name='"><script>', label="<b>", count=1, url='"><a>')
    drawn = national_map([area])
    assert "<script>" not in drawn
    assert "<b>" not in drawn
    assert "&lt;script&gt;" in drawn


@pytest.mark.parametrize("drawn", ["national", "province", "locator"])
def test_maps_write_no_style_attribute(drawn: str) -> None:
    pictures = {
        "national": national_map(map_areas(COUNTS, base_url="?p=")),
        "province": province_map("47", [MapMark("문경시", "가", "/a")]),
        "locator": locator_map("47", ["문경시"], label="문경시"),
    }
    assert "style=" not in pictures[drawn]


def test_province_map_links_the_municipalities_it_knows() -> None:
    drawn = province_map("47", [MapMark("문경시", "가 특구", "/a/"), MapMark("없는군", "나 특구", "/b/")])
    assert 'href="/a/" aria-label="문경시: 가 특구"' in drawn
    assert "/b/" not in drawn


def test_only_links_to_lists_are_swapped() -> None:
    marks = [MapMark("문경시", "가", "/zones/a/"), MapMark("안동시", "나", "?m=1", count=2, is_list=True)]
    drawn = province_map("47", marks, target="#result")
    assert re.findall(r'data-hx-get="([^"]+)"', drawn) == ["?m=1"]
    assert "data-hx" not in province_map("47", marks)


def test_a_picture_is_kept_for_each_language() -> None:
    areas = map_areas(COUNTS, base_url="?p=")
    korean = national_map(areas)
    with translation.override("en"):
        assert "Dokdo" in national_map(areas)
    assert national_map(areas) is korean


def test_an_unknown_province_draws_nothing() -> None:
    assert province_map("99", []) == ""


def test_ulleung_is_named_once_when_it_has_a_mark() -> None:
    assert province_map("47", []).count("울릉") == 1
    assert province_map("47", [MapMark("울릉군", "가", "/a/")]).count(">울릉") == 1


def test_locator_marks_each_municipality_it_knows() -> None:
    assert locator_map("43", ["진천군", "음성군"], label="x").count('class="on"') == 2
    assert 'class="on"' not in locator_map("43", ["없는군"], label="x")


def test_several_municipalities_are_read_from_one_text() -> None:
    assert split_municipalities("속초시·평창군, 고성군") == ("속초시", "평창군", "고성군")


@pytest.mark.parametrize(
    ("counts", "limits"),
    [
        ([], ()),
        ([0, 0], ()),
        ([5], ()),
        ([3, 3, 3], ()),
        ([1, 2, 3, 4, 5], (2, 3, 4, 5)),
        ([0, 1, 9], (9,)),
        ([1, 2, 16, 16, 16, 16, 23, 37], (2, 16, 23, 37)),
    ],
)
def test_colours_share_the_different_counts_equally(counts: list[int], limits: tuple[int, ...]) -> None:
    assert colour_limits(counts) == limits


def test_legend_covers_every_count_once() -> None:
    steps = legend([0, 1, 2, 3, 4, 5, 9])
    assert [(step.first, step.last) for step in steps] == [(0, 1), (2, 2), (3, 3), (4, 4), (5, 9)]
