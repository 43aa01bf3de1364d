"""Who may withdraw a version and confirm that a page still holds."""

from typing import Any

from django.db.models import Q
from wagtail.models import GroupPagePermission, Site

from knowhow.kinds import KINDS
from knowhow.models import PageVersion
from portal.accounts.grants import Role, Scope, reach
from portal.policies import NOTHING, register_rule

WRITERS = (Role.EDITOR, Role.ZONE_MANAGER)


def publishes_everywhere(user: Any) -> bool:
    """Whether this person is staff who publish on the whole site."""
    rights = GroupPagePermission.objects.filter(
        group__user=user,
        permission__codename="publish_page",
        page__in=Site.objects.filter(is_default_site=True).values("root_page"),
    )
    return bool(rights.exists())


def _withdrawable(user: Any) -> Q:
    """Staff alone: what a zone published by mistake is taken back by somebody else than the zone."""
    return Q() if publishes_everywhere(user) else NOTHING


def _confirmable(user: Any) -> Q:
    """Pages of the zones where this person writes, and those he wrote himself; staff all."""
    if publishes_everywhere(user):
        return Q()
    where = reach(user, WRITERS, scope=Scope.ZONE)
    return Q() if where.is_everywhere else Q(owner=user) | Q(zone__in=where.numbers)


def register_rights() -> None:
    """Called once when the app is ready."""
    register_rule("withdraw", PageVersion, _withdrawable)
    for kind in KINDS.values():
        register_rule("confirm", kind, _confirmable)
