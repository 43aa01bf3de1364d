"""B14: kill -9 of the embedded engine's writer, again and again: what it acknowledged is there, and the index opens.

`python -m tests.bench.search_crash FOLDER FIRST` is the writer: it says the number of each batch after `apply` returned.
"""

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from search.engines.base import EngineDocument
from search.engines.tantivy import TantivyEngine
from tests.bench.measuring import Bound

KILLS = 30
_BATCH = 50
_LONGEST_SECONDS = 0.6


def killed() -> list[Bound]:
    """Kill a writer so often; give the share of acknowledged batches that are there afterwards."""
    folder = Path(tempfile.mkdtemp())
    try:
        engine = TantivyEngine(folder)
        engine.switch(engine.begin_rebuild("first", facets=("kind",)))
        acknowledged: set[int] = set()
        draw = random.Random(14)  # noqa: S311 - to be repeated
        for _ in range(KILLS):
            acknowledged |= _killed_writer(folder, first=max(acknowledged, default=-1) + 1, draw=draw)
            held = dict(TantivyEngine(folder).revisions())  # opens it anew, as the next process does
            lost = [batch for batch in acknowledged if not held.keys() >= _keys(batch)]
            if lost:
                break
    finally:
        shutil.rmtree(folder)
    bound = Bound(f"B14 batches lost of {len(acknowledged):,}, {KILLS} kills", len(lost), most=0)
    sys.stdout.write(f"\nkill -9 of the writer, {len(acknowledged):,} batches acknowledged\n{bound}\n")
    return [bound]


def _killed_writer(folder: Path, *, first: int, draw: random.Random) -> set[int]:
    command = [sys.executable, "-m", "tests.bench.search_crash", str(folder), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        if writer.stdout is None:
            raise SystemExit("The writer cannot be heard.")
        said = [writer.stdout.readline()]  # it has begun
        time.sleep(draw.uniform(0, _LONGEST_SECONDS))
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.readlines()
    return {int(line) for line in said if line.endswith("\n")}


def _keys(batch: int) -> set[str]:
    return {f"case:{number}:ko" for number in range(batch * _BATCH, (batch + 1) * _BATCH)}


def _document(number: int) -> EngineDocument:
    return EngineDocument(
        number=number + 1,
        key=f"case:{number}:ko",
        revision=number + 1,
        language="ko",
        texts={"title": f"낱말{number}", "aliases": "", "summary": "특구 사례", "body": f"글 {number} " * 50},
        bigrams="",
        facets={"kind": ("case",)},
        day=1,
        title_key=str(number),
        popularity=0,
    )


def _write(folder: Path, first: int) -> None:
    engine = TantivyEngine(folder)
    for batch in range(first, first + 10_000):
        engine.apply([_document(number) for number in range(batch * _BATCH, (batch + 1) * _BATCH)], [])
        sys.stdout.write(f"{batch}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _write(Path(sys.argv[1]), int(sys.argv[2]))
