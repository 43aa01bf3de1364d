"""Belonging to an organisation: asked for with a reason, proved by an official address, or decided by who may."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from portal.accounts.actions import (
    INVITATION_LIFE,
    LINK_LIFE,
    MembershipRefusedError,
    accept_invitation,
    approve_membership,
    decision_token,
    end_membership,
    find_organisation,
    invitation_of,
    invite,
    membership_of_token,
    request_membership,
    set_manager,
    settle_requests,
)
from portal.accounts.domains import domain_of, is_official
from portal.accounts.grants import Grant, Role, Scope, give_role, hold_desk
from portal.accounts.models import Desk, Membership, OfficialDomain, Organisation, RoleGrant, User
from portal.audit.models import AccessLog
from portal.policies import allowed, may
from tests.accounts.people import Person, make_person, sign_in
from tests.accounts.test_sign_up import CONFIRM, FORM, SIGN_UP, mailed_code

pytestmark = pytest.mark.django_db

CITY = "예시시"
OFFICE = 7


@pytest.fixture
def city() -> Organisation:
    """A municipality of a regional office."""
    return Organisation.objects.create(
        name_ko=CITY, name_en="Example City", kind="municipality", office_number=OFFICE, is_confirmed=True
    )


@pytest.fixture
def company() -> Organisation:
    """A firm, in the same region."""
    return Organisation.objects.create(
        name_ko="예시식품", kind="company", office_number=OFFICE, is_confirmed=True
    )


@pytest.fixture
def manager(city: Organisation) -> Person:
    """Manages the city, with a second factor."""
    return make_manager(city, "manager@example.kr")


def make_manager(organisation: Organisation, email: str) -> Person:
    """Somebody who manages this organisation."""
    person = make_person(email, has_second_factor=True)
    Membership.objects.create(user=person.user, organisation=organisation, state="verified", is_manager=True)
    return person


def make_officer(number: int, email: str) -> Person:
    """An officer of a regional office."""
    person = make_person(email, has_second_factor=True)
    give_role(
        Grant(role=Role.OFFICE_OFFICER, scope=Scope.OFFICE, number=number, user=person.user),
        by=None,
        reason="시험",
    )
    return person


def _ask(organisation: Organisation, email: str = "new@example.com") -> Membership:
    return request_membership(make_person(email).user, organisation, reason="특구를 맡고 있습니다.")


def _link() -> str:
    found = re.search(r"https?://\S+?(/people/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


# --- Signing up


def _sign_up(client: Client, **changed: str) -> Membership:
    client.post(SIGN_UP, FORM | changed)
    client.post(CONFIRM, {"code": mailed_code()})
    return Membership.objects.latest("pk")


def test_official_address_is_verified_by_mail_alone(client: Client, city: Organisation) -> None:
    """Nobody has to decide."""
    OfficialDomain.objects.create(domain="korea.kr")
    assert _sign_up(client, email="hong@korea.kr").state == "verified"


def test_nothing_is_settled_before_the_address_is_confirmed(client: Client, city: Organisation) -> None:
    """A stranger's word is not even mailed to the manager."""
    OfficialDomain.objects.create(domain="korea.kr")
    client.post(SIGN_UP, FORM | {"email": "hong@korea.kr"})
    assert Membership.objects.get().state == "requested"
    assert len(mail.outbox) == 1


def test_other_address_is_mailed_to_the_manager_with_the_reason(
    client: Client, city: Organisation, manager: Person
) -> None:
    """To the manager alone."""
    assert _sign_up(client).state == "requested"
    assert mail.outbox[-1].to == [manager.user.email]
    assert "특구를 맡고 있습니다." in str(mail.outbox[-1].body)


def test_organisation_without_a_manager_is_decided_by_its_regional_office(
    client: Client, city: Organisation
) -> None:
    """By the officer of that region and no other."""
    officer = make_officer(OFFICE, "officer@example.kr")
    make_officer(OFFICE + 1, "far@example.kr")
    _sign_up(client)
    assert [message.to for message in mail.outbox[1:]] == [[officer.user.email]]


