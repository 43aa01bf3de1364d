"""People for the tests of this room."""

import pytest

from tests.accounts.people import Person, make_person


@pytest.fixture
def member(db: None) -> Person:
    """Has an account and no role."""
    return make_person("member@example.kr")
