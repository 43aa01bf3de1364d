"""`{% load jinja %}`: pages and parts that Jinja2 renders, inside Django's templates."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from portal.krds.jinja import part as rendered_part
from portal.krds.shell import render_page

register = template.Library()


@register.simple_tag(takes_context=True)
def page(context: template.Context, name: str) -> SafeString:
    """`{% page "zones/zone.jinja" %}` alone in a template: the whole page, frame and all."""
    return render_page(name, context)


@register.simple_tag
def part(name: str, **context: Any) -> SafeString:
    """`{% part panel.template content=panel.context %}`: a component of either kind, with nothing but what it is given."""
    return rendered_part(name, **context)
