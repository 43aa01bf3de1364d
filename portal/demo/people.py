"""Fictitious organisations and people, marked 예시: one account for each role that stands."""

from typing import Final

from portal.accounts.demo_accounts import DemoPerson, register_demo_person
from portal.accounts.grants import Grant, Role, Scope, give_role, hold_desk
from portal.accounts.models import Desk, Membership, Organisation, RoleGrant, User
from portal.demo.desks import load_desks, load_talk
from portal.zones.models import RegionalOffice, Zone
from portal.zones.operators import remove_operators

CITY: Final = "예시군"
COMPANY: Final = "예시식품"
ORGANISATIONS: Final = (
    (Organisation.Kind.MUNICIPALITY, CITY, "Example County (sample)", "특구담당", "Zone desk"),
    (Organisation.Kind.COMPANY, COMPANY, "Example Foods (sample)", "협력담당", "Partnership desk"),
)
REASON: Final = "예시"


def load_people() -> int:
    """Add the organisations with a desk each; returns how many were added. Safe to repeat."""
    added = 0
    for kind, name_ko, name_en, desk_ko, desk_en in ORGANISATIONS:
        organisation, made = Organisation.objects.get_or_create(
            name_ko=name_ko,
            is_sample=True,
            defaults={"kind": kind, "name_en": name_en, "is_confirmed": True},
        )
        Desk.objects.get_or_create(
            organisation=organisation, name_ko=desk_ko, defaults={"name_en": desk_en, "is_sample": True}
        )
        added += made
    load_desks()
    return added


def remove_people() -> None:
    """Delete the organisations with their desks, memberships and roles, and the rights in sample zones."""
    for zone in Zone.objects.filter(is_sample=True):
        remove_operators(zone)
    samples = Organisation.objects.filter(is_sample=True)
    RoleGrant.objects.filter(scope=Scope.ORGANISATION, scope_number__in=samples.values("pk")).delete()
    samples.delete()


def _join(user: User, name: str, *, is_manager: bool = False) -> Organisation | None:
    organisation = Organisation.objects.filter(name_ko=name, is_sample=True).first()
    if organisation is not None:
        Membership.objects.create(
            user=user,
            organisation=organisation,
            state=Membership.State.VERIFIED,
            is_manager=is_manager,
            reason=REASON,
        )
    return organisation


def _give_in_zone(user: User, role: str) -> None:
    zone = Zone.objects.filter(is_sample=True).order_by("pk").first()
    if zone is not None:
        give_role(Grant(role=role, scope=Scope.ZONE, number=zone.pk, user=user), by=None, reason=REASON)


def _operator(user: User) -> None:
    """Edits the example zone from the county's desk, which he holds."""
    county, zone = _join(user, CITY), Zone.objects.filter(is_sample=True).order_by("pk").first()
    desk = Desk.objects.filter(organisation=county).first() if county else None
    if desk is not None and zone is not None:
        grant = Grant(role=Role.EDITOR, scope=Scope.ZONE, number=zone.pk, desk=desk)
        give_role(grant, by=None, reason=REASON)
        hold_desk(desk, user, by=None)


def _zone_manager(user: User) -> None:
    _join(user, CITY, is_manager=True)
    _give_in_zone(user, Role.ZONE_MANAGER)


def _contributor(user: User) -> None:
    _join(user, COMPANY)
    _give_in_zone(user, Role.CONTRIBUTOR)


def _validator(user: User) -> None:
    give_role(Grant(role=Role.VALIDATOR, scope=Scope.EVERYWHERE, user=user), by=None, reason=REASON)


def _office_officer(user: User) -> None:
    office = RegionalOffice.objects.order_by("pk").first()
    if office is not None:
        grant = Grant(role=Role.OFFICE_OFFICER, scope=Scope.OFFICE, number=office.pk, user=user)
        give_role(grant, by=None, reason=REASON)


def _programme_officer(user: User) -> None:
    grant = Grant(role=Role.PROGRAMME_OFFICER, scope=Scope.EVERYWHERE, user=user)
    give_role(grant, by=None, reason=REASON)


def _auditor(user: User) -> None:
    give_role(Grant(role=Role.AUDITOR, scope=Scope.EVERYWHERE, user=user), by=None, reason=REASON)


def _company_member(user: User) -> None:
    _join(user, COMPANY, is_manager=True)
    load_talk()


def register_people() -> None:
    """One account a role; called when the app is ready."""
    for name, role, equip in (
        ("zone-editor", "특구 편집자", _operator),
        ("zone-manager", "특구 관리자", _zone_manager),
        ("contributor", "기고자", _contributor),
        ("validator", "검증위원", _validator),
        ("office", "지방청 담당관", _office_officer),
        ("programme", "제도 담당관", _programme_officer),
        ("auditor", "감사자", _auditor),
        ("company", "기업 구성원", _company_member),
    ):
        register_demo_person(
            DemoPerson(email=f"{name}@hanmadang.example", role=role, name=("예시", role), equip=equip)
        )
