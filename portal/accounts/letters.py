"""Mails about memberships, each in the language of who gets it."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from portal.accounts.models import Invitation, Membership, User


def mail_request(membership: Membership, approver: User, *, token: str) -> None:
    """Ask an approver to decide, with a link that only he can use."""
    context = {
        "person": membership.user.get_full_name(),
        "address": membership.user.email,
        "organisation": membership.organisation,
        "reason": membership.reason,
    }
    _send(
        "request", approver.email, language=approver.language, context=context, link=("decide-by-link", token)
    )


def mail_decision(membership: Membership) -> None:
    """Tell who asked what came of it."""
    context = {
        "organisation": membership.organisation,
        "is_verified": membership.state == Membership.State.VERIFIED,
        "reason": membership.decision_reason,
    }
    person = membership.user
    _send("decision", person.email, language=person.language, context=context, link=("memberships",))


def mail_invitation(invitation: Invitation, *, token: str) -> None:
    """Invite somebody; nothing in it says whether the address has an account."""
    context = {
        "organisation": invitation.organisation,
        "inviter": invitation.invited_by.get_full_name(),
        "until": invitation.expires_at,
    }
    language = invitation.invited_by.language
    _send("invitation", invitation.email, language=language, context=context, link=("invitation", token))


def _send(
    letter: str, email: str, *, language: str, context: dict[str, object], link: tuple[str, ...]
) -> None:
    name, *arguments = link
    with translation.override(language):
        address = settings.SITE_URL + reverse(name, args=arguments)
        get_adapter().send_mail(f"people/email/{letter}", email, context | {"link": address})
