"""Hand-over of a desk: all goes along in one action, the former officer keeps nothing, it can be taken back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from portal.accounts.grants import Grant, Role, Scope, give_role
from portal.accounts.models import RoleGrant
from portal.audit.models import AccessLog
from portal.desks.abouts import About
from portal.desks.handovers import UNDONE_WITHIN, HandoverRefusedError, hand_over, undo_handover
from portal.desks.letters import holder_of
from portal.desks.models import Handover, Thread
from portal.desks.threads import ask
from portal.outbox.models import MailOutbox
from portal.policies import may
from portal.zones.models import Zone
from tests.accounts.people import Person, make_person, sign_in
from tests.desks.conftest import Post, make_member


@pytest.fixture
def newcomer(post: Post) -> Person:
    """Another member of the organisation."""
    return make_member(post.organisation, "newcomer@example.kr")


@pytest.fixture
def thread(post: Post, company: Person) -> Thread:
    """A question that waits."""
    about = About("장류 특구", "/zones/x/", post.desk)
    return ask(about, kind="desk", subject="묻습니다", text="언제 됩니까?", by=company.user)


def test_everything_goes_along_and_the_former_officer_keeps_nothing(
    post: Post, newcomer: Person, thread: Thread, zone: Zone
) -> None:
    """Questions, pages, rights in the CMS, roles in person."""
    Page.objects.filter(pk=zone.page.pk).update(
        owner=post.officer.user, locked=True, locked_by=post.officer.user
    )
    grant = Grant(role=Role.ZONE_MANAGER, scope=Scope.ZONE, number=zone.pk, user=post.officer.user)
    give_role(grant, by=None, reason="시험")
    assert may(post.officer.user, "answer", thread)
    hand_over(post.desk, to=newcomer.user, note="", by=post.manager.user)
    assert (may(post.officer.user, "answer", thread), may(newcomer.user, "answer", thread)) == (False, True)
    page = Page.objects.get(pk=zone.page.pk)
    assert (page.owner, page.locked) == (newcomer.user, False)
    assert not RoleGrant.objects.of(post.officer.user).exists()
    assert not post.officer.user.groups.filter(name__startswith="zone-").exists()
    assert newcomer.user.groups.filter(name=f"zone-operators:{zone.pk}").exists()
    assert holder_of(post.desk) == newcomer.user


def test_manager_sees_first_what_would_move_and_gets_the_pack(
    client: Client, post: Post, newcomer: Person, thread: Thread
) -> None:
    """The dry run changes nothing; both people are told; looking is logged."""
    sign_in(client, post.manager)
    path = f"/people/desks/{post.desk.pk}/hand-over/"
    assert "묻습니다" in client.get(path).content.decode()
    assert holder_of(post.desk) == post.officer.user
    response = client.post(path, {"to": newcomer.user.pk, "note": "3월에 답하기로 했습니다."})
    assert response.status_code == 302
    pack = client.get(response.url).content.decode()  # type: ignore[attr-defined]
    assert "묻습니다" in pack
    assert "3월에 답하기로 했습니다." in pack
    told = set(MailOutbox.objects.filter(kind__startswith="desks/").values_list("kind", "to"))
    assert ("desks/handed_over", newcomer.user.email) in told
    assert ("desks/relieved", post.officer.user.email) in told
    people = AccessLog.objects.filter(what="handover").latest("number").people
    assert people.filter(person=f"user:{newcomer.user.pk}").exists()


def test_pack_is_for_the_new_officer_not_for_the_former_or_a_rival(
    post: Post, rival: Post, newcomer: Person, thread: Thread
) -> None:
    """One who may, two who may not, one signed out."""
    made = hand_over(post.desk, to=newcomer.user, note="", by=post.manager.user)
    expected = {newcomer: 200, post.officer: 404, rival.manager: 404}
    for person, status in expected.items():
        client = Client()
        sign_in(client, person)
        assert client.get(f"/people/desks/handovers/{made.pk}/").status_code == status
        assert client.get(f"/people/desks/{post.desk.pk}/hand-over/").status_code == 404
    assert Client().get(f"/people/desks/handovers/{made.pk}/").status_code == 302


def test_officer_of_the_programme_sees_how_much_is_written_and_reads_none_of_it(
    client: Client, post: Post, thread: Thread
) -> None:
    """He may hand a desk over, but reads nobody's correspondence; who answers for the desk does (above)."""
    officer = make_person("programme@example.kr", has_second_factor=True)
    grant = Grant(role=Role.PROGRAMME_OFFICER, scope=Scope.EVERYWHERE, number=None, user=officer.user)
    give_role(grant, by=None, reason="시험")
    sign_in(client, officer)
    page = client.get(f"/people/desks/{post.desk.pk}/hand-over/").content.decode()
    questions = page.partition('id="questions"')[2].partition("</section>")[0]
    assert "<small>1</small>" in questions
    assert "답하는 사람만 봅니다" in questions
    assert thread.subject not in page
    assert f"/people/desks/threads/{thread.pk}/" not in page


