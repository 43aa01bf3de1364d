"""Mails about reviews, each in the language of who gets it."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from knowhow.models import ApprovalLink, Review, ReviewStep, entries_of
from portal.accounts.grants import Role, Scope
from portal.accounts.models import RoleGrant, User
from portal.outbox.mails import queue_mail, queue_mail_to
from portal.policies import may

MOST_MAILED = 20
MAIL_WITH_TEXT = "review_waiting"


def mail_author(review: Review, kind: str, text: str = "", *, but: User | None = None) -> None:
    """Tell who submitted it, and the page's owner, what happened and what the reviewer wrote; nobody what he did himself."""
    people = {
        person.pk: person
        for person in (review.submitted_by, review.page.owner)
        if person is not None and person != but
    }
    for person in people.values():
        with translation.override(person.language):
            context = {
                "page_title": review.page.get_admin_display_title(),
                "step": ReviewStep.Kind(kind).label,
                "level": review.get_level_display(),
                "text": text,
                "path": reverse("knowhow-review", args=[review.pk]),
            }
        queue_mail_to(person, "review_step", context=context)


def mail_reviewers(review: Review, *, content: dict[str, list[dict[str, Any]]]) -> None:
    """Tell those who may decide that something waits, with all that it says (`knowhow.snapshots`) in their language."""
    for person in reviewers_of(review)[:MOST_MAILED]:
        with translation.override(person.language):
            context = {
                "page_title": review.page.get_admin_display_title(),
                "level": review.get_level_display(),
                "due_on": review.due_on,
                "entries": entries_of(content),
                "path": reverse("knowhow-review", args=[review.pk]),
            }
        queue_mail_to(person, MAIL_WITH_TEXT, context=context)


def mail_approval_link(link: ApprovalLink, *, token: str) -> None:
    """The link for somebody without an account; it works once."""
    language = translation.get_language() or "ko"
    context = {
        "page_title": link.review.page.get_admin_display_title(),
        "sender": link.sent_by.get_full_name() if link.sent_by else "",
        "until": link.expires_at,
        "path": reverse("knowhow-approval", args=[token]),
    }
    queue_mail("approval_link", to=link.email, language=language, context=context)


def reviewers_of(review: Review) -> list[User]:
    """Those who may decide this review now: the zone's managers, or the panel without conflicts."""
    grants = RoleGrant.objects.in_force()
    grants = (
        grants.filter(role=Role.ZONE_MANAGER, scope=Scope.ZONE, scope_number=review.zone_number)
        if review.level == Review.Level.ZONE
        else grants.filter(role=Role.VALIDATOR, scope=Scope.EVERYWHERE)
    )
    holders = Q(grants__in=grants) | Q(holdings__desk__grants__in=grants, holdings__until=None)
    people = User.objects.filter(holders, is_active=True).distinct().order_by("pk")
    return [person for person in people if may(person, "decide", review)]
