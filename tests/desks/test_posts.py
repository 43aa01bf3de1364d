"""Desks are made, renamed, closed and opened again by who manages the organisation; nothing that hangs on one is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.grants import Grant, Role, Scope, give_role
from portal.accounts.models import Desk, Organisation, RoleGrant
from portal.audit.models import AccessLog
from portal.desks.abouts import About, desk_of_zone
from portal.desks.handovers import HandoverRefusedError, hand_over
from portal.desks.letters import holder_of
from portal.desks.models import DeskClosing, Thread
from portal.desks.posts import (
    UNDONE_WITHIN,
    PostRefusedError,
    close_desk,
    create_desk,
    rename_desk,
    undo_closing,
)
from portal.desks.threads import ask
from portal.outbox.models import MailOutbox
from portal.policies import may
from portal.zones.models import Zone
from tests.accounts.people import Person, make_person, sign_in
from tests.accounts.test_membership import make_officer
from tests.desks.conftest import Post, make_member

REGION = 7


@pytest.fixture
def second(post: Post) -> Desk:
    """Another desk of the same organisation, with an officer."""
    officer = make_member(post.organisation, "second@example.kr")
    return create_desk(
        post.organisation,
        name_ko="수출담당",
        name_en="Export desk",
        officer=officer.user,
        by=post.manager.user,
    )


@pytest.fixture
def thread(post: Post, company: Person) -> Thread:
    """A question that waits."""
    about = About("장류 특구", "/zones/x/", post.desk)
    return ask(about, kind="desk", subject="묻습니다", text="언제 됩니까?", by=company.user)


def signed_in(person: Person) -> Client:
    client = Client()
    sign_in(client, person)
    return client


def mails(kind: str) -> list[str]:
    return list(MailOutbox.objects.filter(kind=f"desks/{kind}").values_list("to", flat=True))


# --- Make and rename


def test_manager_makes_a_desk_with_its_officer(post: Post) -> None:
    """On the page of the organisation's desks; the officer is told and may act at once; it stands in the access log."""
    newcomer = make_member(post.organisation, "newcomer@example.kr")
    client = signed_in(post.manager)
    path = f"/people/desks/of/{post.organisation.pk}/"
    assert (
        f"/people/desks/of/{post.organisation.pk}/"
        in client.get(f"/people/organisations/{post.organisation.pk}/").content.decode()
    )
    response = client.post(path, {"name_ko": "수출담당", "name_en": "Export", "officer": newcomer.user.pk})
    made = Desk.objects.get(name_ko="수출담당")
    assert response.url == f"/desks/{made.pk}/"  # type: ignore[attr-defined]
    assert holder_of(made) == newcomer.user
    assert mails("handed_over") == ["newcomer@example.kr"]
    assert may(newcomer.user, "edit", made)
    assert AccessLog.objects.filter(what="desk_created", actor=post.manager.user.pk).exists()
    assert "수출담당" in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name_ko": ""}, "form-"),
        ({"name_ko": "특구담당"}, "같은 이름의 직위가 이미 있습니다"),
        ({"name_ko": "홍길동 010-1234-5678"}, "공개되는 글입니다"),
        ({"name_ko": "가" * 81}, "form-"),
        ({"name_ko": "수출담당", "officer": "999999"}, "form-"),
    ],
)
def test_what_is_wrong_is_said_and_stays(post: Post, data: dict[str, str], said: str) -> None:
    page = signed_in(post.manager).post(f"/people/desks/of/{post.organisation.pk}/", data)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert data["name_ko"] in page.content.decode()
    assert Desk.objects.filter(organisation=post.organisation).count() == 1