def test_drafts_are_named_to_who_may_change_them_and_only_counted_for_others(post: Post, zone: Zone) -> None:
    """The officer edits the zone from his desk; who manages his organisation has no part in the CMS."""
    page = zone.page
    page.title = "아직 아무도 모르는 이름"
    page.save_revision()
    made = hand_over(post.desk, to=post.manager.user, note="", by=post.manager.user)
    undo_handover(made, by=post.manager.user)
    pack, order = f"/people/desks/handovers/{made.pk}/", f"/people/desks/{post.desk.pk}/hand-over/"
    for person, paths, is_told in ((post.officer, (pack,), True), (post.manager, (pack, order), False)):
        client = Client()
        sign_in(client, person)
        for path in paths:
            shown = client.get(path).content.decode()
            drafts = shown.partition('id="drafts"')[2].partition("</section>")[0]
            assert "<small>1</small>" in drafts
            assert (page.title in shown, f"/cms/pages/{page.pk}/edit/" in shown) == (is_told, is_told)
            assert ("고칠 수 있는 사람만 봅니다" in drafts) != is_told


@pytest.mark.parametrize("who", ["officer", "rival", "signed out"])
def test_only_who_manages_the_organisation_hands_over(
    client: Client, post: Post, rival: Post, newcomer: Person, who: str
) -> None:
    """The officer himself does not choose who comes after him."""
    person = {"officer": post.officer, "rival": rival.manager}.get(who)
    if person is not None:
        sign_in(client, person)
    client.post(f"/people/desks/{post.desk.pk}/hand-over/", {"to": newcomer.user.pk})
    assert holder_of(post.desk) == post.officer.user


def test_stranger_to_the_organisation_cannot_take_it(client: Client, post: Post, rival: Post) -> None:
    """Neither by the form nor by the action."""
    sign_in(client, post.manager)
    response = client.post(f"/people/desks/{post.desk.pk}/hand-over/", {"to": rival.officer.user.pk})
    assert response.status_code == 200
    with pytest.raises(HandoverRefusedError):
        hand_over(post.desk, to=rival.officer.user, note="", by=post.manager.user)
    assert holder_of(post.desk) == post.officer.user


def test_it_can_be_taken_back_within_a_week(post: Post, newcomer: Person, zone: Zone) -> None:
    """What moved returns, what the newcomer had before stays his, roles in person are given anew."""
    Page.objects.filter(pk=zone.page.pk).update(owner=post.officer.user)
    grant = Grant(role=Role.ZONE_MANAGER, scope=Scope.ZONE, number=zone.pk, user=post.officer.user)
    give_role(grant, by=None, reason="시험")
    made = hand_over(post.desk, to=newcomer.user, note="", by=post.manager.user)
    undo_handover(made, by=post.manager.user)
    assert holder_of(post.desk) == post.officer.user
    assert Page.objects.get(pk=zone.page.pk).owner == post.officer.user
    assert RoleGrant.objects.in_force().filter(user=post.officer.user, role=Role.ZONE_MANAGER).exists()
    assert not RoleGrant.objects.of(newcomer.user).exists()
    with pytest.raises(HandoverRefusedError):
        undo_handover(made, by=post.manager.user)


def test_after_a_week_or_another_change_it_stays(post: Post, newcomer: Person) -> None:
    """The message says why."""
    made = hand_over(post.desk, to=newcomer.user, note="", by=post.manager.user)
    Handover.objects.filter(pk=made.pk).update(at=timezone.now() - UNDONE_WITHIN - timedelta(minutes=1))
    with pytest.raises(HandoverRefusedError, match="이레"):
        undo_handover(made, by=post.manager.user)
    Handover.objects.filter(pk=made.pk).update(at=timezone.now())
    hand_over(post.desk, to=post.officer.user, note="", by=post.manager.user)
    with pytest.raises(HandoverRefusedError):
        undo_handover(made, by=post.manager.user)
