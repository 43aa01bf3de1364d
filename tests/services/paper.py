"""Read the words of a PDF that Chromium printed: its fonts carry a table from glyphs to letters.

Only what Chromium writes is understood; it is enough to see whether the words a reader needs reached the paper.
"""

import re
import zlib
from collections.abc import Mapping
from pathlib import Path

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)\bendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
_LETTERS = re.compile(rb"/ToUnicode (\d+) 0 R")
_PAIRS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>(?=[^>]*?T[jJ])|\bET\b")
GLYPH_DIGITS = 4

type Letters = dict[int, str]


def words_of_pdf(path: Path) -> str:
    """Every letter on the paper in the order it was drawn, without spaces: lines break where the paper ends."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(path.read_bytes())}
    fonts = {
        name: _letters(objects, int(number))
        for content in objects.values()
        for name, number in _FONT.findall(content)
    }
    drawn = (_stream(content) for content in objects.values())
    text = "".join(_text(content, fonts) for content in drawn if b" Tf" in content)
    return re.sub(r"\s", "", text)


def _stream(content: bytes) -> bytes:
    found = _STREAM.search(content)
    if found is None:
        return b""
    return zlib.decompress(found[1]) if b"/FlateDecode" in content.partition(b"stream")[0] else found[1]


def _letters(objects: Mapping[int, bytes], number: int) -> Letters:
    table = _LETTERS.search(objects.get(number, b""))
    content = _stream(objects[int(table[1])]) if table else b""
    letters: Letters = {}
    for block in _PAIRS.findall(content):
        codes = _HEX.findall(block)
        letters |= {int(code, 16): _decoded(text) for code, text in zip(codes[::2], codes[1::2], strict=True)}
    for block in _RANGES.findall(content):
        codes = _HEX.findall(block)
        for first, last, text in zip(codes[::3], codes[1::3], codes[2::3], strict=True):
            start = int(text, 16)
            letters |= {
                code: chr(start + place)
                for place, code in enumerate(range(int(first, 16), int(last, 16) + 1))
            }
    return letters


def _decoded(text: bytes) -> str:
    return bytes.fromhex(text.decode("ascii")).decode("utf-16-be", "replace")


def _text(content: bytes, fonts: Mapping[bytes, Letters]) -> str:
    letters: Letters = {}
    shown = []
    for found in _SHOWN.finditer(content):
        if found[1]:
            letters = fonts.get(found[1], {})
        elif found[2]:
            digits = found[2].decode("ascii")
            glyphs = (digits[start : start + GLYPH_DIGITS] for start in range(0, len(digits), GLYPH_DIGITS))
            shown.append("".join(letters.get(int(glyph, 16), "") for glyph in glyphs))
    return "".join(shown)
