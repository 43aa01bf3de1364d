"""An engine that is down or slow is not asked again and again."""

import threading
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import DatabaseError

from search.circuit import (
    FAILURES_TO_OPEN,
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    SLOW_SECONDS,
    Circuit,
    CircuitOpenError,
    last_change,
)
from search.engines.base import EngineUnavailableError, IndexMissingError

pytestmark = pytest.mark.django_db


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def circuit(clock: Clock) -> Circuit:
    return Circuit(clock=clock)


def standing_of(circuit: Circuit) -> str:
    return circuit.standing


def fails(error: BaseException) -> Callable[[], str]:
    def question() -> str:
        raise error

    return question


def fail(circuit: Circuit, times: int = FAILURES_TO_OPEN) -> None:
    for _ in range(times):
        with pytest.raises(EngineUnavailableError):
            circuit.ask(fails(EngineUnavailableError("down")))


def test_answer_comes_through(circuit: Circuit) -> None:
    assert circuit.ask(lambda: "answer") == "answer"


def test_few_failures_leave_it_closed(circuit: Circuit) -> None:
    fail(circuit, FAILURES_TO_OPEN - 1)
    assert circuit.ask(lambda: "answer") == "answer"
    fail(circuit, FAILURES_TO_OPEN - 1)
    assert standing_of(circuit) == "closed"


def test_open_circuit_does_not_ask(circuit: Circuit) -> None:
    fail(circuit)
    asked: list[int] = []
    with pytest.raises(CircuitOpenError):
        circuit.ask(lambda: asked.append(1))
    assert not asked


def test_probe_that_succeeds_closes(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.now += FIRST_PAUSE_SECONDS
    assert standing_of(circuit) == "half_open"
    assert circuit.ask(lambda: "answer") == "answer"
    assert standing_of(circuit) == "closed"


def test_only_one_probe_is_let_through(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.now += FIRST_PAUSE_SECONDS

    def others() -> str:
        with pytest.raises(CircuitOpenError):
            circuit.ask(lambda: "answer")
        return "probe"

    assert circuit.ask(others) == "probe"


def test_probe_that_fails_makes_the_pause_longer_up_to_a_limit(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    for _ in range(6):
        clock.now += LONGEST_PAUSE_SECONDS
        fail(circuit, 1)
    clock.now += LONGEST_PAUSE_SECONDS - 0.1
    assert standing_of(circuit) == "open"
    clock.now += 0.1
    assert standing_of(circuit) == "half_open"


def test_slow_answers_are_used_and_open_it(circuit: Circuit, clock: Clock) -> None:
    def slow() -> str:
        clock.now += SLOW_SECONDS + 0.1
        return "late"

    assert [circuit.ask(slow) for _ in range(FAILURES_TO_OPEN)] == ["late"] * FAILURES_TO_OPEN
    assert standing_of(circuit) == "open"


def test_slow_start_does_not_count(circuit: Circuit, clock: Clock) -> None:
    def loads_dictionaries() -> None:
        clock.now += 5

    for _ in range(FAILURES_TO_OPEN):
        circuit.ask(loads_dictionaries, is_proof=False)
    assert standing_of(circuit) == "closed"


@pytest.mark.parametrize("error", [OSError("disk"), ValueError("corrupt"), RuntimeError("poisoned")])
def test_whatever_the_engine_raises_is_an_outage(circuit: Circuit, error: Exception) -> None:
    with pytest.raises(EngineUnavailableError):
        circuit.ask(fails(error))


def test_panic_of_the_engine_is_an_outage(circuit: Circuit) -> None:
    panic = type("PanicException", (BaseException,), {})
    with pytest.raises(EngineUnavailableError):
        circuit.ask(fails(panic("index out of bounds")))


@pytest.mark.parametrize("error", [KeyboardInterrupt(), DatabaseError("locked"), IndexMissingError("none")])
def test_what_says_nothing_about_the_engine_does_not_count(circuit: Circuit, error: BaseException) -> None:
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(type(error)):
            circuit.ask(fails(error))
    assert standing_of(circuit) == "closed"


def test_answer_that_proves_nothing_does_not_forget_failures(circuit: Circuit) -> None:
    for _ in range(FAILURES_TO_OPEN):
        circuit.ask(lambda: "the name of the build", is_proof=False)
        fail(circuit, 1)
    assert standing_of(circuit) == "open"


def test_probe_that_was_interrupted_frees_the_way(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.now += FIRST_PAUSE_SECONDS
    with pytest.raises(DatabaseError):
        circuit.ask(fails(DatabaseError("locked")))
    assert circuit.ask(lambda: "answer") == "answer"


def test_change_is_told_to_all_processes(circuit: Circuit, clock: Clock) -> None:
    cache.clear()
    assert last_change() is None
    fail(circuit)
    opened = last_change()
    assert opened is not None
    assert (opened.standing, opened.reason) == ("open", "down")
    clock.now += FIRST_PAUSE_SECONDS
    circuit.ask(lambda: "answer")
    closed = last_change()
    assert closed is not None
    assert closed.standing == "closed"


def test_threads_share_it(circuit: Circuit) -> None:
    threads = [threading.Thread(target=fail, args=(circuit, 1)) for _ in range(FAILURES_TO_OPEN - 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert standing_of(circuit) == "closed"
    fail(circuit, 1)
    assert standing_of(circuit) == "open"
