"""Reports that a fact of the registry is wrong, and what came of them."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.zones.fact_cells import SHOWN_LENGTH
from portal.zones.fact_references import LONGEST
from portal.zones.models import FactChange, Zone


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Questions about reports."""

    def open(self) -> Self:
        """Those that somebody has to decide."""
        return self.filter(state=Correction.State.OPEN)

    def decided(self) -> Self:
        """Those whose owner has said what came of it."""
        return self.exclude(state=Correction.State.OPEN)

    def accepted(self) -> Self:
        """Those that made a fact right: everybody sees them."""
        return self.filter(state=Correction.State.ACCEPTED)


class Correction(models.Model):
    """A report about one thing of the registry, kept apart from the fact itself."""

    class State(models.TextChoices):
        """What came of it."""

        OPEN = "open", _("확인 중")
        ACCEPTED = "accepted", _("고침")
        REJECTED = "rejected", _("고치지 않음")

    class Subject(models.TextChoices):
        """What of the registry it is about."""

        ZONE = "zone", _("특구")
        EXEMPTION = "exemption", _("규제특례")
        OFFICE = "office", _("담당 청")

    subject_kind = models.CharField(_("대상의 종류"), max_length=10, choices=Subject)
    subject_key = models.CharField(_("대상의 주소 부분"), max_length=100)
    zone = models.ForeignKey(
        Zone, verbose_name=_("특구"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    office_number = models.PositiveBigIntegerField(_("담당 지방청 번호"), null=True, blank=True)
    fact = models.CharField(_("사실의 종류"), max_length=20)
    reference = models.CharField(
        _("사실의 이름"),
        max_length=LONGEST,
        blank=True,
        help_text=_("등록부의 한 칸. 비면 그 종류의 사실이나 그 밖의 것."),
    )
    shown_title = models.CharField(_("보인 이름"), max_length=400, blank=True)
    shown_value = models.CharField(_("신고할 때 보인 값"), max_length=SHOWN_LENGTH, blank=True)
    claim = models.TextField(_("무엇이 잘못되었는지"), max_length=2000)
    evidence = models.URLField(_("근거의 주소"), max_length=500, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("신고한 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="corrections",
    )
    reported_at = models.DateTimeField(_("신고한 때"), default=timezone.now)
    state = models.CharField(_("상태"), max_length=8, choices=State, default=State.OPEN)
    outcome = models.TextField(_("결과"), max_length=1000, blank=True)
    change = models.ForeignKey(
        FactChange,
        verbose_name=_("고친 기록"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("정한 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("정한 때"), null=True, blank=True)
    is_sample = models.BooleanField(_("예시"), default=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("정보 오류 신고")
        verbose_name_plural = _("정보 오류 신고")
        ordering: ClassVar[list[str]] = ["-reported_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at=None)
                | (~models.Q(state="open") & models.Q(decided_at__isnull=False)),
                name="correction_decided_once",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_kind", "subject_key", "state"], name="correction_of_subject")
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_key}"
