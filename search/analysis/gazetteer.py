"""One term for every name of a place: 공주시 is 공주, 강원도 and 강원특별자치도 are 강원."""

from collections.abc import Iterable, Mapping

from search.analysis.rules import PLACE_SUFFIXES
from search.documents import Place

_MUNICIPAL_SUFFIXES = frozenset("시군구")
_SHORTEST_STEM = 2  # 중구 stays 중구: its stem would be a word of its own


def place_stem(name: str) -> str:
    """Return a municipality's name without 시, 군, 구 … where at least two syllables remain."""
    if len(name) > _SHORTEST_STEM and name[-1] in PLACE_SUFFIXES:
        return name[:-1]
    return name


def canonical_names(places: Iterable[Place]) -> Mapping[str, str]:
    """Return name → canonical name, also for names without 시, 군, 구.

    Where two places share a name, the one whose own name it is wins.
    """
    names: dict[str, str] = {}
    own: dict[str, str] = {}
    for place in places:
        full = _one_word(place.canonical)
        canonical = _municipal_stem(full)
        if not canonical:
            continue
        own[full] = own[canonical] = canonical
        for alias in map(_one_word, place.aliases):
            for name in filter(None, (alias, _municipal_stem(alias))):
                names.setdefault(name, canonical)
    return names | own


def _municipal_stem(name: str) -> str:
    return place_stem(name) if name[-1:] in _MUNICIPAL_SUFFIXES else name


def _one_word(name: str) -> str:
    word = "".join(name.split())
    return word if word and all("가" <= syllable <= "힣" for syllable in word) else ""
