"""Which analyser is in force. An index is only ever asked with terms of the analyser that filled it."""

import importlib
import os
from functools import lru_cache
from importlib.util import find_spec

from search.analysis.base import Analyser, Lexicon
from search.analysis.bigrams import BigramAnalyser

_KIWI = find_spec("kiwipiepy") is not None and find_spec("kiwipiepy_model") is not None

BIGRAMS: Analyser = BigramAnalyser()


def analyser(lexicon: Lexicon) -> Analyser:
    """Return the best analyser this installation has, loaded once per process."""
    return _kiwi(lexicon, os.getpid()) if _KIWI else BIGRAMS


# Two of them may live side by side while an index is rebuilt with new words. The process id is part of the
# key, since Kiwi's threads do not survive a fork.
@lru_cache(maxsize=2)
def _kiwi(lexicon: Lexicon, _process: int) -> Analyser:
    korean = importlib.import_module(
        "search.analysis.korean"
    )  # optional: where Kiwi is absent, pairs of syllables serve
    loaded: Analyser = korean.KiwiAnalyser(lexicon)
    return loaded
