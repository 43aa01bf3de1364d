"""People with the roles of this room."""

from portal.accounts.grants import Grant, Role, Scope, give_role
from portal.accounts.models import Membership, Organisation, User
from portal.zones.models import Zone


def make_person(name: str, *, role: str = "", zone: Zone | None = None, organisation: str = "") -> User:
    """Somebody with a role in the zone, or everywhere where none is named."""
    person = User.objects.create_user(email=f"{name}@example.org", password="a long password 1")
    if role:
        scope, number = (Scope.ZONE, zone.pk) if zone else (Scope.EVERYWHERE, None)
        give_role(Grant(role=role, scope=scope, number=number, user=person), by=None, reason="test")
    if organisation:
        body, _made = Organisation.objects.get_or_create(
            name_ko=organisation, defaults={"kind": Organisation.Kind.EXPERT_BODY}
        )
        Membership.objects.create(user=person, organisation=body, state=Membership.State.VERIFIED)
    return person


def contributor(zone: Zone, name: str = "author", organisation: str = "") -> User:
    """Writes for the zone."""
    return make_person(name, role=Role.CONTRIBUTOR, zone=zone, organisation=organisation)


def manager(zone: Zone, name: str = "manager") -> User:
    """Manages the zone."""
    return make_person(name, role=Role.ZONE_MANAGER, zone=zone)


def validator(name: str = "validator", *, organisation: str = "") -> User:
    """Sits on the panel."""
    return make_person(name, role=Role.VALIDATOR, organisation=organisation)
