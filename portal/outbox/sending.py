"""Send what waits in the mail outbox.

A row is claimed, sent, and marked; each step is a statement of its own. Who dies between sending and marking has sent
a mail that will be sent once more, with the same Message-ID: SMTP allows no better, and a mail program shows one.
"""

import logging
import secrets
import smtplib
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from django.core.mail import EmailMultiAlternatives, mailers
from django.utils import timezone

from portal.outbox.models import MailOutbox

logger = logging.getLogger(__name__)

DELIVERY = "delivery"
"""The mailer that reaches the mail server; `default` writes into the outbox."""
SENT_AT_ONCE = 200
CLAIM_LIFE = timedelta(seconds=90)
"""Longer than one mail can take: the connection stands, and the four answers of a server time out at ten seconds each."""
GIVE_UP_AFTER = timedelta(days=3)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=2)
PERMANENT = 500
"""Answers of a mail server from here on say: never again."""


class Outcome(Enum):
    """What became of an attempt."""

    SENT = auto()
    DROPPED = auto()
    REFUSED = auto()
    LATER = auto()
    CUT_OFF = auto()
    """The connection is gone: the rest waits for another."""


def send_waiting() -> int:
    """Send what is due and return how many mails left. A mail server that is away is waited for."""
    now = timezone.now()
    MailOutbox.objects.lost(now - CLAIM_LIFE).update(state=MailOutbox.State.WAITING, claim="")
    due = list(MailOutbox.objects.due(now).values_list("pk", flat=True)[:SENT_AT_ONCE])
    if not due:
        return 0
    try:
        with mailers[DELIVERY] as connection:
            return _send_all(due, connection)
    except OSError as error:
        logger.warning("mail_server_away waiting=%s error=%s", len(due), type(error).__name__)
        return 0


def _send_all(due: list[int], connection: Any) -> int:
    sent = 0
    for pk in due:
        row = _claim(pk)
        if row is None:
            continue
        outcome, error = _attempt(row, connection)
        _settle(row, outcome, error)
        sent += outcome == Outcome.SENT
        if outcome == Outcome.CUT_OFF:
            break
    return sent


def _claim(pk: int) -> MailOutbox | None:
    """The row, ours alone from here on; None when another worker was faster."""
    now, claim = timezone.now(), secrets.token_hex(16)
    is_ours = (
        MailOutbox.objects.due(now)
        .filter(pk=pk)
        .update(state=MailOutbox.State.SENDING, claimed_at=now, claim=claim)
    )
    return MailOutbox.objects.select_related("user").get(pk=pk, claim=claim) if is_ours else None


def _attempt(row: MailOutbox, connection: Any) -> tuple[Outcome, str]:
    if row.user and not row.user.is_active:
        return Outcome.DROPPED, ""
    try:
        connection.send_messages([message_of(row)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        code, text = _answer(error)
        return (Outcome.REFUSED if code >= PERMANENT else Outcome.LATER), f"{code} {text}"
    except OSError as error:
        return Outcome.CUT_OFF, str(error) or type(error).__name__
    except ValueError as error:  # a header or an address that no mail can have
        return Outcome.REFUSED, str(error)
    return Outcome.SENT, ""


def _answer(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> tuple[int, str]:
    answers: list[tuple[int, bytes | str]] = (
        list(error.recipients.values())
        if isinstance(error, smtplib.SMTPRecipientsRefused)
        else [(error.smtp_code, error.smtp_error)]
    )
    code, text = answers[0]
    return code, text.decode("utf-8", "replace") if isinstance(text, bytes) else text


def message_of(row: MailOutbox) -> EmailMultiAlternatives:
    """The mail itself: plain text always, HTML beside it where there is some."""
    headers = {"Message-ID": row.message_id, "Content-Language": row.language}
    message = EmailMultiAlternatives(row.subject, row.text, row.sender, [row.to], headers=headers)
    if row.html:
        message.attach_alternative(row.html, "text/html")
    return message


def _settle(row: MailOutbox, outcome: Outcome, error: str) -> None:
    """Write down what became of the attempt, unless the claim went to another meanwhile."""
    now = timezone.now()
    match outcome:
        case Outcome.SENT:
            columns = {
                "state": MailOutbox.State.SENT,
                "finished_at": now,
                "last_error": "",
                **_forgotten(row),
            }
        case Outcome.DROPPED:
            columns = {"state": MailOutbox.State.DROPPED, "finished_at": now, "text": "", "html": ""}
        case Outcome.REFUSED:
            columns = {"state": MailOutbox.State.FAILED, "finished_at": now}
        case _:
            columns = _again(row, now)
    columns = {"last_error": error[:500], **columns, "attempts": row.attempts + 1, "claim": ""}
    MailOutbox.objects.filter(pk=row.pk, claim=row.claim).update(**columns)
    if columns["state"] == MailOutbox.State.FAILED:
        logger.error("mail_given_up id=%s kind=%s attempts=%s", row.pk, row.kind, row.attempts + 1)


def _forgotten(row: MailOutbox) -> dict[str, str]:
    return {"text": "", "html": ""} if row.is_secret else {}


def _again(row: MailOutbox, now: datetime) -> dict[str, Any]:
    if now - row.queued_at > GIVE_UP_AFTER:
        return {"state": MailOutbox.State.FAILED, "finished_at": now}
    delay = min(FIRST_DELAY * 2 ** min(row.attempts, 10), LONGEST_DELAY)
    return {"state": MailOutbox.State.WAITING, "next_attempt_at": now + delay}


def resend(row: MailOutbox) -> bool:
    """Put a dead letter back; False when it is none, or its text is gone."""
    if not row.can_be_resent:
        return False
    now = timezone.now()
    changed = MailOutbox.objects.given_up().filter(pk=row.pk)
    return bool(
        changed.update(
            state=MailOutbox.State.WAITING, attempts=0, queued_at=now, next_attempt_at=now, finished_at=None
        )
    )
