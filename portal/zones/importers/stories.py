"""What a zone says of itself: the words that an operator would else type into the CMS, zone by zone."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from html import unescape
from typing import Any, ClassVar, override

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext_lazy as _

from portal.importing.columns import Column
from portal.importing.models import ImportRun
from portal.zones.importers.base import RegistryImporter
from portal.zones.importers.facts import ZONE
from portal.zones.importers.lookups import ZoneLookup
from portal.zones.models import ZonePage

STREAMS = {"story_ko": "story", "story_en": "story_en"}
_BLANK_LINES = re.compile(r"\n\s*\n")


class ZoneStoryImporter(RegistryImporter[ZonePage]):
    """Introductions by zone. A page that an editor has saved in the CMS belongs to its editor and is left alone."""

    name, label, model = "zone_stories", _("특구 소개"), ZonePage
    may_add = False
    lists_removals = False
    takes_examples = True
    columns = (
        ZONE,
        Column("lead_ko", _("한 줄 소개")),
        Column("lead_en", _("한 줄 소개(영문)")),
        Column("story_ko", _("이야기"), help=_("빈 줄로 문단을 나눕니다.")),
        Column("story_en", _("이야기(영문)")),
    )
    related_fields: ClassVar[Mapping[str, str | Promise]] = {
        "story_ko": _("이야기"),
        "story_en": _("이야기(영문)"),
    }

    @cached_property
    def _zones(self) -> ZoneLookup:
        return ZoneLookup(is_sample=self.is_sample)

    @override
    def existing(self) -> Iterable[ZonePage]:
        rows = ZonePage.objects.filter(zone__is_sample=self.is_sample)
        return rows.select_related("zone")

    @override
    def key_of(self, instance: ZonePage) -> str:
        return instance.zone.name_ko

    @override
    def key(self, values: Mapping[str, Any]) -> str:
        return self._zones.get(values["zone_name_ko"], column="zone_name_ko").name_ko

    @override
    def wanted(self, values: Mapping[str, Any], instance: ZonePage | None) -> dict[str, Any]:
        if instance is not None and instance.latest_revision_id:
            return {}
        own = {name: value for name, value in values.items() if name != "zone_name_ko"}
        return own | {name: _tidy(own[name]) for name in STREAMS if name in own}

    @override
    def read_related(self, instance: ZonePage, field_name: str) -> str:
        """The words of the paragraphs; a page without a revision has nothing else."""
        blocks = [
            block for block in getattr(instance, STREAMS[field_name]) if block.block_type == "paragraph"
        ]
        return "\n\n".join(unescape(strip_tags(block.value.source)) for block in blocks)

    @override
    def write_related(self, instance: ZonePage, field_name: str, value: str) -> None:
        parts = (part for part in _BLANK_LINES.split(value) if part)
        setattr(instance, STREAMS[field_name], [("paragraph", f"<p>{escape(part)}</p>") for part in parts])
        instance.save()

    @override
    def write(self, instance: ZonePage, values: Mapping[str, Any]) -> None:
        instance.last_published_at = timezone.now()
        super().write(instance, values)

    @override
    def record(self, run: ImportRun, written: Any) -> None:
        """What a page says is no fact of the registry."""

    @override
    def documents_of(self, instance: ZonePage) -> Iterable[tuple[str, int]]:
        return [("zone", instance.zone_id)]


def _tidy(text: str) -> str:
    return "\n\n".join(part.strip() for part in _BLANK_LINES.split(text))
