"""Which test process begins with what."""

from collections.abc import Callable


def shared_out[Test](
    tests: list[Test], *, processes: int, needs_database: Callable[[Test], bool]
) -> list[Test]:
    """Let every process but the first begin with tests that need no database: one makes it, and the others wait for it.

    pytest-xdist hands the list out in equal parts, one after the other. Within each kind the order stays.
    """
    free = [test for test in tests if not needs_database(test)]
    waiting = [test for test in tests if needs_database(test)]
    ordered: list[Test] = []
    for processes_left in range(processes, 0, -1):
        part = len(free + waiting) // processes_left
        begins = min(part, -(-len(free) // processes_left)) if ordered else 0
        begins = max(begins, part - len(waiting))
        ordered += free[:begins] + waiting[: part - begins]
        free, waiting = free[begins:], waiting[part - begins :]
    return ordered
