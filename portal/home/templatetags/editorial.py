"""What blocks of guide pages need."""

from django import template
from django.template.loader import render_to_string

from portal import context
from portal.home.charts import chart
from portal.personal.policy import policy_part

register = template.Library()


@register.filter
def in_this_language(path: str) -> str:
    """An address of the portal, as the Korean page has it, in the language in force."""
    return context.in_this_language(path.removeprefix("/"))


@register.simple_tag
def guide_chart(key: str) -> str:
    """A registered chart; nothing where this installation does not have it."""
    known = chart(key)
    return render_to_string(known.template, known.context()) if known else ""


@register.simple_tag
def personal_data(part: str) -> str:
    """A part of the privacy policy, made of the register."""
    return render_to_string("personal/policy.html", policy_part(part))
