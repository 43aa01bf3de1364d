"""Announcements: editorial news of the portal, each a page."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from portal.blocks import DownloadBlock, StoryBlock
from portal.home.announcements import announcement_context, announcement_list_context
from portal.home.models.bilingual import BilingualIndex, BilingualPage, BilingualQuerySet
from portal.personal.publishing import PublishedTextsForm, ScannedPublication, reason_panel
from portal.stories import words_of

ADDRESS = "announcements/"
RESERVED_SLUGS = frozenset({"feed"})


class AnnouncementQuerySet(BilingualQuerySet):
    """Named questions."""

    def listed(self, today: dt.date | None = None) -> Self:
        """Not past the day until which they stand in the list."""
        day = today or timezone.localdate()
        return self.filter(Q(listed_until=None) | Q(listed_until__gte=day))  # type: ignore[no-any-return]

    def real(self) -> Self:
        """Without the marked examples."""
        return self.filter(is_sample=False)  # type: ignore[no-any-return]


class AnnouncementIndexPage(BilingualIndex, Page):
    """The list of announcements."""

    introduction = models.CharField(_("소개"), max_length=300, blank=True)

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["home.AnnouncementPage"]
    template = "home/announcements.html"
    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels: ClassVar[list[object]] = [FieldPanel("search_description")]

    class Meta:
        verbose_name = _("공지 목록")
        verbose_name_plural = _("공지 목록")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The list as the address asks."""
        rows = AnnouncementPage.objects.open_to_all().listed()
        return {
            **super().get_context(request, *args, **kwargs),
            **announcement_list_context(rows, request.GET),
        }


class AnnouncementPage(ScannedPublication, BilingualPage, Page):
    """One announcement. Past its last day it leaves the list, and stays readable."""

    class Category(models.TextChoices):
        """What it is about."""

        NOTICE = "notice", pgettext_lazy("notice", "안내")
        CALL = "call", _("모집·공모")
        EVENT = "event", _("행사")
        LAW = "law", _("법령·제도")
        SITE = "site", _("누리집 소식")

    category = models.CharField(_("구분"), max_length=8, choices=Category, default=Category.NOTICE)
    is_pinned = models.BooleanField(_("맨 위에 고정"), default=False)
    summary = models.CharField(
        _("요약"), max_length=200, blank=True, help_text=_("목록과 검색 결과, 공유한 곳에 보입니다.")
    )
    published_on = models.DateField(
        _("게시일"),
        default=timezone.localdate,
        help_text=_("앞날에 보이게 하려면 게시 일정에서 게시 시각을 정해 주세요."),
    )
    listed_until = models.DateField(
        _("목록에 두는 마지막 날"),
        null=True,
        blank=True,
        help_text=_("지나면 목록에서 빠지고, 주소로는 계속 읽을 수 있습니다."),
    )
    period_from = models.DateField(_("기간 시작"), null=True, blank=True)
    period_to = models.DateField(
        _("기간 끝"), null=True, blank=True, help_text=_("접수나 행사의 기간이 있을 때만 적습니다.")
    )
    body = StreamField(StoryBlock(), verbose_name=_("본문"), blank=True)
    attachments = StreamField([("file", DownloadBlock())], verbose_name=_("첨부 파일"), blank=True)
    plain_text = models.TextField(blank=True, editable=False)
    """The words of the body, kept for the search in the list: databases differ in what they find in JSON."""
    is_sample = models.BooleanField(_("예시"), default=False, editable=False)

    section_address = ADDRESS
    objects = PageManager.from_queryset(AnnouncementQuerySet)()
    parent_page_types: ClassVar[list[str]] = ["home.AnnouncementIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "home/announcement.html"
    content_panels: ClassVar[list[object]] = [
        TitleFieldPanel("title"),
        FieldRowPanel([FieldPanel("category"), FieldPanel("is_pinned")]),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("attachments"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("published_on"), FieldPanel("listed_until")]),
                FieldRowPanel([FieldPanel("period_from"), FieldPanel("period_to")]),
            ],
            heading=_("날짜"),
        ),
        reason_panel(),
    ]
    base_form_class = PublishedTextsForm
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.FilterField("category"),
        index.FilterField("published_on"),
    ]

    class Meta:
        verbose_name = _("공지")
        verbose_name_plural = _("공지")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_to__gte=models.F("period_from")),
                name="announcement_period_runs_forward",
                violation_error_message=_("기간의 끝은 시작보다 앞설 수 없습니다."),
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the words of the body."""
        self.plain_text = words_of(self.body)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "plain_text"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """The feed has its own address in this part of the site."""
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("이 주소는 쓰고 있습니다. 다른 주소를 적어 주세요.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with its neighbours."""
        rows = AnnouncementPage.objects.open_to_all()
        return {**super().get_context(request, *args, **kwargs), **announcement_context(self, rows, request)}

    @property
    def is_past(self) -> bool:
        """Whether it has left the list."""
        return self.listed_until is not None and self.listed_until < timezone.localdate()

    @property
    def period_state(self) -> str:
        """Where today stands in the period: "", `ahead`, `open` or `over`."""
        today = timezone.localdate()
        if self.period_to and self.period_to < today:
            return "over"
        if self.period_from and self.period_from > today:
            return "ahead"
        return "open" if self.period_from or self.period_to else ""
