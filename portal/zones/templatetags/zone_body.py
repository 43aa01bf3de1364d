"""The body of a zone's page, rendered by Jinja2: see `portal.krds.jinja`."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def zone_body(profile: Any, reform_support: Any, reform_source: str) -> SafeString:
    """Everything between the breadcrumb and the footer."""
    body = get_template("zones/zone_body.jinja", using="jinja2")
    return SafeString(
        body.render(
            {
                "profile": profile,
                "zone": profile.zone,
                "is_english": get_language() == "en",
                "reform_support": reform_support,
                "reform_source": reform_source,
            }
        )
    )
