"""Who may do what with desks, questions and reports."""

from typing import Any

from django.db.models import Q

from portal.accounts.grants import Role, Scope, reach
from portal.accounts.models import Desk, DeskHolding, Membership, Organisation
from portal.desks.models import Correction, DeskClosing, FollowUp, Handover, Reply, Thread
from portal.policies import NOTHING, allowed, register_rule
from portal.zones.models import Zone

OFFICERS = (Role.OFFICE_OFFICER, Role.PROGRAMME_OFFICER)


def _own_desks(user: Any) -> Q:
    """Those this person holds now, and those of the organisations he manages."""
    held = DeskHolding.objects.filter(user=user, until=None).values("desk")
    managed = Membership.objects.managers().filter(user=user).values("organisation")
    return Q(pk__in=held) | Q(organisation__in=managed)


def _desks_to_hand_over(user: Any) -> Q:
    """Those of the organisations that this person manages, by membership or as an officer."""
    return Q(organisation__in=allowed(user, "manage", Organisation.objects.all()).values("pk"))


def _threads_to_answer(user: Any) -> Q:
    """Those to one's desks. Officers elsewhere read nobody's correspondence."""
    return Q(desk__in=Desk.objects.filter(_own_desks(user)).values("pk"))


def _promises_to_settle(user: Any) -> Q:
    """Those of the questions one answers."""
    return Q(message__thread__in=Thread.objects.filter(_threads_to_answer(user)).values("pk"))


def _readable_threads(user: Any) -> Q:
    """One's own questions, and those one may answer."""
    return Q(asked_by=user) | _threads_to_answer(user)


def _corrections_to_decide(user: Any) -> Q:
    """Those of one's region, all for officers of the programme; nobody decides his own."""
    where = reach(user, OFFICERS, scope=Scope.OFFICE)
    if where.is_everywhere:
        return ~Q(reporter=user) | Q(reporter=None)
    if not where.numbers:
        return NOTHING
    return Q(office_number__in=where.numbers) & (~Q(reporter=user) | Q(reporter=None))


def _closings_to_undo(user: Any) -> Q:
    """Those of desks that one manages."""
    return Q(desk__in=Desk.objects.filter(_desks_to_hand_over(user)).values("pk"))


def _readable_handovers(user: Any) -> Q:
    """Those of desks that one holds now or may hand over; the former officer keeps no right."""
    held = DeskHolding.objects.filter(user=user, until=None).values("desk")
    managed = Desk.objects.filter(_desks_to_hand_over(user)).values("pk")
    return Q(desk__in=held) | Q(desk__in=managed)


def _zones_to_reply_for(user: Any) -> Q:
    """Those this person manages, in person or from a desk: a reply is the zone's own word."""
    return Q(pk__in=reach(user, (Role.ZONE_MANAGER,), scope=Scope.ZONE).numbers)


def _replies_to_hide(user: Any) -> Q:
    """Officers of the programme look over all replies."""
    return Q() if reach(user, (Role.PROGRAMME_OFFICER,), scope=Scope.EVERYWHERE).is_everywhere else NOTHING


def register_rules() -> None:
    """Called once when the app is ready."""
    register_rule("reply for", Zone, _zones_to_reply_for)
    register_rule("hide", Reply, _replies_to_hide)
    register_rule("edit", Desk, _own_desks)
    register_rule("hand_over", Desk, _desks_to_hand_over)
    register_rule("manage", Desk, _desks_to_hand_over)
    register_rule("answer", Thread, _threads_to_answer)
    register_rule("settle", FollowUp, _promises_to_settle)
    register_rule("read", Thread, _readable_threads)
    register_rule("decide", Correction, _corrections_to_decide)
    register_rule("read", Handover, _readable_handovers)
    register_rule("undo", DeskClosing, _closings_to_undo)
