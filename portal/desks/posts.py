"""Posts come and go: create, rename, close, open again. What hangs on a closed one goes to another, or is answered once."""

import logging
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from portal.accounts.grants import (
    Grant,
    GrantRefusedError,
    end_role,
    give_role,
    hold_desk,
    note_rights,
)
from portal.accounts.models import Desk, Organisation, RoleGrant, User
from portal.desks.handovers import HandoverRefusedError, move_belongings, officer_of, possible_officers
from portal.desks.handovers import hand_over as give_to
from portal.desks.letters import receivers_of, tell
from portal.desks.models import DeskClosing, Thread
from portal.desks.promises import drop_promises, promises_of
from portal.desks.threads import refuse
from portal.policies import may

logger = logging.getLogger(__name__)

UNDONE_WITHIN: Final = timedelta(days=7)
MOST_DESKS: Final = 100
THREADS, REFUSED, ENDED, GIVEN, BELONGINGS = "threads", "refused", "ended", "given", "belongings"


class PostRefusedError(Exception):
    """What was asked cannot be done; the message says why and what to do."""


@transaction.atomic
def create_desk(
    organisation: Organisation, *, name_ko: str, name_en: str, officer: User | None, by: User
) -> Desk:
    """Make a post of a confirmed organisation. Raises `PermissionDenied`, or `PostRefusedError` for a name that is taken."""
    found = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not may(by, "manage", found):
        raise PermissionDenied
    if not found.is_confirmed:
        raise PostRefusedError(gettext("아직 확인되지 않은 기관입니다. 가입 신청을 먼저 확인해 주십시오."))
    if found.desks.filter(closed_at=None).count() >= MOST_DESKS:
        raise PostRefusedError(gettext("직위가 너무 많습니다. 쓰지 않는 직위를 먼저 닫아 주십시오."))
    _refuse_taken(found, name_ko)
    desk = Desk.objects.create(
        organisation=found, name_ko=name_ko, name_en=name_en, is_sample=found.is_sample
    )
    _note("desk_created", desk, by=by)
    if officer is not None:
        try:
            give_to(desk, to=officer, note="", by=by)
        except HandoverRefusedError as refusal:
            raise PostRefusedError(str(refusal)) from refusal
    return desk


@transaction.atomic
def rename_desk(desk: Desk, *, name_ko: str, name_en: str, by: User) -> None:
    """Give it another name; everything that hangs on it stays."""
    found = _lock(desk, by=by)
    _refuse_taken(found.organisation, name_ko, besides=found)
    former = found.name_ko
    found.name_ko, found.name_en = name_ko, name_en
    found.save(update_fields=["name_ko", "name_en"])
    _note("desk_renamed", found, by=by, more=f"{former} -> {name_ko}")


def successors_of(desk: Desk) -> QuerySet[Desk]:
    """Desks of the same organisation that may take everything over."""
    return Desk.objects.filter(organisation=desk.organisation_id, closed_at=None).exclude(pk=desk.pk)


def successor_of(desk: Desk) -> Desk | None:
    """Which desk took over from a closed one, as long as it stands."""
    closing = desk.closings.filter(undone_at=None).select_related("successor__organisation").first()
    successor = closing.successor if closing else None
    return successor if successor and not successor.closed_at else None


def unsettled_threads(desk: Desk) -> QuerySet[Thread]:
    """Questions that are not at their end."""
    return Thread.objects.filter(desk=desk).exclude(state=Thread.State.CLOSED)


def _to_move(desk: Desk) -> QuerySet[Thread]:
    """Unsettled questions, and ended ones with a promise that is not kept yet."""
    promised = promises_of(desk).values("message__thread")
    return Thread.objects.filter(Q(pk__in=unsettled_threads(desk).values("pk")) | Q(pk__in=promised))


@transaction.atomic
def close_desk(desk: Desk, *, successor: Desk | None, answer: str, by: User) -> DeskClosing:
    """Close it. Its questions and roles go to the successor; without one, questions end with this answer and roles end.

    Raises `PermissionDenied`, or `PostRefusedError` where questions wait and there is neither.
    """
    found = _lock(desk, by=by)
    if successor is not None and not successors_of(found).filter(pk=successor.pk).exists():
        raise PostRefusedError(gettext("같은 기관의 열린 직위에만 넘길 수 있습니다."))
    officer = officer_of(found)
    moved = _move_threads(found, successor, officer) if successor else _end_threads(found, answer, by=by)
    moved |= _move_roles(found, successor, by=by)
    hold_desk(found, None, by=by)
    found.closed_at = timezone.now()
    found.save(update_fields=["closed_at"])
    made = DeskClosing.objects.create(desk=found, successor=successor, officer=officer, by=by, moved=moved)
    if successor is not None:
        tell(receivers_of(successor), "taken_over", {"desk": found, "by": successor}, page="desk-threads")
    if officer is not None and officer.is_active:
        tell([officer], "closed", {"desk": found}, page="memberships")
    _note("desk_closed", found, by=by, people=[officer] if officer else [])
    return made


def can_be_opened(closing: DeskClosing) -> bool:
    """Within a week, while the desk is closed by this very closing and its name is free."""
    desk = closing.desk
    is_latest = not DeskClosing.objects.filter(desk=desk, pk__gt=closing.pk).exists()
    is_free = not _with_name(desk.organisation, desk.name_ko).exists()
    is_in_time = closing.at >= timezone.now() - UNDONE_WITHIN
    return bool(desk.closed_at and not closing.undone_at and is_latest and is_free and is_in_time)


