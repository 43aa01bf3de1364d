"""Which tests of many rows run, and which test process begins with what."""

from collections import defaultdict
from collections.abc import Callable, Hashable


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


def few_rows[Test](tests: list[Test], *, of: Callable[[Test], Hashable], most: int) -> list[Test]:
    """The same list with so many rows of each test at most, from all over its rows. The order stays."""
    rows: dict[Hashable, list[Test]] = defaultdict(list)
    for test in tests:
        rows[of(test)].append(test)
    kept = {id(test) for each in rows.values() for test in each[:: -(-len(each) // most)]}
    return [test for test in tests if id(test) in kept]
