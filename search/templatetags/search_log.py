"""`{% search_slip %}`: the signed slip of the page of results being shown, for the log."""

from typing import Any

from django import template

from search.log import slip_for

register = template.Library()


@register.simple_tag(takes_context=True)
def search_slip(context: template.Context) -> str:
    """Return the slip; empty where the page logs nothing."""
    asked, result = context.get("asked"), context.get("result")
    return slip_for(asked, result) if asked and result else ""


@register.filter
def per_cent(share: Any) -> str:
    """Return a share between 0 and 1 in per cent."""
    return f"{100 * float(share):.0f} %"
