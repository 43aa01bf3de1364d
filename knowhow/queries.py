"""Questions that other rooms and the roof ask about cases."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from knowhow.models import CasePage


class SitemapRow(NamedTuple):
    """A public address: the name of its URL pattern, its only argument, and when it last changed."""

    url_name: str
    slug: str
    changed_at: dt.datetime | None


def sitemap_rows() -> Iterator[SitemapRow]:
    """Every public case but the examples."""
    rows = CasePage.objects.visible_to(AnonymousUser()).real().order_by("pk")
    for slug, changed_at in rows.values_list("public_slug", "last_published_at"):
        yield SitemapRow("case", slug, changed_at)
