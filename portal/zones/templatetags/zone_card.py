"""`{% load zone_card %}`: the card of a zone's page."""

from typing import Any

from django import template

from portal.templatetags.social_cards import card_tags
from portal.zones.models import Zone
from portal.zones.social_cards import zone_card as card_of

register = template.Library()


@register.inclusion_tag("media/social_card.html", takes_context=True)
def zone_card(context: template.Context, zone: Zone) -> dict[str, Any]:
    """`{% block og_image %}{% zone_card profile.zone %}{% endblock %}`; asks the database nothing."""
    return card_tags(context, card_of(zone))
