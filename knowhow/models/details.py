"""What hangs on a case: its results and the exemptions it used."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from knowhow.models.cases import CasePage
from portal.zones.models import Act, Exemption


class CaseResult(Orderable):
    """What came of a case: an indicator before and after, or words where the source gives no more."""

    case = ParentalKey(CasePage, on_delete=models.CASCADE, related_name="results")
    indicator_ko = models.CharField(
        _("지표"), max_length=120, blank=True, help_text=_("무엇을 쟀는지 적습니다. 예: 연 매출")
    )
    indicator_en = models.CharField(_("지표(영문)"), max_length=160, blank=True)
    before = models.CharField(
        _("전"), max_length=80, blank=True, help_text=_("값, 단위, 연도를 적습니다. 예: 21억 원(2013)")
    )
    after = models.CharField(_("후"), max_length=80, blank=True, help_text=_("예: 46억 원(2015)"))
    text_ko = models.CharField(
        _("설명"), max_length=600, blank=True, help_text=_("지표로 나누기 어려운 결과는 문장으로 적습니다.")
    )
    text_en = models.CharField(_("설명(영문)"), max_length=900, blank=True)
    source_url = models.URLField(_("근거 주소"), max_length=600, blank=True)

    panels: ClassVar[list[object]] = [
        FieldRowPanel([FieldPanel("indicator_ko"), FieldPanel("indicator_en")]),
        FieldRowPanel([FieldPanel("before"), FieldPanel("after")]),
        FieldPanel("text_ko"),
        FieldPanel("text_en"),
        FieldPanel("source_url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("성과")
        verbose_name_plural = _("성과")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(indicator_ko="") | ~models.Q(text_ko=""),
                name="case_result_says_something",
                violation_error_message=_("지표나 설명 가운데 하나는 적어 주세요."),
            ),
        ]

    def __str__(self) -> str:
        return self.indicator_ko or self.text_ko


class CaseExemption(models.Model):
    """A case used an exemption, as far as the source's words tell: an article, only the act, or neither."""

    class Level(models.TextChoices):
        """How exactly the words could be read."""

        ARTICLE = "article", _("조문까지 확인")
        ACT = "act", _("법률까지 확인")
        UNRESOLVED = "unresolved", _("원문만 있음")

    case = ParentalKey(CasePage, on_delete=models.CASCADE, related_name="exemption_uses")
    level = models.CharField(_("확인 수준"), max_length=12, choices=Level)
    exemption = models.ForeignKey(
        Exemption,
        verbose_name=_("규제특례"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="case_uses",
    )
    act = models.ForeignKey(
        Act, verbose_name=_("법률"), null=True, blank=True, on_delete=models.PROTECT, related_name="case_uses"
    )
    text_as_read = models.CharField(_("원문"), max_length=300, help_text=_("자료에 적힌 말 그대로 옮깁니다."))
    reason = models.CharField(_("판단 근거"), max_length=300, blank=True)

    panels: ClassVar[list[object]] = [
        FieldPanel("text_as_read"),
        FieldPanel("level"),
        FieldRowPanel([FieldPanel("exemption"), FieldPanel("act")]),
        FieldPanel("reason"),
    ]

    class Meta:
        verbose_name = _("쓴 규제특례")
        verbose_name_plural = _("쓴 규제특례")
        ordering: ClassVar[list[str]] = ["case", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(level="article", exemption__isnull=False)
                | models.Q(level="act", exemption__isnull=True, act__isnull=False)
                | models.Q(level="unresolved", exemption__isnull=True, act__isnull=True),
                name="case_exemption_level_has_its_link",
                violation_error_message=_(
                    "조문까지 확인했으면 규제특례를, 법률까지면 법률을 고르고, 원문만 있으면 비워 주세요."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.text_as_read
