"""The practice: how something is done in a zone, step by step."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from knowhow.blocks import PracticeStepsBlock
from knowhow.forms import PracticeForm
from knowhow.models.ownership import BelowZone
from knowhow.models.terms import Licence
from knowhow.models.topics import CaseTopic
from knowhow.practice_editing import PRACTICE_EDITING, SUMMARY_LIMIT, TEXT_LIMIT
from portal.blocks import StoryBlock
from portal.pages import PublicAddress, is_public
from portal.personal.publishing import ScannedPublication
from portal.zones.models import Exemption, ValueChainStage, Zone
from portal.zones.models.names import Sourced


class PracticeQuerySet(PageQuerySet):
    """Questions about practices."""

    def visible_to(self, viewer: object) -> Self:
        """Live practices outside closed parts of the tree; the same for everyone."""
        return self.filter(is_public())  # type: ignore[no-any-return]

    def real(self) -> Self:
        """No examples."""
        return self.filter(is_sample=False)  # type: ignore[no-any-return]

    def newest(self) -> Self:
        """The last written first."""
        return self.order_by("-pk")  # type: ignore[no-any-return]


PracticeManager: Any = PageManager.from_queryset(PracticeQuerySet)


class PracticePage(ScannedPublication, BelowZone, PublicAddress, Sourced, Page):
    """How to do something, step by step (실무 안내). `title` is the Korean title.

    The page stands below its owner zone's page, as a case does.
    """

    zone = models.ForeignKey(
        Zone, verbose_name=_("특구"), on_delete=models.PROTECT, related_name="practices", editable=False
    )
    title_en = models.CharField(_("영문 제목"), max_length=255, blank=True)
    summary_ko = models.TextField(_("요약"), max_length=SUMMARY_LIMIT, blank=True)
    summary_en = models.TextField(_("요약(영문)"), max_length=2 * SUMMARY_LIMIT, blank=True)
    purpose_ko = models.TextField(_("언제 쓰는지"), max_length=TEXT_LIMIT, blank=True)
    purpose_en = models.TextField(_("언제 쓰는지(영문)"), max_length=TEXT_LIMIT, blank=True)
    preparation_ko = models.TextField(_("먼저 갖출 것"), max_length=TEXT_LIMIT, blank=True)
    preparation_en = models.TextField(_("먼저 갖출 것(영문)"), max_length=TEXT_LIMIT, blank=True)
    steps = StreamField(PracticeStepsBlock(), verbose_name=_("절차"), blank=True)
    duration_ko = models.CharField(_("전체 기간"), max_length=120, blank=True)
    duration_en = models.CharField(_("전체 기간(영문)"), max_length=160, blank=True)
    legal_basis_ko = models.TextField(_("근거 법령과 조례"), max_length=TEXT_LIMIT, blank=True)
    legal_basis_en = models.TextField(_("근거 법령과 조례(영문)"), max_length=TEXT_LIMIT, blank=True)
    costs_ko = models.TextField(_("드는 비용"), max_length=TEXT_LIMIT, blank=True)
    costs_en = models.TextField(_("드는 비용(영문)"), max_length=TEXT_LIMIT, blank=True)
    cautions_ko = models.TextField(_("주의할 점"), max_length=TEXT_LIMIT, blank=True)
    cautions_en = models.TextField(_("주의할 점(영문)"), max_length=TEXT_LIMIT, blank=True)
    exemptions = ParentalManyToManyField(
        Exemption, verbose_name=_("관련 규제특례"), blank=True, related_name="practices"
    )
    blocks = ParentalManyToManyField(
        "knowhow.BuildingBlock", verbose_name=_("노하우 구성요소"), blank=True, related_name="practices"
    )
    body = StreamField(StoryBlock(), verbose_name=_("더 읽을거리"), blank=True)
    body_en = StreamField(StoryBlock(), verbose_name=_("더 읽을거리(영문)"), blank=True)
    topic = models.ForeignKey(
        CaseTopic,
        verbose_name=_("주제"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="practices",
    )
    stage = models.ForeignKey(
        ValueChainStage,
        verbose_name=_("가치사슬 단계"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="practices",
    )
    licence = models.CharField(_("이용 조건"), max_length=8, choices=Licence, default=Licence.KOGL_1)

    objects: ClassVar[Any] = PracticeManager()

    address_name = "practice"
    template = "knowhow/practice.html"
    edit_handler = PRACTICE_EDITING
    base_form_class = PracticeForm
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("title_en"),
        index.SearchField("summary_ko"),
        index.FilterField("public_slug"),
        index.FilterField("zone_id"),
    ]

    class Meta:
        verbose_name = _("실무 안내")
        verbose_name_plural = _("실무 안내")

    def public_slug_source(self) -> str:
        """The English title."""
        return self.title_en
