"""A county with a desk, its officer and manager; a company that asks; a rival county with the same."""

from dataclasses import dataclass

import pytest

from portal.accounts.grants import Grant, Role, Scope, give_role, hold_desk
from portal.accounts.models import Desk, Membership, Organisation
from portal.zones.models import Zone
from tests.accounts.people import Person, make_person
from tests.accounts.test_membership import make_manager

SLUG = "sunchang-fermented-sauce-industry"


@dataclass(frozen=True)
class Post:
    """A desk with who holds it and who manages its organisation."""

    desk: Desk
    officer: Person
    manager: Person

    @property
    def organisation(self) -> Organisation:
        """Whose desk it is."""
        return self.desk.organisation


def make_member(organisation: Organisation, email: str) -> Person:
    """A confirmed member with a second factor."""
    person = make_person(email, has_second_factor=True)
    Membership.objects.create(user=person.user, organisation=organisation, state="verified")
    return person


def make_post(name: str, *, word: str, zone: Zone | None = None) -> Post:
    """An organisation with a desk that somebody holds."""
    organisation = Organisation.objects.create(
        name_ko=name, name_en=f"{word} County", kind="municipality", is_confirmed=True
    )
    desk = Desk.objects.create(organisation=organisation, name_ko="특구담당", name_en="Zone desk")
    officer = make_member(organisation, f"{word}-officer@example.kr")
    manager = make_manager(organisation, f"{word}-manager@example.kr")
    if zone is not None:
        grant = Grant(role=Role.EDITOR, scope=Scope.ZONE, number=zone.pk, desk=desk)
        give_role(grant, by=None, reason="시험")
    hold_desk(desk, officer.user, by=None)
    return Post(desk, officer, manager)


@pytest.fixture
def zone(facts: None) -> Zone:
    """A real zone."""
    return Zone.objects.select_related("page", "province").get(page__public_slug=SLUG)


@pytest.fixture
def post(zone: Zone) -> Post:
    """The desk of the zone."""
    return make_post("장류군", word="sauce", zone=zone)


@pytest.fixture
def rival(facts: None) -> Post:
    """Another county, with the same roles elsewhere."""
    return make_post("이웃군", word="rival")


@pytest.fixture
def company(facts: None) -> Person:
    """Somebody with an account who asks."""
    person = make_person("asker@example.com")
    person.user.last_name, person.user.first_name = "김", "물음"
    person.user.save()
    return person
