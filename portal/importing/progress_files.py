"""How far a long import is: in a file beside the upload, since nobody sees the rows of an open transaction."""

import json
import time
from dataclasses import dataclass

from portal.importing.uploads import beside_upload

SECONDS_BETWEEN = 0.5


@dataclass(frozen=True)
class WrittenProgress:
    """What the file says, and how old it is. A second round begins when the count falls back."""

    done: int
    round: int
    age_seconds: float


class ProgressFile:
    """Called with the number of rows done; writes a few times a second."""

    def __init__(self, stored_as: str) -> None:
        self.path = beside_upload(stored_as, ".progress")
        self.last = 0
        self.round = 0
        self.written_at = 0.0
        self._write(0)

    def __call__(self, done: int) -> None:
        """Write the number down."""
        if done < self.last:
            self.round += 1
        self.last = done
        if time.monotonic() - self.written_at > SECONDS_BETWEEN:
            self._write(done)

    def _write(self, done: int) -> None:
        self.written_at = time.monotonic()
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps({"done": done, "round": self.round}), encoding="ascii")
        new.replace(self.path)


def written_progress(stored_as: str) -> WrittenProgress | None:
    """What was last written; None before the work begins."""
    path = beside_upload(stored_as, ".progress")
    try:
        content, changed = json.loads(path.read_text(encoding="ascii")), path.stat().st_mtime
    except FileNotFoundError:
        return None
    return WrittenProgress(int(content["done"]), int(content["round"]), max(0.0, time.time() - changed))
