"""What `tests/conftest.py` promises to every test."""

import socket

import pytest
from django.conf import settings
from django.db import connection
from wagtail.models import Page

from portal.outbox.actions import mark_changed
from portal.settings.base import REPOSITORY
from portal.zones.models import Zone
from search.doctor import examine_engine
from search.engines import engine
from search.indexer import drain
from tests.conftest import NetworkForbiddenError


def test_a_test_cannot_reach_another_machine() -> None:
    with pytest.raises(NetworkForbiddenError), socket.socket() as other:
        other.connect(("192.0.2.1", 80))


def test_a_test_can_reach_its_own_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())


def test_files_that_tests_write_stay_out_of_the_repository() -> None:
    assert REPOSITORY not in settings.VAR_DIR.parents


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(turn: int) -> None:
    assert Page.objects.filter(depth=1).count() == 1
    Page.add_root(title=f"turn {turn}", slug=f"turn-{turn}")


@pytest.mark.long
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_writes_to_the_index_is_gone_in_the_next(facts: None, turn: int) -> None:
    assert examine_engine(engine()).is_healthy
    zone = Zone.objects.order_by("pk")[0]
    Zone.objects.filter(pk=zone.pk).update(product_ko=f"turn {turn}")
    mark_changed("zone", str(zone.pk))
    assert drain() == 1


@pytest.mark.django_db
def test_a_migrated_database_has_the_pages_that_migrations_make() -> None:
    assert Page.objects.filter(depth=1).exists()


def test_the_database_belongs_to_this_process(db: None) -> None:
    assert str(connection.settings_dict["NAME"]).find("test-") >= 0


def test_the_facts_are_there_for_a_test_that_asks(facts: None) -> None:
    assert Zone.objects.exists()


def test_the_facts_are_found(facts: None) -> None:
    assert any(settings.SEARCH_INDEX_DIR.iterdir())


def test_no_facts_are_there_for_a_test_that_does_not_ask(db: None) -> None:
    assert not Zone.objects.exists()
