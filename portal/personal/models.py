"""Consents with the text that was agreed to, exports, erasures, and what the nightly destruction did."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    """Named questions."""

    def in_force(self) -> list["ConsentText"]:
        """The newest version of each kind, required ones first."""
        newest = {text.kind: text for text in self.order_by("kind", "version")}
        return sorted(newest.values(), key=lambda text: (not text.is_required, text.kind))


class ConsentText(models.Model):
    """What people agree to, word for word. Never changed: a change is a new version, and people are asked again."""

    kind = models.SlugField(_("종류"), max_length=40)
    version = models.PositiveSmallIntegerField(_("판"))
    is_required = models.BooleanField(_("필수"), default=False)
    title_ko = models.CharField(_("제목"), max_length=120)
    title_en = models.CharField(_("제목(영문)"), max_length=160)
    purpose_ko = models.TextField(_("목적"))
    purpose_en = models.TextField(_("목적(영문)"))
    items_ko = models.TextField(_("항목"))
    items_en = models.TextField(_("항목(영문)"))
    period_ko = models.TextField(_("보유 기간"))
    period_en = models.TextField(_("보유 기간(영문)"))
    refusal_ko = models.TextField(_("거부할 권리와 그 결과"))
    refusal_en = models.TextField(_("거부할 권리와 그 결과(영문)"))
    created_at = models.DateTimeField(_("만든 때"), auto_now_add=True)

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("동의서")
        verbose_name_plural = _("동의서")
        ordering: ClassVar[list[str]] = ["kind", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "version"], name="consent_text_version")
        ]

    def __str__(self) -> str:
        return f"{self.title_ko} ({self.version})"

    def clean(self) -> None:
        """Refuse to change what somebody may have agreed to."""
        if self.pk:
            raise ValidationError(_("동의서는 고칠 수 없습니다. 같은 종류로 다음 판을 새로 만드십시오."))

    def _in_language(self, name: str) -> str:
        return str(getattr(self, f"{name}_{'en' if get_language() == 'en' else 'ko'}"))

    @property
    def title(self) -> str:
        """In the language in force."""
        return self._in_language("title")

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The four things that the law wants told, in the language in force."""
        return [
            (str(_("목적")), self._in_language("purpose")),
            (str(_("항목")), self._in_language("items")),
            (str(_("보유 기간")), self._in_language("period")),
            (str(_("거부할 권리와 그 결과")), self._in_language("refusal")),
        ]


class Consent(models.Model):
    """Somebody agreed to a version, at a time; from which address is not kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField(_("동의한 때"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("거둔 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("동의")
        verbose_name_plural = _("동의")
        ordering: ClassVar[list[str]] = ["-given_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "text"], condition=Q(withdrawn_at__isnull=True), name="consent_standing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.text_id}"


class DataExport(models.Model):
    """What a person's data was when he asked for it: a file that only he may fetch, for a week."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports")
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    content = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("내 자료 내려받기")
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"

    @property
    def can_be_fetched(self) -> bool:
        """Whether the file stands and its week is not over."""
        return bool(self.expires_at and self.expires_at > timezone.now() and self.content is not None)


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Named questions."""

    def due(self, now: datetime) -> Self:
        """What has waited its week."""
        return self.filter(done_at__isnull=True, due_at__lte=now).order_by("due_at", "pk")


class Erasure(models.Model):
    """Somebody wants to leave. Until `due_at` it can be taken back; the row outlives the person as a number."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="erasure")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("탈퇴")
        ordering: ClassVar[list[str]] = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.due_at:%Y-%m-%d}"


class DestructionRun(models.Model):
    """What a night's destruction removed under one rule, and what is overdue after it."""

    rule = models.CharField(_("규칙"), max_length=40)
    ran_at = models.DateTimeField(_("때"), default=timezone.now, db_index=True)
    removed = models.PositiveIntegerField(_("지움"), default=0)
    overdue = models.PositiveIntegerField(_("기한이 지난 것"), default=0)

    class Meta:
        verbose_name = _("파기 기록")
        ordering: ClassVar[list[str]] = ["-ran_at", "-id"]

    def __str__(self) -> str:
        return f"{self.rule} {self.ran_at:%Y-%m-%d}"
