"""How large a picture may be before anything decodes it."""

import warnings

from django.conf import settings
from PIL import Image


def limit_pixels() -> None:
    """Let Pillow refuse pictures above `WAGTAILIMAGES_MAX_IMAGE_PIXELS`, in web process and worker.

    Wagtail asks for the size only after Willow has decoded the picture: 400 kB of PNG can stand for 1 GB.
    Pillow reads the size from the header, warns above its limit and refuses above twice the limit, so it gets
    half of ours and the warning is left out.
    """
    Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 2
    warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
