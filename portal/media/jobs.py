"""Smaller copies of pictures, made after the upload: no reader waits for the seconds that AVIF takes."""

from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

from portal.jobs.definition import job
from portal.media.renditions import specs_for


@job("make_renditions", priority=-10)
def make_renditions(image_id: int) -> None:
    """Make every copy that pages show. Copies that exist are kept."""
    image = get_image_model().objects.filter(pk=image_id).first()
    if image is None:
        return
    try:
        image.get_renditions(*specs_for(image.width))
    except SourceImageIOError:
        if get_image_model().objects.filter(pk=image_id).exists():
            raise  # the file is really missing: try again, then give up loudly
