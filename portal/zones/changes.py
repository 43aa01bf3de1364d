"""What changed in the registry, for readers: changes of facts and decisions on plans, the newest first."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.krds.dates import short_partial_date
from portal.zones.models import FactChange, PlanVersion, Zone
from portal.zones.record_words import (
    SHOWN_LENGTH,
    field_label,
    subject_in_words,
    table_label,
    value_in_words,
    what_in_words,
)

PLAN_TABLE = "zones.planversion"
CATALOGUE_TABLES = ("zones.exemption", "zones.act", "zones.exemptionarea")
PLACE_TABLES = ("zones.province", "zones.municipality", "zones.placealias", "zones.regionaloffice")
FACTS: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "zone": (gettext_lazy("특구의 기본 사실"), ("zones.zone",)),
    "plan": (gettext_lazy("계획 연혁"), (PLAN_TABLE,)),
    "use": (gettext_lazy("특례 활용"), ("zones.exemptionuse",)),
    "grade": (gettext_lazy("공표 등급"), ("zones.publishedgrade",)),
    "stage": (gettext_lazy("가치사슬"), ("zones.zonestage",)),
    "award": (gettext_lazy("포상"), ("zones.award",)),
    "name": (gettext_lazy("옛 이름"), ("zones.formername",)),
    "exemption": (gettext_lazy("규제특례"), CATALOGUE_TABLES),
    "place": (gettext_lazy("지역과 담당 기관"), PLACE_TABLES),
}
"""Kinds of facts as they stand in an address: their name and their tables."""
_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True)
class ChangeFilter:
    """What is asked for; blank is everything. Values are known ones."""

    kind: str = ""
    field: str = ""
    province: str = ""
    zone: str = ""
    year: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether it asks about some zones only: then what is told as one for all is told one by one."""
        return bool(self.field or self.province or self.zone)


@dataclass(frozen=True)
class ChangeValue:
    """A value, earlier or new. Korean text that stands on a page in another language says so."""

    text: str
    is_korean: bool


@dataclass(frozen=True)
class ChangeEntry:
    """One thing that changed, ready to be shown."""

    key: str
    day: str
    kind: str
    kind_label: str
    title: str
    url: str
    fact: str
    old: ChangeValue | None
    new: ChangeValue | None
    text: str
    is_korean_text: bool
    source_note: str
    source_url: str
    moment: dt.datetime
    is_group: bool = False
    """Whether many changes at once are told in one line, which names their fact itself."""

    @property
    def is_korean_title(self) -> bool:
        """Whether the title is Korean on a page in another language."""
        return _is_korean(self.title)


type Reference = tuple[str, str, int]
"""Where a change stands: its origin, its day, its number there."""


def changes(asked: ChangeFilter, *, viewer: Any, after: Reference | None = None) -> QuerySet[Any, Any]:
    """References to what changed, the newest first; `entries` reads a page of them. `after` goes on behind one."""
    zones = _zones(asked, viewer)
    rows = FactChange.objects.filter(changed_on__startswith=asked.year)
    versions = PlanVersion.objects.filter(zone__in=zones, decided_on__startswith=asked.year).exclude(
        decided_on=""
    )
    if asked.is_narrow:
        rows = rows.filter(count__isnull=True, zone__in=zones)
        if not asked.zone:
            rows = rows.exclude(kind=FactChange.Kind.ADDED, is_told_in_group=True)
    else:
        rows = rows.filter(Q(zone__isnull=True) | Q(zone__in=zones), is_told_in_group=False)
    # A decision is an entry of its own, on the day it was made.
    rows = rows.exclude(table=PLAN_TABLE, kind=FactChange.Kind.ADDED, count__isnull=True)
    if asked.kind:
        rows = rows.filter(table__in=FACTS[asked.kind][1])
    references = _references(rows, "change", "changed_on", after)
    if not asked.kind or asked.kind == "plan":
        references = references.union(_references(versions, "plan", "decided_on", after), all=True)
    return references.order_by("-day", "origin", "-number")


def entries(references: Iterable[tuple[str, str, int]]) -> list[ChangeEntry]:
    """The entries of a page of references: two queries."""
    wanted = list(references)
    related = ("zone__page", "zone__province")
    rows = FactChange.objects.select_related(*related).in_bulk(_numbers(wanted, "change"))
    versions = PlanVersion.objects.select_related(*related).in_bulk(_numbers(wanted, "plan"))
    return [
        _version_entry(versions[number]) if origin == "plan" else _change_entry(rows[number])
        for origin, _day, number in wanted
        if number in (versions if origin == "plan" else rows)
    ]


def latest_changes(asked: ChangeFilter, *, viewer: Any, most: int) -> list[ChangeEntry]:
    """The newest entries about single facts, for a panel."""
    return entries(changes(asked, viewer=viewer)[:most])


