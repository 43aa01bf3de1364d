"""Every address of the portal is asked by somebody of every role, and answers as `tests/permissions.yaml` says.

Roles and objects take turns, so that each address of ours is asked by nine roles about their own things, and each of the
frameworks by one of all roles; in `make test`, by one, and every twelfth of the frameworks. Everything at once is asked
in `tests/abuse/test_whole_table.py`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db.models import Q

from portal import policies
from portal.desks.models import Thread
from tests.permissions.cast import Cast
from tests.permissions.matrix import mismatches
from tests.permissions.patterns import every_pattern, names_in
from tests.permissions.table import EACH, Question, Row, TableError, read_table

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Limit for query"),
    pytest.mark.filterwarnings(
        "ignore:Pagination may yield inconsistent results"
    ),  # a report of wagtail-localize
]


def test_the_file_lists_every_address_and_no_other() -> None:
    patterns, listed = set(every_pattern()), {row.pattern for row in read_table().rows}
    missing = [
        f"  {pattern}: {{{'of: …, ' if names_in(pattern) else ''}…: {{role: 200}}, rest: 404}}"
        for pattern in sorted(patterns - listed)
    ]
    assert not missing, "Say in tests/permissions.yaml who gets which answer at:\n" + "\n".join(missing)
    gone = listed - patterns
    assert not gone, f"No such address stands any more; take it out of tests/permissions.yaml: {gone}"


def _by_turns(row: Row, number: int, roles: Sequence[str], *, thinned: int) -> Iterator[Question]:
    """A part of everything, the same each time; fewer roles of each, where it is thinned."""
    if row.is_alike_for_all:
        yield from row.questions(("anonymous",), methods=("GET",), objects=("own",))
    elif not row.is_ours:
        turn, role = divmod(number, len(roles))
        if thinned > 1 and (turn + role) % 12:
            return
        yield from row.questions((roles[role],), methods=("GET",), objects=(EACH[turn % len(EACH)],))
    else:
        yield from row.questions(
            _every(roles, min(2 * thinned, 18), number), methods=("GET",), objects=("own",)
        )
        yield from row.questions(_every(roles, 6 * thinned, number), methods=("GET",), objects=("other",))
        yield from row.questions(
            _every(roles, 6 * thinned, number), methods=("POST",), objects=("own", "other")
        )
        yield from row.questions(_every(roles, 18, number), objects=("none",))


def _every(roles: Sequence[str], step: int, number: int) -> Sequence[str]:
    return roles[number % step :: step]


@pytest.mark.timeout(900)
def test_everybody_gets_the_answer_of_the_file_by_turns(stage: Cast, *, is_small: bool) -> None:
    table, cast = read_table(), stage.without_the_other_zone()
    thinned = 16 if is_small else 1
    wrong = [
        line
        for number, row in enumerate(table.rows)
        for line in mismatches(row, _by_turns(row, number, table.roles, thinned=thinned), cast)
    ]
    assert not wrong, "\n".join(wrong)


def test_control_without_a_rule_the_file_is_not_kept(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions to desks, if everybody might answer them."""
    rules: Any = policies._rules
    monkeypatch.setitem(rules, ("answer", Thread), lambda _user: Q())
    row = next(row for row in read_table().rows if row.pattern == "people/desks/threads/<int:pk>/")
    wrong = mismatches(row, row.questions(("viewer", "desk_officer"), methods=("GET",)), stage)
    assert len(wrong) == 6  # two viewers for both threads, two officers for the thread of the other desk


FILE = """
roles: [anonymous, member, editor]
sets: {writers: [editor]}
frameworks: {}
ours: {Pages: {%s}}
"""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a/: {GET: {author: 200}}", "no role and no set is called 'author'"),
        ("a/: {PUT: 200}", "no method and no object"),
        ("a/: {GET: {editor: 200, writers: 404}}", "says two things of editor"),
        ("a/: {GET: 200}, a/: {GET: 404}", "stands twice"),
    ],
)
def test_line_that_says_nothing_or_two_things_is_refused(line: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        read_table(FILE % line)


def test_open_end_is_refused() -> None:
    row = read_table(FILE % "a/: {own: {writers: 200}}").rows[0]
    with pytest.raises(TableError, match="Add `rest: 404`"):
        row.answer(Question("a/", "", "GET", "own", "member"))


@pytest.mark.parametrize(
    ("method", "whose", "role", "answer"),
    [
        ("GET", "own", "editor", "200"),
        ("POST", "own", "editor", "302"),
        ("GET", "other", "editor", "404"),
        ("GET", "own", "member", "404"),
        ("POST", "none", "anonymous", "login"),
    ],
)
def test_more_particular_words_count(method: str, whose: str, role: str, answer: str) -> None:
    row = read_table(FILE % "a/: {POST own: {writers: 302}, own: {writers: 200}, rest: 404}").rows[0]
    assert row.answer(Question("a/", "", method, whose, role)) == answer
