"""Questions to a desk: who may ask, read and answer; clock, mails, throttles; what was typed stays."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from knowhow.models import CasePage
from portal.accounts.grants import hold_desk
from portal.accounts.models import Membership, Organisation
from portal.audit.models import AccessLog
from portal.desks.abouts import desk_of_zone
from portal.desks.jobs import watch_threads
from portal.desks.models import DeskProfile, Message, Thread
from portal.desks.threads import CLOSES_AFTER
from portal.outbox.models import MailOutbox
from portal.policies import may
from portal.zones.models import Zone
from tests.accounts.people import Person, sign_in
from tests.accounts.test_membership import make_officer
from tests.desks.conftest import SLUG, Post, make_member
from tests.knowhow.factories import make_practice

CONTACT = f"/contact/zone/{SLUG}/"
QUESTION = {"subject": "시설을 쓸 수 있습니까?", "text": "3월에 쓰려고 합니다.", "website": ""}


def ask(client: Client, **changed: str) -> Thread:
    response = client.post(CONTACT, QUESTION | changed)
    assert response.status_code == 302, response.content.decode()
    return Thread.objects.latest("pk")


def mails(kind: str) -> list[str]:
    return list(MailOutbox.objects.filter(kind=f"desks/{kind}").order_by("pk").values_list("to", flat=True))


def test_question_reaches_the_officer_and_the_answer_comes_back(
    client: Client, post: Post, company: Person
) -> None:
    """Neither sees the address of the other; the mail carries nothing that was typed."""
    sign_in(client, company)
    thread = ask(client)
    assert mails("asked") == [post.officer.user.email]
    assert QUESTION["text"] not in MailOutbox.objects.get(kind="desks/asked").text
    desk = Client()
    sign_in(desk, post.officer)
    page = desk.get(f"/people/desks/threads/{thread.pk}/").content.decode()
    assert QUESTION["text"] in page
    assert "김물음" in page
    assert company.user.email not in page
    desk.post(f"/people/desks/threads/{thread.pk}/", {"text": "쓸 수 있습니다."})
    thread.refresh_from_db()
    assert thread.state == "answered"
    assert mails("answered") == [company.user.email]
    answer = client.get(f"/people/threads/{thread.pk}/").content.decode()
    assert "쓸 수 있습니다." in answer
    assert post.officer.user.email not in answer


def test_looking_at_a_question_is_logged(client: Client, post: Post, company: Person) -> None:
    """The name of who asked is somebody else's."""
    sign_in(client, company)
    thread = ask(client)
    desk = Client()
    sign_in(desk, post.officer)
    desk.get(f"/people/desks/threads/{thread.pk}/")
    row = AccessLog.objects.filter(what="desk_threads").latest("number")
    assert list(row.people.values_list("person", flat=True)) == [f"user:{company.user.pk}"]


def test_signed_out_visitor_signs_in_first(client: Client, post: Post) -> None:
    """Nothing is sent for who has no account."""
    assert client.post(CONTACT, QUESTION).url.startswith("/accounts/login/")  # type: ignore[attr-defined]
    assert not Thread.objects.exists()


def test_rival_reads_and_answers_nothing(client: Client, post: Post, rival: Post, company: Person) -> None:
    """Neither by the desk's address nor by that of who asked."""
    sign_in(client, company)
    thread = ask(client)
    for person in (rival.officer, rival.manager):
        other = Client()
        sign_in(other, person)
        assert other.get(f"/people/desks/threads/{thread.pk}/").status_code == 404
        assert other.post(f"/people/desks/threads/{thread.pk}/", {"text": "가로챔"}).status_code == 404
        assert other.get(f"/people/threads/{thread.pk}/").status_code == 404
        assert other.post(f"/people/threads/{thread.pk}/close/").status_code == 404
    assert Message.objects.count() == 1
    assert Client().get(f"/people/desks/threads/{thread.pk}/").status_code == 302


def test_who_asked_cannot_answer_for_the_desk(client: Client, post: Post, company: Person) -> None:
    """His own address of the thread is another one."""
    sign_in(client, company)
    thread = ask(client)
    assert client.get(f"/people/desks/threads/{thread.pk}/").status_code != 200


def test_resident_number_is_refused_and_the_text_stays(client: Client, post: Post, company: Person) -> None:
    """A telephone may stand there."""
    sign_in(client, company)
    response = client.post(CONTACT, QUESTION | {"text": "제 번호는 900101-1234568 입니다."})
    assert response.status_code == 200
    assert "주민등록번호" in response.content.decode()
    assert "900101-1234568" in response.content.decode()
    ask(client, text="010-1234-5678로 전화 주십시오.")


def test_trap_catches_programs(client: Client, post: Post, company: Person) -> None:
    """With a message for a browser that filled it in by itself."""
    sign_in(client, company)
    response = client.post(CONTACT, QUESTION | {"website": "https://spam.example"})
    assert "비워 두어야 하는 칸" in response.content.decode()
    assert QUESTION["text"] in response.content.decode()
    assert not Thread.objects.exists()


def test_eleventh_question_within_an_hour_waits(client: Client, post: Post, company: Person) -> None:
    """Counted in the cache of all workers; the text stays."""
    sign_in(client, company)
    for _number in range(10):
        ask(client)
    response = client.post(CONTACT, QUESTION)
    assert response.status_code == 429
    assert QUESTION["text"] in response.content.decode()
    assert Thread.objects.count() == 10


