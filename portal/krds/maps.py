"""Maps as inline SVG: links on shapes, text beside the page's own list. Geometry comes from `map_paths.json`.

No style attribute is ever written (the CSP forbids it): shapes carry classes and geometry attributes only.
A picture depends on what it is given and on nothing else, so the last ones drawn are kept.
"""

import json
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

PATHS = Path(__file__).parent / "map_paths.json"
CLASSES = 5
SEPARATORS = "·,/"
ULLEUNG = "울릉군"

KEPT = 128
"""Pictures kept of each kind: the unfiltered ones in two languages and what is asked for often."""
SCREEN_WIDTH = 460
"""How wide, in CSS pixels, a province is drawn on a wide screen: marks and letters are sized for it."""

SMALL_PROVINCES = ("11", "26", "28", "30", "31", "36", "50")
"""Seoul, Busan, Incheon, Daejeon, Ulsan, Sejong and Jeju: on a phone less than 24 pixels wide or high, or all islands."""
REACH = 38
"""Radius of the disc that takes hits around the label of a small one: 24 pixels across where the map is 255 wide."""

LONG_LABEL = 6
"""Letters of a name that are written smaller beyond: neighbours stand close."""

FORMER = {"29": "12", "46": "12", "42": "51", "45": "52"}
"""Codes of provinces that are gone, and the unit that took over."""


@dataclass(frozen=True)
class MapArea:
    """A province on the national map: what it is called, how many, and where its link leads."""

    code: str
    name: str | Promise
    label: str | Promise
    count: int
    url: str


@dataclass(frozen=True)
class MapMark:
    """A municipality with something to show: what it is called in the map data and on the screen, how many, where to.

    With `is_list` the link leads to another state of the page that holds the map, not to another page.
    """

    municipality: str
    title: str | Promise
    url: str
    label: str = ""
    count: int = 1
    is_list: bool = False


@dataclass(frozen=True)
class PlaceLink:
    """A place of a map as a line of text. With `is_list` its address is another state of the same list."""

    label: str
    count: int
    url: str
    is_current: bool = False
    is_list: bool = True


@dataclass(frozen=True)
class LegendStep:
    """A colour of the national map and the counts it stands for."""

    step: int
    first: int
    last: int


@cache
def _paths() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = json.loads(PATHS.read_text(encoding="utf-8"))
    return loaded


@cache
def _national_path(code: str) -> SafeString:
    """The outline of a province. Paths are ours and hold no character to escape."""
    found = next(one["path"] for one in _paths()["national"]["provinces"] if one["code"] == code)
    return format_html('<path d="{}"/>', found)


def _national_disc(province: Mapping[str, Any]) -> SafeString:
    """What takes hits around the label of a small province."""
    if province["code"] not in SMALL_PROVINCES:
        return SafeString("")
    return format_html('<circle class="hit" cx="{}" cy="{}" r="{}"/>', *province["label"], REACH)


def present_code(code: str) -> str:
    """The map code of a province today, for today's and former codes."""
    return FORMER.get(code, code)


def is_known_province(code: str) -> bool:
    """Whether the map has this province."""
    return present_code(code) in _paths()["provinces"]


def map_areas(counts: Mapping[str, int], *, base_url: str) -> tuple[MapArea, ...]:
    """The provinces with counts by code, named in the language in force."""
    is_english = get_language() == "en"
    return tuple(
        MapArea(
            code=province["code"],
            name=province["name_en"] if is_english else province["name"],
            label=province["short_en"] if is_english else province["short"],
            count=counts.get(province["code"], 0),
            url=f"{base_url}{province['code']}",
        )
        for province in _paths()["national"]["provinces"]
    )


