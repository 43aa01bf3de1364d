"""Change what a desk says of itself."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.accounts.models import Desk, User
from portal.desks.models import DeskLanguage, DeskProfile, Exchange
from portal.policies import may
from portal.zones.models import Municipality, Province

logger = logging.getLogger(__name__)


@transaction.atomic
def describe_desk(
    desk: Desk, *, says: Mapping[str, Any], languages: Iterable[str], exchanges: Iterable[Exchange], by: User
) -> DeskProfile:
    """Write the profile whole. Raises `PermissionDenied` for who may not."""
    Desk.objects.select_for_update().get(pk=desk.pk)
    if not may(by, "edit", desk):
        raise PermissionDenied
    profile, _made = DeskProfile.objects.update_or_create(desk=desk, defaults=dict(says))
    write_lists(profile, languages=languages, exchanges=exchanges)
    logger.info("desk_described", extra={"desk": desk.pk, "by": by.pk})
    return profile


def write_lists(profile: DeskProfile, *, languages: Iterable[str], exchanges: Iterable[Exchange]) -> None:
    """Put these languages and exchanges in the place of those that stand."""
    profile.languages.all().delete()
    for code in languages:
        DeskLanguage.objects.create(profile=profile, code=code)
    profile.exchanges.all().delete()
    for position, row in enumerate(exchanges):
        row.profile, row.position = profile, position
        row.save()


def province_of(desk: Desk) -> Province | None:
    """Where the organisation lies, as far as the registry knows its municipality."""
    code = desk.organisation.municipality_code
    place = (
        Municipality.objects.filter(code=code, valid_to=None).select_related("province").first()
        if code
        else None
    )
    return place.province if place else None
