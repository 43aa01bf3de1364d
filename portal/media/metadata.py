"""Take out of a picture what it tells about its maker: place, time, camera, comments. The pixels stay.

Nothing is decoded or encoded again: no quality is lost and a large picture costs no memory. What is
needed to show the picture is kept, its orientation too. Formats: JPEG (ITU-T T.81), PNG (W3C PNG 3), WebP
(RFC 9649), AVIF (in `boxes.py`).
"""

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import ExifTags, Image

from portal.media.boxes import blanked

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {
    *(
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"cICP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    ),
    *(b"acTL", b"fcTL", b"fdAT"),
}
WEBP_DROPPED = {b"EXIF", b"XMP "}
WEBP_METADATA_FLAGS = 0x08 | 0x04
JPEG_MARK, JPEG_START, JPEG_END, JPEG_SCAN = 0xFF, 0xD8, 0xD9, 0xDA
JPEG_APP0, JPEG_APP1, JPEG_APP2, JPEG_APP14, JPEG_APP15, JPEG_COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
JPEG_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""In picture data FF is followed by 00 or a restart marker; anything else begins the next part."""


class BrokenImageError(ValueError):
    """The parts of the file do not fit together."""


def without_metadata(content: bytes) -> bytes:
    """The same picture without metadata; unchanged in formats that have none. Raises `BrokenImageError`."""
    try:
        if content.startswith(b"\xff\xd8"):
            return b"".join(_jpeg_parts(content))
        if content.startswith(PNG_SIGNATURE):
            return PNG_SIGNATURE + b"".join(_png_parts(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            body = b"WEBP" + b"".join(_webp_parts(content))
            return b"RIFF" + struct.pack("<I", len(body)) + body
        if content[4:8] == b"ftyp":
            return blanked(content)
    except (struct.error, IndexError, OSError, SyntaxError) as error:  # the last two are what Pillow raises
        raise BrokenImageError("The image ends in the middle of a part.") from error
    return content


def _orientation_exif(content: bytes) -> bytes:
    """Metadata that holds the orientation alone; nothing when the picture stands upright."""
    with Image.open(BytesIO(content)) as image:
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    if orientation not in range(2, 9):
        return b""
    # Big-endian TIFF, one directory of one entry: tag, type SHORT, count, value, padding, no next directory.
    return b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, ExifTags.Base.Orientation, 3, 1, orientation, 0, 0)


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    """Parts of a JPEG up to its end; what cameras and attackers hang behind it is left out."""
    yield content[:2]
    exif = _orientation_exif(content)
    if exif:
        yield b"\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\x00\x00" + exif
    position = 2
    while position < len(content):
        marker = content[position + 1]
        if content[position] != JPEG_MARK or marker == JPEG_START:
            raise BrokenImageError("A part of the JPEG does not begin where the one before it ends.")
        if marker == JPEG_END:
            break
        if marker == JPEG_MARK:  # fill byte
            position += 1
            continue
        end = position + 2 + struct.unpack_from(">H", content, position + 2)[0]
        if marker == JPEG_SCAN:
            following = JPEG_NEXT_MARKER.search(content, end)
            end = following.start() if following else len(content)
        if not _is_jpeg_metadata(marker, content[position + 4 : position + 16]):
            yield content[position:end]
        position = end
    yield b"\xff\xd9"


def _is_jpeg_metadata(marker: int, start: bytes) -> bool:
    if marker == JPEG_APP2:
        return not start.startswith(b"ICC_PROFILE")
    return marker == JPEG_COMMENT or (JPEG_APP1 <= marker <= JPEG_APP15 and marker != JPEG_APP14)


def _png_parts(content: bytes) -> Iterator[bytes]:
    exif = _orientation_exif(content)
    position = len(PNG_SIGNATURE)
    while position < len(content):
        length, name = struct.unpack_from(">I4s", content, position)
        end = position + 12 + length
        if name in PNG_KEPT:
            yield content[position:end]
        if name == b"IHDR" and exif:
            yield (
                struct.pack(">I", len(exif)) + b"eXIf" + exif + struct.pack(">I", zlib.crc32(b"eXIf" + exif))
            )
        if name == b"IEND":
            return
        position = end


def _webp_parts(content: bytes) -> Iterator[bytes]:
    exif = _orientation_exif(content)
    position = 12
    whole = min(len(content), 8 + struct.unpack_from("<I", content, 4)[0])
    while position < whole:
        name, length = struct.unpack_from("<4sI", content, position)
        end = position + 8 + length + length % 2
        if name == b"VP8X":
            flags = content[position + 8] & ~WEBP_METADATA_FLAGS | (0x08 if exif else 0)
            yield content[position : position + 8] + bytes([flags]) + content[position + 9 : end]
        elif name not in WEBP_DROPPED:
            yield content[position:end]
        position = end
    if exif:
        yield b"EXIF" + struct.pack("<I", len(exif)) + exif + b"\x00" * (len(exif) % 2)
