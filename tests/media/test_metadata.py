"""What a picture tells about its maker is taken out, and the picture stays."""

from io import BytesIO

import pytest
from PIL import ExifTags, Image

from portal.media.metadata import BrokenImageError, without_metadata
from tests.media.pictures import picture, telling_exif

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")


def pixels(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as image:
        return image.convert("RGB").tobytes()


def exif_of(content: bytes) -> Image.Exif:
    with Image.open(BytesIO(content)) as image:
        return image.getexif()


@pytest.mark.parametrize("file_format", FORMATS)
def test_place_and_camera_are_gone(file_format: str) -> None:
    content = picture(file_format, exif=telling_exif())
    assert b"SecretCameraMaker" in content
    cleaned = without_metadata(content)
    assert b"SecretCameraMaker" not in cleaned
    assert not exif_of(cleaned).get_ifd(ExifTags.IFD.GPSInfo)


@pytest.mark.parametrize("file_format", FORMATS)
def test_pixels_stay_as_they_were(file_format: str) -> None:
    content = picture(file_format, exif=telling_exif(orientation=1))
    assert pixels(without_metadata(content)) == pixels(content)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_orientation_stays(file_format: str, orientation: int) -> None:
    cleaned = without_metadata(picture(file_format, exif=telling_exif(orientation=orientation)))
    assert dict(exif_of(cleaned)) == {ExifTags.Base.Orientation: orientation}


def test_orientation_of_an_avif_stays() -> None:
    """It stands in the picture's own properties, which Pillow applies itself."""
    content = picture("AVIF", size=(64, 32), exif=telling_exif(orientation=6))
    with Image.open(BytesIO(content)) as before, Image.open(BytesIO(without_metadata(content))) as after:
        assert after.size == before.size == (32, 64) or after.tobytes() == before.tobytes()


def test_colour_profile_stays() -> None:
    target = BytesIO()
    Image.new("RGB", (8, 8)).save(
        target, "JPEG", icc_profile=b"profile" * 9, comment=b"hidden", exif=telling_exif().tobytes()
    )
    with Image.open(BytesIO(without_metadata(target.getvalue()))) as image:
        assert image.info["icc_profile"] == b"profile" * 9
        assert "comment" not in image.info


def test_what_hangs_behind_a_picture_is_cut_off() -> None:
    cleaned = without_metadata(picture() + b"<script>alert(1)</script>")
    assert b"<script>" not in cleaned
    assert pixels(cleaned) == pixels(picture())


def test_progressive_picture_is_kept_whole() -> None:
    target = BytesIO()
    Image.linear_gradient("L").save(target, "JPEG", progressive=True, exif=telling_exif().tobytes())
    assert pixels(without_metadata(target.getvalue())) == pixels(target.getvalue())


def test_animation_is_kept_whole() -> None:
    target = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    frames[0].save(
        target, "WEBP", save_all=True, append_images=frames[1:], exif=telling_exif(orientation=1).tobytes()
    )
    with Image.open(BytesIO(without_metadata(target.getvalue()))) as image:
        assert image.n_frames == 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("length", [3, 13, 21, 60, 200])
def test_cut_off_picture_is_refused_or_harmless(file_format: str, length: int) -> None:
    try:
        without_metadata(picture(file_format, exif=telling_exif())[:length])
    except BrokenImageError:
        return
