"""Header, footer and menu: the same for every visitor without an account but for three links, so rendered once."""

import re
from typing import Any, cast
from urllib.parse import quote

from django.template import Context
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.addresses import address

OPEN = {name: f"[[{name}-link]]" for name in ("display", "login", "other")}
_OPEN_LINK = re.compile(r"\[\[(display|login|other)-link\]\]")
_KEPT = 256

_rendered: dict[tuple[Any, ...], str] = {}


def render_frame(template: str, context: Context) -> SafeString:
    """A part of the frame for this page. What differs by page goes in afterwards, escaped, in one pass."""
    flat = cast("dict[str, Any]", context.flatten())
    links = flat.get("frame_links") or _links(flat)
    if flat.get("is_signed_in") or "frame_links" in flat:
        return SafeString(get_template(template).render({**flat, "frame_links": links}))
    key = (
        template,
        get_language(),
        flat.get("section", ""),
        flat.get("has_own_box", False),
        flat.get("portal"),
        flat.get("menu"),
        "other" in links,
    )
    if key not in _rendered:
        if len(_rendered) >= _KEPT:
            _rendered.clear()
        open_links = {name: mark for name, mark in OPEN.items() if name in links}
        _rendered[key] = get_template(template).render({**flat, "frame_links": open_links})
    return SafeString(_OPEN_LINK.sub(lambda found: escape(links[found[1]]), _rendered[key]))


def _links(context: dict[str, Any]) -> dict[str, str]:
    """The display choice and the sign-in that come back here, and this page in the other language."""
    request, page_links = context["request"], context.get("page_links")
    links = {
        "display": f"{address('display')}?next={quote(request.get_full_path(), safe='')}",
        "login": f"{address('account_login')}?next={quote(request.path, safe='')}",
    }
    if page_links and page_links.other:
        links["other"] = page_links.other.url
    return links