@pytest.mark.long
def test_officers_manage_desks_of_their_region_and_the_programme_everywhere(post: Post, rival: Post) -> None:
    """The region of another office, a rival and its own officer do not; nobody who is signed out."""
    Organisation.objects.filter(pk=post.organisation.pk).update(office_number=REGION)
    programme = make_person("programme@example.kr", has_second_factor=True)
    grant = Grant(role=Role.PROGRAMME_OFFICER, scope=Scope.EVERYWHERE, user=programme.user)
    give_role(grant, by=None, reason="시험")
    path = f"/people/desks/of/{post.organisation.pk}/"
    expected = {
        make_officer(REGION, "region@example.kr"): 200,
        programme: 200,
        make_officer(REGION + 1, "elsewhere@example.kr"): 404,
        rival.manager: 404,
        post.officer: 404,
    }
    for person, status in expected.items():
        client = signed_in(person)
        assert client.get(path).status_code == status
        found = client.get("/people/desks/of/?q=장류").content.decode()
        assert (post.organisation.name_ko in found) == (status == 200)
        for step in ("rename", "close"):
            assert client.get(f"/people/desks/{post.desk.pk}/{step}/").status_code == status
    assert Client().get(path).status_code == 302


def test_rival_changes_nothing(post: Post, rival: Post, second: Desk) -> None:
    """Neither by the pages nor by the actions."""
    closing = close_desk(second, successor=post.desk, answer="", by=post.manager.user)
    client = signed_in(rival.manager)
    client.post(f"/people/desks/of/{post.organisation.pk}/", {"name_ko": "가로챔"})
    client.post(f"/people/desks/{post.desk.pk}/rename/", {"name_ko": "가로챔"})
    client.post(f"/people/desks/{post.desk.pk}/close/", {"answer": "가로챔"})
    assert client.post(f"/people/desks/closings/{closing.pk}/undo/").status_code == 404
    post.desk.refresh_from_db()
    second.refresh_from_db()
    assert (post.desk.name_ko, post.desk.closed_at) == ("특구담당", None)
    assert second.closed_at
    assert not Desk.objects.filter(name_ko="가로챔").exists()


def test_new_name_keeps_everything(post: Post, thread: Thread) -> None:
    client = signed_in(post.manager)
    response = client.post(f"/people/desks/{post.desk.pk}/rename/", {"name_ko": "특구지원", "name_en": ""})
    assert response.status_code == 302
    post.desk.refresh_from_db()
    assert post.desk.name_ko == "특구지원"
    assert holder_of(post.desk) == post.officer.user
    assert AccessLog.objects.get(what="desk_renamed").reason.endswith("특구담당 -> 특구지원")


def test_name_of_another_desk_is_refused(post: Post, second: Desk) -> None:
    with pytest.raises(PostRefusedError, match="같은 이름"):
        rename_desk(second, name_ko="특구담당", name_en="", by=post.manager.user)
    rename_desk(second, name_ko="수출담당", name_en="Trade", by=post.manager.user)


def test_unconfirmed_organisation_has_no_desks(post: Post) -> None:
    Organisation.objects.filter(pk=post.organisation.pk).update(is_confirmed=False)
    with pytest.raises(PostRefusedError, match="확인되지 않은"):
        create_desk(post.organisation, name_ko="새 직위", name_en="", officer=None, by=post.manager.user)


# --- Close


def test_closing_hands_questions_and_roles_to_another_desk(
    post: Post, second: Desk, thread: Thread, zone: Zone
) -> None:
    """The page says first what would move; the successor's officer answers from then on, the former one does not."""
    client = signed_in(post.manager)
    path = f"/people/desks/{post.desk.pk}/close/"
    assert "수출담당" in client.get(path).content.decode()
    assert client.post(path, {"successor": second.pk}).status_code == 302
    thread.refresh_from_db()
    taker = holder_of(second)
    assert taker is not None
    assert thread.desk == second
    assert may(taker, "answer", thread)
    assert not may(post.officer.user, "answer", thread)
    assert desk_of_zone(zone) == second
    assert not RoleGrant.objects.of(post.officer.user).exists()
    assert taker.groups.filter(name=f"zone-operators:{zone.pk}").exists()
    assert (mails("taken_over"), mails("closed")) == ([taker.email], [post.officer.user.email])
    row = AccessLog.objects.get(what="desk_closed")
    assert row.people.filter(person=f"user:{post.officer.user.pk}").exists()


