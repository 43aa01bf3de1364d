"""Roles are given and ended by who may, and hold from one request to the next."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.grants import Grant, Role, Scope, give_role, needs_second_factor, reach
from portal.accounts.jobs import follow_roles
from portal.accounts.models import RoleGrant
from portal.zones.models import RegionalOffice, Zone
from tests.accounts.people import Person, make_person, sign_in

PAGE = "/people/roles/"


@pytest.fixture
def officer(db: None) -> Person:
    """An officer of the programme."""
    person = make_person("officer@example.kr", has_second_factor=True)
    grant = Grant(role=Role.PROGRAMME_OFFICER, scope=Scope.EVERYWHERE, user=person.user)
    give_role(grant, by=None, reason="시험")
    return person


def _form(person: Person, **changed: str) -> dict[str, str]:
    zone = Zone.objects.order_by("pk")[0]
    return {
        "email": person.user.email.upper(),
        "role": "editor",
        "place": f"zone:{zone.pk}",
        "until": "",
        "reason": "담당자 지정",
        **changed,
    }


def test_officer_gives_and_ends_a_role(client: Client, facts: None, officer: Person, member: Person) -> None:
    """And the person has it from one request to the next."""
    sign_in(client, officer)
    response = client.post(PAGE, _form(member))
    assert response.status_code == 302, response.context["form"].errors
    grant = RoleGrant.objects.get(user=member.user)
    assert (grant.granted_by, grant.reason) == (officer.user, "담당자 지정")
    assert grant.scope_number
    zone = Zone.objects.get(pk=grant.scope_number)
    assert zone.name_ko in client.get(PAGE).content.decode()
    assert member.user.groups.filter(name=f"zone-operators:{zone.pk}").exists()
    client.post(f"{PAGE}{grant.pk}/end/")
    assert not RoleGrant.objects.of(member.user).exists()
    assert not member.user.groups.exists()
    assert RoleGrant.objects.filter(pk=grant.pk).exists()


@pytest.mark.parametrize("who", ["member", "zone manager", "office officer", "editor"])
def test_nobody_else_gives_roles(client: Client, facts: None, officer: Person, who: str) -> None:
    """Nor ends any."""
    person = make_person("who@example.kr", has_second_factor=True, is_editor=who == "editor")
    if who == "zone manager":
        zone = Zone.objects.order_by("pk")[0]
        grant = Grant(role=Role.ZONE_MANAGER, scope=Scope.ZONE, number=zone.pk, user=person.user)
        give_role(grant, by=None, reason="x")
    if who == "office officer":
        office = RegionalOffice.objects.order_by("pk")[0]
        grant = Grant(role=Role.OFFICE_OFFICER, scope=Scope.OFFICE, number=office.pk, user=person.user)
        give_role(grant, by=None, reason="x")
    sign_in(client, person)
    before = RoleGrant.objects.in_force().count()
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, _form(person, role="programme_officer", place="everywhere")).status_code == 403
    theirs = RoleGrant.objects.get(user=officer.user)
    assert client.post(f"{PAGE}{theirs.pk}/end/").status_code == 403
    assert RoleGrant.objects.in_force().count() == before


def test_signed_out_visitor_is_sent_to_sign_in(client: Client, db: None) -> None:
    """With the way back."""
    assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"


def test_nobody_gives_himself_a_role_or_ends_his_own(client: Client, facts: None, officer: Person) -> None:
    """Somebody else has to."""
    sign_in(client, officer)
    page = client.post(PAGE, _form(officer, role="auditor", place="everywhere")).content.decode()
    assert "자기에게는" in page
    mine = RoleGrant.objects.get(user=officer.user)
    assert client.post(f"{PAGE}{mine.pk}/end/").status_code == 404


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("email", {"email": "nobody@example.kr"}),
        ("place", {"role": "zone_manager", "place": "everywhere"}),
        ("place", {"role": "auditor"}),
        ("place", {"place": "zone:999999"}),
        ("place", {"place": "zone:"}),
        ("role", {"role": "superuser"}),
        ("until", {"until": "2020-01-01"}),
        ("until", {"until": "x"}),
        ("reason", {"reason": ""}),
    ],
)
def test_slips_are_told_and_what_was_typed_stays(
    client: Client, facts: None, officer: Person, member: Person, field: str, changed: dict[str, str]
) -> None:
    """Nothing is given."""
    sign_in(client, officer)
    response = client.post(PAGE, _form(member, **changed))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not RoleGrant.objects.filter(user=member.user).exists()


def test_role_ends_by_itself(member: Person) -> None:
    """On its last day; it begins no sooner than it says."""
    for number, (since, until, holds) in enumerate(
        [(-2, -1, False), (-1, 1, True), (1, None, False)], start=1
    ):
        now = timezone.now()
        RoleGrant.objects.create(
            user=member.user,
            role=Role.EDITOR,
            scope=Scope.ZONE,
            scope_number=number,
            since=now + dt.timedelta(days=since),
            until=now + dt.timedelta(days=until) if until else None,
            reason="x",
        )
        assert reach(member.user, [Role.EDITOR], scope=Scope.ZONE).has(number) is holds


def test_role_that_ran_out_leaves_no_right_in_the_cms(facts: None, member: Person) -> None:
    """The worker takes it away within a minute; running again changes nothing."""
    zone = Zone.objects.order_by("pk")[0]
    grant = give_role(
        Grant(role=Role.EDITOR, scope=Scope.ZONE, number=zone.pk, user=member.user), by=None, reason="x"
    )
    assert member.user.groups.exists()
    RoleGrant.objects.filter(pk=grant.pk).update(until=timezone.now())
    for _run in range(2):
        follow_roles.func()
        assert not member.user.groups.exists()


@pytest.mark.parametrize(("role", "expected"), [(role, role != "viewer") for role in Role.values])
def test_who_can_edit_or_see_others_needs_a_second_factor(member: Person, role: str, expected: bool) -> None:  # noqa: FBT001  (a table)
    """All roles but one."""
    RoleGrant.objects.create(user=member.user, role=role, scope=Scope.EVERYWHERE, reason="x")
    assert needs_second_factor(member.user) is expected