def colour_limits(counts: Sequence[int]) -> tuple[int, ...]:
    """Lower limits of the second to the last colour: equal shares of the different counts above zero.

    Shares of the provinces would put 16 and 37 into one colour where many provinces have the same count.
    """
    ranked = sorted({count for count in counts if count})
    limits = {ranked[len(ranked) * share // CLASSES] for share in range(1, CLASSES)} if ranked else set()
    return tuple(sorted(limit for limit in limits if limit > ranked[0]))


def legend(counts: Sequence[int]) -> tuple[LegendStep, ...]:
    """What each colour stands for; colours without a province are left out."""
    limits = colour_limits(counts)
    ranked = sorted(counts)
    shades = [(bisect_right(limits, count), count) for count in ranked]
    steps = []
    for step, members in groupby(shades, key=lambda pair: pair[0]):
        values = [count for _step, count in members]
        steps.append(LegendStep(step=step, first=values[0], last=values[-1]))
    return tuple(steps)


def _inset(x: int, y: int, *, ulleung: str, dokdo: str) -> SafeString:
    """Ulleungdo and Dokdo in a frame of their own: at this scale they would vanish."""
    return format_html(
        '<g class="inset" aria-hidden="true"><rect x="{}" y="{}" width="142" height="92" rx="8"/>'
        '<circle cx="{}" cy="{}" r="4"/><circle cx="{}" cy="{}" r="3.5"/>'
        '<text x="{}" y="{}">{}</text><text x="{}" y="{}">{}</text></g>',
        *(x - 46, y - 42, x + 56, y + 2, x + 65, y + 5),
        *(x, y + 38, ulleung, x + 60, y + 38, dokdo),
    )


def swap_attributes(url: str, target: str) -> SafeString:
    """What lets HTMX swap `target` by that of another address, the filter form with it; nothing without a target."""
    if not target:
        return SafeString("")
    return format_html(
        ' data-hx-get="{}" data-hx-target="{}" data-hx-select="{}" data-hx-swap="outerHTML show:none"'
        ' data-hx-select-oob="#filters" data-hx-push-url="true"',
        *(url, target, target),
    )


def national_map(
    areas: Sequence[MapArea], *, current: str | Collection[str] = "", unit: str = "", target: str = ""
) -> SafeString:
    """All provinces as links, shaded by count. `unit` names what is counted, for example 특구.

    With `target` a link swaps that element where scripts run.
    """
    chosen = (current,) if isinstance(current, str) else tuple(current)
    named = tuple(MapArea(area.code, str(area.name), str(area.label), area.count, area.url) for area in areas)
    words = _NationalWords(
        unit or _("특구"),
        _("%(place)s %(unit)s %(count)s곳"),
        _("시·도별 지도. 시·도를 고르면 목록이 바뀝니다."),
        _("울릉도"),
        _("독도"),
    )
    return _draw_national(named, frozenset(map(present_code, filter(None, chosen))), words, target)


class _NationalWords(NamedTuple):
    """The texts of the national map in the language in force."""

    unit: str
    place: str
    title: str
    ulleung: str
    dokdo: str


@lru_cache(maxsize=KEPT)
def _draw_national(
    areas: tuple[MapArea, ...], chosen: frozenset[str], words: _NationalWords, target: str
) -> SafeString:
    national = _paths()["national"]
    limits = colour_limits([area.count for area in areas])
    by_code = {area.code: area for area in areas}
    drawn = [
        (by_code[province["code"]], province)
        for province in national["provinces"]
        if province["code"] in by_code
    ]
    drawn.sort(key=lambda pair: pair[0].code in SMALL_PROVINCES)  # what comes last takes the hits
    shapes = format_html_join(
        "",
        '<a href="{}" class="rg c{}" aria-label="{}"{}{}>{}{}</a>',
        (
            (
                area.url,
                bisect_right(limits, area.count),
                words.place % {"place": area.name, "unit": words.unit, "count": area.count},
                SafeString(' aria-current="true"') if area.code in chosen else "",
                swap_attributes(area.url, target),
                _national_disc(province),
                _national_path(area.code),
            )
            for area, province in drawn
        ),
    )
    labels = format_html_join(
        "",
        '<text x="{}" y="{}"><tspan class="nm">{}</tspan>'
        '<tspan class="ct" x="{}" dy="1.05em">{}</tspan></text>',
        ((*province["label"], area.label, province["label"][0], area.count) for area, province in drawn),
    )
    inset_x, inset_y = national["inset"]
    return format_html(
        '<svg class="kmap" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}'
        '<g class="lb" aria-hidden="true">{}</g></svg>',
        *(national["width"], national["height"], words.title),
        *(_inset(inset_x, inset_y, ulleung=words.ulleung, dokdo=words.dokdo), shapes, labels),
    )


def province_map(
    code: str, marks: Sequence[MapMark], *, current: Collection[str] = (), target: str = ""
) -> SafeString:
    """A province with a link on each municipality that has something; unknown ones are left to the list.

    `current` holds names of the map data. With `target` links to lists swap that element where scripts run.
    """
    if not is_known_province(code):
        return SafeString("")
    words = _ProvinceWords(
        _("시·군·구 지도. 시·군·구를 고르면 그곳의 특구로 갑니다."), _("울릉도"), _("독도")
    )
    return _draw_province(present_code(code), tuple(marks), frozenset(current), words, target)


class _ProvinceWords(NamedTuple):
    """The texts of a province's map in the language in force."""

    title: str
    ulleung: str
    dokdo: str


@cache
def _plain_shape(code: str, name: str) -> SafeString:
    """The outline of a municipality without a link."""
    return format_html('<path class="sg" d="{}"/>', _paths()["provinces"][code]["units"][name]["path"])


@lru_cache(maxsize=KEPT)
def _draw_province(
    code: str, marks: tuple[MapMark, ...], current: frozenset[str], words: _ProvinceWords, target: str
) -> SafeString:
    province = _paths()["provinces"][code]
    units: Mapping[str, Any] = province["units"]
    shown = [mark for mark in marks if mark.municipality in units]
    marked = {mark.municipality for mark in shown}
    width, height = province["width"] + 48, province["height"] + 48
    size = width / SCREEN_WIDTH
    plain = format_html_join("", "{}", ((_plain_shape(code, name),) for name in units if name not in marked))
    links = format_html_join(
        "",
        "{}",
        (
            (
                _link(
                    mark,
                    units[mark.municipality],
                    size,
                    is_current=mark.municipality in current,
                    target=target,
                ),
            )
            for mark in shown
        ),
    )
    labels = format_html_join("", "{}", ((_label(mark, units[mark.municipality], size),) for mark in shown))
    ulleung = "" if ULLEUNG in marked else words.ulleung  # the mark names it
    inset = _inset(width - 126, 44, ulleung=ulleung, dokdo=words.dokdo) if province["has_inset"] else ""
    return format_html(
        '<svg class="kmap prov" viewBox="-24 -24 {} {}" role="group" aria-label="{}">{}{}{}'
        '<g class="ml" font-size="{}" aria-hidden="true">{}</g></svg>',
        *(width, height, words.title, inset, plain, links, round(14 * size), labels),
    )


def _link(
    mark: MapMark, unit: Mapping[str, Any], size: float, *, is_current: bool, target: str
) -> SafeString:
    """The shape and a disc that stays large enough to hit where the shape is an island."""
    x, y = unit["at"]
    return format_html(
        '<a href="{}" aria-label="{}"{}{}><path class="sg on" d="{}"/><circle class="hit" cx="{}" cy="{}" r="{}"/></a>',
        *(
            mark.url,
            f"{mark.label or mark.municipality}: {mark.title}",
            SafeString(' aria-current="true"') if is_current else "",
            swap_attributes(mark.url, target) if mark.is_list else "",
        ),
        *(unit["path"], x, y, round(17 * size)),
    )


def _label(mark: MapMark, unit: Mapping[str, Any], size: float) -> SafeString:
    """The count in a disc, and the name below it."""
    x, y = unit["at"]
    name = mark.label or mark.municipality
    return format_html(
        '<circle class="mk" cx="{}" cy="{}" r="{}"/><text class="mn" x="{}" y="{}">{}</text>'
        '<text{} x="{}" y="{}">{}</text>',
        *(x, y, round(11 * size), x, y + round(4.5 * size), mark.count),
        SafeString(' class="long"') if len(name) > LONG_LABEL else "",
        *(x, y + round(25 * size), name),
    )


def split_municipalities(text: str) -> tuple[str, ...]:
    """Names in one text, as the registry's sources write them: 홍성군·예산군."""
    for separator in SEPARATORS[1:]:
        text = text.replace(separator, SEPARATORS[0])
    return tuple(part.strip() for part in text.split(SEPARATORS[0]) if part.strip())


@cache
def _country(here: str) -> SafeString:
    """Every province, one of them marked."""
    return format_html_join(
        "",
        '<path class="{}" d="{}"/>',
        (
            ("in" if province["code"] == here else "bg", province["path"])
            for province in _paths()["national"]["provinces"]
        ),
    )


def locator_map(code: str, municipalities: Sequence[str], *, label: str) -> SafeString:
    """A small picture of where a place lies. Names the map does not know leave the province marked only."""
    national = _paths()["national"]
    here = present_code(code)
    units: Mapping[str, Any] = _paths()["provinces"].get(here, {}).get("units", {})
    known = [units[name] for name in municipalities if name in units]
    places = format_html_join("", '<path class="on" d="{}"/>', ((unit["national_path"],) for unit in known))
    ring = (
        format_html('<circle class="ring" cx="{}" cy="{}" r="34"/>', *known[0]["national_at"])
        if len(known) == 1
        else ""
    )
    return format_html(
        '<svg class="kmap loc" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        *(national["width"], national["height"], label, _country(here), places, ring),
    )
