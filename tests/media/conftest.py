"""Media files of a test go with it."""

from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def media_folder(settings: LazySettings, tmp_path: Path) -> Path:
    """A folder of its own for each test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"
