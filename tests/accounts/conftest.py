"""People of three kinds: who may edit, who may administer, who may neither."""

import pytest

from tests.accounts.people import Person, make_person


@pytest.fixture
def editor(db: None) -> Person:
    """May edit, and has a second factor."""
    return make_person("editor@example.kr", is_editor=True, has_second_factor=True)


@pytest.fixture
def new_editor(db: None) -> Person:
    """May edit, but has not set up a second factor yet."""
    return make_person("new@example.kr", is_editor=True)


@pytest.fixture
def administrator(db: None) -> Person:
    """May do everything, and has a second factor."""
    return make_person("admin@example.kr", is_admin=True, has_second_factor=True)


@pytest.fixture
def member(db: None) -> Person:
    """Has an account and no business behind the staff doors."""
    return make_person("member@example.kr")
