"""Zones and cases for the tests of this room."""

from typing import Any

from wagtail.models import Page, Site

from knowhow.models import CaseExemption, CasePage, CaseResult, CaseTopic
from portal.home.models import HomePage
from portal.zones.models import (
    Act,
    Exemption,
    ExemptionArea,
    Field,
    Province,
    ValueChainStage,
    Zone,
    ZoneIndexPage,
    ZonePage,
)


def make_index() -> ZoneIndexPage:
    """The list page above all zone pages, below a first page that is the site's root."""
    standing: ZoneIndexPage | None = ZoneIndexPage.objects.first()
    if standing is not None:
        return standing
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="한마당", slug="hanmadang"))
    Site.objects.update(root_page=home)
    index: ZoneIndexPage = home.add_child(instance=ZoneIndexPage(title="특구 찾기", slug="zones"))
    return index


def make_province(code: str = "44", name: str = "충청남도") -> Province:
    """A province of today."""
    return Province.objects.get_or_create(
        code=code,
        defaults={
            "name_ko": name,
            "name_en": f"Province {code}",
            "short_ko": name[:2],
            "short_en": f"P{code}",
        },
    )[0]


def make_field(slug: str = "agriculture_food", name: str = "농식품") -> Field:
    """A field."""
    return Field.objects.get_or_create(slug=slug, defaults={"name_ko": name, "name_en": slug})[0]


def make_stage(slug: str = "processing", name: str = "가공") -> ValueChainStage:
    """A stage of the value chain."""
    return ValueChainStage.objects.get_or_create(
        slug=slug, defaults={"name_ko": name, "name_en": slug.title()}
    )[0]


def make_topic(slug: str = "export", name: str = "수출") -> CaseTopic:
    """A topic."""
    return CaseTopic.objects.get_or_create(slug=slug, defaults={"name_ko": name, "name_en": slug.title()})[0]


def make_act(slug: str = "farmland", name: str = "농지법") -> Act:
    """An act."""
    return Act.objects.get_or_create(slug=slug, defaults={"name_ko": name, "name_en": f"{slug} Act"})[0]


def make_exemption(code: str = "A36-1", *, acts: tuple[Act, ...] = ()) -> Exemption:
    """A row of the catalogue."""
    area = ExemptionArea.objects.get_or_create(code="land", defaults={"name_ko": "토지"})[0]
    row = Exemption.objects.create(
        code=code, article="제36조제1항", law_ko="농지법", title_ko="농지 위탁경영", area=area
    )
    row.acts.set(acts)
    return row


def make_zone(
    name: str = "청양 고추특구", *, slug: str = "cheongyang", is_live: bool = True, **facts: object
) -> Zone:
    """A zone with its page."""
    defaults = {"province": make_province(), "field": make_field(), "name_en": f"{slug.title()} Zone"}
    values: dict[str, Any] = {**defaults, **facts}
    zone = Zone.objects.create(name_ko=name, province_at_designation=values["province"], **values)
    make_index().add_child(instance=ZonePage(title=name, zone=zone, public_slug=slug, live=is_live))
    return zone


def make_case(title: str = "고추를 기관에 팔다", *, zone: Zone | None = None, **facts: object) -> CasePage:
    """A live case below its zone's page."""
    zone = zone or Zone.objects.first() or make_zone()
    defaults = {
        "title_en": "",
        "summary_ko": f"{title} 요약",
        "source_url": "https://example.org/1 | https://example.org/2",
    }
    page: CasePage = ZonePage.objects.get(zone=zone).add_child(
        instance=CasePage(title=title, **(defaults | facts))
    )
    return page


def add_result(case: CasePage, **facts: object) -> CaseResult:
    """A result of a case."""
    result: CaseResult = CaseResult.objects.create(case=case, **facts)
    return result


def use_article(case: CasePage, exemption: Exemption, text: str = "농지법(위탁경영)") -> CaseExemption:
    """The case used an article."""
    return CaseExemption.objects.create(case=case, level="article", exemption=exemption, text_as_read=text)


def use_act(case: CasePage, act: Act, text: str = "농지법") -> CaseExemption:
    """The case used some exemption from an act."""
    return CaseExemption.objects.create(case=case, level="act", act=act, text_as_read=text)
