"""What people do with questions: ask, answer, ask again, close."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from portal.accounts.models import User
from portal.accounts.policies import approvers_of
from portal.desks.abouts import About
from portal.desks.attachments import CheckedFile, attach, has_room_for, too_many_in_thread
from portal.desks.letters import receivers_of, tell
from portal.desks.models import FollowUp, Message, Thread
from portal.desks.promises import Promised, promise
from portal.policies import may

logger = logging.getLogger(__name__)

State = Thread.State

ANSWER_WITHIN: Final = timedelta(days=7)
CLOSES_AFTER: Final = timedelta(days=30)
"""An answer that nobody comes back to within this time ends the thread."""
MOST_OPEN: Final = 20
MOST_MESSAGES: Final = 100


class ThreadRefusedError(Exception):
    """What was asked cannot be done; the message says why and what to do."""


@transaction.atomic
def ask(
    about: About, *, kind: str, subject: str, text: str, by: User, files: Sequence[CheckedFile] = ()
) -> Thread:
    """Open a thread with the desk. Raises `ThreadRefusedError` where the desk takes none, or for too many at once."""
    if about.desk is None:
        raise ThreadRefusedError(gettext("지금은 문의를 받는 직위가 없습니다."))
    if Thread.objects.open().filter(asked_by=by).count() >= MOST_OPEN:
        raise ThreadRefusedError(
            gettext("답변을 기다리는 문의가 너무 많습니다. 답변을 받은 뒤 다시 써 주십시오.")
        )
    now = timezone.now()
    thread = Thread.objects.create(
        desk=about.desk,
        asked_by=by,
        about_kind=kind,
        about_title=about.title[:300],
        about_path=about.path[:300],
        subject=subject,
        opened_at=now,
        changed_at=now,
        due_at=now + ANSWER_WITHIN,
    )
    attach(Message.objects.create(thread=thread, author=by, text=text, written_at=now), files)
    _tell_desk(thread)
    logger.info("thread_opened", extra={"number": thread.pk, "desk": thread.desk_id})
    return thread


@transaction.atomic
def answer(
    thread: Thread,
    *,
    text: str,
    by: User,
    files: Sequence[CheckedFile] = (),
    promised: Promised | None = None,
) -> Message:
    """Answer for the desk, with a promise or without. Raises `PermissionDenied`, or `ThreadRefusedError` for a closed one."""
    found = _lock(thread)
    if not may(by, "answer", found):
        raise PermissionDenied
    message = _write(found, text=text, by=by, is_from_desk=True, files=files)
    if promised is not None:
        promise(message, promised)
    _change(found, State.ANSWERED)
    tell([found.asked_by], "answered", _said(found), page="thread", key=found.pk)
    return message


@transaction.atomic
def ask_again(thread: Thread, *, text: str, by: User, files: Sequence[CheckedFile] = ()) -> Message:
    """Write once more as who asked: the clock of the desk begins again."""
    found = _lock(thread)
    if found.asked_by_id != by.pk:
        raise PermissionDenied
    message = _write(found, text=text, by=by, is_from_desk=False, files=files)
    if found.state == State.ANSWERED:
        found.due_at, found.reminded_at = timezone.now() + ANSWER_WITHIN, None
    _change(found, State.OPEN)
    _tell_desk(found)
    return message


@transaction.atomic
def close(thread: Thread, *, by: User) -> None:
    """End it, as who asked or for the desk once it has answered. Safe to repeat."""
    found = Thread.objects.select_for_update().get(pk=thread.pk)
    is_asker = found.asked_by_id == by.pk
    if not is_asker and not may(by, "answer", found):
        raise PermissionDenied
    if not is_asker and found.state == State.OPEN:
        raise ThreadRefusedError(
            gettext("먼저 답변해 주십시오. 답변하지 않은 문의는 물은 사람만 끝낼 수 있습니다.")
        )
    _change(found, State.CLOSED)


def refuse(thread: Thread, *, text: str, by: User) -> None:
    """End it because its desk is closed: whoever waits, also for a promise, gets this text. For who manages the desk."""
    found = Thread.objects.select_for_update().get(pk=thread.pk)
    if found.state == State.OPEN or FollowUp.objects.open().filter(message__thread=found).exists():
        _write(found, text=text, by=by, is_from_desk=True)
        tell([found.asked_by], "answered", _said(found), page="thread", key=found.pk)
    _change(found, State.CLOSED)


def close_answered(now: datetime) -> int:
    """End what was answered long ago; returns how many."""
    return Thread.objects.filter(state=State.ANSWERED, changed_at__lt=now - CLOSES_AFTER).update(
        state=State.CLOSED
    )


@transaction.atomic
def remind_of_overdue(now: datetime) -> int:
    """Mail the managers of the organisation of each late answer, once; returns how many threads."""
    late = list(
        Thread.objects.overdue(now).filter(reminded_at=None).select_related("desk__organisation")[:500]
    )
    for thread in late:
        _tell(thread, {*approvers_of(thread.desk.organisation), *receivers_of(thread.desk)}, "overdue")
    Thread.objects.filter(pk__in=[thread.pk for thread in late]).update(reminded_at=now)
    return len(late)


def _lock(thread: Thread) -> Thread:
    found = Thread.objects.select_for_update().get(pk=thread.pk)
    if found.state == State.CLOSED:
        raise ThreadRefusedError(gettext("끝난 문의입니다. 새로 문의해 주십시오."))
    if found.messages.count() >= MOST_MESSAGES:
        raise ThreadRefusedError(gettext("글이 너무 많습니다. 새로 문의해 주십시오."))
    return found


def _write(
    thread: Thread, *, text: str, by: User, is_from_desk: bool, files: Sequence[CheckedFile] = ()
) -> Message:
    if not has_room_for(files, thread=thread.pk):
        raise ThreadRefusedError(too_many_in_thread())
    message = Message.objects.create(thread=thread, author=by, text=text, is_from_desk=is_from_desk)
    attach(message, files)
    return message


def _change(thread: Thread, state: str) -> None:
    thread.state, thread.changed_at = state, timezone.now()
    thread.save(update_fields=["state", "changed_at", "due_at", "reminded_at"])
    logger.info("thread_changed", extra={"number": thread.pk, "state": state})


def _tell_desk(thread: Thread) -> None:
    _tell(thread, receivers_of(thread.desk), "asked")


def _tell(thread: Thread, people: Iterable[User], letter: str) -> None:
    """Who may answer is led to the question; who may only put somebody on the desk is led there."""
    known = list(people)
    able = [person for person in known if may(person, "answer", thread)]
    others = [person for person in known if person not in able]
    tell(able, letter, _said(thread), page="desk-thread", key=thread.pk)
    tell(others, "vacant", _said(thread), page="hand-over", key=thread.desk_id)


def _said(thread: Thread) -> dict[str, object]:
    return {"about": thread.about_title, "desk": thread.desk, "due_at": thread.due_at, "number": thread.pk}
