"""Rows of the access log: a chain in which each row seals the one before it."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(Exception):
    """Somebody tried to change or remove a row of the access log."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that can be added and read. What the retention job removes, it removes by `forget_old`."""

    def update(self, **_columns: object) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError("The access log is only added to.")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(
            "The access log is only added to; old rows go by portal.audit.chain.forget_old."
        )


class AccessLog(models.Model):
    """One look at personal data, or one signing in or out. People are numbers: names change, numbers do not."""

    class Kind(models.TextChoices):
        """What was done."""

        VIEW = "view", _("봄")
        DOWNLOAD = "download", _("내려받음")
        CHANGE = "change", _("바꿈")
        SIGN_IN = "sign_in", _("로그인")
        SIGN_OUT = "sign_out", _("로그아웃")
        SIGN_IN_FAILED = "sign_in_failed", _("로그인 실패")

    number = models.PositiveBigIntegerField(_("번호"), primary_key=True)
    at = models.DateTimeField(_("언제"), db_index=True)
    actor = models.PositiveBigIntegerField(_("누가"), null=True, blank=True, db_index=True)
    ip = models.GenericIPAddressField(_("어디서"), null=True, blank=True, db_index=True)
    kind = models.CharField(_("한 일"), max_length=16, choices=Kind)
    what = models.CharField(_("무엇을"), max_length=120)
    path = models.CharField(_("주소"), max_length=300, blank=True)
    reason = models.CharField(_("까닭"), max_length=300, blank=True)
    people_count = models.PositiveIntegerField(_("사람 수"), default=0)
    people_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("접속기록")
        verbose_name_plural = _("접속기록")
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.what}"


class AccessedPerson(models.Model):
    """Whose data a row is about: `user:12`, or the record that holds somebody's data, like `mailoutbox:5`."""

    log = models.ForeignKey(AccessLog, on_delete=models.DO_NOTHING, related_name="people")
    person = models.CharField(max_length=80, db_index=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["log", "person"], name="accessed_person_once")
        ]

    def __str__(self) -> str:
        return self.person


class AccessLogEnds(models.Model):
    """Where the chain begins and ends. One row; whoever appends locks it, so that the chain never forks."""

    first = models.PositiveBigIntegerField(default=1)
    before_first = models.CharField(max_length=64, blank=True)
    last = models.PositiveBigIntegerField(default=0)
    last_seal = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "ends of the access log"

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


class AccessReview(models.Model):
    """A month that somebody has gone through, with what the log held then."""

    month = models.DateField(_("달"), unique=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("검토한 사람"), on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("검토한 때"))
    note = models.CharField(_("살펴본 것과 조치"), max_length=1000)
    rows = models.PositiveIntegerField(_("기록 수"))
    last_seal = models.CharField(max_length=64, blank=True)
    signature = models.CharField(_("서명"), max_length=64)

    class Meta:
        verbose_name = _("접속기록 점검")
        verbose_name_plural = _("접속기록 점검")
        ordering: ClassVar[list[str]] = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
