"""What a page says of its place in the national library."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from knowhow.models import CasePage, PracticePage, Review


@dataclass(frozen=True)
class Admission:
    """The panel's decision as everyone may read it: no names."""

    day: str
    grade: str
    opinion: str
    changed_since: bool
    """Whether the page was published again afterwards."""


def admission_of(page: CasePage | PracticePage) -> Admission | None:
    """The decision by which the page entered the library; nothing for the others."""
    if page.admitted_at is None:
        return None
    review = Review.objects.accepted().filter(page_id=page.pk, level=Review.Level.LIBRARY).first()
    day: dt.date = timezone.localdate(page.admitted_at)
    published = page.last_published_at
    return Admission(
        day=day.isoformat(),
        grade=page.get_evidence_grade_display(),
        opinion=review.opinion if review else "",
        changed_since=bool(published and published > page.admitted_at),
    )
