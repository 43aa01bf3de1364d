"""A double of a mail server: it speaks SMTP on loopback, keeps what it accepts, and answers as it is told."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPTED = "250 OK"

type Answer = Callable[[str], str]


class SmtpDouble:
    """The handler: `answer` decides by the receiver's address; `delay` is how long each mail takes."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answer: Answer = lambda _address: ACCEPTED
        self.delay = 0.0
        self.port = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        """Keep the mail as soon as it is here: a real server may do so before its answer arrives."""
        answer = self.answer(envelope.rcpt_tos[0])
        if answer == ACCEPTED:
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.messages.append(message_from_bytes(content, policy=policy.default))
        time.sleep(self.delay)  # noqa: ASYNC251  (one mail at a time is what is wanted)
        return answer

    def ids(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(str(message["Message-ID"]) for message in self.messages)


@contextmanager
def smtp_double() -> Iterator[SmtpDouble]:
    """A double that listens until the end of the block."""
    double = SmtpDouble()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        double.port = free.getsockname()[1]
    controller = Controller(double, hostname="127.0.0.1", port=double.port)
    controller.start()
    try:
        yield double
    finally:
        controller.stop(no_assert=True)