def test_mail_to_an_approver_is_in_his_language(client: Client, city: Organisation, manager: Person) -> None:
    """Whatever language the newcomer reads."""
    User.objects.filter(pk=manager.user.pk).update(language="en")
    _sign_up(client)
    assert "Example City" in str(mail.outbox[-1].body)
    assert "/en/people/requests/by-link/" in str(mail.outbox[-1].body)


def test_unknown_organisation_is_only_named(client: Client) -> None:
    """Nobody finds it until an administrator confirms it with its first member."""
    admin = make_person("admin@example.kr", is_admin=True)
    membership = _sign_up(client, organisation="새로운 협동조합", kind="association")
    assert not membership.organisation.is_confirmed
    approve_membership(membership, by=admin.user, reason="확인", as_manager=True)
    membership.organisation.refresh_from_db()
    assert membership.organisation.is_confirmed


def test_name_is_found_whatever_its_spaces_and_language(city: Organisation) -> None:
    """Else there would be two of it."""
    assert find_organisation("  예시시 ", kind="company") == city
    assert find_organisation("example city", kind="company") == city


# --- Official addresses


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("a@korea.kr", True),
        ("a@KOREA.KR", True),
        ("a@korea.kr.", True),
        ("a@mail.korea.kr", False),
        ("a@notkorea.kr", False),
        ("a@korea.kr.evil.example", False),
        ("a@evil.example@korea.kr.evil.example", False),
        ("a@kоrea.kr", False),  # a Cyrillic letter
        ("a@korea。kr", True),  # the ideographic full stop is a dot to every mail server
        ("a@xn--korea.kr", False),
        ("a@", False),
        ("korea.kr", False),
        ("a@korea..kr", False),
    ],
)
def test_domain_must_be_the_one_on_the_list(city: Organisation, email: str, expected: bool) -> None:  # noqa: FBT001  (a table)
    """Sub-domains, look-alikes and other scripts are other domains."""
    OfficialDomain.objects.create(domain="korea.kr")
    assert is_official(email, city) is expected


def test_sub_domains_count_where_the_list_says_so(city: Organisation) -> None:
    """Only below a dot."""
    OfficialDomain.objects.create(domain="example.go.kr", organisation=city, includes_subdomains=True)
    assert is_official("a@tax.example.go.kr", city)
    assert not is_official("a@anexample.go.kr", city)


def test_own_domain_of_an_organisation_is_the_only_proof(city: Organisation, company: Organisation) -> None:
    """An official of another city is no official of this one; a common domain proves nothing for a firm."""
    OfficialDomain.objects.create(domain="korea.kr")
    OfficialDomain.objects.create(domain="example.go.kr", organisation=city)
    assert not is_official("a@korea.kr", city)
    assert is_official("a@example.go.kr", city)
    assert not is_official("a@korea.kr", company)
    assert not is_official("a@example.go.kr", company)


def test_domain_in_another_script_is_compared_as_it_is_sent() -> None:
    """한국 is xn--3e0b707e."""
    assert domain_of("a@예시.한국").endswith(".xn--3e0b707e")


# --- Deciding


@pytest.mark.parametrize("who", ["stranger", "member", "other manager", "other officer", "himself"])
def test_nobody_else_decides(city: Organisation, company: Organisation, who: str) -> None:
    """A rival's manager, an officer of another region, a mere member, the one who asks."""
    membership = _ask(city)
    person = {
        "stranger": lambda: make_person("s@example.kr"),
        "member": lambda: make_person("m@example.kr"),
        "other manager": lambda: make_manager(company, "c@example.kr"),
        "other officer": lambda: make_officer(OFFICE + 1, "o@example.kr"),
        "himself": lambda: Person(user=membership.user),
    }[who]()
    if who == "member":
        Membership.objects.create(user=person.user, organisation=city, state="verified")
    with pytest.raises(PermissionDenied):
        approve_membership(membership, by=person.user, reason="x")
    assert not allowed(person.user, "decide", Membership.objects.all()).exists()


