"""The indexer's seat: of all workers that see the same index, one writes it."""

import fcntl
from pathlib import Path
from typing import IO


class IndexerSeat:
    """A lock on a file beside the index. The kernel frees it when its holder dies; who asks next has it."""

    def __init__(self, index: Path) -> None:
        self._path = index.with_name(f"{index.name}.seat")
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Whether the seat is ours now."""
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("wb")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def leave(self) -> None:
        """Let another take it."""
        if self._file is not None:
            self._file.close()
            self._file = None
