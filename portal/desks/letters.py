"""Mails about questions, reports and hand-overs. They carry no text that somebody typed but the title of the thing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import translation

from portal.accounts.models import Desk, User
from portal.accounts.policies import approvers_of
from portal.outbox.mails import queue_mail_to


def holder_of(desk: Desk) -> User | None:
    """Who holds the desk today and can sign in."""
    holding = desk.holdings.filter(until=None, user__is_active=True).select_related("user").first()
    return holding.user if holding else None


def receivers_of(desk: Desk) -> list[User]:
    """Whom mail to the desk reaches: its officer of today, else who manages the organisation."""
    holder = holder_of(desk)
    return [holder] if holder else approvers_of(desk.organisation)


def tell(
    people: Iterable[User], letter: str, context: Mapping[str, Any], *, page: str, key: int | None = None
) -> None:
    """Queue the same mail for each, in his own language, with the address of a page of ours."""
    for person in people:
        with translation.override(person.language):
            path = reverse(page, args=[] if key is None else [key])
        queue_mail_to(person, f"desks/{letter}", context={**context, "path": path})
