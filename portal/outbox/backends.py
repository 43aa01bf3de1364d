"""The mailer of the frameworks: allauth and Wagtail believe that they send, and a row is written."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from portal.outbox.mails import SYSTEM, Letter, queue_letter

HTML = "text/html"


class OutboxBackend(BaseEmailBackend):
    """Writes one row for each receiver, in the transaction in force. The text is forgotten once it has left."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many messages were written down. Raises `ValueError` for one with attachments."""
        for message in email_messages:
            if message.attachments:
                raise ValueError("The mail outbox keeps no attachments. Send a link to the file instead.")
            for address in message.recipients():
                queue_letter(
                    Letter(
                        kind=SYSTEM,
                        to=address,
                        subject=str(message.subject),
                        text=str(message.body),
                        html=_html(message),
                        sender=message.from_email,
                        is_secret=True,
                    )
                )
        return len(email_messages)


def _html(message: EmailMessage) -> str:
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return next((str(content) for content, kind in alternatives if kind == HTML), "")
