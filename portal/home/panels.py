"""What the roof adds to the first page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.home.announcements import NEWEST_FIRST
from portal.home.models import AnnouncementPage
from portal.panels import Panel, PanelContent, register_panel

SHOWN = 4


def register_panels() -> None:
    """Called once when the app is ready."""
    register_panel(
        "home",
        Panel("announcements", _("알림·소식"), 90, "home/panels/announcements.html", newest_announcements),
    )


def newest_announcements(_subject: Any, _viewer: Any) -> PanelContent | None:
    """The newest of the list, pinned ones first."""
    rows = AnnouncementPage.objects.open_to_all().listed().in_language(get_language() or "ko")
    shown = list(
        rows.select_related("locale")
        .order_by("-is_pinned", *NEWEST_FIRST)
        .defer("body", "attachments", "plain_text")[:SHOWN]
    )
    if not shown:
        return None
    index_url = reverse("wagtail_serve", args=["announcements/"])
    return PanelContent({"pages": shown, "index_url": index_url}, len(shown))
