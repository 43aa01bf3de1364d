"""Two or more ways to the same answers, over many questions."""

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.measuring import MILLISECONDS, Bound

ROUNDS = 5


@dataclass(frozen=True)
class Spread:
    """How long one way takes over all questions, in milliseconds."""

    name: str
    median: float
    p95: float
    unit: str = "ms of processor time"

    def __str__(self) -> str:
        return f"  {self.name:<58} {self.median:9.3f} ms  p95 {self.p95:9.3f} {self.unit}"


def compare[Asked](
    sides: Mapping[str, Callable[[Asked], object]],
    questions: Sequence[Asked],
    *,
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.thread_time,
) -> dict[str, Spread]:
    """Ask each question of every side in turn, round after round; each keeps its best round of each question.

    What else the machine does then can only add, and it adds to the rounds that are not kept.
    """
    best: dict[str, list[float]] = {name: [float("inf")] * len(questions) for name in sides}
    for _ in range(rounds):
        for number, question in enumerate(questions):
            for name, ask in sides.items():
                began = clock()
                ask(question)
                best[name][number] = min(best[name][number], (clock() - began) * MILLISECONDS)
    return {name: spread(name, taken) for name, taken in best.items()}


def spread(name: str, taken: Sequence[float], *, unit: str = "ms of processor time") -> Spread:
    """Return the middle and the 95th percentile."""
    return Spread(name, statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)], unit)


def processor_seconds(call: Callable[[], object], *, times: int = 1) -> float:
    """Return the best of some calls, all threads of this process together."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        call()
        taken.append(time.process_time() - began)
    return min(taken)


def say(*lines: object) -> None:
    """Print each on a line at once."""
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def told(*bounds: Bound) -> list[Bound]:
    """Print bounds and give them back."""
    say(*bounds)
    return list(bounds)
