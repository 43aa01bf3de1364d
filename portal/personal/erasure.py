"""Leave: ask, take it back within a week, and then everything that names the person goes.

What others rely on stays: texts, facts and decisions, signed "account erased" by a number that leads to nobody.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.outbox.mails import queue_mail, queue_mail_to
from portal.personal.models import Erasure
from portal.personal.registry import Text, reasons_to_stay, rules

logger = logging.getLogger(__name__)

GRACE = timedelta(days=7)
ERASED_DOMAIN = "erased.invalid"
"""A domain that no mail can reach, by RFC 2606."""
ERASED_NAME = "탈퇴한 사용자"


class CannotLeaveError(Exception):
    """Somebody cannot be erased yet; `reasons` say what to do first."""

    def __init__(self, reasons: list[Text]) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = reasons


def is_last_superuser(user: User) -> Text | None:
    """Without one nobody could let others in again."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        return _("마지막 관리자는 탈퇴할 수 없습니다. 다른 관리자를 먼저 정해 주십시오.")
    return None


@transaction.atomic
def ask_for_erasure(user: User) -> Erasure:
    """Begin the week. Raises `CannotLeaveError`."""
    reasons = reasons_to_stay(user)
    if reasons:
        raise CannotLeaveError(reasons)
    erasure, is_new = Erasure.objects.get_or_create(user=user, defaults={"due_at": timezone.now() + GRACE})
    if is_new:
        context = {"due_at": erasure.due_at, "path": _path_of_my_data(user.language)}
        queue_mail_to(user, "erasure_asked", context=context)
    return erasure


def _path_of_my_data(language: str) -> str:
    with translation.override(language):
        return reverse("my_data")


@transaction.atomic
def take_back_erasure(user: User) -> bool:
    """Stay. False when it is too late or nothing was asked for."""
    removed, _by_model = Erasure.objects.filter(user=user, done_at=None).delete()
    return bool(removed)


def erase_due() -> int:
    """Erase everybody whose week is over; who must not leave any more stays, and the log says so."""
    erased = 0
    for erasure in Erasure.objects.due(timezone.now()).select_related("user")[:500]:
        try:
            erased += erase(erasure.user)
        except CannotLeaveError:
            logger.warning("erasure_held_up user=%s", erasure.user_id)
    return erased


@transaction.atomic
def erase(user: User) -> bool:
    """Erase now. Raises `CannotLeaveError`; False when it was done before or taken back."""
    erasure = Erasure.objects.select_for_update().filter(user=user, done_at=None).first()
    if erasure is None:
        return False
    reasons = reasons_to_stay(user)
    if reasons:
        raise CannotLeaveError(reasons)
    address, language = user.email, user.language
    for rule in rules():
        if rule.erase is not None:
            rule.erase(user)
    anonymise(user)
    Erasure.objects.filter(pk=erasure.pk).update(done_at=timezone.now())
    queue_mail("erasure_done", to=address, language=language, context={})
    return True


def anonymise(user: User) -> None:
    """Leave nothing of the account but its number."""
    user.email = f"erased-{user.pk}@{ERASED_DOMAIN}"
    user.first_name, user.last_name = "", ERASED_NAME
    user.is_active = user.is_staff = user.is_superuser = False
    user.language, user.last_login = settings.LANGUAGE_CODE, None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def end_sessions(keys: list[str]) -> None:
    """Sign the person out everywhere."""
    Session.objects.filter(session_key__in=keys).delete()
