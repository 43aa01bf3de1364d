"""What a desk promises with an answer: seen by both sides, kept by whoever holds the desk, told on its day, in the pack."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Desk
from portal.desks.abouts import About
from portal.desks.handovers import hand_over
from portal.desks.jobs import watch_threads
from portal.desks.models import FollowUp, Thread
from portal.desks.posts import PostRefusedError, close_desk
from portal.desks.promises import Promised, promises_of
from portal.desks.threads import CLOSES_AFTER, answer, ask
from portal.outbox.models import MailOutbox
from portal.personal.registry import rules
from tests.accounts.people import Person, enter, make_person
from tests.desks.conftest import Post, make_member

PROMISE = "심의 결과를 알려 드립니다."


@pytest.fixture
def thread(post: Post, company: Person) -> Thread:
    """A question that waits."""
    about = About("장류 특구", "/zones/x/", post.desk)
    return ask(about, kind="desk", subject="묻습니다", text="언제 됩니까?", by=company.user)


@pytest.fixture
def follow_up(post: Post, thread: Thread) -> FollowUp:
    """A promise for nine days from now."""
    promised = Promised(PROMISE, timezone.localdate() + timedelta(days=9))
    return answer(thread, text="심의합니다.", by=post.officer.user, promised=promised).promise


def browser_of(person: Person) -> Client:
    client = Client()
    enter(client, person.user)
    return client


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_promise_is_written_with_the_answer_and_seen_by_both_sides(
    post: Post, company: Person, thread: Thread
) -> None:
    desk, day = browser_of(post.officer), timezone.localdate() + timedelta(days=9)
    path = f"/people/desks/threads/{thread.pk}/"
    form = {"text": "심의합니다.", "promise": PROMISE, "promised_on": day.isoformat()}
    assert desk.post(path, form).status_code == 302
    made = FollowUp.objects.get()
    assert (made.text, made.due_on, made.state) == (PROMISE, day, "open")
    for client, page in ((desk, path), (browser_of(company), f"/people/threads/{thread.pk}/")):
        shown = text_of(client, page)
        assert PROMISE in shown
        assert day.isoformat() in shown
    assert PROMISE in text_of(desk, "/people/desks/threads/")
    assert PROMISE not in MailOutbox.objects.get(kind="desks/answered").text


def test_answer_without_a_promise_makes_none(post: Post, thread: Thread) -> None:
    browser_of(post.officer).post(f"/people/desks/threads/{thread.pk}/", {"text": "됩니다."})
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(
    ("promise", "days", "said"),
    [
        (PROMISE, None, "약속을 지킬 날을 적어 주십시오."),
        ("", 3, "그날까지 무엇을 할지 적어 주십시오."),
        (PROMISE, -1, "오늘부터 두 해 안의 날을 적어 주십시오."),
        (PROMISE, 731, "오늘부터 두 해 안의 날을 적어 주십시오."),
        ("900101-1234568 로 보내 드립니다.", 3, "주민등록번호"),
    ],
)
def test_half_a_promise_is_asked_for_the_other_half_and_the_answer_stays(
    post: Post, thread: Thread, promise: str, days: int | None, said: str
) -> None:
    day = "" if days is None else (timezone.localdate() + timedelta(days=days)).isoformat()
    form = {"text": "심의합니다.", "promise": promise, "promised_on": day}
    shown = browser_of(post.officer).post(f"/people/desks/threads/{thread.pk}/", form).content.decode()
    assert said in shown
    assert "심의합니다." in shown
    assert thread.messages.count() == 1


def test_who_asked_promises_nothing_for_the_desk(company: Person, thread: Thread) -> None:
    """Nor is he asked for it."""
    client, path = browser_of(company), f"/people/threads/{thread.pk}/"
    assert "promised_on" not in text_of(client, path)
    day = timezone.localdate().isoformat()
    client.post(path, {"text": "더 묻습니다.", "promise": PROMISE, "promised_on": day})
    assert not FollowUp.objects.exists()


def test_officer_says_it_was_kept_and_takes_that_back(post: Post, follow_up: FollowUp) -> None:
    desk, path = browser_of(post.officer), f"/people/desks/promises/{follow_up.pk}/"
    desk.post(path, {"wish": "kept"})
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.ended_by) == ("kept", post.officer.user)
    assert PROMISE not in text_of(desk, "/people/desks/threads/")
    desk.post(path, {"wish": "open"})
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.ended_at, follow_up.ended_by) == ("open", None, None)
    assert PROMISE in text_of(desk, "/people/desks/threads/")


def test_nobody_else_settles_it(post: Post, rival: Post, company: Person, follow_up: FollowUp) -> None:
    """Neither who asked, nor an officer of another desk, nor who is signed out."""
    path = f"/people/desks/promises/{follow_up.pk}/"
    for person in (company, rival.officer, rival.manager):
        assert browser_of(person).post(path, {"wish": "kept"}).status_code == 404
    assert Client().post(path, {"wish": "kept"}).status_code == 302
    follow_up.refresh_from_db()
    assert follow_up.state == "open"


def test_pack_prints_it_and_the_next_officer_keeps_it(post: Post, follow_up: FollowUp) -> None:
    """The former officer no more."""
    newcomer = make_member(post.organisation, "newcomer@example.kr")
    made = hand_over(post.desk, to=newcomer.user, note="", by=post.manager.user)
    pack = text_of(browser_of(newcomer), f"/people/desks/handovers/{made.pk}/")
    assert 'id="promises"' in pack
    assert PROMISE in pack
    path = f"/people/desks/promises/{follow_up.pk}/"
    assert browser_of(post.officer).post(path, {"wish": "kept"}).status_code == 404
    assert browser_of(newcomer).post(path, {"wish": "kept"}).status_code == 302


def test_control_the_pack_has_no_promise_that_was_kept(post: Post, follow_up: FollowUp) -> None:
    browser_of(post.officer).post(f"/people/desks/promises/{follow_up.pk}/", {"wish": "kept"})
    assert list(promises_of(post.desk)) == []


def test_desk_is_told_on_the_day_once(post: Post, follow_up: FollowUp) -> None:
    watch_threads.func()
    assert not MailOutbox.objects.filter(kind="desks/promised").exists()
    FollowUp.objects.update(due_on=timezone.localdate())
    watch_threads.func()
    watch_threads.func()
    mail = MailOutbox.objects.get(kind="desks/promised")
    assert mail.to == post.officer.user.email
    assert PROMISE not in mail.text
    assert f"/people/desks/threads/{follow_up.message.thread_id}/" in mail.text


def test_promise_outlives_the_end_of_its_question(post: Post, thread: Thread, follow_up: FollowUp) -> None:
    Thread.objects.update(changed_at=timezone.now() - CLOSES_AFTER - timedelta(days=1))
    watch_threads.func()
    thread.refresh_from_db()
    assert thread.state == "closed"
    assert list(promises_of(post.desk)) == [follow_up]


def test_closed_desk_hands_it_to_its_successor(post: Post, follow_up: FollowUp) -> None:
    """Also from a question that is at its end."""
    Thread.objects.update(state="closed")
    successor = Desk.objects.create(organisation=post.organisation, name_ko="새담당")
    close_desk(post.desk, successor=successor, answer="", by=post.manager.user)
    assert list(promises_of(successor)) == [follow_up]


def test_desk_closed_without_a_successor_tells_who_waits(
    post: Post, company: Person, thread: Thread, follow_up: FollowUp
) -> None:
    with pytest.raises(PostRefusedError, match="약속"):
        close_desk(post.desk, successor=None, answer="", by=post.manager.user)
    close_desk(post.desk, successor=None, answer="군청으로 물어 주십시오.", by=post.manager.user)
    follow_up.refresh_from_db()
    assert follow_up.state == "dropped"
    shown = text_of(browser_of(company), f"/people/threads/{thread.pk}/")
    assert "군청으로 물어 주십시오." in shown
    assert "직위가 닫혀 거둠" in shown
    path = f"/people/desks/promises/{follow_up.pk}/"
    browser_of(post.manager).post(path, {"wish": "kept"})
    follow_up.refresh_from_db()
    assert follow_up.state == "dropped"


def test_promise_is_exported_by_both_and_goes_with_the_question(
    post: Post, company: Person, follow_up: FollowUp
) -> None:
    rule = next(rule for rule in rules() if rule.key == "threads")
    assert rule.export is not None
    for person in (company, post.officer):
        assert PROMISE in str(rule.export(person.user))
    assert rule.erase is not None
    rule.erase(company.user)
    assert not FollowUp.objects.exists()


def test_promise_of_a_stranger_is_not_exported(follow_up: FollowUp) -> None:
    rule = next(rule for rule in rules() if rule.key == "threads")
    assert rule.export is not None
    assert PROMISE not in str(rule.export(make_person("stranger@example.kr").user))
