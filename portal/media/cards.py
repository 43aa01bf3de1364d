"""Pictures that social networks show beside a link: drawn in a job, named by what is on them.

The name is a digest of everything drawn, so an address never shows anything else and nothing needs to be
remembered: a page names its card without looking, and the job draws those that are not there yet.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

from portal.krds.maps import PATHS, present_code
from portal.media.lettering import Lines, fit, write

WIDTH, HEIGHT = 1200, 630
FOLDER = "cards"
EDITION = 1
"""Raise it when cards look different: every card gets a new address."""
LONGEST_TEXT = 200

PAPER, LAND, PROVINCE, UNIT, INK, SUBTLE, BAR = (
    "#eef3fc",
    "#cddcf3",
    "#6f9fe6",
    "#083891",
    "#131a2b",
    "#3d4a63",
    "#083891",
)
SAMPLE, WHITE, ACCENT = "#8a4b00", "#ffffff", "#5fb3f3"
MARGIN, BAR_HEIGHT, TEXT_WIDTH = 72, 96, 660
MAP_HEIGHT, MAP_RIGHT, FINER = 500, 40, 3
TITLE_SIZES = (84, 76, 68, 64, 56, 48, 42, 36)
TITLE_HEIGHT = 270
POINT = re.compile(r"([Ml])?(-?\d+)[ ,]?(-?\d+)")

type Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Card:
    """What a card says. Everything here goes into its name."""

    title: str
    kicker: str = ""
    place: str = ""
    portal: str = ""
    tagline: str = ""
    province: str = ""
    units: tuple[str, ...] = ()
    sample: str = ""
    """The word that marks an example; blank for what is real."""

    @property
    def name(self) -> str:
        """The file's name."""
        content = json.dumps([EDITION, asdict(self)], ensure_ascii=True, sort_keys=True)
        return f"{hashlib.sha256(content.encode()).hexdigest()[:32]}.png"


def draw_missing(cards: Iterable[Card], *, most: int) -> int:
    """Draw up to `most` of the cards that are not in the storage; returns how many are still missing."""
    standing = _standing()
    missing = {card.name: card for card in cards if card.name not in standing}
    for name, card in list(missing.items())[:most]:
        default_storage.save(f"{FOLDER}/{name}", ContentFile(draw(card)))
    return max(0, len(missing) - most)


def _standing() -> set[str]:
    try:
        return set(default_storage.listdir(FOLDER)[1])
    except FileNotFoundError:
        return set()


