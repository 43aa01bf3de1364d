"""The boxes of an AVIF (ISO/IEC 14496-12 and 23008-12): find its metadata and overwrite it in place.

Its orientation is a property of the picture, so nothing of the metadata is needed to show it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

EMPTY_EXIF = b"\x00\x00\x00\x00MM\x00*\x00\x00\x00\x08"
"""Where the TIFF begins, and a TIFF whose only directory, made of the zeros that follow, has no entries."""
BOX_TO_END, BOX_OF_64_BITS = 0, 1
IN_FILE, IN_DATA_BOX = 0, 1


@dataclass(frozen=True)
class Box:
    """A part of the file: its kind, and where its content begins and ends."""

    kind: bytes
    start: int
    end: int


class _Reader:
    """Numbers of several widths, one after the other."""

    def __init__(self, content: bytes, position: int) -> None:
        self.content = content
        self.position = position

    def number(self, width: int) -> int:
        end = self.position + width
        if end > len(self.content):
            raise IndexError(end)
        value = int.from_bytes(self.content[self.position : end])
        self.position = end
        return value


def blanked(content: bytes) -> bytes:
    """The same file, Exif and XMP overwritten. Raises `struct.error` or `IndexError` for a broken file."""
    meta = next((box for box in _boxes(content, 0, len(content)) if box.kind == b"meta"), None)
    if meta is None:
        return content
    parts = {box.kind: box for box in _boxes(content, meta.start + 4, meta.end)}
    kinds = dict(_item_kinds(content, parts[b"iinf"])) if b"iinf" in parts else {}
    if b"iloc" not in parts:
        return content
    result = bytearray(content)
    data = parts.get(b"idat", Box(b"idat", 0, 0)).start
    for item, method, start, length in _extents(content, parts[b"iloc"]):
        kind = kinds.get(item)
        if kind in {b"Exif", b"mime"} and method in {IN_FILE, IN_DATA_BOX}:
            begin = start + (data if method == IN_DATA_BOX else 0)
            end = min(begin + length, len(content))
            filling = EMPTY_EXIF + bytes(length) if kind == b"Exif" else b" " * length
            result[begin:end] = filling[: max(0, end - begin)]
    return bytes(result)


def _boxes(content: bytes, start: int, end: int) -> Iterator[Box]:
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, start)
        header = 8
        if size == BOX_OF_64_BITS:
            size = struct.unpack_from(">Q", content, start + 8)[0]
            header = 16
        elif size == BOX_TO_END:
            size = end - start
        if size < header:
            raise IndexError(start)
        yield Box(kind, start + header, min(start + size, end))
        start += size


def _item_kinds(content: bytes, box: Box) -> Iterator[tuple[int, bytes]]:
    """Each item's number and kind."""
    count_width = 4 if content[box.start] else 2
    for entry in _boxes(content, box.start + 4 + count_width, box.end):
        number_width = 4 if content[entry.start] > 2 else 2  # noqa: PLR2004 - from version 3 on
        number = int.from_bytes(content[entry.start + 4 : entry.start + 4 + number_width])
        kind = entry.start + 4 + number_width + 2
        yield number, content[kind : kind + 4]


def _extents(content: bytes, box: Box) -> Iterator[tuple[int, int, int, int]]:
    """Each item's number, and where its bytes are: counted from what, from where, how many."""
    reader = _Reader(content, box.start)
    version = reader.number(4) >> 24
    widths = reader.number(2)
    offset_width, length_width, base_width = widths >> 12, widths >> 8 & 15, widths >> 4 & 15
    index_width = widths & 15 if version else 0
    number_width = 2 if version < 2 else 4  # noqa: PLR2004 - from version 2 on
    for _item in range(reader.number(number_width)):
        item = reader.number(number_width)
        method = reader.number(2) & 15 if version else IN_FILE
        reader.number(2)
        base = reader.number(base_width)
        for _extent in range(reader.number(2)):
            reader.number(index_width)
            start, length = base + reader.number(offset_width), reader.number(length_width)
            yield item, method, start, length
