"""B13: what a second web process costs, forked from one that has loaded the analyser and opened the index.

Counted is the memory that processes share by halves (PSS), of parent and children together.
"""

import gc
import os
import re
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import connections

from tests.bench.measuring import Bound
from tests.bench.search_measuring import say, told
from tests.bench.search_questions import asked
from tests.bench.search_stock import Stock

_MEGABYTE = 1024


def second_process(stock: Stock) -> list[Bound]:
    """Ask everything in each process; give by how much the second makes the whole larger."""
    if not Path("/proc/self/smaps_rollup").exists():
        say("", "not run: B13 needs Linux, which tells what processes share")
        return []
    asked(stock.questions[0])
    connections.close_all()
    gc.collect()
    gc.freeze()  # as servers that fork do: otherwise the collector writes to every page that is shared
    parent = os.getpid()
    children: list[int] = []
    try:
        children.append(_forked(lambda: _ask_everything(stock)))
        one = _megabytes([parent, *children])
        children.append(_forked(lambda: _ask_everything(stock)))
        two = _megabytes([parent, *children])
    finally:
        gc.unfreeze()
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    say("", f"Memory: {one:.0f} MB with one process that answers, {two:.0f} MB with two")
    return told(Bound("B13 megabytes of a second process", two - one, most=60))


def _ask_everything(stock: Stock) -> None:
    for question in stock.questions:
        asked(question)


def _forked(work: Callable[[], None]) -> int:
    """Return the id of a child that has done the work and waits."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work()
            os.write(writing, b"done")
            signal.pause()
        finally:
            os._exit(1)
    os.close(writing)
    with open(reading, "rb") as said:  # noqa: PTH123 - a pipe has no path
        if said.read(4) != b"done":
            raise SystemExit("B13: the forked process did not answer.")
    return child


def _megabytes(processes: Sequence[int]) -> float:
    total = 0
    for process in processes:
        found = re.search(
            r"^Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE
        )
        total += int(found[1]) if found else 0
    return total / _MEGABYTE
