"""What typed filters mean: names before the colon and values behind it, by the words that rooms register.

An unknown name or value is a hint with near ones, and the word is searched as text. What is understood becomes the
same filters as those of the address, so that engines, counts and rights know no difference.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from django.utils import translation
from django.utils.translation import gettext as _

from portal.page_cache.kept import kept
from search.analysis.hangul import flat_jamo
from search.documents import LANGUAGES, Language
from search.registry import Facet, FacetName, registry
from search.results import SearchRequest, TypedChip, TypedHint, TypedWords
from search.text import name_key
from search.typed import Part, parse, quoted, replaced, without

KIND = "kind"
KIND_NAMES = ("종류", "kind")
FIRST_YEAR = 1990
YEARS_AHEAD = 10
MAX_PROPOSALS = 4
_NEAR = 0.6
_SHORTEST_BEGINNING = 2
_PIECES = re.compile(r"[\s·•ㆍ・/,()]+")
_RANGE = re.compile(r"(?P<sign>>=|<=|>|<)?(?P<first>\d{4})(?:년)?(?:[-~–](?P<last>\d{4})?(?:년)?)?")


@dataclass(frozen=True, slots=True)
class _Meaning:
    """The values of one facet that a part stands for, and how they are called."""

    facet: str
    values: tuple[str, ...]
    label: str


@dataclass(slots=True)
class _Reading:
    """What is gathered while the parts are read."""

    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exclusions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chips: list[TypedChip] = field(default_factory=list)
    hints: list[TypedHint] = field(default_factory=list)

    @property
    def has_anything(self) -> bool:
        """Tell whether any part meant something."""
        return bool(self.words or self.chips)


def understood(request: SearchRequest) -> tuple[SearchRequest, TypedWords]:
    """Return the request with its typed filters in force and only words left in its text, and what to say of it."""
    if not any(mark in request.text for mark in ':"“”„«»') and not _may_exclude(request.text):
        return request, TypedWords(words=request.text)
    reading = _Reading()
    for part in parse(request.text):
        _read(part, request, reading)
    if not reading.has_anything:  # nothing but marks: words that find nothing
        return request, TypedWords(words=request.text)
    asked = replace(
        request,
        text=" ".join((*reading.words, *reading.phrases)),
        phrases=tuple(reading.phrases),
        barred=tuple(reading.barred),
        kinds=_joined(request.kinds, reading.filters.pop(KIND, ())),
        barred_kinds=_joined(request.barred_kinds, reading.exclusions.pop(KIND, ())),
        filters=_merged(request.filters, reading.filters),
        exclusions=_merged(request.exclusions, reading.exclusions),
    )
    typed = TypedWords(
        words=asked.text,
        filters=reading.filters,
        chips=tuple(reading.chips),
        hints=tuple(reading.hints),
    )
    return asked, typed


def values_named(text: str) -> Iterator[tuple[Facet, str]]:
    """Yield the facet values that words of ordinary text name outright: 공주 is a place."""
    keys = [key for word in text.split() if len(key := name_key(word)) >= _SHORTEST_BEGINNING]
    facets = [facet for facet in registry.facets() if keys and facet.typed and facet.names is not None]
    known = [(facet, name.value, _keys(name)) for facet in facets for name in _names(facet)]
    for key in keys:
        yield from ((facet, value) for facet, value, names in known if key in names)


def typed_names(language: Language) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return for the help at the box: name before the colon, an example with it, and what it narrows by."""
    wanted: dict[str, tuple[str, list[str]]] = {}
    for facet in registry.facets():
        if facet.typed and facet.example:
            name = facet.typed[0] if language == "ko" else facet.typed[-1]
            wanted.setdefault(name, (str(facet.example), []))[1].append(str(facet.label))
    return tuple(
        (name, f"{name}:{quoted(example)}", tuple(labels)) for name, (example, labels) in wanted.items()
    )


