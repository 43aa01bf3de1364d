"""Operators in the CMS see and change their own zone, and nothing of another's."""

import json

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.search.index import insert_or_update_object

from knowhow.models import CasePage
from portal.accounts.grants import Grant, GrantRefusedError, Role, Scope, end_role, give_role, hold_desk
from portal.accounts.models import Desk, Organisation, RoleGrant
from portal.media.models import PortalImage
from portal.zones.models import Zone
from portal.zones.operators import provide_operators
from tests.accounts.people import Person, make_person, sign_in
from tests.media.pictures import picture, upload

OWN, OTHER = "순창", "공주"


@pytest.fixture
def own(facts: None) -> Zone:
    """The operator's zone."""
    return Zone.objects.filter(name_ko__contains=OWN).select_related("page").order_by("pk")[0]


@pytest.fixture
def other(facts: None) -> Zone:
    """A rival's."""
    return Zone.objects.filter(name_ko__contains=OTHER).select_related("page").order_by("pk")[0]


def give(person: Person, role: str, zone: Zone) -> RoleGrant:
    """A role in a zone."""
    return give_role(
        Grant(role=role, scope=Scope.ZONE, number=zone.pk, user=person.user), by=None, reason="시험"
    )


@pytest.fixture
def operator(own: Zone, other: Zone, client: Client) -> Person:
    """Edits one zone; the other one has its own."""
    give(make_person("rival@example.kr"), Role.EDITOR, other)
    for zone in (own, other):
        insert_or_update_object(zone.page)  # else the CMS's own search would find neither
    person = make_person("operator@example.kr", has_second_factor=True)
    give(person, Role.EDITOR, own)
    sign_in(client, person)
    return person


def test_role_opens_the_own_zone_alone(client: Client, operator: Person, own: Zone, other: Zone) -> None:
    """To edit, look at history, copy, move: refused for the other."""
    assert client.get(f"/cms/pages/{own.page.pk}/edit/").status_code == 200
    for page in (
        "edit/",
        "history/",
        "copy/",
        "delete/",
        "unpublish/",
        "move/",
        "usage/",
        "workflow_history/",
    ):
        answer = client.get(f"/cms/pages/{other.page.pk}/{page}")
        assert answer.status_code == 302, page
        assert other.name_ko not in client.get(answer.headers["Location"]).content.decode()


def test_explorer_begins_at_the_own_zone(client: Client, operator: Person, own: Zone) -> None:
    """Not at the root."""
    assert client.get("/cms/pages/").headers["Location"] == f"/cms/pages/{own.page.pk}/"


@pytest.mark.parametrize(
    "path",
    [
        "/cms/pages/search/?q={name}",
        "/cms/api/main/pages/?child_of={parent}&for_explorer=1",
        "/cms/reports/aging-pages/",
        "/cms/reports/site-history/",
        "/cms/reports/locked/",
        "/cms/reports/page-types-usage/",
        "/cms/",
    ],
)
def test_lists_and_reports_stay_inside(client: Client, operator: Person, other: Zone, path: str) -> None:
    """No title of the other zone, no link to edit it."""
    parent = Page.objects.get(pk=other.page.pk).get_parent()
    address = path.format(name=other.name_ko, parent=parent.pk)
    answer = client.get(address, follow=True).content.decode()
    assert f"/cms/pages/{other.page.pk}/" not in answer
    for echo in (f'value="{other.name_ko}"', f"<em>{other.name_ko}</em>"):
        answer = answer.replace(echo, "")  # the words that were asked for
    assert other.name_ko not in answer


def test_control_the_lists_show_the_own_zone(client: Client, operator: Person, own: Zone) -> None:
    """The control: they are not just empty."""
    assert (
        f"/cms/pages/{own.page.pk}/edit/"
        in client.get(f"/cms/pages/search/?q={own.name_ko}").content.decode()
    )


def test_operator_publishes_nothing_and_manager_does(client: Client, operator: Person, own: Zone) -> None:
    """An editor hands in; the manager of the zone publishes."""
    page = Page.objects.get(pk=own.page.pk)
    assert not page.permissions_for_user(operator.user).can_publish()
    manager = make_person("manager@example.kr")
    give(manager, Role.ZONE_MANAGER, own)
    assert page.permissions_for_user(manager.user).can_publish()


def test_page_cannot_be_moved_or_copied_to_another_zone(
    client: Client, operator: Person, own: Zone, other: Zone
) -> None:
    """By the forms' own addresses."""
    case = CasePage.objects.child_of(own.page).first() or CasePage.objects.descendant_of(own.page).first()
    assert case
    before = case.path
    client.post(f"/cms/pages/{case.pk}/move/{other.page.pk}/confirm/")
    client.post(f"/cms/bulk/wagtailcore/page/move/?id={case.pk}", {"chooser": other.page.pk})
    data = {"new_title": "x", "new_slug": "x", "new_parent_page": other.page.pk, "copy_subpages": ""}
    client.post(f"/cms/pages/{case.pk}/copy/", data)
    case.refresh_from_db()
    assert case.path == before
    assert not Page.objects.child_of(other.page).filter(slug="x").exists()


