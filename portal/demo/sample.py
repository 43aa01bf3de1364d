"""Put the marked examples in, and take them out whole."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from knowhow.models import CasePage, CaseTopic
from portal.demo.editorial import ensure_sections, translate
from portal.demo.sample_content import (
    SAMPLE_ANNOUNCEMENTS,
    SAMPLE_PROVINCE,
    SAMPLE_ZONES,
    SampleAnnouncement,
    SampleCase,
    SampleZone,
)
from portal.home.models import AnnouncementPage
from portal.outbox.actions import mark_changed
from portal.zones.models import (
    Exemption,
    ExemptionUse,
    Field,
    GradeStep,
    Municipality,
    PlanVersion,
    Province,
    PublishedGrade,
    ValueChainStage,
    Zone,
    ZoneIndexPage,
    ZonePage,
    ZonePlace,
    ZoneStage,
)

SAMPLE_NOTE = "예시: 실제가 아닌 자료입니다."
SAMPLE_BLOCK = "c0ffee00-0000-4000-8000-000000000001"
"""Both languages mean the same block."""


@transaction.atomic
def load_sample() -> int:
    """Add the examples that are missing; return how many zones were added. What stands is left as it is."""
    standing = set(Zone.objects.filter(is_sample=True).values_list("name_ko", flat=True))
    missing = [sample for sample in SAMPLE_ZONES if sample.name_ko not in standing]
    for sample in missing:
        _add_zone(sample)
    _add_announcements()
    return len(missing)


@transaction.atomic
def remove_sample() -> int:
    """Delete every example with its pages; return how many zones went. Real content is never touched."""
    zones = list(Zone.objects.filter(is_sample=True).select_related("page"))
    for case_pk in CasePage.objects.filter(is_sample=True).values_list("pk", flat=True):
        mark_changed("case", case_pk)
    for announcement in AnnouncementPage.objects.filter(is_sample=True):
        announcement.delete()
    for zone in zones:
        mark_changed("zone", zone.pk)
        Page.objects.get(pk=zone.page.pk).specific.delete()
    Zone.objects.filter(is_sample=True).delete()
    Municipality.objects.filter(is_sample=True).delete()
    Province.objects.filter(is_sample=True).delete()
    return len(zones)


def _add_announcements() -> None:
    parent = ensure_sections().announcements
    standing = set(AnnouncementPage.objects.filter(is_sample=True).values_list("slug", flat=True))
    for sample in SAMPLE_ANNOUNCEMENTS:
        if sample.slug in standing:
            continue
        page = parent.add_child(instance=_announcement(sample, title=sample.title_ko, text=sample.text_ko))
        page.save_revision().publish()
        translate(page, into=_announcement(sample, title=sample.title_en, text=sample.text_en))


def _announcement(sample: SampleAnnouncement, *, title: str, text: str) -> AnnouncementPage:
    today = timezone.localdate()
    days = sample.period_days
    return AnnouncementPage(
        slug=sample.slug,
        title=title,
        category=sample.category,
        published_on=today - dt.timedelta(days=sample.days_old),
        period_from=today + dt.timedelta(days=days[0]) if days else None,
        period_to=today + dt.timedelta(days=days[1]) if days else None,
        body=[{"type": "paragraph", "id": SAMPLE_BLOCK, "value": f"<p>{text}</p>"}],
        is_sample=True,
    )


def _province() -> Province:
    province, _is_new = Province.objects.get_or_create(
        code=SAMPLE_PROVINCE,
        defaults={
            "name_ko": "예시도",
            "name_en": "Sample Province",
            "short_ko": "예시",
            "short_en": "Sample",
            "position": 999,
            "is_sample": True,
            "note": SAMPLE_NOTE,
        },
    )
    return province


def _town(sample: SampleZone, province: Province) -> Municipality:
    town, _is_new = Municipality.objects.get_or_create(
        code=f"{SAMPLE_PROVINCE}-{sample.slug}"[:60],
        defaults={
            "name_ko": sample.town_ko,
            "name_en": sample.town_en,
            "province": province,
            "is_sample": True,
            "note": SAMPLE_NOTE,
        },
    )
    return town


def _add_zone(sample: SampleZone) -> None:
    province = _province()
    zone = Zone.objects.create(
        name_ko=sample.name_ko,
        name_en=sample.name_en,
        name_en_source="sample",
        province=province,
        province_at_designation=province,
        municipality_text=sample.town_ko,
        municipality_text_en=sample.town_en,
        field=Field.objects.get(slug=sample.field),
        type=sample.type,
        status=sample.status,
        status_as_of="2026-11",
        release_reason=sample.release_reason,
        designated_text=sample.designated_on,
        designated_on=sample.designated_on,
        product_ko=sample.product_ko,
        product_en=sample.product_en,
        area_m2=sample.area_m2,
        source_note=SAMPLE_NOTE,
        is_sample=True,
    )
    ZonePlace.objects.create(zone=zone, municipality=_town(sample, province))
    _add_facts(zone, sample)
    page = _add_page(zone, sample)
    for case in sample.cases:
        _add_case(page, case)
    mark_changed("zone", zone.pk)


def _add_facts(zone: Zone, sample: SampleZone) -> None:
    for version in sample.versions:
        PlanVersion.objects.create(
            zone=zone,
            kind=version.kind,
            decided_on=version.decided_on,
            area_m2=version.area_m2,
            term_to=version.term_to,
            budget_krw=version.budget_krw,
            summary_ko=version.summary_ko,
            summary_en=version.summary_en,
            source_note=SAMPLE_NOTE,
        )
    for year, step in sample.grades:
        grade = GradeStep.objects.get(step=step)
        PublishedGrade.objects.create(zone=zone, year=year, grade=grade, source_note=SAMPLE_NOTE)
    for row in sample.stages:
        ZoneStage.objects.create(
            zone=zone,
            stage=ValueChainStage.objects.get(slug=row.stage),
            actors=row.actors,
            description_ko=row.text_ko,
            description_en=row.text_en,
            gap_ko=row.gap_ko,
            gap_en=row.gap_en,
            source_note=SAMPLE_NOTE,
        )
    for code in sample.exemptions:
        exemption = Exemption.objects.get(code=code)
        ExemptionUse.objects.create(
            zone=zone,
            level=ExemptionUse.Level.ARTICLE,
            exemption=exemption,
            text_as_read=f"예시: {exemption.title_ko}",
            source_note=SAMPLE_NOTE,
        )


def _add_page(zone: Zone, sample: SampleZone) -> ZonePage:
    page = ZonePage(
        zone=zone,
        title=zone.name_ko,
        slug=sample.slug,
        public_slug=sample.slug,
        lead_ko=sample.lead_ko,
        lead_en=sample.lead_en,
        story=[("paragraph", f"<p>{sample.story_ko}</p>")],
        story_en=[("paragraph", f"<p>{sample.story_en}</p>")],
    )
    ZoneIndexPage.objects.get().add_child(instance=page)
    return page


def _add_case(parent: ZonePage, sample: SampleCase) -> None:
    parent.add_child(
        instance=CasePage(
            zone=parent.zone,
            title=sample.title_ko,
            slug=sample.slug,
            public_slug=sample.slug,
            title_en=sample.title_en,
            summary_ko=sample.summary_ko,
            summary_en=sample.summary_en,
            topic=CaseTopic.objects.filter(slug=sample.topic).first(),
            stage=ValueChainStage.objects.get(slug=sample.stage),
            year=sample.year,
            outcome=sample.outcome,
            went_wrong_ko=sample.went_wrong_ko,
            went_wrong_en=sample.went_wrong_en,
            source_note=SAMPLE_NOTE,
            is_sample=True,
        )
    )
