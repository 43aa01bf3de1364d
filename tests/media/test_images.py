"""Pictures: limits at the door, copies in the background, a page that never waits for them."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client
from django_tasks_db.models import DBTaskResult
from PIL import ExifTags, Image
from pytest_django import DjangoAssertNumQueries
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from portal.jobs.worker import run_what_is_ready
from portal.media.jobs import make_renditions
from portal.media.models import PortalImage
from portal.settings.base import REPOSITORY
from tests.media.pictures import bomb, picture, telling_exif, upload

pytestmark = pytest.mark.django_db

SHOW = Template('{% load media %}{% responsive_image image alt="밤 농장" sizes="50vw" %}')
REFUSE_IN_LITTLE_MEMORY = """
import resource, sys
import django
django.setup()
from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from tests.media.pictures import bomb, upload
file = upload(bomb(width=16_000, height=16_000), name="bomb.png")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    WagtailImageField().clean(file)
except ValidationError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def saved_image(content: bytes | None = None, *, name: str = "사진.jpg") -> PortalImage:
    image: PortalImage = PortalImage.objects.create(
        title="밤 농장", file=upload(content or picture(), name=name)
    )
    return image


def errors_of_upload(content: bytes, *, name: str) -> list[str]:
    collection = Collection.get_first_root_node()
    form = get_image_form(get_image_model())(
        {"title": "그림", "collection": collection.pk}, {"file": upload(content, name=name)}
    )
    return [str(error) for error in form.errors.get("file", [])]


def test_picture_tells_no_place_once_it_is_stored() -> None:
    image = saved_image(picture(exif=telling_exif()))
    with Image.open(image.file.path) as stored:
        assert dict(stored.getexif()) == {ExifTags.Base.Orientation: 6}
    assert image.file_size == Path(image.file.path).stat().st_size


def test_picture_is_stored_under_a_name_nobody_can_guess() -> None:
    first, second = saved_image(), saved_image()
    assert first.file.name != second.file.name
    assert len(Path(first.file.name).stem) == 32


def test_upload_orders_copies_and_makes_none() -> None:
    image = saved_image()
    assert image.renditions.count() == 0
    assert DBTaskResult.objects.filter(task_path=make_renditions.module_path).count() == 1


def test_change_of_the_title_orders_nothing() -> None:
    image = saved_image()
    DBTaskResult.objects.all().delete()
    PortalImage.objects.get(pk=image.pk).save()
    assert not DBTaskResult.objects.filter(task_path=make_renditions.module_path).exists()


def test_copies_are_made_in_three_formats_and_never_blown_up() -> None:
    image = saved_image(picture(size=(1000, 500)))
    run_what_is_ready()
    made = set()
    for copy in image.renditions.all():
        with Image.open(copy.file.path) as stored:
            made.add((stored.format, stored.width))
    assert made == {(name, width) for name in ("AVIF", "WEBP", "JPEG") for width in (480, 960, 1000)}


def test_copies_of_an_upright_picture_stand_upright() -> None:
    image = saved_image(picture(size=(400, 200), exif=telling_exif(orientation=6)))
    make_renditions.call(image.pk)
    assert all(copy.height > copy.width for copy in image.renditions.all())


def test_copies_may_be_made_twice() -> None:
    image = saved_image(picture(size=(200, 100)))
    make_renditions.call(image.pk)
    make_renditions.call(image.pk)
    assert image.renditions.count() == 3


def test_copies_of_a_removed_picture_are_not_made() -> None:
    make_renditions.call(0)


def test_page_shows_the_original_until_copies_are_there() -> None:
    image = saved_image()
    shown = SHOW.render(Context({"image": image}))
    assert f'src="{image.file.url}"' in shown
    assert image.renditions.count() == 0


def test_page_offers_the_copies_best_format_first(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    image = saved_image(picture(size=(1000, 500)))
    make_renditions.call(image.pk)
    image = PortalImage.objects.get(pk=image.pk)
    with django_assert_num_queries(1):
        shown = SHOW.render(Context({"image": image}))
    assert shown.index("image/avif") < shown.index("image/webp") < shown.index("image/jpeg")
    assert "480w" in shown
    assert 'alt="밤 농장"' in shown
    assert 'sizes="50vw"' in shown


def test_new_file_of_a_picture_replaces_its_copies() -> None:
    image = saved_image(picture(size=(200, 100)))
    run_what_is_ready()
    values = {"title": "그림", "collection": image.collection_id}
    file = upload(picture("PNG", size=(100, 300)), name="새.png")
    form = get_image_form(PortalImage)(values, {"file": file}, instance=image)
    assert form.is_valid(), form.errors
    form.save()
    assert image.renditions.count() == 0
    run_what_is_ready()
    assert all(copy.height > copy.width for copy in image.renditions.all())
    assert image.renditions.count() == 3


def test_bomb_is_refused_with_what_to_do() -> None:
    (message,) = errors_of_upload(bomb(width=10_000, height=10_000), name="bomb.png")
    assert "40,000,000화소 이하로 줄여" in message


def test_picture_below_the_limit_is_taken() -> None:
    assert errors_of_upload(picture(), name="그림.jpg") == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        *((picture()[:30], "a.jpg"), (picture()[:700], "a.jpg"), (picture("PNG")[:40], "a.png")),
        *((picture("WEBP")[:60], "a.webp"), (picture("AVIF")[:200], "a.avif")),
    ],
)
def test_broken_picture_is_refused_with_what_to_do(content: bytes, name: str) -> None:
    (message,) = errors_of_upload(content, name=name)
    assert "다시 저장한 파일" in message


@pytest.mark.long
def test_bomb_costs_no_memory() -> None:
    """In a process of its own, where nothing else has used memory before."""
    command = [sys.executable, "-c", REFUSE_IN_LITTLE_MEMORY]
    grown = subprocess.run(command, capture_output=True, check=True, text=True, cwd=REPOSITORY).stdout
    assert int(grown) < 100_000  # kB; decoded it would be 1 GB


def test_picture_is_handed_out_for_a_year_and_may_do_nothing(client: Client) -> None:
    response = client.get(saved_image().file.url)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not response.cookies
    with Image.open(BytesIO(b"".join(response.streaming_content))) as shown:  # type: ignore[attr-defined]
        assert shown.size == (640, 400)


def test_picture_that_the_browser_has_is_not_sent_again(client: Client) -> None:
    url = saved_image().file.url
    first = client.get(url)
    first.close()
    assert client.get(url, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/media/documents/a.pdf",
        "/media/documents/a.jpg",
        "/media/images/..",
        "/media/images/a%00.jpg",
        "/media/images/missing.png",
        "/media/images/..%2fdb.sqlite3",
        "/media/images/..%2f..%2fx.png",
        "/media/images/a.svg",
    ],
)
def test_nothing_but_pictures_is_handed_out(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
