"""What other pages show of cases."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from knowhow.panels import act_cases, exemption_cases, newest_cases, zone_cases
from portal.panels import PanelContent
from tests.knowhow.factories import (
    make_act,
    make_case,
    make_exemption,
    make_stage,
    make_zone,
    use_act,
    use_article,
)

pytestmark = pytest.mark.django_db
ANYONE = AnonymousUser()


def titles(content: PanelContent | None) -> list[str]:
    """Titles of the cards of a panel."""
    return [card.title_ko for card in content.context["cards"]] if content else []


def test_zone_shows_its_own_and_shared_cases_and_their_stages() -> None:
    zone, other = make_zone(), make_zone("하동 녹차특구", slug="hadong")
    make_case("제 사례", zone=zone, year=2020, stage=make_stage())
    shared = make_case("함께한 사례", zone=other, year=2019)
    shared.other_zones = [zone]
    shared.save()
    make_case("남의 사례", zone=other)
    content = zone_cases(zone, ANYONE)
    assert titles(content) == ["제 사례", "함께한 사례"]
    assert content is not None
    assert content.context["stages"] == "가공"


def test_zone_shows_six_and_leads_to_the_rest(client: Client) -> None:
    zone = make_zone()
    for number in range(7):
        make_case(f"사례 {number}", zone=zone)
    content = zone_cases(zone, ANYONE)
    assert content is not None
    assert (len(titles(content)), content.total, content.context["more_url"]) == (
        6,
        7,
        "/cases/?zone=cheongyang",
    )
    assert client.get(content.context["more_url"]).context["listed"].total == 7


def test_zone_without_cases_shows_no_panel() -> None:
    assert zone_cases(make_zone(), ANYONE) is None


def test_exemption_shows_cases_that_name_the_article_only() -> None:
    act = make_act()
    exemption = make_exemption(acts=(act,))
    use_article(make_case("조문"), exemption)
    use_act(make_case("법률만"), act)
    assert titles(exemption_cases(exemption, ANYONE)) == ["조문"]
    assert sorted(titles(act_cases(act, ANYONE))) == ["법률만", "조문"]


def test_first_page_shows_the_newest_real_cases() -> None:
    sample = make_zone("예시 특구", slug="sample", is_sample=True)
    make_case("예시 사례", zone=sample, year=2026)
    zone = make_zone()
    for year in (2020, 2025, None, 2021, 2010):
        make_case(f"사례 {year}", zone=zone, year=year)
    assert titles(newest_cases(None, ANYONE)) == ["사례 2025", "사례 2021", "사례 2020", "사례 2010"]


def test_draft_stands_in_no_panel() -> None:
    zone, act = make_zone(), make_act()
    exemption = make_exemption(acts=(act,))
    use_article(make_case("초안", zone=zone, live=False), exemption)
    assert [
        zone_cases(zone, ANYONE),
        exemption_cases(exemption, ANYONE),
        act_cases(act, ANYONE),
        newest_cases(None, ANYONE),
    ] == [None] * 4


@pytest.mark.parametrize(
    "path",
    ["/zones/cheongyang/", "/exemptions/A36-1/", "/exemptions/acts/farmland/", "/en/zones/cheongyang/"],
)
def test_pages_of_the_registry_show_the_case(client: Client, path: str) -> None:
    case = make_case(zone=make_zone())
    use_article(case, make_exemption(acts=(make_act(),)))
    assert case.get_absolute_url() in client.get(path).content.decode()
