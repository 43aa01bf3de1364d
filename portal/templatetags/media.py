"""`{% load media %}`: show a picture in the size and format that suits the reader's screen."""

from typing import Any

from django import template
from wagtail.images.models import AbstractImage

from portal.media.file_texts import TextState, states_of
from portal.media.renditions import shown_image

register = template.Library()


@register.inclusion_tag("media/responsive_image.html")
def responsive_image(image: AbstractImage, alt: str, sizes: str = "100vw") -> dict[str, Any]:
    """`{% responsive_image image alt="…" sizes="(min-width: 64em) 50vw, 100vw" %}`; `alt=""` for decoration.

    Shows the copies that the worker has made, or the original until then; never makes one.
    Lists prefetch `renditions`.
    """
    return {"shown": shown_image(image), "alt": alt, "sizes": sizes}


@register.simple_tag
def document_text(document: Any) -> TextState:
    """`{% document_text document as state %}`: what an editor is told of the document's text."""
    return states_of([document])[document.pk]
