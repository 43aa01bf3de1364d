"""Agree, withdraw, and what somebody has not agreed to yet."""

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.personal.models import Consent, ConsentText


@transaction.atomic
def give_consent(user: User, text: ConsentText) -> Consent:
    """Write down that the person agrees to this version, once."""
    standing, _is_new = Consent.objects.get_or_create(user=user, text=text, withdrawn_at=None)
    return standing


@transaction.atomic
def withdraw_consent(user: User, text: ConsentText) -> None:
    """Take an optional consent back, whatever version was agreed to. Required ones end with the account."""
    if text.is_required:
        raise ValueError("A required consent is withdrawn by erasing the account.")
    standing = Consent.objects.filter(user=user, text__kind=text.kind, withdrawn_at=None)
    standing.update(withdrawn_at=timezone.now())


def has_consented(user: User, kind: str) -> bool:
    """Whether the newest version of this kind was agreed to and stands: ask before sending what needs a consent."""
    text = ConsentText.objects.filter(kind=kind).order_by("-version").first()
    return text is not None and Consent.objects.filter(user=user, text=text, withdrawn_at=None).exists()


def consents_due(user: User) -> list[ConsentText]:
    """Required texts that changed since this person agreed to them."""
    versions: dict[str, int] = {}
    given = Consent.objects.filter(user=user, withdrawn_at=None, text__is_required=True)
    for kind, version in given.values_list("text__kind", "text__version"):
        versions[kind] = max(version, versions.get(kind, 0))
    if not versions:
        return []
    texts = ConsentText.objects.filter(kind__in=versions).in_force()
    return [text for text in texts if text.version > versions[text.kind]]
