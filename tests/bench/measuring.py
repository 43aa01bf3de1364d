"""Medians of repeated calls, and how two ways to the same answer compare.

Times are the processor's, not the clock's, and rounds of all that is compared alternate: what else the machine
does then slows both sides alike.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ROUNDS = 5
CALLS = 8
MILLISECONDS = 1000


@dataclass(frozen=True)
class Timing:
    """How long one thing takes: the median of the rounds, in milliseconds of processor time a call."""

    name: str
    median: float

    def __str__(self) -> str:
        return f"  {self.name:<58} {self.median:9.2f} ms"


@dataclass(frozen=True)
class Bound:
    """A ratio and the most or least it may be."""

    name: str
    ratio: float
    most: float | None = None
    least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the ratio keeps to its bound."""
        return (self.most is None or self.ratio <= self.most) and (
            self.least is None or self.ratio >= self.least
        )

    def __str__(self) -> str:
        bound = f"at most {self.most:g}" if self.most is not None else f"at least {self.least:g}"
        return f"  {self.name:<58} {self.ratio:9.2f}    {bound}  {'ok' if self.holds else 'NOT REACHED'}"


def measure(
    calls: Mapping[str, Callable[[], object]], *, rounds: int = ROUNDS, times: int = CALLS
) -> dict[str, Timing]:
    """Call each in turn, round after round, and give the median of each."""
    for call in calls.values():
        call()
        call()
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            began = time.process_time()
            for _ in range(times):
                call()
            taken[name].append((time.process_time() - began) * MILLISECONDS / times)
    return {name: Timing(name, statistics.median(values)) for name, values in taken.items()}
