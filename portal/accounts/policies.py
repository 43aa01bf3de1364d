"""The rules of organisations and memberships."""

from typing import Any

from django.db.models import Q

from portal.accounts.grants import Role, Scope, reach
from portal.accounts.models import Membership, Organisation, RoleGrant, User
from portal.policies import register_rule

OFFICERS = (Role.OFFICE_OFFICER, Role.PROGRAMME_OFFICER)


def _managed_organisations(user: Any) -> Q:
    """Those this person manages, those of the regional office whose officer he is."""
    managed = Q(pk__in=Membership.objects.managers().filter(user=user).values("organisation"))
    where = reach(user, OFFICERS, scope=Scope.OFFICE)
    return Q() if where.is_everywhere else managed | Q(office_number__in=where.numbers)


def _decidable_memberships(user: Any) -> Q:
    """Requests to those organisations; never one's own."""
    organisations = Organisation.objects.filter(_managed_organisations(user)).values("pk")
    return Q(organisation__in=organisations) & ~Q(user=user)


def _grants_to_manage(user: Any) -> Q:
    """Officers of the programme give and end roles, but nobody his own."""
    where = reach(user, (Role.PROGRAMME_OFFICER,), scope=Scope.EVERYWHERE)
    return ~Q(user=user) if where.is_everywhere else Q(pk__in=[])


def register_rules() -> None:
    """Called when the floor is ready."""
    register_rule("manage", Organisation, _managed_organisations)
    register_rule("decide", Membership, _decidable_memberships)
    register_rule("manage", RoleGrant, _grants_to_manage)


def approvers_of(organisation: Organisation) -> list[User]:
    """Whom a request is mailed to: its managers, else the officers of its regional office, else administrators."""
    active = User.objects.filter(is_active=True).order_by("pk")
    managers = active.filter(
        pk__in=Membership.objects.managers().filter(organisation=organisation).values("user")
    )
    grants = RoleGrant.objects.in_force().filter(role__in=OFFICERS)
    nearby = grants.filter(scope=Scope.OFFICE, scope_number=organisation.office_number)
    everywhere = grants.filter(scope=Scope.EVERYWHERE)
    for found in (
        managers,
        active.filter(_holders(nearby)),
        active.filter(_holders(everywhere)),
        active.filter(is_superuser=True),
    ):
        if people := list(found.distinct()[:MOST_ASKED]):
            return people
    return []


MOST_ASKED = 10
"""More people than this are not mailed about one request."""


def _holders(grants: Any) -> Q:
    return Q(grants__in=grants) | Q(holdings__desk__grants__in=grants, holdings__until=None)
