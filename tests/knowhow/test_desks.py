"""What desks have to do with cases."""

import datetime as dt

import pytest
from django.utils import timezone

from knowhow.desks import pages_due
from knowhow.models import Freshness
from tests.desks.conftest import make_post
from tests.knowhow.factories import make_case, make_zone, publish

pytestmark = pytest.mark.django_db


def test_pack_names_the_cases_whose_day_is_near_or_past() -> None:
    zone = make_zone()
    soon, later = (
        publish(make_case(zone=zone, title="곧 볼 사례")),
        publish(make_case(zone=zone, title="나중에 볼 사례")),
    )
    Freshness.objects.filter(page_id=soon.pk).update(review_by=timezone.localdate() + dt.timedelta(days=10))
    lines = list(pages_due(make_post("장류군", word="sauce", zone=zone).desk, None))
    assert [line.title for line in lines] == [soon.title]
    assert later.title not in {line.title for line in lines}
    assert list(pages_due(make_post("이웃군", word="rival").desk, None)) == []
