"""Sign a month of the access log as reviewed."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.chain import is_signed, sign
from portal.audit.models import AccessReview
from portal.audit.queries import month_bounds, rows_of


class MonthNotOverError(Exception):
    """The month still runs: it cannot be signed yet."""


@transaction.atomic
def sign_review(month: date, *, by: User, note: str) -> AccessReview:
    """Write down that `by` went through the month. Raises `MonthNotOverError`; a month is signed once."""
    if month_bounds(month)[1] > timezone.now():
        raise MonthNotOverError
    standing = AccessReview.objects.filter(month=month).first()
    if standing is not None:
        return standing
    rows = rows_of(month)
    last = rows.order_by("-number").first()
    review = AccessReview(
        month=month,
        reviewed_by=by,
        reviewed_at=timezone.now(),
        note=note,
        rows=rows.count(),
        last_seal=last.seal if last else "",
    )
    review.signature = sign(_text(review))
    review.save()
    return review


def is_genuine(review: AccessReview) -> bool:
    """Whether nobody changed the review since it was signed."""
    return is_signed(_text(review), review.signature)


def _text(review: AccessReview) -> str:
    parts = (review.month, review.reviewed_by_id, review.reviewed_at.isoformat(), review.note, review.rows)
    return "|".join(str(part) for part in (*parts, review.last_seal))
