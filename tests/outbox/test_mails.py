"""Mails wait in the outbox with their change, leave by SMTP, and are neither lost nor forged."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, send_mail
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.accounts.models import User
from portal.outbox import sending
from portal.outbox.jobs import forget_mails, send_mails
from portal.outbox.mails import Letter, queue_letter
from portal.outbox.models import MailOutbox
from portal.outbox.sending import CLAIM_LIFE, GIVE_UP_AFTER, send_waiting
from portal.settings import base
from tests.accounts.people import Person, make_person, sign_in
from tests.outbox.smtp_double import SmtpDouble, smtp_double

pytestmark = pytest.mark.django_db

State = MailOutbox.State
FORGED = [
    "제목\r\nBcc: victim@example.kr",
    "제목\nX-Evil: 1",
    "제목\rX-Evil: 1",
    "제목\u2028X-Evil: 1",
    "제목\u0085X-Evil: 1",
    "제목\x00X-Evil: 1",
    "제목\x0bX-Evil: 1",
    "\u202e제목",
    "=?utf-8?q?=0AX-Evil:_1?=",
]
ADDRESSES = ["a@example.kr\nBcc: b@example.kr", "a@example.kr, b@example.kr", "가나다", "", "a b@example.kr"]


@pytest.fixture
def server(settings: LazySettings) -> Iterator[SmtpDouble]:
    """A mail server of the double, which the sending lane reaches."""
    with smtp_double() as double:
        options = {"host": "127.0.0.1", "port": double.port, "timeout": 5}
        settings.MAILERS = {
            **base.MAILERS,
            "delivery": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options},
        }
        yield double


def _queue(to: str = "reader@example.kr", **changes: object) -> MailOutbox:
    return queue_letter(Letter(**{"kind": "trial", "to": to, "subject": "알림", "text": "본문", **changes}))  # type: ignore[arg-type]


def _state(row: MailOutbox) -> str:
    row.refresh_from_db()
    return row.state


def _let_time_pass(row: MailOutbox, gap: timedelta) -> None:
    now = timezone.now()
    MailOutbox.objects.filter(pk=row.pk).update(next_attempt_at=now, queued_at=now - gap)


def test_mail_falls_with_the_change() -> None:
    with suppress(RuntimeError), transaction.atomic():
        _queue()
        raise RuntimeError
    assert not MailOutbox.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_mail_nudges_the_lane_after_the_commit() -> None:
    with transaction.atomic():
        _queue()
        _queue()
    assert DBTaskResult.objects.filter(task_path=send_mails.module_path, queue_name="mail").count() == 1


def test_mail_arrives_as_it_was_written(server: SmtpDouble) -> None:
    row = _queue(subject="한마당 알림", text="가나다\n", html="<p>가나다</p>")
    assert send_waiting() == 1
    (message,) = server.messages
    assert (message["To"], message["Subject"]) == ("reader@example.kr", "한마당 알림")
    assert str(message["Message-ID"]) == row.message_id
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().strip() == "가나다"
    assert "<p>가나다</p>" in rich.get_content()
    assert _state(row) == State.SENT


@pytest.mark.parametrize("subject", FORGED)
def test_no_subject_becomes_a_header(server: SmtpDouble, subject: str) -> None:
    _queue(subject=subject)
    send_waiting()
    (message,) = server.messages
    assert {name.lower() for name in message} <= {
        *("content-type", "content-transfer-encoding", "mime-version", "subject", "from", "to"),
        *("date", "message-id", "content-language"),
    }
    assert message["To"] == "reader@example.kr"


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_single_address_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValidationError):
        _queue(to=address)
    assert not MailOutbox.objects.exists()


def test_refused_mail_is_given_up_and_can_be_sent_again(server: SmtpDouble) -> None:
    server.answer = lambda _address: "550 5.1.1 no such user"
    row = _queue()
    send_waiting()
    assert _state(row) == State.FAILED
    assert row.last_error.startswith("550")
    server.answer = lambda _address: "250 OK"
    assert sending.resend(row)
    send_waiting()
    assert _state(row) == State.SENT
    assert list(server.ids()) == [row.message_id]


def test_server_that_is_busy_is_asked_again_later(server: SmtpDouble) -> None:
    server.answer = lambda _address: "451 4.3.0 later"
    row = _queue()
    send_waiting()
    assert _state(row) == State.WAITING
    assert row.next_attempt_at > timezone.now() + timedelta(seconds=20)
    assert send_waiting() == 0
    assert not server.messages


def test_back_off_grows_and_ends_after_three_days(server: SmtpDouble) -> None:
    server.answer = lambda _address: "451 4.3.0 later"
    row = _queue()
    gaps = []
    for _attempt in range(4):
        _let_time_pass(row, timedelta())
        send_waiting()
        row.refresh_from_db()
        gaps.append(round((row.next_attempt_at - timezone.now()).total_seconds()))
    assert gaps == [30, 60, 120, 240]
    _let_time_pass(row, GIVE_UP_AFTER + timedelta(minutes=1))
    send_waiting()
    assert _state(row) == State.FAILED


def test_one_bad_address_holds_up_no_other(server: SmtpDouble) -> None:
    server.answer = lambda address: "550 no" if address.startswith("bad") else "250 OK"
    bad, good = _queue("bad@example.kr"), _queue("good@example.kr")
    assert send_waiting() == 1
    assert (_state(bad), _state(good)) == (State.FAILED, State.SENT)


def test_mail_server_that_is_away_costs_nothing(settings: LazySettings) -> None:
    with smtp_double() as double:
        port = double.port
    settings.MAILERS = {
        "delivery": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 1},
        }
    }
    row = _queue()
    assert send_waiting() == 0
    assert (_state(row), row.attempts) == (State.WAITING, 0)


def test_mail_that_a_dead_worker_held_is_sent_by_the_next(server: SmtpDouble) -> None:
    row = _queue()
    MailOutbox.objects.filter(pk=row.pk).update(state=State.SENDING, claim="dead", claimed_at=timezone.now())
    assert send_waiting() == 0  # its worker may still be alive
    MailOutbox.objects.update(claimed_at=timezone.now() - CLAIM_LIFE - timedelta(seconds=1))
    assert send_waiting() == 1
    assert _state(row) == State.SENT


def test_mail_to_a_disabled_account_does_not_leave(server: SmtpDouble) -> None:
    user = User.objects.create_user("left@example.kr")
    row = _queue(to=user.email, user=user)
    User.objects.update(is_active=False)
    send_waiting()
    assert (_state(row), row.text, server.messages) == (State.DROPPED, "", [])


def test_reset_mail_is_one_row_for_known_and_unknown_and_its_link_is_forgotten(server: SmtpDouble) -> None:
    member = make_person("member@example.kr")
    for email in (member.user.email, "nobody@example.kr"):
        Client().post("/accounts/password/reset/", {"email": email})
    assert MailOutbox.objects.filter(state=State.WAITING).count() == 2
    assert not server.messages
    send_waiting()
    assert {message["To"] for message in server.messages} == {"member@example.kr", "nobody@example.kr"}
    assert not MailOutbox.objects.exclude(text="").exists()


def test_frameworks_write_into_the_outbox_and_attachments_are_refused(server: SmtpDouble) -> None:
    send_mail("알림", "본문", None, ["a@example.kr", "b@example.kr"])
    assert MailOutbox.objects.count() == 2
    message = EmailMessage("알림", "본문", None, ["a@example.kr"])
    message.attach("a.txt", "x")
    with pytest.raises(ValueError, match="attachments"):
        message.send()


def test_old_texts_and_rows_are_forgotten() -> None:
    rows = [_queue(f"{number}@example.kr") for number in range(4)]
    now = timezone.now()
    for row, days in zip(rows, (29, 31, 366, 0), strict=True):
        finished = now - timedelta(days=days) if days else None
        MailOutbox.objects.filter(pk=row.pk).update(
            state=State.SENT if days else State.WAITING, finished_at=finished
        )
    forget_mails(now)
    assert sorted(MailOutbox.objects.values_list("to", "text")) == [
        ("0@example.kr", "본문"),
        ("1@example.kr", ""),
        ("3@example.kr", "본문"),
    ]


@pytest.fixture
def administrator() -> Person:
    """May see the outbox."""
    return make_person("admin@example.kr", is_admin=True, has_second_factor=True)


def test_administrator_sends_a_dead_letter_again(client: Client, administrator: Person) -> None:
    row = _queue()
    MailOutbox.objects.update(state=State.FAILED, last_error="550 no")
    sign_in(client, administrator)
    page = client.get("/cms/mails/?state=failed").content.decode()
    assert "550 no" in page
    assert "본문</" not in page
    client.post(f"/cms/mails/{row.pk}/resend/")
    assert _state(row) == State.WAITING
    assert client.get(f"/cms/mails/{row.pk}/resend/").status_code == 405
    assert client.get("/cms/mails/?state=nonsense&p=99").status_code == 200


def test_editor_and_stranger_see_no_mails(client: Client) -> None:
    row = _queue()
    assert "/accounts/login/" in client.get("/cms/mails/").headers["Location"]
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    assert client.get("/cms/mails/").headers["Location"] == "/cms/"
    client.post(f"/cms/mails/{row.pk}/resend/")
    assert not DBTaskResult.objects.filter(task_path=send_mails.module_path).exists()


def test_mail_reads_in_the_language_of_its_receiver() -> None:
    """The sender too."""
    row = _queue(language="en")
    assert row.language == "en"
