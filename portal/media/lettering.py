"""Text in pictures: our own fonts, rare syllables from the author's slices, lines that fit their box."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from PIL import ImageDraw, ImageFont

FONTS = Path(settings.REPOSITORY) / "static/fonts"
RARE_SHEET = Path(settings.REPOSITORY) / "static/css/fonts-ext.css"
FACE = re.compile(r"font-weight:(\d+);.*?fonts/([\w.-]+\.woff2).*?unicode-range:([^}]+)")
ELLIPSIS = "…"
LINE_SPACING = 1.3


@dataclass(frozen=True)
class Lines:
    """A text broken into lines at the size at which it fits."""

    texts: tuple[str, ...]
    size: int
    weight: int

    @property
    def height(self) -> int:
        """From the top of the first line to the bottom of the last."""
        return round(len(self.texts) * self.size * LINE_SPACING)

    @property
    def width(self) -> float:
        """The longest line."""
        return max((text_width(text, size=self.size, weight=self.weight) for text in self.texts), default=0)


def fit(text: str, *, width: int, sizes: Sequence[int], height: int = 0, weight: int = 700) -> Lines:
    """Break a text so that it fits: at the largest size that does, cut with an ellipsis where none does.

    Without a height it stays on one line.
    """
    for size in sizes:
        lines = _wrap(text, width=width, size=size, weight=weight)
        if len(lines) <= _most_lines(height, size):
            return Lines(tuple(lines), size, weight)
    kept = _wrap(text, width=width, size=sizes[-1], weight=weight)[: _most_lines(height, sizes[-1])]
    last = kept[-1]
    while last and text_width(f"{last}{ELLIPSIS}", size=sizes[-1], weight=weight) > width:
        last = last[:-1]
    return Lines((*kept[:-1], f"{last.rstrip()}{ELLIPSIS}"), sizes[-1], weight)


def text_width(text: str, *, size: int, weight: int) -> float:
    """How wide a text is set."""
    return sum(font.getlength(run) for run, font in _runs(text, size=size, weight=weight))


def write(canvas: ImageDraw.ImageDraw, lines: Lines, *, at: tuple[float, float], fill: str) -> None:
    """Write lines; `at` is the upper left corner of the first."""
    x, y = at
    for number, text in enumerate(lines.texts):
        baseline = y + lines.size * (number * LINE_SPACING + 1)
        pen = x
        for run, font in _runs(text, size=lines.size, weight=lines.weight):
            canvas.text((pen, baseline), run, font=font, fill=fill, anchor="ls")
            pen += font.getlength(run)


def _most_lines(height: int, size: int) -> int:
    return max(1, int(height / (size * LINE_SPACING)))


def _wrap(text: str, *, width: int, size: int, weight: int) -> list[str]:
    lines = [""]
    for word in _words(text, width=width, size=size, weight=weight):
        joined = f"{lines[-1]} {word}".strip() if not word.startswith("\0") else lines[-1] + word[1:]
        if text_width(joined, size=size, weight=weight) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word.removeprefix("\0"))
    return lines


def _words(text: str, *, width: int, size: int, weight: int) -> Iterator[str]:
    """Words; one wider than the box comes in pieces, the later ones marked so that no space goes before."""
    for word in text.split():
        if text_width(word, size=size, weight=weight) <= width:
            yield word
            continue
        yield word[0]
        yield from (f"\0{character}" for character in word[1:])


def _runs(text: str, *, size: int, weight: int) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    """Parts of a text that one font file holds."""
    for name, run in groupby(text, key=lambda character: _rare_files(weight).get(ord(character), "")):
        yield "".join(run), _font(name or f"hanmadang-sans-{weight}.woff2", size)


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / name), size)


@cache
def _rare_files(weight: int) -> dict[int, str]:
    """The slice that holds a character which the core file lacks, as the style sheet for slices says."""
    files = {}
    for found_weight, name, ranges in FACE.findall(RARE_SHEET.read_text(encoding="utf-8")):
        if int(found_weight) == weight:
            files.update(dict.fromkeys(_read_ranges(ranges), name))
    return files


def _read_ranges(text: str) -> Iterator[int]:
    for part in text.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)
