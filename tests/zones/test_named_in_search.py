"""What the registry brings to search: names behind typed filters, cards for whole names, and the map of results."""

import html
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.zones.best_bets import best_bet
from portal.zones.models import FormerName, Zone
from search.queries import find
from search.results import SearchRequest
from search.text import name_key
from search.understood import typed_names

pytestmark = pytest.mark.usefixtures("facts")

ANYONE = AnonymousUser()


def chips(text: str) -> list[str]:
    return [chip.label for chip in find(SearchRequest(text=text), viewer=ANYONE).typed.chips]


@pytest.mark.parametrize(
    ("text", "chip"),
    [
        ("분야:식품", "분야: 농업·식품"),
        ("field:food", "분야: 농업·식품"),
        ("지역:공주", "시·군·구: 공주시"),
        ("region:gongju", "시·군·구: 공주시"),
        ("지역:충남", "시·도: 충청남도"),
        ("지역:전라북도", "시·도: 전북특별자치도"),
        ("지역:제주", "시·도: 제주특별자치도"),
        ("시군구:제주", "시·군·구: 제주시"),
        ("특례:도로법", "법률: 도로법"),
        ("특례:A45", "규제특례: A45 도로점용 협조"),
        ("상태:해제", "상태: 해제"),
        ("상태:중단", "결말: 중단 사례"),
        ("종류:사례", "종류: 사례"),
        ("kind:case", "종류: 사례"),
    ],
)
def test_names_are_understood(text: str, chip: str) -> None:
    assert chips(text) == [chip]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_example_of_the_help_finds_something(client: Client, language: str) -> None:
    examples = [example for _name, example, _labels in typed_names("en" if language == "en" else "ko")]
    assert len(examples) >= 5
    prefix = "/en" if language == "en" else ""
    for example in examples:
        page = html.unescape(client.get(f"{prefix}/search/", {"q": example}).content.decode())
        assert 'class="krds-btn-tag"' in page, example
        assert re.search(r'<p class="res-n" role="status"><strong>[1-9]', page), example


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "kind", "title", "link"),
    [
        ("공주 알밤특구", "zone", "공주 알밤특구", "연혁"),
        ("공주알밤특구", "zone", "공주 알밤특구", "비교"),
        ("도로점용 협조", "exemption", "도로점용 협조", "쓰는 특구"),
        ("A28-1", "exemption", "공립학교 설립", "쓰는 특구"),
        ("a45", "exemption", "도로점용 협조", "쓰는 특구"),
        ("도로법", "act", "도로법", "쓰는 특구"),
        ("교육", "field", "교육", "특구 목록"),
        ("충남", "province", "충청남도", "특구 목록"),
        ("전라북도", "province", "전북특별자치도", "특구 목록"),
        ("공주", "municipality", "공주시", "공주 알밤특구"),
    ],
)
def test_whole_name_has_a_card_whose_links_lead_somewhere(
    client: Client, name: str, kind: str, title: str, link: str
) -> None:
    bet = best_bet(name_key(name), ANYONE, "ko")
    assert bet is not None
    assert (bet.kind, bet.title) == (kind, title)
    assert link in [action.label for action in bet.links]
    for action in bet.links:
        assert client.get(action.url.partition("#")[0]).status_code == 200, action


def test_former_name_leads_to_the_zone() -> None:
    former = FormerName.objects.filter(zone__is_sample=False).exclude(name_ko="").first()
    assert former is not None
    bet = best_bet(name_key(former.name_ko), ANYONE, "ko")
    assert bet is not None
    assert bet.object_id == str(former.zone_id) or bet.title == former.name_ko


@pytest.mark.parametrize("name", ["", "공주알", "없는 이름", "A28"])
def test_part_of_a_name_has_no_card(name: str) -> None:
    assert best_bet(name_key(name), ANYONE, "ko") is None


def test_english_card_is_in_english() -> None:
    bet = best_bet(name_key("Education"), ANYONE, "en")
    assert bet is not None
    assert (bet.title, bet.label) == ("Education", "Field")


@pytest.mark.parametrize("how", ["draft", "private"])
def test_zone_that_is_not_public_has_no_card_and_is_in_none(how: str) -> None:
    zone = Zone.objects.select_related("page").get(page__public_slug="gongju-chestnut")
    assert best_bet(name_key(zone.name_ko), ANYONE, "ko") is not None  # the control
    if how == "draft":
        zone.page.unpublish()
    else:
        PageViewRestriction.objects.create(page=zone.page, restriction_type="login")
    assert best_bet(name_key(zone.name_ko), ANYONE, "ko") is None
    place = best_bet(name_key("공주"), ANYONE, "ko")
    assert place is None or zone.name not in [action.label for action in place.links]


def test_map_shows_the_zones_among_the_results(client: Client) -> None:
    page = html.unescape(client.get("/search/", {"q": "고추", "view": "map"}).content.decode())
    assert 'class="kmap"' in page
    assert re.search(r'href="\?q=[^"]*&province=44&view=map"[^>]*aria-label="충청남도 특구 1곳"', page)


def test_map_of_one_province_shows_its_municipalities(client: Client) -> None:
    page = html.unescape(client.get("/search/", {"province": "52", "view": "map"}).content.decode())
    assert 'class="kmap prov"' in page
    assert re.search(r'href="\?municipality=52-sunchang&province=52&view=map"', page)
    assert "전국 지도로" in page
