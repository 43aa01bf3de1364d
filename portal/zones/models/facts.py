"""Facts about a zone: former names, plan versions, exemptions used, awards, grades, value chain."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.zones.models.catalogue import Act, Exemption
from portal.zones.models.names import Sourced
from portal.zones.models.zones import ValueChainStage, Zone


class FormerName(models.Model):
    """A name a zone had or was proposed under."""

    class Kind(models.TextChoices):
        """What kind of other name."""

        FORMER = "former", _("옛 이름")
        PROPOSED = "proposed", _("신청 당시 이름")
        VARIANT = "variant", _("다른 표기")

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="former_names")
    name_ko = models.CharField(_("이름"), max_length=200)
    kind = models.CharField(_("종류"), max_length=10, choices=Kind)
    changed_on = models.CharField(_("바뀐 날"), max_length=10, blank=True)
    source_text = models.TextField(_("근거 문장"), blank=True)

    class Meta:
        verbose_name = _("옛 이름")
        verbose_name_plural = _("옛 이름")
        ordering: ClassVar[list[str]] = ["zone", "name_ko"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["zone", "name_ko"], name="former_name_once")
        ]

    def __str__(self) -> str:
        return self.name_ko


class PlanVersion(Sourced):
    """A version of the zone plan: what was decided when. Dates are as precise as the source (YYYY, YYYY-MM, YYYY-MM-DD)."""

    class Kind(models.TextChoices):
        """What the decision did."""

        DESIGNATION = "designation", _("지정")
        CHANGE = "change", _("계획 변경")
        EXTENSION = "extension", _("기간 연장")
        RELEASE = "release", _("해제")

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="plan_versions")
    kind = models.CharField(_("구분"), max_length=12, choices=Kind)
    decided_on = models.CharField(_("결정일"), max_length=10, blank=True)
    gazetted_on = models.CharField(_("고시일"), max_length=10, blank=True)
    area_m2 = models.BigIntegerField(_("면적(㎡)"), null=True, blank=True)
    term_from = models.CharField(_("기간 시작"), max_length=10, blank=True)
    term_to = models.CharField(_("기간 끝"), max_length=10, blank=True)
    budget_krw = models.BigIntegerField(_("사업비(원)"), null=True, blank=True)
    summary_ko = models.TextField(_("바뀐 내용"), blank=True)
    summary_en = models.TextField(_("바뀐 내용(영문)"), blank=True)

    class Meta:
        verbose_name = _("계획 연혁")
        verbose_name_plural = _("계획 연혁")
        ordering: ClassVar[list[str]] = ["zone", "decided_on", "id"]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.kind} {self.decided_on}"

    @property
    def summary(self) -> str:
        """What changed, in the language in force; Korean where there is no English text."""
        return (get_language() == "en" and self.summary_en) or self.summary_ko


class ExemptionUse(Sourced):
    """A zone uses an exemption, as far as the source's words tell: an article, only the act, or neither."""

    class Level(models.TextChoices):
        """How exactly the words could be read."""

        ARTICLE = "article", _("조문까지 확인")
        ACT = "act", _("법률까지 확인")
        UNRESOLVED = "unresolved", _("원문만 있음")

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="exemption_uses")
    level = models.CharField(_("확인 수준"), max_length=12, choices=Level)
    exemption = models.ForeignKey(
        Exemption, null=True, blank=True, on_delete=models.PROTECT, related_name="uses"
    )
    act = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="uses")
    text_as_read = models.CharField(_("원문"), max_length=300)
    reason = models.CharField(_("판단 근거"), max_length=300, blank=True)
    used_from = models.CharField(_("시작"), max_length=10, blank=True)
    used_to = models.CharField(_("끝"), max_length=10, blank=True)
    ordinance = models.CharField(_("조례"), max_length=200, blank=True)
    result = models.TextField(_("결과"), blank=True)

    class Meta:
        verbose_name = _("특례 활용")
        verbose_name_plural = _("특례 활용")
        ordering: ClassVar[list[str]] = ["zone", "level", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["zone", "text_as_read", "exemption"], name="exemption_use_once"),
            models.UniqueConstraint(
                fields=["zone", "text_as_read", "act"],
                condition=models.Q(exemption__isnull=True),
                name="act_use_once",
            ),
            models.UniqueConstraint(
                fields=["zone", "text_as_read"],
                condition=models.Q(exemption__isnull=True, act__isnull=True),
                name="unresolved_use_once",
            ),
            models.CheckConstraint(
                condition=models.Q(level="article", exemption__isnull=False)
                | models.Q(level="act", exemption__isnull=True, act__isnull=False)
                | models.Q(level="unresolved", exemption__isnull=True, act__isnull=True),
                name="exemption_use_level_has_its_link",
            ),
        ]

    def __str__(self) -> str:
        return self.text_as_read


