"""Change the officer of a desk: everything that hangs on it goes along, the former one keeps nothing."""

import logging
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from portal.accounts.grants import Grant, end_role, give_role, hold_desk
from portal.accounts.models import Desk, Membership, RoleGrant, User
from portal.desks.belongings import belongings
from portal.desks.letters import tell
from portal.desks.models import Handover
from portal.policies import may

logger = logging.getLogger(__name__)

UNDONE_WITHIN: Final = timedelta(days=7)
ENDED: Final = "ended_grants"


class HandoverRefusedError(Exception):
    """What was asked cannot be done; the message says why and what to do."""


def officer_of(desk: Desk) -> User | None:
    """Who holds the desk, also with a closed account."""
    holding = desk.holdings.filter(until=None).select_related("user").first()
    return holding.user if holding else None


def possible_officers(desk: Desk) -> QuerySet[User]:
    """Confirmed members of the organisation who can sign in, but for who holds the desk."""
    members = Membership.objects.verified().filter(organisation=desk.organisation_id)
    people = User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("email")
    officer = officer_of(desk)
    return people.exclude(pk=officer.pk) if officer else people


def personal_roles(desk: Desk, officer: User | None) -> QuerySet[RoleGrant]:
    """Roles that the officer has in person where the desk has one: they end with the hand-over."""
    places = Q(pk__in=[])
    for scope, number in RoleGrant.objects.in_force().filter(desk=desk).values_list("scope", "scope_number"):
        places |= Q(scope=scope, scope_number=number)
    return RoleGrant.objects.in_force().filter(places, user=officer, user__isnull=False)


@transaction.atomic
def hand_over(desk: Desk, *, to: User, note: str, by: User) -> Handover:
    """Give the desk to another member. Raises `PermissionDenied`, or `HandoverRefusedError` for who cannot take it."""
    found = Desk.objects.select_for_update().select_related("organisation").get(pk=desk.pk)
    if not may(by, "hand_over", found):
        raise PermissionDenied
    if not possible_officers(found).filter(pk=to.pk).exists():
        raise HandoverRefusedError(gettext("이 기관의 확인된 구성원만 담당자가 될 수 있습니다."))
    if found.closed_at:
        raise HandoverRefusedError(gettext("닫힌 직위입니다. 먼저 다시 열어 주십시오."))
    giver = officer_of(found)
    moved: dict[str, Any] = move_belongings(found, giver, to) if giver else {}
    moved[ENDED] = [_end(role, by=by) for role in personal_roles(found, giver)] if giver else []
    hold_desk(found, to, by=by)
    made = Handover.objects.create(desk=found, from_user=giver, to_user=to, by=by, note=note, moved=moved)
    tell([to], "handed_over", {"desk": found}, page="handover-pack", key=made.pk)
    _tell_relieved(giver, found)
    logger.info(
        "desk_handed_over",
        extra={"desk": found.pk, "from": giver and giver.pk, "to": to.pk, "by": by.pk},
    )
    return made


def can_be_undone(handover: Handover) -> bool:
    """Within a week, while the taker still holds the desk and the giver can still take it back."""
    if handover.undone_at or handover.at < timezone.now() - UNDONE_WITHIN or handover.to_user is None:
        return False
    if handover.desk.closed_at:
        return False
    giver = handover.from_user
    is_latest = not Handover.objects.filter(desk=handover.desk_id, pk__gt=handover.pk).exists()
    still = officer_of(handover.desk) == handover.to_user
    is_free = giver is None or possible_officers(handover.desk).filter(pk=giver.pk).exists()
    return is_latest and still and is_free


@transaction.atomic
def undo_handover(handover: Handover, *, by: User) -> None:
    """Take it back: what moved returns. Raises `HandoverRefusedError` when it is too late or somebody left."""
    desk = Desk.objects.select_for_update().get(pk=handover.desk_id)
    found = Handover.objects.select_related("from_user", "to_user", "desk").get(pk=handover.pk)
    if not may(by, "hand_over", desk):
        raise PermissionDenied
    if not can_be_undone(found) or found.to_user is None:
        raise HandoverRefusedError(
            gettext("되돌릴 수 없습니다. 이레가 지났거나 담당자가 또 바뀌었습니다. 다시 넘겨 주십시오.")
        )
    if found.from_user is not None:
        move_belongings(desk, found.to_user, found.from_user, only=found.moved)
        _give_back(found, by=by)
    hold_desk(desk, found.from_user, by=by)
    found.undone_at = timezone.now()
    found.save(update_fields=["undone_at"])
    _tell_relieved(found.to_user, desk)
    logger.info("handover_undone", extra={"handover": found.pk, "by": by.pk})


def move_belongings(
    desk: Desk, giver: User, taker: User, *, only: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Give what the first person keeps for the desk to the second; returns the numbers by kind."""
    return {
        one.key: list(one.move(desk, giver, taker, None if only is None else only.get(one.key, [])))
        for one in belongings()
        if one.move is not None
    }


def _end(role: RoleGrant, *, by: User) -> int:
    end_role(role, by=by, reason=gettext("직위의 인수인계"))
    return role.pk


def _give_back(handover: Handover, *, by: User) -> None:
    """Roles are ended, never revived: who gets one back is given a new one."""
    for role in RoleGrant.objects.filter(pk__in=handover.moved.get(ENDED, [])):
        grant = Grant(role=role.role, scope=role.scope, number=role.scope_number, user=handover.from_user)
        give_role(grant, by=by, reason=gettext("인수인계를 되돌림"))


def _tell_relieved(person: User | None, desk: Desk) -> None:
    if person is not None and person.is_active:
        tell([person], "relieved", {"desk": desk}, page="memberships")
