"""Which copies of a picture exist, and how a page names them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from wagtail.images.models import AbstractImage, AbstractRendition

WIDTHS = (480, 960, 1600)
FORMATS = ("avif", "webp", "jpeg")
"""Best first: a browser takes the first it knows."""


@dataclass(frozen=True)
class Source:
    """One format of a picture in its widths, as a `<source>` lists them."""

    mime_type: str
    srcset: str


@dataclass(frozen=True)
class ShownImage:
    """What a page needs to show a picture."""

    sources: list[Source]
    url: str
    width: int
    height: int


def widths_for(original_width: int) -> list[int]:
    """The widths worth making: up to the first that holds the original, since pictures are never blown up."""
    narrower = [width for width in WIDTHS if width < original_width]
    return [*narrower, *[width for width in WIDTHS if width >= original_width][:1]]


def specs_for(original_width: int) -> list[str]:
    """Wagtail's filter specifications of every copy of a picture of this width."""
    return [_spec(width, file_format) for file_format in FORMATS for width in widths_for(original_width)]


def shown_image(image: AbstractImage) -> ShownImage:
    """What there is to show of a picture; makes nothing. One query, or none: prefetch `renditions`."""
    wanted = specs_for(image.width)
    found = {copy.filter_spec: copy for copy in image.renditions.all() if copy.filter_spec in wanted}
    if not found:
        return ShownImage(sources=[], url=image.file.url, width=image.width, height=image.height)
    copies = [(spec.rpartition("-")[2], found[spec]) for spec in wanted if spec in found]
    by_format = {name: [copy for _name, copy in group] for name, group in groupby(copies, key=itemgetter(0))}
    fallback = by_format.get(FORMATS[-1], [copies[-1][1]])[-1]
    sources = [_source(name, group) for name, group in by_format.items()]
    return ShownImage(sources=sources, url=fallback.url, width=fallback.width, height=fallback.height)


def _source(file_format: str, copies: Iterable[AbstractRendition]) -> Source:
    srcset = ", ".join(f"{copy.url} {copy.width}w" for copy in copies)
    return Source(mime_type=f"image/{file_format}", srcset=srcset)


def _spec(width: int, file_format: str) -> str:
    return f"width-{width}|format-{file_format}"
