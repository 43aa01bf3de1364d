"""Pictures made for tests."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

PLACE = "37.5665"


def picture(
    file_format: str = "JPEG", *, size: tuple[int, int] = (640, 400), exif: Image.Exif | None = None
) -> bytes:
    """A picture with something on it."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    target = BytesIO()
    image.save(target, file_format, **({"exif": exif.tobytes()} if exif else {}))
    return target.getvalue()


def telling_exif(*, orientation: int = 6) -> Image.Exif:
    """Metadata as a phone writes it: camera, place, and which side is up."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SecretCameraMaker"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (IFDRational(37), IFDRational(33), IFDRational(59))
    return exif


def bomb(*, width: int, height: int) -> bytes:
    """A small PNG that stands for a huge picture of one colour."""
    row = b"\x00" + b"\x00" * (width // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _number in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def upload(content: bytes, *, name: str = "사진.jpg") -> SimpleUploadedFile:
    """The picture as it comes from a form."""
    return SimpleUploadedFile(name, content)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