def test_closing_without_a_successor_answers_who_waits(post: Post, company: Person, thread: Thread) -> None:
    """With a text; without one nothing is closed."""
    client = signed_in(post.manager)
    path = f"/people/desks/{post.desk.pk}/close/"
    assert "마지막 답변을 써 주십시오" in client.post(path, {"answer": " "}).content.decode()
    post.desk.refresh_from_db()
    assert post.desk.closed_at is None
    assert client.post(path, {"answer": "군청 민원실로 물어 주십시오."}).status_code == 302
    thread.refresh_from_db()
    assert thread.state == "closed"
    assert mails("answered") == [company.user.email]
    page = signed_in(company).get(f"/people/threads/{thread.pk}/").content.decode()
    assert "군청 민원실로 물어 주십시오." in page


def test_closed_desk_is_found_nowhere_and_takes_nothing(post: Post, second: Desk, company: Person) -> None:
    """Its old address says so and leads on."""
    close_desk(post.desk, successor=second, answer="", by=post.manager.user)
    page = Client().get(f"/desks/{post.desk.pk}/")
    assert "닫힌 직위입니다" in page.content.decode()
    assert f"/desks/{second.pk}/" in page.content.decode()
    client = signed_in(company)
    assert f"/desks/{post.desk.pk}/" not in client.get("/desks/").content.decode()
    assert client.get(f"/contact/desk/{post.desk.pk}/").status_code == 404
    manager = signed_in(post.manager)
    for step in ("rename", "close", "edit", "hand-over"):
        assert manager.get(f"/people/desks/{post.desk.pk}/{step}/").status_code == 404
    with pytest.raises(HandoverRefusedError, match="닫힌"):
        hand_over(post.desk, to=post.officer.user, note="", by=post.manager.user)


def test_its_name_is_free_again(post: Post, second: Desk) -> None:
    close_desk(post.desk, successor=second, answer="", by=post.manager.user)
    create_desk(post.organisation, name_ko="특구담당", name_en="", officer=None, by=post.manager.user)
    assert Desk.objects.filter(organisation=post.organisation, name_ko="특구담당").count() == 2


def test_desk_of_another_organisation_takes_nothing_over(post: Post, rival: Post, thread: Thread) -> None:
    """Neither by the form nor by the action."""
    client = signed_in(post.manager)
    client.post(f"/people/desks/{post.desk.pk}/close/", {"successor": rival.desk.pk, "answer": "끝"})
    with pytest.raises(PostRefusedError, match="같은 기관"):
        close_desk(post.desk, successor=rival.desk, answer="", by=post.manager.user)
    thread.refresh_from_db()
    assert (thread.desk, thread.state) == (post.desk, "open")


def test_closing_is_taken_back_within_a_week(post: Post, second: Desk, thread: Thread, zone: Zone) -> None:
    """Questions, roles and officer return; the successor keeps only what it had."""
    close_desk(post.desk, successor=second, answer="", by=post.manager.user)
    client = signed_in(post.manager)
    page = client.get(f"/people/desks/of/{post.organisation.pk}/").content.decode()
    closing = DeskClosing.objects.get()
    assert f"/people/desks/closings/{closing.pk}/undo/" in page
    client.post(f"/people/desks/closings/{closing.pk}/undo/")
    thread.refresh_from_db()
    assert thread.desk == post.desk
    assert holder_of(post.desk) == post.officer.user
    assert desk_of_zone(zone) == post.desk
    assert not RoleGrant.objects.in_force().filter(desk=second).exists()
    with pytest.raises(PostRefusedError):
        undo_closing(closing, by=post.manager.user)


def test_after_a_week_or_under_a_taken_name_it_stays_closed(post: Post, second: Desk) -> None:
    closing = close_desk(post.desk, successor=second, answer="", by=post.manager.user)
    DeskClosing.objects.update(at=timezone.now() - UNDONE_WITHIN - timedelta(minutes=1))
    with pytest.raises(PostRefusedError, match="이레"):
        undo_closing(closing, by=post.manager.user)
    DeskClosing.objects.update(at=timezone.now())
    create_desk(post.organisation, name_ko="특구담당", name_en="", officer=None, by=post.manager.user)
    with pytest.raises(PostRefusedError):
        undo_closing(closing, by=post.manager.user)
