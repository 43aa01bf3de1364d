"""Which analyser is in force. An index is only ever asked with terms of the analyser that filled it."""

import importlib
import os
import threading
from importlib.util import find_spec

from search.analysis.base import Analyser, Lexicon
from search.analysis.bigrams import BigramAnalyser

_KIWI = find_spec("kiwipiepy") is not None and find_spec("kiwipiepy_model") is not None
_KEPT = 2
"""Two may live side by side while an index is rebuilt with new words."""

BIGRAMS: Analyser = BigramAnalyser()

_loaded: dict[tuple[int, Lexicon], Analyser] = {}
_lock = threading.Lock()


def analyser(lexicon: Lexicon) -> Analyser:
    """Return the best analyser this installation has, loaded once per process."""
    if not _KIWI:
        return BIGRAMS
    key = (os.getpid(), lexicon)
    with _lock:
        if key not in _loaded:
            _make_room(os.getpid())
            _loaded[key] = _load(lexicon)
        return _loaded[key]


def fresh_analyser(lexicon: Lexicon) -> Analyser:
    """Return an analyser of its own that nobody keeps: for a look at what other words would do."""
    return _load(lexicon) if _KIWI else BIGRAMS


def _load(lexicon: Lexicon) -> Analyser:
    korean = importlib.import_module("search.analysis.korean")  # Kiwi is optional
    loaded: Analyser = korean.KiwiAnalyser(lexicon)
    return loaded


def _make_room(process: int) -> None:
    """Drop the oldest of this process.

    Those inherited through a fork stay: to destroy one would kill the process, since it waits for threads
    that live in the parent only.
    """
    own = [key for key in _loaded if key[0] == process]
    for key in own[: len(own) - _KEPT + 1]:
        del _loaded[key]