def draw(card: Card) -> bytes:
    """The card as a PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    _draw_map(picture, card)
    canvas = ImageDraw.Draw(picture)
    canvas.rectangle((0, HEIGHT - BAR_HEIGHT, WIDTH, HEIGHT), fill=BAR)
    _write_texts(canvas, card)
    _draw_mark(picture)
    portal = fit(card.portal, width=300, sizes=(38, 32))
    tagline = fit(card.tagline, width=700, sizes=(26, 22, 18), weight=400)
    middle = HEIGHT - BAR_HEIGHT / 2
    write(canvas, portal, at=(MARGIN + 70, middle - portal.size * 0.64), fill=WHITE)
    write(canvas, tagline, at=(MARGIN + 96 + portal.width, middle - tagline.size * 0.6), fill=WHITE)
    content = BytesIO()
    picture.quantize(256, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
    return content.getvalue()


def layout(card: Card) -> tuple[Lines, Lines, Lines]:
    """Kicker, title and place, each fitted into its part of the card."""
    return (
        fit(_clean(card.kicker), width=TEXT_WIDTH, sizes=(32, 28, 24)),
        fit(_clean(card.title), width=TEXT_WIDTH, height=TITLE_HEIGHT, sizes=TITLE_SIZES),
        fit(_clean(card.place), width=TEXT_WIDTH, sizes=(32, 28, 24), weight=400),
    )


def _write_texts(canvas: ImageDraw.ImageDraw, card: Card) -> None:
    """Kicker, title and place stand together, in the middle of what is above the bar."""
    kicker, title, place = layout(card)
    badge = 64 if card.sample else 0
    height = badge + kicker.height + 16 + title.height + 20 + place.height
    y = (HEIGHT - BAR_HEIGHT - height) / 2
    if card.sample:
        said = fit(card.sample, width=200, sizes=(28,))
        canvas.rounded_rectangle((MARGIN, y, MARGIN + said.width + 36, y + 48), 8, fill=SAMPLE)
        write(canvas, said, at=(MARGIN + 18, y + 6), fill=WHITE)
        y += badge
    write(canvas, kicker, at=(MARGIN, y), fill=UNIT)
    write(canvas, title, at=(MARGIN, y + kicker.height + 16), fill=INK)
    write(canvas, place, at=(MARGIN, y + kicker.height + 36 + title.height), fill=SUBTLE)


def _clean(text: str) -> str:
    printable = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(printable.split())[:LONGEST_TEXT]


def _draw_map(picture: Image.Image, card: Card) -> None:
    """The country with the province and the municipalities marked; drawn larger, so that edges are smooth."""
    national = _geometry()["national"]
    scale = MAP_HEIGHT / national["height"] * FINER
    size = (round(national["width"] * scale), MAP_HEIGHT * FINER)
    sheet = Image.new("RGB", size, PAPER)
    canvas = ImageDraw.Draw(sheet)
    here = present_code(card.province) if card.province else ""
    for province in national["provinces"]:
        fill = PROVINCE if province["code"] == here else LAND
        _draw_shape(canvas, province["path"], scale=scale, fill=fill)
    units = _geometry()["provinces"].get(here, {"units": {}})["units"]
    for name in card.units:
        if name in units:
            _draw_shape(canvas, units[name]["national_path"], scale=scale, fill=UNIT)
    small = sheet.resize((size[0] // FINER, size[1] // FINER), Image.Resampling.LANCZOS)
    picture.paste(small, (WIDTH - MAP_RIGHT - small.width, (HEIGHT - BAR_HEIGHT - small.height) // 2))


def _draw_shape(canvas: ImageDraw.ImageDraw, path: str, *, scale: float, fill: str) -> None:
    for points in _polygons(path):
        scaled = [(x * scale, y * scale) for x, y in points]
        canvas.polygon(scaled, fill=fill)
        canvas.line([*scaled, scaled[0]], fill=PAPER, width=FINER)


def _polygons(path: str) -> Iterator[Points]:
    """The outlines of an SVG path of ours: an absolute M, then relative points, then z."""
    for outline in path.split("z"):
        x = y = 0.0
        points: Points = []
        for _command, dx, dy in POINT.findall(outline):
            x, y = x + int(dx), y + int(dy)
            points.append((x, y))
        if len(points) > 2:  # noqa: PLR2004  (fewer make no surface)
            yield points


def _draw_mark(picture: Image.Image) -> None:
    """The portal's mark, as `static/img/mark-contrast.svg` has it, before its name."""
    large = 48 * 8
    sheet = Image.new("RGB", (large, large), BAR)
    canvas = ImageDraw.Draw(sheet)
    shapes = (
        (WHITE, ((24, 3), (45, 15), (45, 33), (24, 45), (3, 33), (3, 15))),
        (BAR, ((24, 12.5), (36.5, 19.7), (36.5, 33.8), (24, 27), (11.5, 33.8), (11.5, 19.7))),
        (ACCENT, ((24, 30.2), (33.6, 35.4), (24, 41), (14.4, 35.4))),
    )
    for fill, points in shapes:
        canvas.polygon([(x * 8, y * 8) for x, y in points], fill=fill)
    small = sheet.resize((52, 52), Image.Resampling.LANCZOS)
    picture.paste(small, (MARGIN, HEIGHT - BAR_HEIGHT // 2 - 26))


@cache
def _geometry() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(PATHS.read_text(encoding="utf-8"))
    return loaded
