"""The case: what a zone did and what came of it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from knowhow.anonymity import refuse_early_embargo, refuse_identifying
from knowhow.blocks import StepsBlock
from knowhow.editing import CASE_EDITING
from knowhow.forms import CaseForm
from knowhow.models.order import LAST, NewestFirst, TitleAgain
from knowhow.models.ownership import BelowZone
from knowhow.models.terms import EvidenceGrade, Licence
from knowhow.models.topics import CaseTopic
from portal.blocks import StoryBlock
from portal.pages import PublicAddress, is_public
from portal.personal.publishing import ScannedPublication
from portal.zones.models import ValueChainStage, Zone
from portal.zones.models.names import Sourced

FIRST_YEAR = 2004  # the Act came into force in 2004
ANONYMOUS_SLUG = "stopped-case"
NEWEST = ("newest_first", "title_again", "pk")
"""By year, the latest first; cases of an unknown year come last."""


class CaseQuerySet(PageQuerySet):
    """Questions about cases."""

    def visible_to(self, viewer: object) -> Self:
        """Live cases outside closed parts of the tree; the same for everyone."""
        return self.filter(is_public())  # type: ignore[no-any-return]

    def of_zone(self, zone_id: int) -> Self:
        """Cases that the zone owns or shares, but those that do not say whose they are."""
        shared = CasePage.other_zones.through.objects.filter(zone_id=zone_id).values("casepage_id")
        return self.named().filter(models.Q(zone_id=zone_id) | models.Q(pk__in=shared))  # type: ignore[no-any-return]

    def named(self) -> Self:
        """Cases that say whose they are."""
        return self.filter(is_anonymous=False)  # type: ignore[no-any-return]

    def stopped(self) -> Self:
        """Cases that were stopped: what did not work is worth as much."""
        return self.filter(outcome=CasePage.Outcome.STOPPED)  # type: ignore[no-any-return]

    def real(self) -> Self:
        """Cases that happened: no examples."""
        return self.filter(is_sample=False)  # type: ignore[no-any-return]

    def newest(self) -> Self:
        """By year, the latest first; cases of an unknown year come last."""
        return self.order_by(*NEWEST)  # type: ignore[no-any-return]


CaseManager: Any = PageManager.from_queryset(CaseQuerySet)


class CasePage(ScannedPublication, BelowZone, PublicAddress, Sourced, Page):
    """What was done in a zone and what came of it. `title` is the Korean title.

    The page stands below its owner zone's page, so that whoever may edit there may edit it; `zone` repeats
    that owner for queries and is never edited by hand.
    """

    class Outcome(models.TextChoices):
        """How it ended."""

        DONE = "done", _("추진 사례")
        STOPPED = "stopped", _("중단 사례")

    EvidenceGrade = EvidenceGrade
    Licence = Licence

    zone = models.ForeignKey(
        Zone, verbose_name=_("특구"), on_delete=models.PROTECT, related_name="cases", editable=False
    )
    other_zones = ParentalManyToManyField(
        Zone, verbose_name=_("함께한 특구"), blank=True, related_name="shared_cases"
    )
    title_en = models.CharField(_("영문 제목"), max_length=255, blank=True)
    summary_ko = models.TextField(_("요약"), blank=True)
    summary_en = models.TextField(_("요약(영문)"), blank=True)
    context_ko = models.TextField(_("배경"), blank=True)
    context_en = models.TextField(_("배경(영문)"), blank=True)
    problem_ko = models.TextField(_("풀어야 했던 문제"), blank=True)
    problem_en = models.TextField(_("풀어야 했던 문제(영문)"), blank=True)
    action_ko = models.TextField(_("한 일"), blank=True)
    action_en = models.TextField(_("한 일(영문)"), blank=True)
    steps = StreamField(StepsBlock(), verbose_name=_("진행 단계"), blank=True)
    costs_ko = models.TextField(_("든 비용"), blank=True)
    costs_en = models.TextField(_("든 비용(영문)"), blank=True)
    went_wrong_ko = models.TextField(_("잘되지 않은 점"), blank=True)
    went_wrong_en = models.TextField(_("잘되지 않은 점(영문)"), blank=True)
    conditions_ko = models.TextField(_("성공 조건"), blank=True)
    conditions_en = models.TextField(_("성공 조건(영문)"), blank=True)
    blocks = ParentalManyToManyField(
        "knowhow.BuildingBlock", verbose_name=_("노하우 구성요소"), blank=True, related_name="cases"
    )
    body = StreamField(StoryBlock(), verbose_name=_("더 읽을거리"), blank=True)
    body_en = StreamField(StoryBlock(), verbose_name=_("더 읽을거리(영문)"), blank=True)
    topic = models.ForeignKey(
        CaseTopic,
        verbose_name=_("주제"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
    )
    stage = models.ForeignKey(
        ValueChainStage,
        verbose_name=_("가치사슬 단계"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
    )
    outcome = models.CharField(_("결말"), max_length=8, choices=Outcome, default=Outcome.DONE)
    year = models.PositiveSmallIntegerField(_("연도"), null=True, blank=True, db_index=True)
    licence = models.CharField(_("이용 조건"), max_length=8, choices=Licence, default=Licence.SUMMARY)
    imported_title = models.CharField(
        _("가져온 제목"), max_length=255, blank=True, editable=False, db_index=True
    )
    newest_first = NewestFirst(default=LAST, editable=False)
    title_again = TitleAgain(max_length=255, default="", editable=False)
    embargo_until = models.DateField(_("공개할 날"), null=True, blank=True)
    is_anonymous = models.BooleanField(_("익명"), default=False)

    objects: ClassVar[Any] = CaseManager()

    address_name = "case"
    template = "knowhow/case.html"
    edit_handler = CASE_EDITING
    base_form_class = CaseForm
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("title_en"),
        index.SearchField("summary_ko"),
        index.FilterField("public_slug"),
        index.FilterField("zone_id"),
        index.FilterField("outcome"),
        index.FilterField("year"),
    ]

    class Meta:
        verbose_name = _("사례")
        verbose_name_plural = _("사례")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(year__isnull=True) | models.Q(year__gte=FIRST_YEAR, year__lte=2100),
                name="case_year_within_the_act",
                violation_error_message=_("연도는 2004년부터 적을 수 있습니다."),
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="stopped") | models.Q(is_anonymous=False, embargo_until=None),
                name="only_stopped_cases_hide",
                violation_error_message=_(
                    "중단 사례만 익명으로 하거나 공개할 날을 미룰 수 있습니다. 결말을 ‘중단 사례’로 고르거나 둘을 비워 주십시오."
                ),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The list's own orders: without them the first page sorts every case.
            models.Index(fields=["is_sample", *NEWEST[:2], "page_ptr"], name="case_newest_first"),
            models.Index(fields=["is_sample", "title_again", "page_ptr"], name="case_by_title"),
        ]

    def public_slug_source(self) -> str:
        """The English title; an anonymous case has an address that says nothing."""
        return ANONYMOUS_SLUG if self.is_anonymous else self.title_en

    def full_clean(self, *args: object, **kwargs: object) -> None:
        """An anonymous case gets an address that says nothing."""
        self._forget_named_address()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """The same for a draft, which Wagtail validates less."""
        self._forget_named_address()
        refuse_early_embargo(self)
        super().minimal_clean()

    def clean(self) -> None:
        """Keep embargo and anonymity whole, whatever way the page is saved."""
        super().clean()
        refuse_early_embargo(self)
        refuse_identifying(self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The tree's own address leads to the public one; of an anonymous case it would name the zone."""
        if self.is_anonymous:
            raise Http404
        return super().serve(request, *args, **kwargs)

    def _forget_named_address(self) -> None:
        """An address made before somebody chose to be anonymous."""
        if self.is_anonymous and not self.public_slug.startswith(ANONYMOUS_SLUG):
            self.public_slug = ""
