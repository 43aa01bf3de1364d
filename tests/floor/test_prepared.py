"""Queries whose SQL is written once answer as the queryset would."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.prepared import Prepared
from portal.zones.models import Award, Zone, ZonePlace

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