def test_control_manager_and_officer_decide(city: Organisation, manager: Person) -> None:
    """Who may, one by one and in a list."""
    membership = _ask(city)
    officer = make_officer(OFFICE, "officer@example.kr")
    for person in (manager, officer):
        assert may(person.user, "decide", membership)
        assert list(allowed(person.user, "decide", Membership.objects.requested())) == [membership]


def test_link_in_the_mail_decides_once(client: Client, city: Organisation, manager: Person) -> None:
    """With a reason that the newcomer is told."""
    settle_requests(_ask(city).user)
    link = _link()
    sign_in(client, manager)
    assert client.post(link, {"decision": "approve", "reason": ""}).status_code == 200
    client.post(link, {"decision": "approve", "reason": "같은 과 동료입니다."})
    membership = Membership.objects.latest("pk")
    assert (membership.state, membership.decided_by) == ("verified", manager.user)
    assert "같은 과 동료입니다." in str(mail.outbox[-1].body)
    assert client.get(link).status_code == 404


def test_link_in_the_mail_serves_nobody_else(client: Client, city: Organisation, manager: Person) -> None:
    """Signed out: to sign in. Another manager: his own link."""
    settle_requests(_ask(city).user)
    link = _link()
    assert client.get(link).headers["Location"].startswith("/accounts/login/?next=/people/requests/by-link/")
    sign_in(client, make_manager(city, "second@example.kr"))
    assert client.get(link).status_code == 404


