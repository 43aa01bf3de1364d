"""`{% load case_card %}`: the card of a case's page."""

from typing import Any

from django import template

from knowhow.models import CasePage
from knowhow.social_cards import case_card as card_of
from portal.templatetags.social_cards import card_tags

register = template.Library()


@register.inclusion_tag("media/social_card.html", takes_context=True)
def case_card(context: template.Context, page: CasePage) -> dict[str, Any]:
    """`{% block og_image %}{% case_card case.page %}{% endblock %}`; asks the database nothing."""
    return card_tags(context, card_of(page))