def _may_exclude(text: str) -> bool:
    return text.startswith(("-", "−")) or " -" in text or " −" in text


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _merged(
    given: Mapping[str, tuple[str, ...]], typed: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    names = dict.fromkeys((*given, *typed))
    return {name: _joined(given.get(name, ()), typed.get(name, ())) for name in names}


def _read(part: Part, request: SearchRequest, reading: _Reading) -> None:
    if part.kind == "filter":
        _read_filter(part, request, reading)
    elif part.is_excluded:
        reading.barred.append(part.text)
        _chip(part, request, reading, _("제외한 말: %(word)s") % {"word": part.text})
    elif part.kind == "phrase":
        reading.phrases.append(part.text)
        _chip(part, request, reading, _("그대로: “%(phrase)s”") % {"phrase": part.text})
    else:
        reading.words.append(part.text)


def _read_filter(part: Part, request: SearchRequest, reading: _Reading) -> None:
    name = part.name.casefold()
    facets = [facet for facet in registry.facets() if name in facet.typed]
    if not facets and name not in KIND_NAMES:
        reading.words.append(f"{part.name}: {part.text}" if part.is_spaced else f"{part.name} {part.text}")
        if not part.is_spaced:
            reading.hints.append(_unknown_name(part, request))
        return
    meaning = _meaning(part.text, facets, request.language)
    if meaning is None:
        reading.words.append(part.text)
        reading.hints.append(_unknown_value(part, facets, request))
        return
    chosen = reading.exclusions if part.is_excluded else reading.filters
    chosen[meaning.facet] = _joined(chosen.get(meaning.facet, ()), meaning.values)
    shown = _("제외 %(filter)s") if part.is_excluded else "%(filter)s"
    label, text = shown % {"filter": meaning.label}, without(request.text, part)
    narrows = ("", ()) if part.is_excluded else (meaning.facet, meaning.values)
    reading.chips.append(TypedChip(label, text, *narrows))


def _chip(part: Part, request: SearchRequest, reading: _Reading, label: str) -> None:
    reading.chips.append(TypedChip(label, without(request.text, part)))


# --- Values


def _meaning(text: str, facets: list[Facet], language: Language) -> _Meaning | None:
    for facet in facets:
        if facet.is_year:
            return _years(text, facet)
    if not facets:
        return _kinds(text, language)
    for finds in (_is_name, _is_piece, _begins):
        for facet in facets:
            values = tuple(name.value for name in _names(facet) if finds(text, name))
            if values and (finds is not _begins or len(values) == 1):
                labels = facet.labels(values, language)
                named = ", ".join(str(labels.get(value, value)) for value in values)
                return _Meaning(facet.name, values, f"{facet.label}: {named}")
    return None


def _is_name(text: str, name: FacetName) -> bool:
    return name_key(text) in _keys(name)


def _is_piece(text: str, name: FacetName) -> bool:
    key = name_key(text)
    return any(key in map(name_key, _PIECES.split(one)) for one in name.names)


def _begins(text: str, name: FacetName) -> bool:
    key = name_key(text)
    return len(key) >= _SHORTEST_BEGINNING and any(one.startswith(key) for one in _keys(name))


def _keys(name: FacetName) -> frozenset[str]:
    return frozenset(map(name_key, name.names))


def _names(facet: Facet) -> list[FacetName]:
    read = facet.names
    return kept(("facet names", facet.name, read), lambda: list(read())) if read is not None else []


def _kinds(text: str, language: Language) -> _Meaning | None:
    found = next((name for name in _kind_names() if name_key(text) in _keys(name)), None)
    if found is None:
        return None
    source = registry.source(found.value)
    with translation.override(language):
        return _Meaning(KIND, (found.value,), f"{_('종류')}: {source.label if source else found.value}")


def _kind_names() -> list[FacetName]:
    names = []
    for source in registry.sources():
        labels = [source.kind]
        for language in LANGUAGES:
            with translation.override(language):
                labels.append(str(source.label))
        names.append(FacetName(source.kind, tuple(labels)))
    return names


def _years(text: str, facet: Facet) -> _Meaning | None:
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    first, sign = int(match["first"]), match["sign"] or ""
    is_open = not sign and match["last"] is None and text.rstrip("년")[-1] in "-~–"
    low, high = _bounds(first, sign, int(match["last"]) if match["last"] else None, is_open=is_open)
    values = tuple(str(year) for year in range(max(low, FIRST_YEAR), min(high, _latest()) + 1))
    label = str(low) if low == high else _span(low, high)
    return _Meaning(facet.name, values or (str(first),), f"{facet.label}: {label}")


def _bounds(first: int, sign: str, last: int | None, *, is_open: bool) -> tuple[int, int]:
    if sign in {">", ">="}:
        return first + (sign == ">"), _latest()
    if sign in {"<", "<="}:
        return FIRST_YEAR, first - (sign == "<")
    if is_open:
        return first, _latest()
    return min(first, last or first), max(first, last or first)


def _span(low: int, high: int) -> str:
    if high == _latest():
        return _("%(year)d년부터") % {"year": low}
    if low == FIRST_YEAR:
        return _("%(year)d년까지") % {"year": high}
    return f"{low}–{high}"


def _latest() -> int:
    return dt.datetime.now(tz=dt.UTC).year + YEARS_AHEAD


# --- Hints


def _unknown_name(part: Part, request: SearchRequest) -> TypedHint:
    position = 0 if request.language == "ko" else -1
    names = dict.fromkeys((KIND_NAMES[position], *(f.typed[position] for f in registry.facets() if f.typed)))
    known = {name: (name,) for facet in registry.facets() for name in facet.typed}
    near = _nearest(part.name, [FacetName(name, spelled) for name, spelled in known.items()])
    text = _("‘%(name)s:’(이)라는 조건은 없어 글자로 찾았습니다. 쓸 수 있는 조건: %(names)s") % {
        "name": part.name,
        "names": ", ".join(names),
    }
    return TypedHint(text, tuple((f"{name}:{part.text}", _renamed(part, name, request)) for name in near))


def _renamed(part: Part, name: str, request: SearchRequest) -> str:
    return replaced(request.text, replace(part, name=name), part.text)


def _unknown_value(part: Part, facets: list[Facet], request: SearchRequest) -> TypedHint:
    if any(facet.is_year for facet in facets):
        text = _(
            "‘%(value)s’에서 해를 읽지 못해 글자로 찾았습니다. 이렇게 적습니다: %(name)s:2019-2023, %(name)s:>2023"
        )
        return TypedHint(text % {"value": part.text, "name": part.name})
    names = [name for facet in facets for name in _names(facet)] if facets else _kind_names()
    text = _("%(name)s 가운데 ‘%(value)s’(은)는 없어 글자로 찾았습니다.") % {
        "name": part.name,
        "value": part.text,
    }
    near = _nearest(part.text, names)
    return TypedHint(text, tuple((name, replaced(request.text, part, name)) for name in near))


def _nearest(text: str, names: Iterable[FacetName]) -> list[str]:
    """Return spellings near to a text: those that hold it, then those with almost the same letters."""
    key = name_key(text)
    spelled: dict[str, str] = {}
    for name in names:
        for one in (piece for whole in name.names for piece in (whole, *_PIECES.split(whole))):
            spelled.setdefault(flat_jamo(name_key(one)), one)
    holding = [one for one in spelled.values() if key and key in name_key(one)]
    close = [
        spelled[letters]
        for letters in get_close_matches(flat_jamo(key), spelled, n=MAX_PROPOSALS, cutoff=_NEAR)
    ]
    return list(dict.fromkeys([*close, *holding]))[:MAX_PROPOSALS]
