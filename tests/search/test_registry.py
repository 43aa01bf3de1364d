"""What a room may register, and what it is told if not."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from search.registry import Facet, Registry
from tests.search.room import PROVINCE, Room, province_labels


def test_kind_is_registered_once() -> None:
    registry = Registry()
    Room("zone", order=1, things={}).register(registry)
    with pytest.raises(ImproperlyConfigured, match="one AppConfig"):
        Room("zone", order=1, things={}).register(registry)


def test_facet_is_registered_once() -> None:
    registry = Registry()
    registry.register_facet(PROVINCE)
    with pytest.raises(ImproperlyConfigured, match="lowest room"):
        registry.register_facet(PROVINCE)


@pytest.mark.parametrize("name", ["q", "kind", "page", "sort", "language"])
def test_facet_may_not_take_a_parameter_of_the_page(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="another name"):
        Registry().register_facet(Facet(name, "x", 1, province_labels))


@pytest.mark.parametrize("kind", ["Zone", "my zone", "zone:x", "", "특구"])
def test_kind_stands_in_addresses(kind: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="lower-case"):
        Room(kind, order=1, things={}).register(Registry())


def test_tabs_come_in_order() -> None:
    registry = Registry()
    Room("case", order=2, things={}).register(registry)
    Room("zone", order=1, things={}).register(registry)
    assert [source.kind for source in registry.sources()] == ["zone", "case"]
