"""Mail of the embedded default: printed and kept in a folder, so that a trial needs no mail server."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.console import EmailBackend as ConsoleBackend
from django.core.mail.backends.filebased import EmailBackend as FileBackend


class PrintAndKeepBackend(BaseEmailBackend):
    """Print each message and write it to `EMAIL_FILE_PATH`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many messages were kept."""
        FileBackend(fail_silently=self.fail_silently).send_messages(email_messages)
        return ConsoleBackend(fail_silently=self.fail_silently).send_messages(email_messages) or 0
