"""Announcements for feed readers."""

from collections.abc import Sequence
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.home.announcements import NEWEST_FIRST, description_of
from portal.home.models import AnnouncementPage

ENTRIES = 30


class AnnouncementFeed(Feed[AnnouncementPage, None]):
    """The newest announcements as Atom, in the language of the address; examples are left out."""

    feed_type = Atom1Feed

    def title(self) -> str:
        """The name of the feed."""
        return _("한마당 알림·소식")

    def subtitle(self) -> str:
        """What it holds."""
        return _("지역특화발전특구 지식·협력 포털의 새 알림입니다.")

    def link(self) -> str:
        """The list."""
        return reverse("wagtail_serve", args=["announcements/"])

    def feed_url(self) -> str:
        """Where the feed itself stands."""
        return reverse("announcement-feed")

    def items(self) -> Sequence[AnnouncementPage]:
        """The newest, as the list shows them."""
        rows = AnnouncementPage.objects.open_to_all().listed().real().in_language(get_language() or "ko")
        return list(rows.select_related("locale").order_by(*NEWEST_FIRST)[:ENTRIES])

    def item_title(self, item: Any) -> str:
        """Its title."""
        return str(item.title)

    def item_description(self, item: Any) -> str:
        """Its summary."""
        return description_of(item)

    def item_link(self, item: AnnouncementPage) -> str:
        """Where it is read in the language of the feed."""
        return item.address

    def item_guid(self, item: AnnouncementPage) -> str:
        """An id that stays when the address changes."""
        return f"urn:uuid:{item.translation_key}"

    def item_pubdate(self, item: AnnouncementPage) -> Any:
        """When it was first published."""
        return item.first_published_at or timezone.now()

    def item_updateddate(self, item: AnnouncementPage) -> Any:
        """When it last changed."""
        return item.last_published_at or item.first_published_at or timezone.now()

    def item_categories(self, item: AnnouncementPage) -> tuple[str, ...]:
        """Its category in words."""
        return (str(item.get_category_display()),)
