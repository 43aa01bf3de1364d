"""What a question is about, and which desk it reaches. Rooms add their kinds in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from portal.accounts.grants import Role, Scope
from portal.accounts.models import Desk, Organisation, RoleGrant
from portal.zones.models import Zone, ZonePlace

ANSWERING_ROLES = (Role.EDITOR, Role.ZONE_MANAGER)


@dataclass(frozen=True)
class About:
    """A thing somebody may ask about. `desk` is None where nobody takes questions about it yet."""

    title: str
    path: str
    desk: Desk | None


type Finder = Callable[[str, Any], About | None]
"""Called with the thing's part of its address and the viewer; None where he may not see it."""

_finders: dict[str, Finder] = {}


def register_about(kind: str, finder: Finder) -> None:
    """Let questions be asked about things of this kind. Raises `ValueError` where a finder stands already."""
    if kind in _finders and _finders[kind] is not finder:
        raise ValueError(f"Questions about {kind!r} have a finder already. Change that one.")
    _finders[kind] = finder


def find_about(kind: str, key: str, *, viewer: Any) -> About | None:
    """The thing of this kind and address, for this viewer."""
    finder = _finders.get(kind)
    return finder(key, viewer) if finder else None


def known_desks() -> QuerySet[Desk]:
    """Desks that have a page, closed ones too: of organisations that somebody entitled has confirmed."""
    return Desk.objects.filter(organisation__is_confirmed=True).select_related("organisation", "profile")


def shown_desks() -> QuerySet[Desk]:
    """Those that stand today."""
    return known_desks().filter(closed_at=None)


def contactable_desks() -> QuerySet[Desk]:
    """Those that take questions."""
    return shown_desks().filter(Q(profile=None) | Q(profile__is_contactable=True)).order_by("pk")


def desk_of_zone(zone: Zone) -> Desk | None:
    """The desk with a role in the zone, else one of its municipalities', else one of its regional office's."""
    granted = RoleGrant.objects.in_force().filter(
        desk__isnull=False, role__in=ANSWERING_ROLES, scope=Scope.ZONE, scope_number=zone.pk
    )
    codes = (
        ZonePlace.objects.filter(zone=zone, at=ZonePlace.At.NOW)
        .exclude(municipality__code="")
        .values("municipality__code")
    )
    offices = zone.province.offices.values("pk")
    desks = contactable_desks()
    for found in (
        desks.filter(pk__in=granted.values("desk")),
        desks.filter(organisation__municipality_code__in=codes),
        desks.filter(
            organisation__kind=Organisation.Kind.REGIONAL_OFFICE, organisation__office_number__in=offices
        ),
    ):
        if desk := found.first():
            return desk
    return None


def about_zone(slug: str, viewer: Any) -> About | None:
    """A zone by the slug of its page."""
    zones = Zone.objects.visible_to(viewer).select_related("province", "page")
    zone = zones.filter(page__public_slug=slug).first()
    return About(zone.name, zone.get_absolute_url(), desk_of_zone(zone)) if zone else None


def about_desk(key: str, viewer: Any) -> About | None:  # noqa: ARG001  (a finder's signature)
    """The desk itself by its number."""
    if not (key.isascii() and key.isdigit() and len(key) < 10):  # noqa: PLR2004  (digits of any number we give)
        return None
    desk = shown_desks().filter(pk=int(key)).first()
    if desk is None:
        return None
    is_open = contactable_desks().filter(pk=desk.pk).exists()
    return About(
        gettext("%(organisation)s %(desk)s") % {"organisation": desk.organisation.name, "desk": desk.name},
        reverse("desk", args=[desk.pk]),
        desk if is_open else None,
    )


def register_abouts() -> None:
    """Called once when the app is ready."""
    register_about("zone", about_zone)
    register_about("desk", about_desk)
