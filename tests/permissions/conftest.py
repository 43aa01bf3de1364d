"""Search for these tests: an index of their own, of what little stands in them."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.permissions.stage import stage

__all__ = ["own_index", "stage"]


@pytest.fixture
def own_index(settings: LazySettings, tmp_path: Path) -> None:
    """Search answers from an index of this test; `make_cast` fills it."""
    settings.SEARCH_ENGINE, settings.SEARCH_INDEX_DIR = "tantivy", tmp_path / "index"