@transaction.atomic
def undo_closing(closing: DeskClosing, *, by: User) -> None:
    """Open it again: what moved returns, but questions that were ended stay so. Raises `PostRefusedError` when too late."""
    desk = Desk.objects.select_for_update().select_related("organisation").get(pk=closing.desk_id)
    found = DeskClosing.objects.select_related("desk__organisation", "successor", "officer").get(
        pk=closing.pk
    )
    if not may(by, "manage", desk):
        raise PermissionDenied
    if not can_be_opened(found):
        raise PostRefusedError(
            gettext("다시 열 수 없습니다. 이레가 지났거나 같은 이름의 직위가 있습니다. 새로 만들어 주십시오.")
        )
    desk.closed_at = None
    desk.save(update_fields=["closed_at"])
    Thread.objects.filter(pk__in=found.moved.get(THREADS, []), desk=found.successor_id).update(desk=desk)
    _give_roles_back(found, desk, by=by)
    officer = found.officer
    if officer is not None and possible_officers(desk).filter(pk=officer.pk).exists():
        hold_desk(desk, officer, by=by)
        taker = officer_of(found.successor) if found.successor else None
        if taker is not None:
            move_belongings(desk, taker, officer, only=found.moved.get(BELONGINGS, {}))
    found.undone_at = timezone.now()
    found.save(update_fields=["undone_at"])
    _note("desk_opened", desk, by=by, people=[officer] if officer else [])


def _lock(desk: Desk, *, by: User) -> Desk:
    found = Desk.objects.select_for_update().select_related("organisation").get(pk=desk.pk)
    if not may(by, "manage", found):
        raise PermissionDenied
    if found.closed_at:
        raise PostRefusedError(gettext("이미 닫힌 직위입니다."))
    return found


def _with_name(organisation: Organisation, name_ko: str) -> QuerySet[Desk]:
    return organisation.desks.filter(closed_at=None, name_ko__iexact=name_ko)


def _refuse_taken(organisation: Organisation, name_ko: str, *, besides: Desk | None = None) -> None:
    taken = _with_name(organisation, name_ko)
    if (taken.exclude(pk=besides.pk) if besides else taken).exists():
        raise PostRefusedError(gettext("같은 이름의 직위가 이미 있습니다. 다른 이름을 써 주십시오."))


def _end_threads(desk: Desk, answer: str, *, by: User) -> dict[str, Any]:
    waiting = list(_to_move(desk))
    awaits = any(thread.state == Thread.State.OPEN for thread in waiting) or promises_of(desk).exists()
    if awaits and not answer.strip():
        raise PostRefusedError(
            gettext(
                "답변이나 약속을 기다리는 문의가 있습니다. 이어받을 직위를 고르거나 마지막 답변을 써 주십시오."
            )
        )
    for thread in waiting:
        refuse(thread, text=answer, by=by)
    drop_promises(desk, by=by)
    return {REFUSED: [thread.pk for thread in waiting]}


def _move_threads(desk: Desk, successor: Desk, officer: User | None) -> dict[str, Any]:
    """Questions, and what the officer keeps for the desk where somebody holds the successor."""
    waiting = _to_move(desk)
    numbers = list(waiting.values_list("pk", flat=True))
    Thread.objects.filter(pk__in=numbers).update(desk=successor)
    taker = officer_of(successor)
    kept = move_belongings(desk, officer, taker) if officer and taker and officer != taker else {}
    return {THREADS: numbers, BELONGINGS: kept}


def _move_roles(desk: Desk, successor: Desk | None, *, by: User) -> dict[str, Any]:
    reason = gettext("직위를 닫음")
    ended, given = [], []
    for role in list(RoleGrant.objects.in_force().filter(desk=desk)):
        end_role(role, by=by, reason=reason)
        ended.append(role.pk)
        if successor is not None and (made := _give(role, successor, by=by, reason=reason)):
            given.append(made.pk)
    return {ENDED: ended, GIVEN: given}


def _give(role: RoleGrant, desk: Desk, *, by: User, reason: str) -> RoleGrant | None:
    """The same role for this desk, unless it has it."""
    grant = Grant(role=role.role, scope=role.scope, number=role.scope_number, desk=desk)
    try:
        return give_role(grant, by=by, reason=reason)
    except GrantRefusedError:
        return None


def _give_roles_back(closing: DeskClosing, desk: Desk, *, by: User) -> None:
    """Roles are ended, never revived: the desk gets new ones, the successor keeps only what it had."""
    reason = gettext("직위를 다시 엶")
    for role in RoleGrant.objects.in_force().filter(pk__in=closing.moved.get(GIVEN, [])):
        end_role(role, by=by, reason=reason)
    for role in RoleGrant.objects.filter(pk__in=closing.moved.get(ENDED, [])):
        _give(role, desk, by=by, reason=reason)


def _note(event: str, desk: Desk, *, by: User, more: str = "", people: list[User] | None = None) -> None:
    logger.info(event, extra={"desk": desk.pk, "by": by.pk})
    note_rights(event, f"desk {desk.pk} {more}".strip(), people=people or [], by=by)
