"""Nobody waits for a database that another process makes, and a test of many rows runs some of them where that is asked."""

import pytest

from tests.services.order import few_rows, shared_out

TESTS = ["db 1", "free 1", "db 2", "db 3", "free 2", "db 4", "db 5", "free 3", "db 6", "db 7"]


def asks_for(test: str) -> int:
    return ("free", "db", "facts").index(test.split(maxsplit=1)[0])


def test_the_second_process_begins_without_database() -> None:
    ordered = shared_out(TESTS, processes=2, asks_for=asks_for)
    assert ordered[:5] == ["db 1", "db 2", "db 3", "db 4", "db 5"]
    assert ordered[5:] == ["free 1", "free 2", "free 3", "db 6", "db 7"]


@pytest.mark.parametrize("processes", [1, 2, 3, 4, 9, 12])
@pytest.mark.parametrize("tests", [TESTS, TESTS[:1], [], [f"free {number}" for number in range(7)]])
def test_each_test_is_there_once(tests: list[str], processes: int) -> None:
    assert sorted(shared_out(tests, processes=processes, asks_for=asks_for)) == sorted(tests)


def test_four_processes_share_what_is_free() -> None:
    tests = [f"db {number}" for number in range(34)] + [f"free {number}" for number in range(6)]
    ordered = shared_out(tests, processes=4, asks_for=asks_for)
    begins = [ordered[part * 10 : part * 10 + 3] for part in range(4)]
    assert [sum(not asks_for(test) for test in begin) for begin in begins] == [0, 2, 2, 2]


def test_the_second_process_goes_on_with_the_database_that_is_made_first() -> None:
    tests = ["facts 1", "db 1", "free 1", "facts 2", "db 2", "facts 3", "db 3", "free 2"]
    ordered = shared_out(tests, processes=2, asks_for=asks_for)
    assert ordered[:4] == ["facts 1", "db 1", "facts 2", "db 2"]
    assert ordered[4:] == ["free 1", "free 2", "db 3", "facts 3"]


def test_of_many_rows_some_run_from_all_over_them_in_their_order() -> None:
    tests = ["a 1", "b 1", "a 2", "a 3", "c 1", "a 4", "a 5", "b 2"]
    assert few_rows(tests, of=lambda test: test[0], most=3) == ["a 1", "b 1", "a 3", "c 1", "a 5", "b 2"]
    assert few_rows(tests, of=lambda test: test[0], most=5) == tests
