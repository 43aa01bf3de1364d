"""Who writes know-how, who follows a review, and who decides it."""

from typing import Any

from django.db.models import Q

from knowhow.models import CasePage, PracticePage, Review, ReviewStep
from knowhow.rights import publishes_everywhere
from portal.accounts.grants import Role, Scope, reach
from portal.accounts.models import Membership, RoleGrant
from portal.policies import register_rule
from portal.zones.models import Zone

EDITORS = (Role.EDITOR, Role.ZONE_MANAGER)
WRITERS = (Role.CONTRIBUTOR, *EDITORS)


def _zones_to_write_for(user: Any) -> Q:
    return Q(pk__in=reach(user, WRITERS, scope=Scope.ZONE).numbers)


def _pages_to_write(user: Any) -> Q:
    """A contributor's own pages; every page of the zone for its editors and its manager."""
    own = Q(owner=user, zone__in=reach(user, WRITERS, scope=Scope.ZONE).numbers)
    return own | Q(zone__in=reach(user, EDITORS, scope=Scope.ZONE).numbers)


def _reviews_to_decide(user: Any) -> Q:
    """Those of the zones this person manages; for the panel, all of the library but those near to him."""
    of_zone = Q(
        level=Review.Level.ZONE, zone_number__in=reach(user, (Role.ZONE_MANAGER,), scope=Scope.ZONE).numbers
    )
    if not reach(user, (Role.VALIDATOR,), scope=Scope.EVERYWHERE).is_everywhere:
        return of_zone
    return of_zone | (Q(level=Review.Level.LIBRARY) & ~conflicts_of(user))


def conflicts_of(user: Any) -> Q:
    """Reviews that a validator must leave to others: his own work, his organisation's, his zone's, and declared ones."""
    organisations = Membership.objects.verified().filter(user=user).values("organisation")
    colleagues = (
        Membership.objects.verified().filter(organisation__in=organisations).exclude(user=user).values("user")
    )
    zones = RoleGrant.objects.of(user).filter(scope=Scope.ZONE).values("scope_number")
    declared = ReviewStep.objects.filter(kind=ReviewStep.Kind.CONFLICT, by=user).values("review")
    near = Q(submitted_by=user) | Q(page__owner=user) | Q(pk__in=declared) | Q(zone_number__in=zones)
    return near | Q(submitted_by__in=colleagues) | Q(page__owner__in=colleagues)


def _reviews_to_follow(user: Any) -> Q:
    """One's own, those of the zones one edits, and those one may decide."""
    zones = reach(user, EDITORS, scope=Scope.ZONE).numbers
    own = Q(submitted_by=user) | Q(page__owner=user)
    return own | Q(zone_number__in=zones) | _reviews_to_decide(user)


def _pages_to_publish(user: Any) -> Q:
    """Those of the zones this person manages, his own texts too; staff who publish on the whole site publish all.

    At the zone's level the manager answers for what his zone says, so there is no conflict of interest: the review shows
    who wrote and who decided. The panel's level knows conflicts (`conflicts_of`).
    """
    if publishes_everywhere(user):
        return Q()
    return Q(zone__in=reach(user, (Role.ZONE_MANAGER,), scope=Scope.ZONE).numbers)


def _zones_to_publish_in(user: Any) -> Q:
    """The same, asked of a zone: a new page has no row yet."""
    if publishes_everywhere(user):
        return Q()
    return Q(pk__in=reach(user, (Role.ZONE_MANAGER,), scope=Scope.ZONE).numbers)


def register_rules() -> None:
    """Called once when the app is ready."""
    register_rule("publish in", Zone, _zones_to_publish_in)
    register_rule("publish", CasePage, _pages_to_publish)
    register_rule("publish", PracticePage, _pages_to_publish)
    register_rule("write for", Zone, _zones_to_write_for)
    register_rule("write", CasePage, _pages_to_write)
    register_rule("write", PracticePage, _pages_to_write)
    register_rule("decide", Review, _reviews_to_decide)
    register_rule("follow", Review, _reviews_to_follow)
