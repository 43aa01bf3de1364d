"""Guide pages: what the portal and the scheme are, each with its sources; and the glossary."""

from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from portal.home.blocks import GuideBlock, SourceBlock
from portal.home.guides import guide_context, guide_index_context
from portal.home.models.bilingual import BilingualIndex, BilingualManager, BilingualPage

ADDRESS = "guide/"


class GuideIndexPage(BilingualIndex, Page):
    """The overview of all guide pages."""

    introduction = models.CharField(_("소개"), max_length=300, blank=True)
    shipped = models.JSONField(default=list, editable=False, blank=True)
    """Slugs of pages that were loaded once: one that an editor has deleted does not come back."""

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["home.GuidePage"]
    template = "home/guides.html"
    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels: ClassVar[list[object]] = [FieldPanel("search_description")]

    class Meta:
        verbose_name = _("안내 목록")
        verbose_name_plural = _("안내 목록")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """All pages by group."""
        pages = GuidePage.objects.open_to_all()
        return {**super().get_context(request, *args, **kwargs), **guide_index_context(pages)}


class GuidePage(BilingualPage, Page):
    """One guide: sections, sources with their dates, and when it was last read through."""

    class Group(models.TextChoices):
        """Where it stands in the side navigation."""

        SCHEME = "scheme", _("제도")
        PORTAL = "portal", _("한마당 이용")
        POLICY = "policy", _("운영 방침")

    group = models.CharField(_("묶음"), max_length=8, choices=Group, default=Group.SCHEME)
    summary = models.CharField(_("요약"), max_length=300, blank=True)
    body = StreamField(GuideBlock(), verbose_name=_("본문"), blank=True)
    sources = StreamField([("source", SourceBlock())], verbose_name=_("출처"), blank=True)
    reviewed_on = models.DateField(
        _("마지막으로 살펴본 날"),
        default=timezone.localdate,
        help_text=_("내용이 지금도 맞는지 출처와 맞추어 본 날입니다."),
    )

    section_address = ADDRESS
    objects = BilingualManager()
    parent_page_types: ClassVar[list[str]] = ["home.GuideIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "home/guide.html"
    content_panels: ClassVar[list[object]] = [
        TitleFieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("sources"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("group"), FieldPanel("reviewed_on")])], heading=_("정리와 검토")
        ),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [*Page.search_fields, index.FilterField("group")]

    class Meta:
        verbose_name = _("안내")
        verbose_name_plural = _("안내")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with its sections and the pages beside it."""
        pages = GuidePage.objects.open_to_all()
        return {
            **super().get_context(request, *args, **kwargs),
            **guide_context(self, pages, GlossaryTerm.objects.all(), request.GET),
        }

    @property
    def shows_glossary(self) -> bool:
        """Whether the glossary stands on this page."""
        return any(block.block_type == "glossary" for block in self.body)


class GlossaryTermQuerySet(models.QuerySet["GlossaryTerm"]):
    """Named questions."""

    def in_order(self, sort: str) -> Self:
        """By Korean or by English name."""
        return self.order_by("name_en", "slug") if sort == "en" else self.order_by("name_ko", "slug")


class GlossaryTerm(models.Model):
    """A term in Korean and English; says whose English it is."""

    class Status(models.TextChoices):
        """Where the English comes from."""

        OFFICIAL = "official", _("법령 번역(한국법제연구원)")
        PRESS = "press", _("언론 보도의 영문")
        OURS = "ours", _("한마당이 옮김")

    slug = models.CharField(
        _("쪽 안 주소"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z")],
    )
    name_ko = models.CharField(_("국문"), max_length=120)
    name_en = models.CharField(_("영문"), max_length=160)
    other_names = models.CharField(
        _("다른 이름"), max_length=200, blank=True, help_text=_("쉼표로 나누어 적습니다. 검색에 쓰입니다.")
    )
    status = models.CharField(_("영문의 출처"), max_length=8, choices=Status, default=Status.OURS)
    text_ko = models.TextField(_("뜻"))
    text_en = models.TextField(_("뜻(영문)"), blank=True)

    objects = GlossaryTermQuerySet.as_manager()
    panels: ClassVar[list[object]] = [
        FieldRowPanel([FieldPanel("name_ko"), FieldPanel("name_en")]),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("status")]),
        FieldPanel("other_names"),
        FieldPanel("text_ko"),
        FieldPanel("text_en"),
    ]

    class Meta:
        verbose_name = _("용어")
        verbose_name_plural = _("용어집")
        ordering = ("name_ko", "slug")

    def __str__(self) -> str:
        return self.name_ko

    @property
    def name(self) -> str:
        """In the language in force."""
        return self.name_en if get_language() == "en" else self.name_ko
