"""Examples that people tried out go with everything that was done with them: every table is counted."""

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from portal.accounts.actions import invite, request_membership
from portal.accounts.demo_accounts import demo_people
from portal.accounts.grants import Grant, Role, Scope, give_role
from portal.accounts.models import Desk, Membership, Organisation, RoleGrant, User
from portal.demo.sample import load_sample, remove_sample
from portal.desks.abouts import find_about
from portal.desks.attachments import CheckedFile
from portal.desks.corrections import report
from portal.desks.handovers import hand_over
from portal.desks.posts import close_desk, create_desk
from portal.desks.subjects import Reported, cells_of_subject, find_subject
from portal.desks.threads import answer, ask
from portal.zones.models import Zone
from tests.accounts.people import make_person

pytestmark = pytest.mark.usefixtures("facts")

REMEMBERED = {
    "portal.AccessLog": "who did what is kept for two years",
    "portal.AccessedPerson": "the same",
    "portal.MailOutbox": "mails that were sent",
    "portal.IndexOutbox": "search is told to forget them",
    "wagtailcore.PageLogEntry": "the CMS keeps its log",
    "wagtailcore.ModelLogEntry": "the same",
    "django_tasks_database.DBTaskResult": "jobs that were done",
    "portal.User": "accounts are not examples: `remove_demo_accounts` takes them away",
    "portal.User_groups": "their groups, but for those of sample zones",
    "account.EmailAddress": "their addresses",
    "mfa.Authenticator": "their second factors",
    "portal.RoleGrant": "roles of the demo accounts beyond the examples",
    "auth.Group": "the groups of editors and auditors",
    "auth.Group_permissions": "their rights",
    "wagtailcore.GroupPagePermission": "the same",
    "wagtailcore.GroupCollectionPermission": "the same",
    "portal.AccessLogEnds": "the end of the chain of the access log",
}
"""What remains, and why."""


def rows() -> dict[str, int]:
    """How many rows each table has, those between tables too."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: model._base_manager.count() for model in models}


def the(email: str) -> User:
    return User.objects.get(email=f"{email}@hanmadang.example")


def give_everybody_a_role() -> None:
    """As `make setup` does."""
    for person in demo_people():
        user = make_person(person.email).user
        User.objects.filter(pk=user.pk).update(is_demo=True)
        person.equip(User.objects.get(pk=user.pk))


def use_everything() -> None:
    """What visitors of a trial do: ask with a file, answer, report a cell, hand over, make and close desks, join."""
    zone = Zone.objects.filter(is_sample=True).select_related("page").order_by("pk")[0]
    slug = zone.page.public_slug
    company, manager, officer = the("company"), the("zone-manager"), the("zone-editor")
    desk = Desk.objects.get(is_sample=True, name_ko="특구담당")
    about = find_about("zone", slug, viewer=company)
    assert about is not None
    assert about.desk == desk
    file = CheckedFile("도면.pdf", "pdf", b"%PDF-")
    thread = ask(about, kind="zone", subject="묻습니다", text="도면", files=[file], by=company)
    answer(thread, text="봅니다", files=[file], by=officer)
    subject = find_subject("zone", slug, viewer=company)
    assert subject is not None
    report(subject, fact=Reported(cells_of_subject(subject)[0]), claim="다릅니다", evidence="", by=company)
    hand_over(desk, to=manager, note="", by=manager)
    second = create_desk(desk.organisation, name_ko="수출담당", name_en="", officer=officer, by=manager)
    close_desk(second, successor=desk, answer="", by=manager)
    newcomer = make_person("newcomer@example.kr").user
    request_membership(newcomer, desk.organisation, reason="함께 일합니다.")
    invite(desk.organisation, "invited@example.kr", by=manager)
    grant = Grant(role=Role.VIEWER, scope=Scope.ORGANISATION, number=desk.organisation.pk, user=newcomer)
    give_role(grant, by=None, reason="시험")


@pytest.mark.long
def test_use_of_examples_goes_with_them() -> None:
    """No row of theirs is left in any table."""
    before = rows()
    load_sample()
    give_everybody_a_role()
    use_everything()
    in_use = rows()
    remove_sample()
    after = rows()
    left = {label for label in after if after[label] != before[label]}
    assert left <= REMEMBERED.keys()
    touched = {label for label in in_use if in_use[label] != before[label]}
    assert touched >= {
        "desks.Attachment",
        "desks.Correction",
        "desks.Handover",
        "desks.DeskClosing",
        "knowhow.Review",
    }
    assert not Membership.objects.filter(organisation__is_sample=True).exists()
    numbers = Organisation.objects.values("pk")
    zones = Zone.objects.values("pk")
    assert not RoleGrant.objects.filter(scope=Scope.ORGANISATION).exclude(scope_number__in=numbers).exists()
    assert not RoleGrant.objects.filter(scope=Scope.ZONE).exclude(scope_number__in=zones).exists()
    assert not Organisation.objects.filter(is_sample=True).exists()
    assert not User.objects.filter(groups__name__startswith="zone-").exists()


@pytest.mark.whole
def test_portal_answers_after_the_removal(client: Client) -> None:
    """Lists that showed them stand without."""
    load_sample()
    give_everybody_a_role()
    use_everything()
    remove_sample()
    for path in ("/", "/zones/", "/cases/", "/corrections/", "/search/?q=예시"):
        assert client.get(path).status_code == 200, (path, timezone.now())
