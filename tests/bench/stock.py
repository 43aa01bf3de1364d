"""The zone page as Wagtail serves it out of the box: tree route, `Page.serve`, plain querysets, Django templates."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template
from django.test import RequestFactory
from wagtail.models import Page, Site

from portal.krds import frame
from portal.prepared import Prepared
from portal.zones.models import ZonePage


def serve(address: str) -> bytes:
    """The answer for a place in the tree, with all that Wagtail does on the way."""
    request = RequestFactory().get(address)
    request.user = AnonymousUser()
    with _as_out_of_the_box():
        site = Site.find_for_request(request)
        assert site is not None
        parts = [part for part in address.split("/") if part]
        page, args, kwargs = site.root_page.localized.specific.route(request, parts)
        response: Any = Page.serve(page, request, *args, **kwargs)
        rendered: bytes = response.render().content
        return rendered


def address_of(page: ZonePage) -> str:
    """Its place in the tree below the first page."""
    place: str = page.url_path.split("/", 2)[2]
    return f"/{place}"


@contextmanager
def _as_out_of_the_box() -> Iterator[None]:
    """Without our prepared queries, our kept frame and our second template language."""
    with (
        mock.patch.object(Prepared, "rows", lambda self, value: list(self.build(value))),
        mock.patch("portal.krds.templatetags.krds.render_frame", _render_frame),
        mock.patch.object(ZonePage, "template", "stock_zone.html"),
    ):
        yield


def _render_frame(template: str, context: Any) -> str:
    flat = context.flatten()
    links = frame._links(flat)
    return str(get_template(template).render({**flat, "frame_links": links}))
