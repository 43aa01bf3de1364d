"""Cut the fonts: two core files under a name of our own, the author's slices untouched for rare syllables.

    npm ci --prefix assets
    uv run --with fonttools --with brotli python assets/fontbuild.py portal/demo/data

The arguments are files or folders whose characters join the core, besides our templates, sources and translations; so a
normal page needs the two core files only. Pretendard GOV is under the SIL Open Font License 1.1 with "Pretendard" as a
reserved name: a cut file is a modified version and carries another family name; the slices are the author's own files.
"""

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
PACKAGE = HERE / "node_modules" / "pretendard-gov" / "dist"
WEB = PACKAGE / "web" / "static"
STATIC = REPOSITORY / "static"
FAMILY = "Hanmadang Sans"
FILE_STEM = "hanmadang-sans"
WEIGHTS = {"Regular": 400, "Bold": 700}
CORE_SLICES = 12
"""The author's last slices hold the most frequent characters: 99.9 % of running text (pages study §2)."""
SYMBOLS = "·‘’“”…–—→←↑↓①②③④⑤⑥⑦⑧⑨⑩㎡㎢℃％°±×÷≤≥○●◎△▲▽▼□■☆★「」『』〈〉《》【】㈜※"
READ_SUFFIXES = {".csv", ".html", ".po", ".py", ".txt", ".js"}
SOURCE_FOLDERS = ("templates", "locale", "portal", "knowhow", "network", "search")


@dataclass(frozen=True)
class Slice:
    """One of the author's files and the characters it is for."""

    weight: int
    path: Path
    characters: frozenset[int]


def read_ranges(text: str) -> frozenset[int]:
    """The code points of a CSS unicode-range."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def read_slices() -> list[Slice]:
    """The faces of the author's style sheet for slices, in their order."""
    sheet = (WEB / "pretendard-gov-dynamic-subset.css").read_text(encoding="utf-8")
    slices = []
    for body in re.findall(r"@font-face\s*\{(.*?)\}", sheet, re.DOTALL):
        weight = re.search(r"font-weight:\s*(\d+)", body)
        address = re.search(r"url\(([^)]*woff2)\)", body)
        ranges = re.search(r"unicode-range:\s*([^;]*)", body)
        if weight and address and ranges and int(weight[1]) in WEIGHTS.values():
            slices.append(Slice(int(weight[1]), (WEB / address[1]).resolve(), read_ranges(ranges[1])))
    return slices


def write_ranges(characters: set[int]) -> str:
    """Code points as a CSS unicode-range."""
    parts = []
    ordered = sorted(characters)
    first = previous = ordered[0]
    for point in [*ordered[1:], None]:
        if point is not None and point == previous + 1:
            previous = point
            continue
        parts.append(f"U+{first:X}" if first == previous else f"U+{first:X}-{previous:X}")
        if point is not None:
            first = previous = point
    return ",".join(parts)


def used_characters(places: list[Path]) -> set[int]:
    """Every character of our own strings and of the shipped data."""
    files = [file for place in places for file in (place.rglob("*") if place.is_dir() else [place]) if file.suffix in READ_SUFFIXES]
    return {ord(character) for file in files for character in file.read_text(encoding="utf-8") if ord(character) >= 0x20}


def cut_core(style: str, characters: set[int]) -> set[int]:
    """Write one core file; returns what it holds."""
    font = TTFont(WEB / "woff2" / f"PretendardGOV-{style}.woff2")
    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.layout_features = ["kern", "liga", "ccmp", "locl", "tnum", "mark", "mkmk", "calt"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 16):
            record.string = FAMILY
        elif record.nameID in (3, 6):
            record.string = f"{FAMILY.replace(' ', '')}-{style}"
        elif record.nameID == 4:
            record.string = f"{FAMILY} {style}"
    font["head"].modified = font["head"].created  # the same input gives the same bytes
    font.recalcTimestamp = False
    subset.save_font(font, str(STATIC / "fonts" / f"{FILE_STEM}-{WEIGHTS[style]}.woff2"), options)
    return set(font.getBestCmap())


def face(family: str, weight: int, file: str, characters: set[int]) -> str:
    """A face that is fetched only for its characters."""
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
        f'src:url(../fonts/{file}) format("woff2");unicode-range:{write_ranges(characters)}}}'
    )


