"""Which tests of many rows run, and which test process begins with what."""

from collections import defaultdict
from collections.abc import Callable, Hashable


def shared_out[Test](tests: list[Test], *, processes: int, asks_for: Callable[[Test], int]) -> list[Test]:
    """Let every process but the first begin with tests that need no database, and go on with those whose database is made soonest.

    The first makes the databases, and the others wait for them: `asks_for` is 0 for a test without one, and grows with what its
    database holds. pytest-xdist hands the list out in equal parts, one after the other. Within each kind the order stays.
    """
    free = [test for test in tests if not asks_for(test)]
    waiting = [test for test in tests if asks_for(test)]
    ordered: list[Test] = []
    for processes_left in range(processes, 0, -1):
        part = len(free + waiting) // processes_left
        begins = min(part, -(-len(free) // processes_left)) if ordered else 0
        begins = max(begins, part - len(waiting))
        after = waiting[: part - begins]
        ordered += free[:begins] + (sorted(after, key=asks_for) if ordered else after)
        free, waiting = free[begins:], waiting[part - begins :]
    return ordered


def few_rows[Test](tests: list[Test], *, of: Callable[[Test], Hashable], most: int) -> list[Test]:
    """The same list with so many rows of each test at most, from all over its rows. The order stays."""
    rows: dict[Hashable, list[Test]] = defaultdict(list)
    for test in tests:
        rows[of(test)].append(test)
    kept = {id(test) for each in rows.values() for test in each[:: -(-len(each) // most)]}
    return [test for test in tests if id(test) in kept]
