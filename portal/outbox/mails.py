"""Put a mail into the outbox, in the transaction of the change that it tells of."""

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.commits import once_on_commit
from portal.jobs.definition import Job
from portal.mail import own_sender
from portal.outbox.models import MailOutbox

LONGEST_SUBJECT = 200
SYSTEM = "system"
"""Mails of the frameworks: sign-in codes, reset links, moderation."""

_senders: list[Job] = []


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail as it will be read."""

    kind: str
    to: str
    subject: str
    text: str
    html: str = ""
    sender: str = ""
    language: str = ""
    user: User | None = None
    is_secret: bool = False


def send_with(job: Job) -> None:
    """Say which job sends. Its schedule finds every row; this only lets it start sooner."""
    if job not in _senders:
        _senders.append(job)


def queue_letter(letter: Letter) -> MailOutbox:
    """Write a mail down in the caller's transaction. Raises `ValidationError` for what is no single address."""
    validate_email(letter.to)
    row = MailOutbox.objects.create(
        message_id=f"<{secrets.token_urlsafe(24)}@{urlsplit(settings.SITE_URL).hostname}>",
        kind=letter.kind,
        to=letter.to,
        user=letter.user,
        language=letter.language or translation.get_language() or settings.LANGUAGE_CODE,
        sender=one_line(letter.sender) or own_sender(),
        subject=one_line(letter.subject)[:LONGEST_SUBJECT],
        text=letter.text,
        html=letter.html,
        is_secret=letter.is_secret,
    )
    once_on_commit(_nudge)
    return row


def queue_mail(
    template: str, *, to: str, language: str, context: Mapping[str, Any], user: User | None = None
) -> MailOutbox:
    """Render `templates/email/<template>_subject.txt` and `_message.txt` in the receiver's language; queue it.

    The templates find `site_name` and `site_url`; addresses in `context` are paths, which they put after it.
    """
    with translation.override(language):
        given = {**context, "site_name": _("한마당"), "site_url": settings.SITE_URL}
        subject = render_to_string(f"email/{template}_subject.txt", given)
        letter = Letter(
            kind=template,
            to=to,
            subject=f"[{given['site_name']}] {one_line(subject)}",
            text=render_to_string(f"email/{template}_message.txt", given).strip() + "\n",
            language=language,
            user=user,
        )
        return queue_letter(letter)


def queue_mail_to(user: User, template: str, *, context: Mapping[str, Any]) -> MailOutbox:
    """The same to the owner of an account, in the language of his choice."""
    return queue_mail(template, to=user.email, language=user.language, context=context, user=user)


def empty_sent(kind: str, *, naming: str) -> int:
    """Empty the texts of sent mails of this kind that name something, say the path of what must be forgotten."""
    sent = MailOutbox.objects.filter(kind=kind, finished_at__isnull=False, text__contains=naming)
    return sent.update(text="", html="")


def one_line(text: str) -> str:
    """Without line breaks and other control characters: nothing that is typed becomes a header."""
    visible = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} else letter for letter in text
    )
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _nudge() -> None:
    for job in _senders:
        job.enqueue_once()
