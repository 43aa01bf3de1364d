"""Every question of `tests/permissions.yaml`, of the frameworks' addresses too: each role, each object, both methods.

`make test` asks by turns (`tests/permissions/test_matrix.py`); here a part of the rows is asked whole, at full size all of them.
"""

from collections.abc import Sequence
from typing import Final

import pytest

from tests.abuse.sizes import IS_FULL, ROWS_EVERY, say
from tests.permissions.cast import BOUND, FREE, Cast
from tests.permissions.matrix import mismatches
from tests.permissions.table import read_table

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Limit for query"),
    pytest.mark.filterwarnings(
        "ignore:Pagination may yield inconsistent results"
    ),  # a report of wagtail-localize
]

ROLES: Final = ("anonymous", *BOUND, *FREE)
TURNS: Final = [(role,) for role in ROLES] if IS_FULL else [("coach", "auditor", "office_officer")]


@pytest.mark.whole
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("roles", TURNS, ids=lambda roles: f"{roles[0]}-to-{roles[-1]}")
def test_everybody_gets_the_answer_of_the_file(stage: Cast, roles: Sequence[str]) -> None:
    rows = read_table().rows[::ROWS_EVERY]
    wrong = [line for row in rows for line in mismatches(row, row.questions(roles), stage)]
    say(f"{len(rows)} rows as {', '.join(roles)}: {len(wrong)} differ")
    assert not wrong, "\n".join(wrong)
