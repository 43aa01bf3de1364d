"""A line on the terminal that shows how far a long work is."""

import time
from typing import Protocol

SECONDS_BETWEEN = 0.2


class Output(Protocol):
    """Where the line is written: a command's `self.stdout`."""

    def write(self, msg: str, *, ending: str) -> object: ...
    def isatty(self) -> bool: ...


class ProgressLine:
    """Called with the number of rows done. Writes only to a terminal, a few times a second."""

    def __init__(self, label: str, output: Output) -> None:
        self.label = label
        self.output = output
        self.shown_at = 0.0

    def __call__(self, done: int) -> None:
        """Show the number."""
        if self.output.isatty() and time.monotonic() - self.shown_at > SECONDS_BETWEEN:
            self.output.write(f"\r{self.label}: {done:,}", ending="")
            self.shown_at = time.monotonic()

    def close(self) -> None:
        """Wipe the line."""
        if self.shown_at:
            self.output.write("\r\x1b[K", ending="")