class Award(Sourced):
    """A zone was named in the yearly awards."""

    class Rank(models.TextChoices):
        """Place in the year's awards."""

        TOP = "top", _("최우수")
        SECOND = "second", _("우수")
        OTHER = "other", _("수상")

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="awards")
    year = models.PositiveSmallIntegerField(_("연도"))
    rank = models.CharField(_("순위"), max_length=8, choices=Rank)
    award_ko = models.CharField(_("상 이름"), max_length=120, blank=True)
    award_en = models.CharField(_("상 이름(영문)"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("포상")
        verbose_name_plural = _("포상")
        ordering: ClassVar[list[str]] = ["-year", "rank", "zone"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["zone", "year"], name="one_award_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.zone_id}"

    @property
    def name(self) -> str:
        """The award's name in the language in force; blank where it was not seen."""
        return (get_language() == "en" and self.award_en) or self.award_ko


class GradeStep(models.Model):
    """One of the five steps of the evaluation. The fifth has no known name: inactive until it has."""

    step = models.PositiveSmallIntegerField(_("단계"), unique=True, help_text=_("5가 가장 높습니다."))
    name_ko = models.CharField(_("이름"), max_length=20, blank=True)
    name_en = models.CharField(_("영문 이름"), max_length=40, blank=True)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("평가 등급")
        verbose_name_plural = _("평가 등급")
        ordering: ClassVar[list[str]] = ["-step"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(is_active=False) | ~models.Q(name_ko=""), name="active_grade_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name_ko or f"({self.step})"

    @property
    def name(self) -> str:
        """The name in the language in force."""
        return (get_language() == "en" and self.name_en) or self.name_ko


class PublishedGrade(Sourced):
    """The grade the ministry published for a zone and year."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="grades")
    year = models.PositiveSmallIntegerField(_("평가 연도"))
    grade = models.ForeignKey(
        GradeStep, verbose_name=_("등급"), on_delete=models.PROTECT, related_name="published"
    )
    published_on = models.CharField(_("공표일"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("공표 등급")
        verbose_name_plural = _("공표 등급")
        ordering: ClassVar[list[str]] = ["zone", "-year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["zone", "year"], name="one_grade_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.grade_id}"


class ZoneStage(Sourced):
    """What a zone has at one stage of its value chain, and what it lacks."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="stages")
    stage = models.ForeignKey(ValueChainStage, on_delete=models.PROTECT, related_name="zone_stages")
    actors = models.PositiveIntegerField(_("참여 업체 수"), null=True, blank=True)
    description_ko = models.TextField(_("내용"), blank=True)
    description_en = models.TextField(_("내용(영문)"), blank=True)
    gap_ko = models.CharField(_("부족한 점"), max_length=200, blank=True)
    gap_en = models.CharField(_("부족한 점(영문)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("가치사슬")
        verbose_name_plural = _("가치사슬")
        ordering: ClassVar[list[str]] = ["zone", "stage__position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["zone", "stage"], name="one_row_a_stage")
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.stage_id}"
