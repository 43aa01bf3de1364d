"""Search engines behind one contract. `engine()` gives the one in force."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from search.engines.base import SearchEngine
from search.engines.cluster import Cluster


def engine() -> SearchEngine:
    """Return the engine that `SEARCH_ENGINE` names."""
    if settings.SEARCH_ENGINE == "tantivy":
        return _engine("search.engines.tantivy.TantivyEngine", settings.SEARCH_INDEX_DIR)
    if settings.SEARCH_ENGINE == "elastic":
        return _engine("search.engines.elastic.ElasticEngine", Cluster.configured())
    msg = f"SEARCH_ENGINE={settings.SEARCH_ENGINE!r} is not an engine: use 'tantivy' or 'elastic'."
    raise ImproperlyConfigured(msg)


@lru_cache(maxsize=8)
def _engine(name: str, place: Path | Cluster) -> SearchEngine:
    # By name, since the client of Elasticsearch takes 0.8 s and 34 MB to load, for nothing where it is not used.
    made: Callable[[Path | Cluster], SearchEngine] = import_string(name)
    return made(place)