def test_link_in_the_mail_expires(
    city: Organisation, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After fourteen days."""
    membership = _ask(city)
    token = decision_token(membership, manager.user)
    assert membership_of_token(token, approver=manager.user) == membership
    monkeypatch.setattr("portal.accounts.actions.LINK_LIFE", -timedelta(seconds=1))
    assert membership_of_token(token, approver=manager.user) is None
    assert timedelta(days=14) == LINK_LIFE


@pytest.mark.parametrize("token", ["x", "a.b.c", "a:b:c", "%00", "1" * 500])
def test_forged_links_open_nothing(client: Client, manager: Person, token: str) -> None:
    """With a page that says what to do."""
    sign_in(client, manager)
    response = client.get(f"/people/requests/by-link/{token}/")
    assert response.status_code == 404
    assert "쓸 수 없는 링크입니다" in response.content.decode()


def test_decision_pages_need_the_second_factor(client: Client, city: Organisation, manager: Person) -> None:
    """They show the data of others: a password alone is not enough."""
    membership = _ask(city)
    for path in (
        f"/people/organisations/{city.pk}/",
        "/people/requests/",
        f"/people/requests/{membership.pk}/",
        "/people/",
        "/en/people/requests/",
    ):
        client.force_login(manager.user)
        assert "/accounts/2fa/reauthenticate/" in client.get(path).headers["Location"]


def test_refused_person_may_ask_again(client: Client, city: Organisation, manager: Person) -> None:
    """Told why."""
    membership = _ask(city)
    sign_in(client, manager)
    client.post(
        f"/people/requests/{membership.pk}/", {"decision": "refuse", "reason": "소속을 확인할 수 없습니다."}
    )
    assert "거절" in mail.outbox[-1].subject
    assert request_membership(membership.user, city, reason="다시").state == "requested"


def test_same_request_is_not_made_twice(city: Organisation) -> None:
    """And not decided twice."""
    membership = _ask(city)
    with pytest.raises(MembershipRefusedError):
        request_membership(membership.user, city, reason="또")


# --- Managers


def test_last_manager_cannot_leave_or_be_removed(client: Client, city: Organisation, manager: Person) -> None:
    """Whoever asks."""
    membership = Membership.objects.get(user=manager.user)
    officer = make_officer(OFFICE, "officer@example.kr")
    for by in (manager.user, officer.user):
        with pytest.raises(MembershipRefusedError):
            end_membership(membership, by=by)
        with pytest.raises(MembershipRefusedError):
            set_manager(membership, is_manager=False, by=by)
    sign_in(client, manager)
    page = client.post(f"/people/memberships/{membership.pk}/leave/", follow=True)
    assert "마지막 관리자입니다" in page.content.decode()


def test_control_second_to_last_manager_may_leave(city: Organisation, manager: Person) -> None:
    """The control: it is the last one who stays. A manager whose account is closed does not count."""
    second = make_manager(city, "second@example.kr")
    membership = Membership.objects.get(user=manager.user)
    User.objects.filter(pk=second.user.pk).update(is_active=False)
    with pytest.raises(MembershipRefusedError):
        end_membership(membership, by=manager.user)
    User.objects.filter(pk=second.user.pk).update(is_active=True)
    end_membership(membership, by=manager.user)
    membership.refresh_from_db()
    assert (membership.state, membership.is_manager) == ("ended", False)


def test_who_leaves_holds_no_desk_any_more(city: Organisation, manager: Person) -> None:
    """Neither its roles: the desk is vacant, another organisation's stays his."""
    officer = make_manager(city, "officer@example.kr")
    elsewhere = Organisation.objects.create(name_ko="이웃시", kind="municipality", is_confirmed=True)
    desk = Desk.objects.create(organisation=city, name_ko="특구담당")
    other = Desk.objects.create(organisation=elsewhere, name_ko="담당")
    grant = Grant(role=Role.VALIDATOR, scope=Scope.EVERYWHERE, desk=desk)
    give_role(grant, by=None, reason="시험")
    for held in (desk, other):
        hold_desk(held, officer.user, by=None)
    assert RoleGrant.objects.of(officer.user).exists()
    end_membership(Membership.objects.get(user=officer.user), by=manager.user)
    assert not RoleGrant.objects.of(officer.user).exists()
    assert not desk.holdings.filter(until=None).exists()
    assert other.holdings.filter(until=None, user=officer.user).exists()


def test_who_made_whom_a_manager_stands_in_the_access_log(city: Organisation, manager: Person) -> None:
    """Also who let whom in and go."""
    membership = _ask(city)
    approve_membership(membership, by=manager.user, reason="확인")
    set_manager(membership, is_manager=True, by=manager.user)
    set_manager(membership, is_manager=False, by=manager.user)
    end_membership(membership, by=manager.user)
    rows = AccessLog.objects.filter(actor=manager.user.pk, people__person=f"user:{membership.user_id}")
    told = list(rows.order_by("number").values_list("what", flat=True))
    assert told == ["membership_verified", "manager_set", "manager_ended", "membership_ended"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", ["", "invite/", "members/{}/"])
def test_rival_manager_finds_no_page(
    client: Client, city: Organisation, company: Organisation, manager: Person, page: str, method: str
) -> None:
    """Not even that there is one."""
    sign_in(client, make_manager(company, "rival@example.kr"))
    mine = Membership.objects.get(user=manager.user)
    path = f"/people/organisations/{city.pk}/{page.format(mine.pk)}"
    assert getattr(client, method)(path, {"email": "x@example.kr", "wish": "end"}).status_code in {404, 405}
    mine.refresh_from_db()
    assert mine.is_manager


def test_member_of_another_organisation_is_not_changed_through_mine(
    client: Client, city: Organisation, company: Organisation, manager: Person
) -> None:
    """Numbers swapped in the address."""
    sign_in(client, manager)
    other = make_manager(company, "rival@example.kr").user.memberships.get()
    response = client.post(f"/people/organisations/{city.pk}/members/{other.pk}/", {"wish": "end"})
    assert response.status_code == 404


# --- Invitations


def test_invited_colleague_joins_by_the_link(client: Client, city: Organisation, manager: Person) -> None:
    """Without anybody deciding."""
    sign_in(client, manager)
    client.post(f"/people/organisations/{city.pk}/invite/", {"email": "Colleague@example.com"})
    assert mail.outbox[-1].to == ["colleague@example.com"]
    link = _link()
    other = Client()
    assert CITY in other.get(link).content.decode()
    sign_in(other, make_person("colleague@example.com"))
    other.post(link)
    membership = Membership.objects.get(user__email="colleague@example.com")
    assert (membership.state, membership.decided_by, membership.is_manager) == (
        "verified",
        manager.user,
        False,
    )
    assert other.get(link).status_code == 404


def test_invitation_serves_only_the_address_it_was_sent_to(city: Organisation, manager: Person) -> None:
    """A forwarded mail opens nothing."""
    token = invite(city, "colleague@example.com", by=manager.user)
    found = invitation_of(token)
    assert found
    with pytest.raises(MembershipRefusedError):
        accept_invitation(found, user=make_person("somebody@example.com").user)
    unverified = make_person("colleague@example.com", is_verified=False)
    with pytest.raises(MembershipRefusedError):
        accept_invitation(found, user=unverified.user)


def test_invitation_expires(city: Organisation, manager: Person) -> None:
    """After fourteen days."""
    token = invite(city, "colleague@example.com", by=manager.user)
    city.invitations.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert invitation_of(token) is None
    assert timedelta(days=14) == INVITATION_LIFE


def test_link_of_an_invitation_is_not_kept(city: Organisation, manager: Person) -> None:
    """Whoever reads the database cannot use it."""
    token = invite(city, "colleague@example.com", by=manager.user)
    assert token not in str(list(city.invitations.values()))


def test_known_and_unknown_addresses_are_invited_alike(
    client: Client, city: Organisation, manager: Person
) -> None:
    """The same answer, the same mail."""
    make_person("known@example.com")
    sign_in(client, manager)
    for email in ("known@example.com", "unknown@example.com"):
        response = client.post(f"/people/organisations/{city.pk}/invite/", {"email": email})
        assert response.headers["Location"] == f"/people/organisations/{city.pk}/"
    first, second = (re.sub(r"/invitations/\S+", "", str(message.body)) for message in mail.outbox[-2:])
    assert first == second


def test_one_address_is_invited_three_times_a_day(
    client: Client, city: Organisation, manager: Person
) -> None:
    """However the letters are written."""
    sign_in(client, manager)
    emails = ["a@example.com", "A@example.com", "a@EXAMPLE.com", "a@example.com"]
    answers = [
        client.post(f"/people/organisations/{city.pk}/invite/", {"email": email}).status_code
        for email in emails
    ]
    assert answers == [302, 302, 302, 429]


def test_invitation_settles_a_request_that_waits(client: Client, city: Organisation, manager: Person) -> None:
    """Who signs up with an invited address need not follow the link."""
    invite(city, "hong@example.kr", by=manager.user)
    assert _sign_up(client).state == "verified"


@pytest.mark.parametrize(
    "path", ["/people/", "/people/join/", "/people/requests/", "/people/organisations/1/"]
)
def test_signed_out_visitor_is_sent_to_sign_in(client: Client, path: str) -> None:
    """With the way back."""
    assert client.get(path).headers["Location"].startswith("/accounts/login/?next=/people/")


def test_member_asks_for_a_second_organisation(client: Client, company: Organisation, member: Person) -> None:
    """On the page of one's own memberships; a slip keeps what was typed."""
    sign_in(client, member)
    page = client.post(
        "/people/join/", {"organisation": "예", "kind": "company", "reason": "함께 일합니다."}
    ).content.decode()
    assert "두 글자 이상" in page
    assert "함께 일합니다." in page
    data = {"organisation": company.name_ko, "kind": "company", "reason": "함께 일합니다."}
    client.post("/people/join/", data)
    assert member.user.memberships.get().organisation == company
    assert "예시식품" in client.get("/people/").content.decode()
