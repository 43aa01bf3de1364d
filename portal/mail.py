"""How mails name their sender; and the mail of the embedded default: printed and kept, so that a trial needs no server."""

import sys
from collections.abc import Sequence
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.utils.translation import gettext as _


def own_sender() -> str:
    """The sender of the settings; our own name stands in the language in force."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((_("한마당"), address)) if name == settings.SITE_NAME else settings.DEFAULT_FROM_EMAIL


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
