"""Zones and cases for the tests of this room."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.signals import request_finished
from django.db import close_old_connections
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from knowhow.models import (
    BuildingBlock,
    CaseExemption,
    CaseFile,
    CasePage,
    CaseResult,
    CaseTopic,
    PracticeFile,
    PracticePage,
)
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


def make_block(name: str = "공동 예약표", slug: str = "booking-table", **facts: object) -> BuildingBlock:
    """A building block; public only once a public page uses it."""
    values: dict[str, Any] = {"purpose_ko": f"{name}의 목적", **facts}
    return BuildingBlock.objects.create(name_ko=name, slug=slug, **values)


def make_practice(
    title: str = "조례를 만드는 방법", *, zone: Zone | None = None, **facts: object
) -> PracticePage:
    """A live practice of two steps below its zone's page."""
    zone = zone or Zone.objects.first() or make_zone()
    defaults = {
        "summary_ko": f"{title} 요약",
        "purpose_ko": "시설을 함께 쓸 때",
        "steps": [
            {"type": "step", "value": {"name_ko": "안 만들기", "who_ko": "농정과", "duration_ko": "3주"}},
            {"type": "step", "value": {"name_ko": "심의", "who_ko": "의회"}},
        ],
    }
    page: PracticePage = ZonePage.objects.get(zone=zone).add_child(
        instance=PracticePage(title=title, **(defaults | facts))
    )
    return page


def make_document(name: str = "조례안.txt", content: bytes = b"draft") -> Any:
    """A stored file."""
    document = get_document_model()(title=name)
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    return document


def attach(
    page: CasePage | PracticePage, title: str = "조례안", *, is_checked: bool = True, **facts: object
) -> Any:
    """A file of a case or a practice."""
    values: dict[str, Any] = {
        "document": make_document(),
        "is_free_of_personal_data": is_checked,
        "is_free_of_others_rights": is_checked,
        **facts,
    }
    model = CaseFile if isinstance(page, CasePage) else PracticeFile
    return model.objects.create(page=page, title_ko=title, **values)


def status_of(client: Any, path: str) -> int:
    """How an address answers; its file is closed, but not the test's connection with it."""
    answer = client.get(path)
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
    return int(answer.status_code)


def make_versions(case: CasePage) -> CasePage:
    """Three versions of a case, the second of which was withdrawn."""
    case = publish(case, context_ko="농가 열두 곳이 있었다.", context_en="There were twelve farms.")
    case = publish(case, context_ko="거둘 글")
    case = publish(case, context_ko="농가 서른 곳이 있었다.", context_en="There were thirty farms.")
    case.versions.filter(number=2).update(content={}, withdrawn_at=timezone.now(), withdrawn_why="personal")
    return case


def publish[Kind: (CasePage, PracticePage)](written: Kind, **facts: object) -> Kind:
    """Publish the case or practice with these changes, as an editor does."""
    page = type(written).objects.get(pk=written.pk)
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision().publish()
    standing: Kind = type(written).objects.get(pk=written.pk)
    return standing
