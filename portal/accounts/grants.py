"""Give and end roles, and ask where somebody holds one."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from portal.accounts.models import Desk, DeskHolding, Membership, RoleGrant, User
from portal.audit.chain import Access, append
from portal.audit.models import AccessLog
from portal.audit.whence import whence

logger = logging.getLogger(__name__)

Role = RoleGrant.Role
Scope = RoleGrant.Scope

LOOKS_ONLY: Final = (Role.VIEWER,)
"""Roles that neither change anything nor see anybody's data."""
FITTING_SCOPES: Final = {
    Role.OFFICE_OFFICER: (Scope.OFFICE, Scope.EVERYWHERE),
    Role.PROGRAMME_OFFICER: (Scope.EVERYWHERE,),
    Role.COUNCIL_MEMBER: (Scope.EVERYWHERE,),
    Role.AUDITOR: (Scope.EVERYWHERE,),
    Role.ZONE_MANAGER: (Scope.ZONE,),
}
"""Where a role may hold; any other role holds in any scope."""

_followers: list[Callable[[User], object]] = []


class GrantRefusedError(Exception):
    """A role that cannot be given so; the message says why."""


@dataclass(frozen=True)
class Reach:
    """Where somebody holds a role."""

    is_everywhere: bool
    numbers: frozenset[int]

    def has(self, number: int | None) -> bool:
        """Whether it holds there."""
        return self.is_everywhere or number in self.numbers


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role to be given: to a person or to a desk."""

    role: str
    scope: str
    number: int | None = None
    user: User | None = None
    desk: Desk | None = None
    until: Any = None


def follow_grants(follower: Callable[[User], object]) -> None:
    """Call this with each person whose roles may have changed, in the same transaction; rooms provision by it."""
    if follower not in _followers:
        _followers.append(follower)


def reach(user: Any, roles: Iterable[str], *, scope: str) -> Reach:
    """Where this person holds one of these roles now, in person or by a desk."""
    held = set(
        RoleGrant.objects.of(user)
        .filter(role__in=tuple(roles), scope__in=(scope, Scope.EVERYWHERE))
        .values_list("scope", "scope_number")
    )
    return Reach(
        is_everywhere=any(found == Scope.EVERYWHERE for found, _number in held),
        numbers=frozenset(number for found, number in held if found == scope and number is not None),
    )


def needs_second_factor(user: Any) -> bool:
    """Whether this person can edit something or see the data of others."""
    return bool(
        user.is_staff
        or user.is_superuser
        or user.has_perm("wagtailadmin.access_admin")
        or RoleGrant.objects.of(user).exclude(role__in=LOOKS_ONLY).exists()
        or Membership.objects.managers().filter(user=user).exists()
    )


def may_give_roles(user: Any) -> bool:
    """Whether this person gives roles to others: administrators, and officers of the programme."""
    is_officer = reach(user, (Role.PROGRAMME_OFFICER,), scope=Scope.EVERYWHERE).is_everywhere
    return bool(user.is_active and (user.is_superuser or is_officer))


@transaction.atomic
def give_role(grant: Grant, *, by: User | None, reason: str) -> RoleGrant:
    """Give a role. Raises `GrantRefusedError` for a scope that does not fit, or when it is held already."""
    if grant.scope not in FITTING_SCOPES.get(Role(grant.role), tuple(Scope)):
        raise GrantRefusedError(gettext("이 역할은 그 범위로 줄 수 없습니다."))
    same = RoleGrant.objects.in_force().filter(
        user=grant.user, desk=grant.desk, role=grant.role, scope=grant.scope, scope_number=grant.number
    )
    if same.exists():
        raise GrantRefusedError(gettext("이미 같은 역할이 있습니다."))
    given = RoleGrant.objects.create(
        user=grant.user,
        desk=grant.desk,
        role=grant.role,
        scope=grant.scope,
        scope_number=grant.number,
        until=grant.until,
        granted_by=by,
        reason=reason,
    )
    _log("role_given", given, by=by)
    _tell_followers(given)
    return given


@transaction.atomic
def end_role(given: RoleGrant, *, by: User | None, reason: str) -> None:
    """End a role now; whoever held it has nothing of it from the next request on."""
    given.until = timezone.now()
    given.reason = f"{given.reason} / {reason}"[:300]
    given.save(update_fields=["until", "reason"])
    _log("role_ended", given, by=by)
    _tell_followers(given)


@transaction.atomic
def hold_desk(desk: Desk, user: User | None, *, by: User | None) -> None:
    """Let this person hold the desk from now on, or nobody; its roles go along."""
    now = timezone.now()
    former = [holding.user for holding in desk.holdings.filter(until=None).select_related("user")]
    desk.holdings.filter(until=None).update(until=now)
    if user is not None:
        DeskHolding.objects.create(desk=desk, user=user, since=now)
    logger.info("desk_held", extra={"desk": desk.pk, "by": by and by.pk})
    note_rights("desk_held", f"desk {desk.pk}", people={*former, *([user] if user else [])}, by=by)
    for person in {*former, *([user] if user else [])}:
        tell_followers(person)


def tell_followers(user: User) -> None:
    """Let the rooms make their own rights equal to the grants of this person."""
    for follower in _followers:
        follower(user)


def _tell_followers(given: RoleGrant) -> None:
    for person in _holders(given):
        tell_followers(person)


def _holders(given: RoleGrant) -> list[User]:
    """Who has something of this grant."""
    if given.user is not None:
        return [given.user]
    return list(User.objects.filter(holdings__desk=given.desk, holdings__until=None))


def _log(event: str, given: RoleGrant, *, by: User | None) -> None:
    logger.info(event, extra={"grant": given.pk, "role": given.role, "by": by and by.pk})
    note_rights(event, f"{given}: {given.reason}", people=_holders(given), by=by)


def note_rights(event: str, what: str, *, people: Iterable[User], by: User | None) -> None:
    """Who gave whom which rights, and what became of posts, stands in the access log, in the same transaction."""
    append(
        Access(
            kind=AccessLog.Kind.CHANGE,
            what=event,
            actor=by.pk if by else None,
            ip=whence().ip,
            path=whence().path,
            reason=what,
            people={f"user:{person.pk}" for person in people},
        )
    )