@pytest.mark.parametrize("action", ["delete", "publish", "unpublish"])
def test_bulk_actions_leave_the_other_zone_alone(
    client: Client, operator: Person, own: Zone, other: Zone, action: str
) -> None:
    """Also when numbers of both are sent."""
    client.post(f"/cms/bulk/wagtailcore/page/{action}/?id={other.page.pk}&id={own.page.pk}", {})
    page = Page.objects.get(pk=other.page.pk)
    assert page.live
    answer = client.get(f"/cms/bulk/wagtailcore/page/{action}/?id={other.page.pk}").content.decode()
    assert f"/cms/pages/{other.page.pk}/edit/" not in answer


def test_files_of_another_zone_are_not_offered(
    client: Client, operator: Person, own: Zone, other: Zone
) -> None:
    """Nor changed."""
    theirs = PortalImage.objects.create(
        title="남의 사진", file=upload(picture()), collection=Collection.objects.get(name=f"zone:{other.pk}")
    )
    mine = PortalImage.objects.create(
        title="우리 사진", file=upload(picture()), collection=Collection.objects.get(name=f"zone:{own.pk}")
    )
    for path in ("/cms/images/", "/cms/images/chooser/results/"):
        answer = client.get(path).content.decode()
        assert "우리 사진" in answer
        assert "남의 사진" not in answer
    assert client.get(f"/cms/images/{theirs.pk}/").status_code == 302
    assert client.get(f"/cms/images/chooser/{theirs.pk}/").status_code in {302, 403, 404}
    assert client.get(f"/cms/images/{mine.pk}/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/cms/users/", "/cms/groups/", "/cms/snippets/", "/cms/import/", "/cms/sites/"]
)
def test_nothing_of_the_whole_portal_opens(client: Client, operator: Person, path: str) -> None:
    """Accounts, groups, the registry, imports."""
    assert client.get(path).status_code in {302, 403, 404}


def test_ended_role_closes_the_cms_at_once(client: Client, operator: Person, own: Zone) -> None:
    """For the session that is running."""
    end_role(RoleGrant.objects.get(user=operator.user), by=None, reason="전보")
    assert client.get(f"/cms/pages/{own.page.pk}/edit/").status_code == 403


def test_role_of_a_desk_follows_its_holder(client: Client, own: Zone) -> None:
    """The post has the right; whoever leaves it keeps none."""
    city = Organisation.objects.create(name_ko="예시시", kind="municipality", is_confirmed=True)
    desk = Desk.objects.create(organisation=city, name_ko="특구담당")
    give_role(Grant(role=Role.EDITOR, scope=Scope.ZONE, number=own.pk, desk=desk), by=None, reason="시험")
    first, second = (make_person(f"{name}@example.kr", has_second_factor=True) for name in ("a", "b"))
    page = Page.objects.get(pk=own.page.pk)
    hold_desk(desk, first.user, by=None)
    assert page.permissions_for_user(first.user).can_edit()
    hold_desk(desk, second.user, by=None)
    for person, may_edit in ((first, False), (second, True)):
        person.user.refresh_from_db()
        fresh = type(person.user).objects.get(pk=person.user.pk)
        assert page.permissions_for_user(fresh).can_edit() is may_edit


def test_providing_again_adds_nothing(own: Zone) -> None:
    """Groups, rights and collections stand once."""

    def count() -> tuple[int, ...]:
        models = (Group, GroupPagePermission, GroupCollectionPermission, Collection)
        return tuple(model.objects.count() for model in models)

    provide_operators(own)
    before = count()
    provide_operators(own)
    assert count() == before


def test_role_is_given_where_it_fits_and_once(own: Zone) -> None:
    """A zone manager of everything, or twice the same, is refused."""
    person = make_person("x@example.kr")
    with pytest.raises(GrantRefusedError):
        give_role(
            Grant(role=Role.ZONE_MANAGER, scope=Scope.EVERYWHERE, user=person.user), by=None, reason="x"
        )
    give(person, Role.EDITOR, own)
    with pytest.raises(GrantRefusedError):
        give(person, Role.EDITOR, own)


def test_chooser_api_shows_no_other_zone(client: Client, operator: Person, other: Zone) -> None:
    """What the page chooser asks."""
    answer = client.get("/cms/choose-page/search/", {"q": other.page.title}).content.decode()
    assert json.dumps(other.page.title) not in answer
