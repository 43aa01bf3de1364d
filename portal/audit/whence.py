"""Where the request in hand came from, for what is logged below the views."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Whence:
    """How the address it came from is told, and the one that was asked."""

    tell_ip: Callable[[], str | None] = lambda: None
    path: str = ""

    @property
    def ip(self) -> str | None:
        """The address it came from. Asked only when something is logged: a preview comes from nowhere."""
        return self.tell_ip()


NOWHERE: Final = Whence()
_whence: ContextVar[Whence] = ContextVar("whence", default=NOWHERE)


@contextmanager
def asked_from(tell_ip: Callable[[], str | None], path: str) -> Iterator[None]:
    """Remember it while the request is answered."""
    token = _whence.set(Whence(tell_ip, path))
    try:
        yield
    finally:
        _whence.reset(token)


def whence() -> Whence:
    """Nothing where no request is answered: a command, a job."""
    return _whence.get()
