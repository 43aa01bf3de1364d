"""Questions that other rooms and the roof ask about know-how."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from knowhow.building_blocks import visible_blocks
from knowhow.models import CasePage, PracticePage


class SitemapRow(NamedTuple):
    """A public address: the name of its URL pattern, its only argument, and when it last changed."""

    url_name: str
    slug: str
    changed_at: dt.datetime | None


def sitemap_rows() -> Iterator[SitemapRow]:
    """Every public case, practice and building block but the examples."""
    rows = CasePage.objects.visible_to(AnonymousUser()).real().order_by("pk")
    for slug, changed_at in rows.values_list("public_slug", "last_published_at"):
        yield SitemapRow("case", slug, changed_at)
    practices = PracticePage.objects.visible_to(AnonymousUser()).real().order_by("pk")
    for slug, changed_at in practices.values_list("public_slug", "last_published_at"):
        yield SitemapRow("practice", slug, changed_at)
    blocks = visible_blocks(AnonymousUser()).filter(is_sample=False)
    for slug in blocks.values_list("slug", flat=True):
        yield SitemapRow("building-block", slug, None)
