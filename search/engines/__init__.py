"""Search engines behind one contract. `engine()` gives the one in force."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.engines.base import SearchEngine
from search.engines.tantivy import TantivyEngine


def engine() -> SearchEngine:
    """Return the engine that `SEARCH_ENGINE` names."""
    return _engine(settings.SEARCH_ENGINE, Path(settings.SEARCH_INDEX_DIR))


@lru_cache(maxsize=8)
def _engine(name: str, directory: Path) -> SearchEngine:
    if name == "tantivy":
        return TantivyEngine(directory)
    msg = f"SEARCH_ENGINE={name!r} is not an engine of this version: use 'tantivy'."
    raise ImproperlyConfigured(msg)