LATIN = "unicode-range:U+20-7E,U+A0-17F,U+2013-2026"
"""English set in the fallback of Korean is 5 % narrower: headings broke anew (CLS 0.160 to 0.000)."""

LATIN_OF_KOREAN = "unicode-range:U+30-39,U+41-5A,U+61-7A,U+C0-17F"
"""Letters and figures where a machine has a Korean font alone; blanks stay with the Korean they stand between."""


def fallback_faces() -> list[str]:
    """Local fonts stretched to the same width, so that text does not jump when the font arrives (CLS 0.054 to 0.000)."""
    metrics = "ascent-override:95%;descent-override:24%;line-gap-override:0%"
    noto = ("Noto Sans KR", "NotoSansKR-Regular", "Noto Sans CJK KR", "NotoSansCJKkr-Regular", "Malgun Gothic")
    apple = ("Apple SD Gothic Neo", "AppleSDGothicNeo-Regular")
    latin = ("Arial", "Liberation Sans", "Helvetica Neue", "Roboto")
    bold = ("Arial Bold", "Arial-BoldMT", "Liberation Sans Bold", "HelveticaNeue-Bold", "Roboto Bold")
    return [
        f'@font-face{{font-family:"Latin Fallback";font-weight:400;src:{",".join(f"local({name!r})" for name in latin)};{metrics};size-adjust:102.6%;{LATIN}}}',
        f'@font-face{{font-family:"Latin Fallback";font-weight:700;src:{",".join(f"local({name!r})" for name in bold)};{metrics};size-adjust:101%;{LATIN}}}',
        f'@font-face{{font-family:"Latin Fallback B";src:{",".join(f"local({name!r})" for name in noto)};{metrics};size-adjust:98.8%;{LATIN_OF_KOREAN}}}',
        f'@font-face{{font-family:"Hangul Fallback A";src:{",".join(f"local({name!r})" for name in apple)};{metrics}}}',
        f'@font-face{{font-family:"Hangul Fallback B";src:{",".join(f"local({name!r})" for name in noto)};{metrics};size-adjust:94%}}',
    ]


def is_needed(characters: frozenset[int]) -> bool:
    """Slices with syllables of KS X 1001 or Latin and punctuation; the rest is for text this site never shows."""
    korean = {ord(bytes([high, low]).decode("euc-kr", "replace")[0]) for high in range(0xB0, 0xC9) for low in range(0xA1, 0xFF)}
    return bool(characters & (korean | set(range(0x20, 0x250)) | set(range(0x2000, 0x2600))))


def main(places: list[Path]) -> None:
    """Write static/fonts, static/css/fonts-ext.css and assets/fonts.css."""
    folder = STATIC / "fonts"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    slices = read_slices()
    regular = [part for part in slices if part.weight == WEIGHTS["Regular"]]
    available = frozenset().union(*(part.characters for part in regular))
    core = set(frozenset().union(*(part.characters for part in regular[-CORE_SLICES:])))
    core |= (used_characters([*(REPOSITORY / name for name in SOURCE_FOLDERS), *places]) | set(map(ord, SYMBOLS))) & available
    faces = []
    for style, weight in WEIGHTS.items():
        held = cut_core(style, core)
        faces.append(face(FAMILY, weight, f"{FILE_STEM}-{weight}.woff2", held))
    (HERE / "fonts.css").write_text("\n".join([*faces, *fallback_faces()]) + "\n", encoding="utf-8")
    rare = []
    for part in slices:
        rest = set(part.characters) - held
        if rest and is_needed(frozenset(rest)):
            name = f"pretendard-gov-{part.weight}-{part.path.stem.rsplit('.', 1)[-1]}.woff2"
            shutil.copyfile(part.path, folder / name)
            rare.append(face("Pretendard GOV", part.weight, name, rest))
    (STATIC / "css").mkdir(exist_ok=True)
    (STATIC / "css" / "fonts-ext.css").write_text("\n".join(rare) + "\n", encoding="utf-8")
    sizes = {file.name: file.stat().st_size // 1024 for file in folder.glob(f"{FILE_STEM}*")}
    print(f"core: {len(held)} characters, KB {sizes}; slices kept: {len(rare)}")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
