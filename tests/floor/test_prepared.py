"""Queries whose SQL is written once answer as the queryset would."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from portal.prepared import Prepared, PreparedShapes, gathered
from portal.zones.models import Award, PublishedGrade, Zone, ZonePlace

pytestmark = pytest.mark.usefixtures("facts")


def test_instances_come_with_what_they_are_joined_to() -> None:
    prepared = Prepared(lambda zone: ZonePlace.objects.filter(zone=zone).select_related("municipality"))
    place = ZonePlace.objects.select_related("municipality").first()
    assert place is not None
    prepared.rows(place.zone_id)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        rows = prepared.rows(place.zone_id)
        names = [row.municipality.name_ko for row in rows]
    assert place.municipality.name_ko in names
    assert len(asked) == 1


def test_values_pass_through_the_converters_of_their_columns() -> None:
    prepared = Prepared(
        lambda name: Zone.objects.filter(name_ko=name).values("is_sample", "designated_on"), takes=str
    )
    row = Zone.objects.exclude(designated_on=None).values("name_ko", "is_sample", "designated_on").first()
    assert row is not None
    assert prepared.rows(row["name_ko"]) == [
        {"is_sample": row["is_sample"], "designated_on": row["designated_on"]}
    ]


def test_each_value_gets_its_own_rows() -> None:
    prepared = Prepared(lambda zone: Award.objects.filter(zone=zone))
    zones = list(Award.objects.values_list("zone", flat=True).distinct()[:5])
    assert len(zones) == 5
    for zone in zones:
        assert {award.pk for award in prepared.rows(zone)} == set(
            Award.objects.filter(zone=zone).values_list("pk", flat=True)
        )
    assert prepared.rows(-1) == []


def test_a_query_without_the_value_is_refused() -> None:
    prepared = Prepared(lambda _zone: Award.objects.all())
    with pytest.raises(ValueError, match="does not use its value"):
        prepared.rows(1)


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_share_what_is_written() -> None:
    prepared = Prepared(lambda zone: Award.objects.filter(zone=zone))
    prepared.rows(1)
    written: list[Any] = [prepared._written.query]

    def ask() -> None:
        written.append(hasattr(prepared._written, "query"))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert written[1] is False


def test_gathered_rows_are_those_of_their_own_row() -> None:
    zones = Zone.objects.order_by("pk")
    awards = gathered(Award.objects.filter(zone=OuterRef("pk")), "year", "rank")
    gathered_by_zone = {pk: sorted(rows or ()) for pk, rows in zones.values_list("pk", awards)}
    asked = {zone.pk: sorted([a.year, a.rank] for a in zone.awards.all()) for zone in zones}
    assert gathered_by_zone == asked
    assert any(gathered_by_zone.values())


def _named(values: Sequence[Any]) -> QuerySet[Zone, Any]:
    *fields, word = values
    rows = Zone.objects.filter(field__slug__in=fields, name_ko__icontains=word)
    return rows.order_by("pk").values_list("pk", flat=True)


@pytest.mark.parametrize("word", ["산업", "특구", "%", "_", "\\", "없는말"])
def test_values_and_words_are_put_into_what_was_written_for_their_shape(word: str) -> None:
    shapes = PreparedShapes()
    shapes.rows("named", ["agriculture_food", "tourism_leisure"], _named, words=["밤"])
    for fields in (["agriculture_food", "health_medical"], ["tourism_leisure", "education"]):
        assert shapes.rows("named", fields, _named, words=[word]) == list(_named([*fields, word]))


def test_a_shape_is_written_once() -> None:
    shapes, built = PreparedShapes(), []

    def build(values: Sequence[Any]) -> QuerySet[Any, Any]:
        built.append(values)
        return Award.objects.filter(zone__in=values).values_list("pk", flat=True)

    zones = list(Award.objects.values_list("zone", flat=True)[:6])
    for zone in zones:
        shapes.rows("awards", [zone], build)
    assert len(built) == 1
    shapes.rows("awards", zones[:2], build)
    assert len(built) == 2


def test_a_value_that_would_become_a_pattern_is_asked_as_it_is() -> None:
    def build(values: Sequence[Any]) -> QuerySet[Any, Any]:
        return Zone.objects.filter(name_ko__icontains=values[0]).values_list("pk", flat=True)

    shapes = PreparedShapes()
    shapes.rows("zones", ["밤"], build)
    assert shapes.rows("zones", ["%"], build) == []


def test_numbers_stay_numbers() -> None:
    shapes = PreparedShapes()

    def build(values: Sequence[Any]) -> QuerySet[Any, Any]:
        return PublishedGrade.objects.filter(year__in=values).values_list("pk", flat=True)

    assert shapes.rows("grades", ["2004"], build) == list(build(["2004"]))


def test_what_finds_nothing_whatever_the_value_is_asked_as_it_is() -> None:
    shapes = PreparedShapes()
    assert shapes.rows("nothing", ["1"], lambda _values: Award.objects.none()) == []
