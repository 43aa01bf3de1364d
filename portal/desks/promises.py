"""What a desk promised with an answer (후속 약속): a sentence and a day, kept by whoever holds the desk then."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from portal.accounts.models import Desk, User
from portal.desks.letters import receivers_of, tell
from portal.desks.models import FollowUp, Message
from portal.policies import may

logger = logging.getLogger(__name__)

State = FollowUp.State
MOST_REMINDED: Final = 500


class PromiseRefusedError(Exception):
    """What was asked cannot be done; the message says why."""


@dataclass(frozen=True)
class Promised:
    """What somebody promises, and by which day."""

    text: str
    due_on: date


def promise(message: Message, promised: Promised) -> FollowUp:
    """Keep a promise with its answer, in the transaction in which that is written."""
    return FollowUp.objects.create(message=message, text=promised.text, due_on=promised.due_on)


def promises_of(desk: Desk) -> QuerySet[FollowUp]:
    """What the desk has still to keep, the next day first; also from questions that are at their end."""
    rows = FollowUp.objects.open().filter(message__thread__desk=desk)
    return rows.select_related("message__thread").order_by("due_on", "pk")


@transaction.atomic
def settle(follow_up: FollowUp, *, is_kept: bool, by: User) -> None:
    """Say that it was kept, or that it was not after all. Safe to repeat. Raises `PermissionDenied`."""
    found = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if not may(by, "settle", found):
        raise PermissionDenied
    if found.state == State.DROPPED:
        raise PromiseRefusedError(gettext("직위가 닫히면서 거둔 약속입니다."))
    if is_kept != (found.state == State.KEPT):
        _end(found, State.KEPT if is_kept else State.OPEN, by=by)


def drop_promises(desk: Desk, *, by: User) -> None:
    """Take back what a desk that is closed cannot keep."""
    for found in promises_of(desk).select_for_update(of=("self",)):
        _end(found, State.DROPPED, by=by)


@transaction.atomic
def remind_of_promises(now: datetime) -> int:
    """Mail whoever answers for the desk on the day of each promise, once; returns how many promises."""
    due = list(
        FollowUp.objects.due(timezone.localdate(now))
        .filter(reminded_at=None, message__thread__desk__closed_at=None)
        .select_related("message__thread__desk__organisation")[:MOST_REMINDED]
    )
    for found in due:
        thread = found.message.thread
        said = {"about": thread.about_title, "desk": thread.desk, "due_on": found.due_on}
        able = [person for person in receivers_of(thread.desk) if may(person, "settle", found)]
        tell(able, "promised", said, page="desk-thread", key=thread.pk)
    FollowUp.objects.filter(pk__in=[found.pk for found in due]).update(reminded_at=now)
    return len(due)


def _end(found: FollowUp, state: str, *, by: User) -> None:
    is_open = state == State.OPEN
    found.state, found.ended_at, found.ended_by = (
        state,
        None if is_open else timezone.now(),
        None if is_open else by,
    )
    found.save(update_fields=["state", "ended_at", "ended_by"])
    logger.info("promise_settled", extra={"number": found.pk, "state": state})
