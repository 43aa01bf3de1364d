"""The stage of `cast.py`, set up once for all tests of a module: it takes nine seconds. What a test does on it is undone."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.permissions.cast import Cast, make_cast
from tests.permissions.matrix import be_quiet


@pytest.fixture(scope="module")
def stage(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cast]:
    """Everybody, signed in, and what stands in each zone, with an index of its own."""
    be_quiet()
    index = tmp_path_factory.mktemp("index")
    with (
        django_db_blocker.unblock(),
        override_settings(SEARCH_ENGINE="tantivy", SEARCH_INDEX_DIR=index),
        transaction.atomic(),
    ):
        yield make_cast()
        transaction.set_rollback(True)
