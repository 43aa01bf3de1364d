"""B10: from the end of a save to the moment when another process finds it, with a third one that indexes.

On the facts. `python -m tests.bench.search_freshness` is the reader: it takes words and says when each was found.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django

if __name__ == "__main__":
    django.setup()

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from knowhow.models import CasePage
from portal.outbox.models import IndexOutbox
from search.indexer import rebuild
from search.queries import SearchRequest, find
from tests.bench.measuring import MILLISECONDS, Bound
from tests.bench.search_measuring import say, spread, told
from tests.services.databases import Content, Databases
from tests.services.worker import running_worker, worker_environment

SAVES = 40
_PATIENCE_SECONDS = 60.0
_LOOKS_AGAIN_AFTER = 0.01
_SYLLABLES = "갉낡닭랅맑박삵앍잙찱"


def fresh(databases: Databases, *, engine_name: str, most: float) -> list[Bound]:
    """Save with unheard-of words one after the other; give the 95th percentile of how long each was not found."""
    databases.spoil()
    databases.provide(Content.FACTS)
    cache.clear()
    if engine_name == "elastic":
        rebuild()
    with running_worker(), _reader() as reader:
        while IndexOutbox.objects.exists():
            time.sleep(0.1)
        taken = [_seconds_until_found(number, reader) for number in range(-3, SAVES)][3:]
    databases.spoil()
    found = spread(
        f"from a save to a hit elsewhere, {engine_name}",
        [seconds * MILLISECONDS for seconds in taken],
        unit="ms by the clock",
    )
    say("", f"{SAVES} saves of a case, each asked for by another process", found)
    return told(Bound(f"B10 seconds until found, 95 %, {engine_name}", found.p95 / MILLISECONDS, most=most))


def _seconds_until_found(number: int, reader: subprocess.Popen[str]) -> float:
    word = "꽑" + "".join(_SYLLABLES[int(digit)] for digit in f"{number + 100:04d}")
    pages = CasePage.objects.live().order_by("pk")
    page = pages[number % pages.count()]
    page.summary_ko = f"{word} 소식을 더했다."
    page.save_revision().publish()
    saved = time.monotonic()
    if reader.stdin is None or reader.stdout is None:
        raise SystemExit("B10: the reader cannot be talked to.")
    reader.stdin.write(f"{word}\n")
    reader.stdin.flush()
    said = reader.stdout.readline().strip()
    if said in {"", "never"}:
        raise SystemExit(f"B10: the case with {word} was not found.")
    return float(said) - saved


@contextmanager
def _reader() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.bench.search_freshness"]
    with subprocess.Popen(
        command, env=worker_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        try:
            yield reader
        finally:
            reader.kill()


def _read() -> None:
    for line in sys.stdin:
        word = line.strip()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        said = "never"
        while time.monotonic() < deadline:
            if find(SearchRequest(text=word, as_typed=True), viewer=AnonymousUser()).total == 1:
                said = str(time.monotonic())
                break
            time.sleep(_LOOKS_AGAIN_AFTER)
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _read()
