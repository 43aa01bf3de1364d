"""The body of a zone's page, rendered by Jinja2: see `portal.krds.jinja`."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from portal.krds.jinja import rendered

register = template.Library()


@register.simple_tag
def zone_body(profile: Any, reform_support: Any, reform_source: str) -> SafeString:
    """Everything between the breadcrumb and the footer."""
    return rendered(
        "zones/zone_body.jinja",
        {
            "profile": profile,
            "zone": profile.zone,
            "reform_support": reform_support,
            "reform_source": reform_source,
        },
    )
