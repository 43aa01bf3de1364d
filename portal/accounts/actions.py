"""What people do with memberships: ask, decide, end, invite, accept."""

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from portal.accounts.domains import is_official
from portal.accounts.grants import hold_desk, note_rights, tell_followers
from portal.accounts.letters import mail_decision, mail_invitation, mail_request
from portal.accounts.models import Desk, Invitation, Membership, Organisation, User
from portal.accounts.policies import approvers_of
from portal.policies import may

logger = logging.getLogger(__name__)

State = Membership.State

LINK_LIFE: Final = timedelta(days=14)
INVITATION_LIFE: Final = timedelta(days=14)
LINK_SALT: Final = "portal.accounts.actions.decide"
MOST_OPEN_REQUESTS: Final = 5


class MembershipRefusedError(Exception):
    """What was asked cannot be done; the message says why and what to do."""


def find_organisation(name: str, *, kind: str) -> Organisation:
    """The organisation of that name, or one that is only named so far: nobody sees it until somebody confirms it."""
    words = " ".join(name.split())
    known = Organisation.objects.confirmed().filter(name_ko__iexact=words).first()
    known = known or Organisation.objects.confirmed().filter(name_en__iexact=words).first()
    return known or Organisation.objects.create(name_ko=words, kind=kind)


@transaction.atomic
def request_membership(user: User, organisation: Organisation, *, reason: str) -> Membership:
    """Ask to belong to it. Raises `MembershipRefusedError` where that is so already, or for too many at once."""
    open_ones = Membership.objects.filter(user=user, state__in=(State.REQUESTED, State.VERIFIED))
    if open_ones.filter(organisation=organisation).exists():
        raise MembershipRefusedError(gettext("이미 이 기관에 속해 있거나 신청했습니다."))
    if open_ones.requested().count() >= MOST_OPEN_REQUESTS:
        raise MembershipRefusedError(
            gettext("확인을 기다리는 신청이 너무 많습니다. 먼저 낸 신청을 거두어 주십시오.")
        )
    return Membership.objects.create(user=user, organisation=organisation, reason=reason)


def settle_requests(user: User) -> None:
    """Once the address is confirmed: what the address proves is verified, for the rest somebody is asked by mail."""
    for membership in Membership.objects.requested().filter(user=user).select_related("organisation", "user"):
        _settle(membership)


@transaction.atomic
def _settle(membership: Membership) -> None:
    user, organisation = membership.user, membership.organisation
    emails = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    if any(is_official(email, organisation) for email in emails):
        _verify(membership, by=None, reason=gettext("공식 메일 도메인"))
        return
    invitation = Invitation.objects.filter(
        organisation=organisation, email__in=list(emails), used_at=None, expires_at__gt=timezone.now()
    ).first()
    if invitation is not None:
        _use(invitation)
        _verify(membership, by=invitation.invited_by, reason=gettext("초대"))
        return
    for approver in approvers_of(organisation):
        mail_request(membership, approver, token=decision_token(membership, approver))


def decision_token(membership: Membership, approver: User) -> str:
    """What the link in the mail carries: for this request and this approver only."""
    return signing.dumps([membership.pk, approver.pk], salt=LINK_SALT)


