"""The first page."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from portal.home.overview import overview


class HomePage(Page):
    """The first page: what an editor may say there; the figures come from the registry."""

    headline = models.CharField(_("머리 문장"), max_length=120, blank=True)
    introduction = models.CharField(_("소개"), max_length=300, blank=True)

    max_count = 2  # one a language
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "zones.ZoneIndexPage",
        "home.AnnouncementIndexPage",
        "home.GuideIndexPage",
    ]
    template = "home/home.html"
    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
    ]

    class Meta:
        verbose_name = _("첫 화면")
        verbose_name_plural = _("첫 화면")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with the registry's figures."""
        found = {"has_own_box": True, "overview": overview(viewer=request.user)}
        return {**super().get_context(request, *args, **kwargs), **found}
