"""Mail of the embedded default: printed and kept in a folder, so that a trial needs no mail server."""

import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend as FileBackend


class PrintAndKeepBackend(FileBackend):
    """Keep each message in `file_path` as it would be sent, and print what a person would read of it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many messages were kept."""
        for message in email_messages:
            lines = (
                f"To: {', '.join(message.recipients())}",
                f"Subject: {message.subject}",
                "",
                message.body,
                "-" * 60,
            )
            sys.stdout.write("\n".join(str(line) for line in lines) + "\n")
        sys.stdout.flush()
        return super().send_messages(email_messages) or 0
