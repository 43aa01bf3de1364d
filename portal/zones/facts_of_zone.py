"""The facts of one zone, each table asked once, whatever the number of rows."""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from portal.prepared import Prepared
from portal.zones.models.facts import (
    Award,
    ExemptionUse,
    FormerName,
    GradeStep,
    PlanVersion,
    PublishedGrade,
    ZoneStage,
)
from portal.zones.models.places import RegionalOffice
from portal.zones.models.zones import ZonePlace

PLACES = Prepared(
    lambda zone: (
        ZonePlace.objects.filter(zone=zone)
        .select_related("municipality")
        .order_by("at", "municipality__name_ko")
    )
)
PLAN_VERSIONS = Prepared(lambda zone: PlanVersion.objects.filter(zone=zone).order_by("decided_on", "id"))
STAGES = Prepared(
    lambda zone: ZoneStage.objects.filter(zone=zone).select_related("stage").order_by("stage__position")
)
USES = Prepared(
    lambda zone: (
        ExemptionUse.objects.filter(zone=zone).select_related("exemption", "act").order_by("level", "id")
    )
)
OFFICES = Prepared(lambda province: RegionalOffice.objects.filter(provinces=province))
"""Takes the number of a province."""


@dataclass(frozen=True)
class SmallFacts:
    """Awards newest first, grades oldest first, other names. Unsaved instances, with what a page shows of them."""

    awards: tuple[Award, ...]
    grades: tuple[PublishedGrade, ...]
    former_names: tuple[FormerName, ...]


def small_facts(zone: int) -> SmallFacts:
    """Three tables that are empty for most zones, in one query."""
    rows = SMALL.rows(zone)
    return SmallFacts(
        awards=tuple(_award(row) for row in rows if row[0] == "award")[::-1],
        grades=tuple(_grade(row) for row in rows if row[0] == "grade"),
        former_names=tuple(_former_name(row) for row in rows if row[0] == "name"),
    )


def _text(value: str) -> Cast:
    return Cast(Value(value) if value == "" else F(value), CharField())


def _row(rows: QuerySet[Any], kind: str, number: Any, *texts: str) -> QuerySet[Any, Any]:
    named = {f"text{index}": _text(name) for index, name in enumerate(texts)}
    marked = rows.order_by().annotate(
        table=Cast(Value(kind), CharField()), number=Cast(number, IntegerField()), **named
    )
    return cast("QuerySet[Any, Any]", marked.values_list("table", "number", *named))


def _small(zone: int) -> QuerySet[Any, Any]:
    awards = Award.objects.filter(zone=zone)
    grades = PublishedGrade.objects.filter(zone=zone)
    names = FormerName.objects.filter(zone=zone)
    return (
        _row(awards, "award", F("year"), "rank", "award_ko", "award_en", "source_url", "")
        .union(
            _row(
                grades,
                "grade",
                F("year"),
                "grade__step",
                "grade__name_ko",
                "grade__name_en",
                "source_url",
                "published_on",
            ),
            _row(names, "name", Value(0), "kind", "name_ko", "changed_on", "source_text", ""),
            all=True,
        )
        .order_by("table", "number", "text1")
    )


SMALL = Prepared(_small)


def _award(row: Any) -> Award:
    _table, year, rank, award_ko, award_en, source_url, _empty = row
    return Award(year=year, rank=rank, award_ko=award_ko, award_en=award_en, source_url=source_url)


def _grade(row: Any) -> PublishedGrade:
    _table, year, step, name_ko, name_en, source_url, published_on = row
    grade = GradeStep(step=int(step), name_ko=name_ko, name_en=name_en)
    return PublishedGrade(year=year, grade=grade, source_url=source_url, published_on=published_on)


def _former_name(row: Any) -> FormerName:
    _table, _number, kind, name_ko, changed_on, source_text, _empty = row
    return FormerName(kind=kind, name_ko=name_ko, changed_on=changed_on, source_text=source_text)