def membership_of_token(token: str, *, approver: User) -> Membership | None:
    """The request that the link is for; None if it expired, was decided, or is somebody else's."""
    try:
        membership_pk, approver_pk = signing.loads(token, salt=LINK_SALT, max_age=LINK_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if approver_pk != approver.pk:
        return None
    return Membership.objects.requested().filter(pk=membership_pk).select_related("organisation").first()


@transaction.atomic
def approve_membership(membership: Membership, *, by: User, reason: str, as_manager: bool = False) -> None:
    """Verify a request. Raises `PermissionDenied`, or `MembershipRefusedError` when it is decided already."""
    found = _lock_request(membership, by=by)
    if not found.organisation.is_confirmed:
        _confirm(found.organisation)
    _verify(found, by=by, reason=reason, as_manager=as_manager)


def _confirm(organisation: Organisation) -> None:
    if Organisation.objects.confirmed().filter(name_ko__iexact=organisation.name_ko).exists():
        raise MembershipRefusedError(
            gettext("같은 이름의 기관이 이미 있습니다. 그 기관으로 다시 신청하도록 안내하고 거절해 주십시오.")
        )
    organisation.is_confirmed = True
    organisation.save(update_fields=["is_confirmed"])


@transaction.atomic
def refuse_membership(membership: Membership, *, by: User, reason: str) -> None:
    """Refuse a request; its person is told why."""
    found = _lock_request(membership, by=by)
    _decide(found, State.REFUSED, by=by, reason=reason)
    mail_decision(found)


def _lock_request(membership: Membership, *, by: User) -> Membership:
    found = Membership.objects.select_for_update().get(pk=membership.pk)
    if not may(by, "decide", found):
        raise PermissionDenied
    if found.state != State.REQUESTED:
        raise MembershipRefusedError(gettext("이미 정한 신청입니다."))
    return found


def _verify(membership: Membership, *, by: User | None, reason: str, as_manager: bool = False) -> None:
    membership.is_manager = as_manager
    _decide(membership, State.VERIFIED, by=by, reason=reason)
    event = "manager_set" if as_manager else "membership_verified"
    note_rights(event, f"organisation {membership.organisation_id}", people=[membership.user], by=by)
    tell_followers(membership.user)
    mail_decision(membership)


def _decide(membership: Membership, state: str, *, by: User | None, reason: str) -> None:
    membership.state = state
    membership.decided_at = timezone.now()
    membership.decided_by = by
    membership.decision_reason = reason[:500]
    membership.save()
    logger.info("membership_decided", extra={"membership": membership.pk, "state": state, "by": by and by.pk})


@transaction.atomic
def end_membership(membership: Membership, *, by: User, reason: str = "") -> None:
    """Leave, or let somebody go; desks of the organisation that he holds are vacant from then on.

    Raises `MembershipRefusedError` for the last manager.
    """
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    found = Membership.objects.get(pk=membership.pk)
    if found.user_id != by.pk and not may(by, "manage", found.organisation):
        raise PermissionDenied
    _refuse_last_manager(found)
    found.state, found.is_manager, found.ended_at = State.ENDED, False, timezone.now()
    found.decision_reason = reason[:500] or found.decision_reason
    found.save()
    logger.info("membership_ended", extra={"membership": found.pk, "by": by.pk})
    for desk in Desk.objects.filter(
        organisation=found.organisation_id, holdings__user=found.user_id, holdings__until=None
    ):
        hold_desk(desk, None, by=by)
    note_rights("membership_ended", f"organisation {found.organisation_id}", people=[found.user], by=by)
    tell_followers(found.user)


@transaction.atomic
def set_manager(membership: Membership, *, is_manager: bool, by: User) -> None:
    """Make a member a manager, or no longer one. Raises `MembershipRefusedError` for the last one."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    found = Membership.objects.verified().get(pk=membership.pk)
    if not may(by, "manage", found.organisation):
        raise PermissionDenied
    if not is_manager:
        _refuse_last_manager(found)
    found.is_manager = is_manager
    found.save(update_fields=["is_manager"])
    logger.info("manager_set", extra={"membership": found.pk, "is_manager": is_manager, "by": by.pk})
    event = "manager_set" if is_manager else "manager_ended"
    note_rights(event, f"organisation {found.organisation_id}", people=[found.user], by=by)


def _refuse_last_manager(membership: Membership) -> None:
    others = Membership.objects.managers().filter(organisation=membership.organisation_id)
    if membership.is_manager and not others.exclude(pk=membership.pk).exists():
        raise MembershipRefusedError(gettext("마지막 관리자입니다. 다른 사람을 먼저 관리자로 정해 주십시오."))


@transaction.atomic
def invite(organisation: Organisation, email: str, *, by: User) -> str:
    """Invite somebody by mail; known and unknown addresses get the same one. Returns the link's token."""
    if not may(by, "manage", organisation):
        raise PermissionDenied
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email.strip().lower(),
        invited_by=by,
        digest=_digest(token),
        expires_at=timezone.now() + INVITATION_LIFE,
    )
    mail_invitation(invitation, token=token)
    logger.info("invited", extra={"organisation": organisation.pk, "by": by.pk})
    return token


def invitation_of(token: str) -> Invitation | None:
    """The invitation that the link is for, while it works."""
    found = Invitation.objects.filter(digest=_digest(token)).select_related("organisation").first()
    return found if found and found.is_open else None


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User) -> Membership:
    """Join by invitation. Raises `MembershipRefusedError` for anybody but the owner of the address, or a second time."""
    found = Invitation.objects.select_for_update().get(pk=invitation.pk)
    owns = EmailAddress.objects.filter(user=user, verified=True, email__iexact=found.email).exists()
    if not owns or not found.is_open:
        raise MembershipRefusedError(gettext("이 초대는 다른 이메일 주소로 보낸 것이거나 이미 쓴 것입니다."))
    membership, _made = Membership.objects.get_or_create(
        user=user,
        organisation=found.organisation,
        state__in=(State.REQUESTED, State.VERIFIED),
        defaults={"state": State.REQUESTED, "reason": gettext("초대")},
    )
    _use(found)
    if membership.state == State.REQUESTED:
        _verify(membership, by=found.invited_by, reason=gettext("초대"))
    return membership


def _use(invitation: Invitation) -> None:
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
