"""Where the request in hand came from, for what is logged below the views."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Whence:
    """The address it came from, and the one that was asked."""

    ip: str | None = None
    path: str = ""


NOWHERE: Final = Whence()
_whence: ContextVar[Whence] = ContextVar("whence", default=NOWHERE)


@contextmanager
def asked_from(ip: str | None, path: str) -> Iterator[None]:
    """Remember it while the request is answered."""
    token = _whence.set(Whence(ip, path))
    try:
        yield
    finally:
        _whence.reset(token)


def whence() -> Whence:
    """Nothing where no request is answered: a command, a job."""
    return _whence.get()
