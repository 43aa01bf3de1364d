"""The blocks of a page inside `base.html`, which is rendered once for visitors without an account and kept in pieces.

The blocks have the names of those of `base.html`; `krds/shell.html` puts a mark where each of them, and each address of
the page, goes in. For who is signed in, has a message or looks at a draft, the same marks stand in a page of their own.

A `.jinja` file holds the blocks themselves. One of Django's that begins with `{% extends parent|default:"base.html" %}`
is a page of its own everywhere else; here `krds/blocks.html` takes the place of `base.html` and keeps its blocks apart.
"""

import re
from functools import cache
from typing import Any, cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.template import Context, engines
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.addresses import address
from portal.context import Alternate, PageLinks
from portal.krds.jinja import ENDING, template_of

SHELL = "krds/shell.html"
_MARK = re.compile(r"\[\[([a-z_]+(?:-[a-z]+)?)\]\]")
_ONE_LINE = ("title", "description")
_KEPT = 256

type Pieces = tuple[str, ...]
"""Text and names of marks in turn: text first and last."""

_rendered: dict[tuple[Any, ...], Pieces] = {}


def whole_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The answer with a page: like Django's `render`, in the kept frame."""
    return HttpResponse(_page_alone(template).render(context, request))


@cache
def _page_alone(template: str) -> Any:
    return engines["django"].from_string(f'{{% load jinja %}}{{% page "{template}" %}}')


def render_page(template: str, context: Context) -> SafeString:
    """The whole page: the blocks of a template, rendered with this context, inside the frame of the portal."""
    flat = cast("dict[str, Any]", context.flatten())
    pieces = list(_shell(flat))
    blocks = _blocks(template, flat) if template.endswith(ENDING) else _django_blocks(template, context)
    said = {**_addresses(flat), **blocks, **{name: " ".join(blocks[name].split()) for name in _ONE_LINE}}
    pieces[1::2] = [said[mark] for mark in pieces[1::2]]
    return SafeString("".join(pieces))


def _blocks(template: str, flat: dict[str, Any]) -> dict[str, str]:
    compiled = template_of(template)
    shared = compiled.new_context(flat)
    return {name: "".join(block(shared)) for name, block in compiled.blocks.items()}


def _django_blocks(template: str, context: Context) -> dict[str, str]:
    said: dict[str, str] = {}
    with context.push(parent="krds/blocks.html", said=said):
        get_template(template).template.render(context)  # type: ignore[attr-defined]  # Django's own engine
    return said


def _addresses(flat: dict[str, Any]) -> dict[str, str]:
    """The addresses of one page: absolute ones, in the other language, and the ways back to it."""
    request: HttpRequest = flat["request"]
    links: PageLinks = flat["page_links"]
    said = {
        "canonical": links.canonical,
        "display-link": f"{address('display')}?next={quote(request.get_full_path(), safe='')}",
        "login-link": f"{address('account_login')}?next={quote(request.path, safe='')}",
        "other-link": links.other.url if links.other else "",
        **{f"alternate-{one.language}": one.url for one in links.alternates},
    }
    return {name: escape(url) for name, url in said.items()}


def _shell(flat: dict[str, Any]) -> Pieces:
    links: PageLinks = flat["page_links"]
    if not _is_for_everyone(flat):
        return _split({**flat, **_marked(links)})
    key = (
        get_language(),
        *(flat[name] for name in ("section", "portal", "display")),
        tuple(flat["alerts"]),
        links.other and links.other.language,
        tuple(one.language for one in links.alternates),
    )
    if key not in _rendered:
        if len(_rendered) >= _KEPT:
            _rendered.clear()
        named = ("section", "portal", "display", "alerts", "menu", "home_url", "search_url")
        _rendered[key] = _split({**{name: flat[name] for name in named}, **_marked(links)})
    return _rendered[key]


def _is_for_everyone(flat: dict[str, Any]) -> bool:
    """Whether the frame is that of a stranger looking at a published page."""
    is_preview = getattr(flat["request"], "is_preview", False)
    return not (flat["has_messages"] or is_preview or flat["is_signed_in"])


def _marked(links: PageLinks) -> dict[str, Any]:
    """The context in which marks stand for the addresses of a page with these languages."""
    other = links.other and Alternate(links.other.language, links.other.name, "[[other-link]]")
    alternates = tuple(
        Alternate(one.language, one.name, f"[[alternate-{one.language}]]") for one in links.alternates
    )
    return {
        "page_links": PageLinks(canonical="[[canonical]]", alternates=alternates, other=other),
        "frame_links": {name: f"[[{name}-link]]" for name in ("display", "login", "other")},
    }


def _split(context: dict[str, Any]) -> Pieces:
    request = context.get("request")
    return tuple(_MARK.split(get_template(SHELL).render(context, request)))