def years(viewer: Any) -> list[str]:
    """The years in which something changed or was decided, the newest first."""
    decided = PlanVersion.objects.filter(zone__in=_zones(ChangeFilter(), viewer)).exclude(decided_on="")
    found = {day[:4] for day in decided.values_list("decided_on", flat=True)}
    found |= {
        day[:4]
        for day in FactChange.objects.order_by("changed_on").values_list("changed_on", flat=True).distinct()
    }
    return sorted(found, reverse=True)


def _zones(asked: ChangeFilter, viewer: Any) -> QuerySet[Zone]:
    zones = Zone.objects.visible_to(viewer).real()
    if asked.field:
        zones = zones.filter(field__slug=asked.field)
    if asked.province:
        zones = zones.filter(province__code=asked.province)
    return zones.filter(page__public_slug=asked.zone) if asked.zone else zones


def _references(rows: QuerySet[Any], origin: str, day: str, after: Reference | None) -> QuerySet[Any, Any]:
    if after is not None:
        rows = rows.filter(_is_after(after, origin=origin, day=day))
    named: QuerySet[Any, Any] = rows.order_by().annotate(
        origin=Value(origin, output_field=CharField()), day=F(day), number=F("pk")
    )
    return named.values_list("origin", "day", "number")


def _is_after(place: Reference, *, origin: str, day: str) -> Q:
    """Rows of this origin that come behind a place in the order of day (falling), origin, number (falling)."""
    place_origin, place_day, number = place
    same_day = Q(**{day: place_day})
    if origin < place_origin:
        return Q(**{f"{day}__lt": place_day})
    if origin == place_origin:
        same_day &= Q(pk__lt=number)
    return Q(**{f"{day}__lt": place_day}) | same_day


def _numbers(references: Sequence[tuple[str, str, int]], wanted: str) -> list[int]:
    return [number for origin, _day, number in references if origin == wanted]


# --- Entries ------------------------------------------------------------------------------------


def _change_entry(row: FactChange) -> ChangeEntry:
    zone = row.zone
    group = _group_text(row) if row.count else ""
    return ChangeEntry(
        key=f"change-{row.pk}",
        day=short_partial_date(row.changed_on),
        kind=row.kind,
        kind_label=str(FactChange.Kind(row.kind).label),
        title=group or (zone.name if zone else subject_in_words(row.table, row.subject)),
        url=reverse("zone-history", args=[zone.page.public_slug]) if zone else "",
        fact=str(table_label(row.table)) if not row.field else field_label(row.table, row.field),
        old=_value(row, row.old_value) if row.kind == FactChange.Kind.CHANGED else None,
        new=_value(row, row.new_value) if row.kind == FactChange.Kind.CHANGED else None,
        text="" if row.count or row.kind == FactChange.Kind.CHANGED else _single_text(row),
        is_korean_text=_is_korean(_single_text(row)),
        source_note=row.source_note,
        source_url=row.source_url,
        moment=row.changed_at,
        is_group=bool(group),
    )


def _version_entry(version: PlanVersion) -> ChangeEntry:
    zone = version.zone
    return ChangeEntry(
        key=f"plan-{version.pk}",
        day=short_partial_date(version.decided_on),
        kind="plan",
        kind_label=_("계획 결정"),
        title=zone.name,
        url=f"{reverse('zone', args=[zone.page.public_slug])}#history",
        fact=str(PlanVersion.Kind(version.kind).label),
        old=None,
        new=None,
        text=version.summary[:SHOWN_LENGTH],
        is_korean_text=_is_korean(version.summary),
        source_note="",
        source_url=next(iter(version.sources), ""),
        moment=_first_moment(version.decided_on),
    )


def _first_moment(day: str) -> dt.datetime:
    parts = [*(int(part) for part in day.split("-")), 1, 1][:3]
    return timezone.make_aware(dt.datetime(*parts))  # type: ignore[arg-type]  # noqa: DTZ001 (made aware at once)


def _group_text(row: FactChange) -> str:
    names = {"count": row.count, "table": table_label(row.table)}
    if row.kind == FactChange.Kind.REMOVED:
        return _("%(table)s %(count)s건을 뺐습니다") % names
    if row.kind == FactChange.Kind.CHANGED:
        names["field"] = field_label(row.table, row.field)
        return _("%(table)s %(count)s건의 ‘%(field)s’ 값을 고쳤습니다") % names
    if row.table == "zones.zone":
        return _("특구 %(count)s곳을 처음 실었습니다") % names
    return _("%(table)s %(count)s건을 처음 실었습니다") % names


def _single_text(row: FactChange) -> str:
    """What of a zone was added or removed: the part of its key after the zone's name, then its values."""
    _zone, *parts = row.subject.split(" · ")
    what = what_in_words(row.table, parts)
    return ". ".join(part for part in (what, row.old_value) if part)[:SHOWN_LENGTH]


# --- Values -------------------------------------------------------------------------------------


def _value(row: FactChange, text: str) -> ChangeValue:
    shown = value_in_words(row.table, row.field, text)
    return ChangeValue(shown, _is_korean(shown))


def _is_korean(text: str) -> bool:
    return get_language() != "ko" and bool(_HANGUL.search(text))
