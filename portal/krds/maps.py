"""Maps as inline SVG: links on shapes, text beside the page's own list. Geometry comes from `map_paths.json`.

No style attribute is ever written (the CSP forbids it): shapes carry classes and geometry attributes only.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

PATHS = Path(__file__).parent / "map_paths.json"
CLASSES = 5
SEPARATORS = "·,/"
ULLEUNG = "울릉군"

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
    """A municipality with something to show; `count` larger than one is written into the mark."""

    municipality: str
    title: str | Promise
    url: str
    field: str = ""
    count: int = 1


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


def _inset(x: int, y: int, *, ulleung: str) -> SafeString:
    """Ulleungdo and Dokdo in a frame of their own: at this scale they would vanish."""
    return format_html(
        '<g class="inset" aria-hidden="true"><rect x="{}" y="{}" width="142" height="92" rx="8"/>'
        '<circle cx="{}" cy="{}" r="4"/><circle cx="{}" cy="{}" r="3.5"/>'
        '<text x="{}" y="{}">{}</text><text x="{}" y="{}">{}</text></g>',
        *(x - 46, y - 42, x + 56, y + 2, x + 65, y + 5),
        *(x, y + 38, ulleung, x + 60, y + 38, _("독도")),
    )


def national_map(areas: Sequence[MapArea], *, current: str = "", unit: str = "") -> SafeString:
    """All provinces as links, shaded by count. `unit` names what is counted, for example 특구."""
    national = _paths()["national"]
    limits = colour_limits([area.count for area in areas])
    by_code = {area.code: area for area in areas}
    drawn = [
        (by_code[province["code"]], province)
        for province in national["provinces"]
        if province["code"] in by_code
    ]
    shapes = format_html_join(
        "",
        '<a href="{}" class="rg c{}" aria-label="{}"{}><path d="{}"/></a>',
        (
            (
                area.url,
                bisect_right(limits, area.count),
                _("%(place)s %(unit)s %(count)s곳")
                % {"place": area.name, "unit": unit or _("특구"), "count": area.count},
                SafeString(' aria-current="true"') if current and area.code == present_code(current) else "",
                province["path"],
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
        *(national["width"], national["height"], _("시·도별 지도. 시·도를 고르면 목록이 바뀝니다.")),
        *(_inset(inset_x, inset_y, ulleung=_("울릉도")), shapes, labels),
    )


def province_map(code: str, marks: Sequence[MapMark], *, current: str = "") -> SafeString:
    """A province with a link on each municipality that has something; unknown ones are left to the list."""
    if not is_known_province(code):
        return SafeString("")
    province = _paths()["provinces"][present_code(code)]
    units: Mapping[str, Any] = province["units"]
    shown = [mark for mark in marks if mark.municipality in units]
    marked = {mark.municipality for mark in shown}
    shapes = format_html_join(
        "",
        '<path class="sg{}" d="{}"/>',
        ((" on" if name in marked else "", unit["path"]) for name, unit in units.items()),
    )
    links = format_html_join(
        "",
        "{}",
        (
            (_mark(mark, units[mark.municipality]["at"], is_current=mark.municipality == current),)
            for mark in shown
        ),
    )
    width, height = province["width"], province["height"]
    ulleung = "" if ULLEUNG in marked else _("울릉도")  # the mark names it
    inset = _inset(width - 78, 44, ulleung=ulleung) if province["has_inset"] else ""
    label = _("시·군·구 지도. 표시를 고르면 그 특구로 갑니다.")
    return format_html(
        '<svg class="kmap prov" viewBox="-24 -24 {} {}" role="group" aria-label="{}">{}{}{}</svg>',
        *(width + 48, height + 48, label, inset, shapes, links),
    )


def _mark(mark: MapMark, at: Sequence[int], *, is_current: bool) -> SafeString:
    x, y = at
    return format_html(
        '<a href="{}" aria-label="{}"{}><circle class="hit" cx="{}" cy="{}" r="24"/>'
        '<circle class="mk{}" cx="{}" cy="{}" r="11"/>'
        '<text class="ml" x="{}" y="{}">{}</text></a>',
        *(
            mark.url,
            f"{mark.municipality}: {mark.title}",
            SafeString(' aria-current="true"') if is_current else "",
            x,
            y,
        ),
        *(f" f-{mark.field.replace('-', '_')}" if mark.field else "", x, y),
        *(x, y + 32, f"{mark.municipality} {mark.count}" if mark.count > 1 else mark.municipality),
    )


def split_municipalities(text: str) -> tuple[str, ...]:
    """Names in one text, as the registry's sources write them: 홍성군·예산군."""
    for separator in SEPARATORS[1:]:
        text = text.replace(separator, SEPARATORS[0])
    return tuple(part.strip() for part in text.split(SEPARATORS[0]) if part.strip())


def locator_map(code: str, municipalities: Sequence[str], *, label: str) -> SafeString:
    """A small picture of where a place lies. Names the map does not know leave the province marked only."""
    national = _paths()["national"]
    here = present_code(code)
    units: Mapping[str, Any] = _paths()["provinces"].get(here, {}).get("units", {})
    known = [units[name] for name in municipalities if name in units]
    provinces = format_html_join(
        "",
        '<path class="{}" d="{}"/>',
        (
            ("in" if province["code"] == here else "bg", province["path"])
            for province in national["provinces"]
        ),
    )
    places = format_html_join("", '<path class="on" d="{}"/>', ((unit["national_path"],) for unit in known))
    ring = (
        format_html('<circle class="ring" cx="{}" cy="{}" r="34"/>', *known[0]["national_at"])
        if len(known) == 1
        else ""
    )
    return format_html(
        '<svg class="kmap loc" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        *(national["width"], national["height"], label, provinces, places, ring),
    )
