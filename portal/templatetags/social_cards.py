"""`{% load social_cards %}`: the picture that social networks show beside a link."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import HttpRequest

from portal.addresses import address
from portal.media.cards import FOLDER, HEIGHT, WIDTH, Card

register = template.Library()

GENERIC = "portal.png"
"""No job draws a card of this name, so the address gives the one that is shipped."""


@register.inclusion_tag("media/social_card.html", takes_context=True)
def generic_card(context: template.Context) -> dict[str, Any]:
    """The portal's own card, for pages without one of theirs."""
    return _tags(context, path=address("picture", FOLDER, GENERIC), says=str(context["page_title"]))


def card_tags(context: template.Context | Mapping[str, Any], card: Card) -> dict[str, Any]:
    """For the tags of rooms. Until the job has drawn the card, its address gives the portal's own."""
    return _tags(context, path=address("picture", FOLDER, card.name), says=card.title)


def _tags(context: template.Context | Mapping[str, Any], *, path: str, says: str) -> dict[str, Any]:
    """What the template needs: networks want an absolute address."""
    request: HttpRequest = context["request"]
    return {"url": request.build_absolute_uri(path), "width": WIDTH, "height": HEIGHT, "says": says}
