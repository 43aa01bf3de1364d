"""Medians of repeated calls, and how two ways to the same answer compare."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 40
WARM_UP = 5
MILLISECONDS = 1000


@dataclass(frozen=True)
class Timing:
    """How long one thing takes."""

    name: str
    median: float
    slowest_of_twenty: float

    def __str__(self) -> str:
        return f"{self.name:<46} {self.median:8.2f} ms   95 %: {self.slowest_of_twenty:8.2f} ms"


def measure(name: str, call: Callable[[], object], *, rounds: int = ROUNDS) -> Timing:
    """Call it often enough that one slow round does not matter."""
    for _ in range(WARM_UP):
        call()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * MILLISECONDS)
    return Timing(name, statistics.median(times), statistics.quantiles(times, n=20)[-1])


def ratio(slow: Timing, fast: Timing) -> str:
    """How the two compare; unlike the times, this holds on another or a busier machine too."""
    return f"{slow.name} takes {slow.median / fast.median:.1f} times as long as {fast.name}"
