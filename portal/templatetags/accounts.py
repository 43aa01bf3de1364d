"""`{% load accounts %}`: ways to sign in that depend on the installation and on the address in use."""

import ipaddress

from django import template
from django.http import HttpRequest

from portal.accounts.elsewhere import Way, ways

register = template.Library()


@register.simple_tag
def sign_in_ways() -> list[Way]:
    """`{% sign_in_ways as ways %}`: the other services whose accounts may sign in here."""
    return ways()


@register.simple_tag
def passkeys_work_here(request: HttpRequest) -> bool:
    """`{% passkeys_work_here request as has_passkeys %}`: browsers bind passkeys to names, never to numbers."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False
