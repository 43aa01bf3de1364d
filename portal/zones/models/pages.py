"""The editorial pages of zones. Registry facts are never edited here."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from portal.blocks import StoryBlock
from portal.pages import PublicAddress
from portal.personal.publishing import PublishedTextsForm, ScannedPublication, reason_panel
from portal.zones.models.zones import Zone
from portal.zones.profile import zone_page_context

RESERVED_SLUGS = frozenset({"changes", "compare", "zones"})
"""Names that stand, or may come to stand, beside zones in `portal/zones/urls.py`."""


class ZoneIndexPage(Page):
    """The parent of all zone pages; visitors see the list of zones at its address."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["zones.ZonePage"]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]

    class Meta:
        verbose_name = _("특구 목록")
        verbose_name_plural = _("특구 목록")

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The list's own address."""
        parts = super().get_url_parts(request=request)
        return parts and (parts[0], parts[1], reverse("zones"))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send visitors to the list."""
        return HttpResponsePermanentRedirect(reverse("zones"))


class ZonePage(ScannedPublication, PublicAddress, Page):
    """What a zone's operator writes about it: story, pictures, contacts, files."""

    zone = models.OneToOneField(Zone, verbose_name=_("특구"), on_delete=models.PROTECT, related_name="page")
    lead_ko = models.CharField(_("한 줄 소개"), max_length=200, blank=True)
    lead_en = models.CharField(_("한 줄 소개(영문)"), max_length=200, blank=True)
    story = StreamField(StoryBlock(), verbose_name=_("이야기"), blank=True)
    story_en = StreamField(StoryBlock(), verbose_name=_("이야기(영문)"), blank=True)

    address_name = "zone"
    reserved_slugs = RESERVED_SLUGS
    parent_page_types: ClassVar[list[str]] = ["zones.ZoneIndexPage"]
    template = "zones/zone.html"

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("zone", read_only=True),
        MultiFieldPanel([FieldPanel("lead_ko"), FieldPanel("story")], heading=_("한국어")),
        MultiFieldPanel([FieldPanel("lead_en"), FieldPanel("story_en")], heading=_("영어")),
        reason_panel(),
    ]
    base_form_class = PublishedTextsForm
    promote_panels: ClassVar[list[object]] = [FieldPanel("public_slug"), *Page.promote_panels]
    search_fields: ClassVar[list[index.BaseField]] = [*Page.search_fields, index.FilterField("public_slug")]

    class Meta:
        verbose_name = _("특구 페이지")
        verbose_name_plural = _("특구 페이지")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the public view shows, for an editor's preview."""
        return {
            **super().get_context(request, *args, **kwargs),
            **zone_page_context(self, viewer=request.user),
        }

    def public_slug_source(self) -> str:
        """The zone's English name."""
        return self.zone.name_en
