"""Put the marked examples in, and take them out whole."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import String, StringSegment

from knowhow.models import CasePage
from portal.demo.editorial import ensure_sections, publish_translated
from portal.demo.loading import load_table
from portal.demo.people import load_people, remove_people
from portal.demo.sample_cases import add_sample_cases
from portal.demo.sample_content import SAMPLE_ANNOUNCEMENTS, SampleAnnouncement
from portal.demo.sample_knowhow import load_knowhow, remove_knowhow
from portal.demo.sample_rows import sample_tables
from portal.home.models import AnnouncementPage
from portal.importing.models import ImportRun
from portal.outbox.actions import mark_changed
from portal.zones.models import Municipality, Province, Zone

SAMPLE_BLOCK = "c0ffee00-0000-4000-8000-000000000001"
"""Both languages mean the same block."""


@transaction.atomic
def load_sample() -> int:
    """Load the examples through the rooms' own importers; return how many zones were added.

    A table that was loaded before is left alone, so that what somebody tried out on the examples stays.
    """
    loaded = {table.importer: load_table(table) for table in sample_tables()}
    load_knowhow()
    add_sample_cases()
    _add_announcements()
    load_people()
    return loaded["zones"].added


@transaction.atomic
def remove_sample() -> int:
    """Delete every example with its pages; return how many zones went. Real content is never touched."""
    zones = list(Zone.objects.filter(is_sample=True).select_related("page"))
    for case_pk in CasePage.objects.filter(is_sample=True).values_list("pk", flat=True):
        mark_changed("case", case_pk)
    remove_knowhow()
    _remove_announcements()
    remove_people()
    for zone in zones:
        mark_changed("zone", zone.pk)
        Page.objects.get(pk=zone.page.pk).specific.delete()
    for model in (Zone, Municipality, Province, ImportRun):
        model.objects.filter(is_sample=True).delete()
    return len(zones)


def _add_announcements() -> None:
    parent = ensure_sections().announcements
    standing = set(AnnouncementPage.objects.filter(is_sample=True).values_list("slug", flat=True))
    for sample in SAMPLE_ANNOUNCEMENTS:
        if sample.slug not in standing:
            korean = _announcement(sample, title=sample.title_ko, text=sample.text_ko)
            english = _announcement(sample, title=sample.title_en, text=sample.text_en)
            publish_translated(parent, korean, english=english)


def _remove_announcements() -> None:
    """With the sentences that nothing else has in the CMS's memory of translations."""
    pages = AnnouncementPage.objects.filter(is_sample=True)
    segments = StringSegment.objects.filter(source__object__in=pages.values("translation_key"))
    strings = list(segments.values_list("string_id", flat=True))
    for page in pages:
        page.delete()
    String.objects.filter(pk__in=strings, segments__isnull=True, translations__isnull=True).delete()


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