@pytest.mark.parametrize(
    "path", ["/contact/zone/nope/", "/contact/moon/x/", "/contact/desk/999999/", "/contact/desk/x/"]
)
def test_nothing_unknown_is_asked_about(client: Client, company: Person, path: str) -> None:
    """404, never an error."""
    sign_in(client, company)
    assert client.get(path).status_code == 404


def test_desk_that_takes_no_questions_is_passed_over(
    client: Client, post: Post, company: Person, zone: Zone
) -> None:
    """Where nobody takes any, the page says so."""
    DeskProfile.objects.create(desk=post.desk, is_contactable=False)
    assert desk_of_zone(zone) is None
    sign_in(client, company)
    page = client.get(CONTACT)
    assert page.status_code == 200
    assert "아직 문의를 받는 직위가 없습니다" in page.content.decode()
    client.post(CONTACT, QUESTION)
    assert not Thread.objects.exists()


def test_mail_reaches_the_officer_of_today(client: Client, post: Post, company: Person) -> None:
    """Not of yesterday; without one, who manages the organisation."""
    newcomer = make_member(post.organisation, "newcomer@example.kr")
    hold_desk(post.desk, newcomer.user, by=None)
    sign_in(client, company)
    ask(client)
    hold_desk(post.desk, None, by=None)
    ask(client)
    assert mails("asked") == ["newcomer@example.kr", post.manager.user.email]


def test_desk_that_nobody_can_answer_for_is_told_to_who_may_fill_it(
    client: Client, post: Post, company: Person
) -> None:
    """The officer of the region reads no question, he is led to the change of the officer."""
    Organisation.objects.filter(pk=post.organisation.pk).update(office_number=7)
    region = make_officer(7, "region@example.kr")
    Membership.objects.filter(organisation=post.organisation).update(is_manager=False)
    hold_desk(post.desk, None, by=None)
    sign_in(client, company)
    thread = ask(client)
    assert (mails("asked"), mails("vacant")) == ([], ["region@example.kr"])
    assert f"/people/desks/{post.desk.pk}/hand-over/" in MailOutbox.objects.get(kind="desks/vacant").text
    assert not may(region.user, "answer", thread)


def test_late_answer_is_told_to_the_manager_once(client: Client, post: Post, company: Person) -> None:
    """And to the officer."""
    sign_in(client, company)
    thread = ask(client)
    assert watch_threads.func() == 0
    Thread.objects.filter(pk=thread.pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert watch_threads.func() == 1
    assert watch_threads.func() == 0
    assert sorted(mails("overdue")) == sorted([post.manager.user.email, post.officer.user.email])


def test_asking_again_opens_it_and_starts_the_clock(client: Client, post: Post, company: Person) -> None:
    """Closing ends it; a closed one takes nothing more."""
    sign_in(client, company)
    thread = ask(client)
    Thread.objects.filter(pk=thread.pk).update(state="answered", due_at=timezone.now() - timedelta(days=1))
    client.post(f"/people/threads/{thread.pk}/", {"text": "하나 더 묻습니다."})
    thread.refresh_from_db()
    assert (thread.state, thread.due_at > timezone.now()) == ("open", True)
    client.post(f"/people/threads/{thread.pk}/close/")
    response = client.post(f"/people/threads/{thread.pk}/", {"text": "또 묻습니다."})
    assert "끝난 문의입니다" in response.content.decode()
    assert Message.objects.count() == 2


def test_desk_cannot_end_what_it_did_not_answer(client: Client, post: Post, company: Person) -> None:
    """So that no question vanishes."""
    sign_in(client, company)
    thread = ask(client)
    desk = Client()
    sign_in(desk, post.officer)
    desk.post(f"/people/threads/{thread.pk}/close/")
    thread.refresh_from_db()
    assert thread.state == "open"


def test_answered_thread_ends_by_itself(client: Client, post: Post, company: Person) -> None:
    """A month after the last text."""
    sign_in(client, company)
    thread = ask(client)
    long_ago = timezone.now() - CLOSES_AFTER - timedelta(days=1)
    Thread.objects.filter(pk=thread.pk).update(state="answered", changed_at=long_ago)
    assert watch_threads.func() == 1
    thread.refresh_from_db()
    assert thread.state == "closed"


def test_case_is_asked_of_the_desk_of_its_zone(
    client: Client, post: Post, company: Person, zone: Zone
) -> None:
    """By the address of the case."""
    case = CasePage.objects.live().filter(zone=zone).first()
    if case is None:
        case = CasePage.objects.live().first()
        assert case is not None
        CasePage.objects.filter(pk=case.pk).update(zone=zone)
    sign_in(client, company)
    page = client.get(f"/contact/case/{case.public_slug}/").content.decode()
    assert "장류군 특구담당에 보냅니다." in page


def test_practice_is_asked_of_the_desk_of_its_zone(
    client: Client, post: Post, company: Person, zone: Zone
) -> None:
    """Its page leads there; a draft has nobody to ask, not even that it is one."""
    practice = make_practice(zone=zone)
    path = f"/contact/practice/{practice.public_slug}/"
    assert f'href="{path}"' in client.get(practice.get_absolute_url()).content.decode()
    sign_in(client, company)
    assert "장류군 특구담당에 보냅니다." in client.get(path).content.decode()
    practice.unpublish()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", [f"/zones/{SLUG}/", f"/en/zones/{SLUG}/"])
def test_zone_page_links_to_form_and_report(client: Client, facts: None, path: str) -> None:
    """Plain links: the page stays the same for everyone."""
    page = client.get(path).content.decode()
    prefix = "/en" if path.startswith("/en") else ""
    assert f'href="{prefix}{CONTACT}"' in page
    assert f'href="{prefix}/corrections/report/zone/{SLUG}/"' in page
