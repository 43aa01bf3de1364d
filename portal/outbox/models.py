"""What the outside world has yet to learn: rows written in the transaction of the change."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IndexOutbox(models.Model):
    """An object whose search documents may be out of date. State, not event: the worker reads it again."""

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "index outbox row"
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "object_id"], name="outbox_object")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"


class MailOutboxQuerySet(models.QuerySet["MailOutbox"]):
    """Named questions."""

    def due(self, now: datetime) -> Self:
        """What may be sent now, the oldest first."""
        return self.filter(state=MailOutbox.State.WAITING, next_attempt_at__lte=now).order_by(
            "next_attempt_at", "pk"
        )

    def lost(self, before: datetime) -> Self:
        """What a worker took and never finished: it was killed, or hangs."""
        return self.filter(state=MailOutbox.State.SENDING, claimed_at__lt=before)

    def given_up(self) -> Self:
        """Dead letters."""
        return self.filter(state=MailOutbox.State.FAILED)

    def unfinished(self) -> Self:
        """What still has to leave."""
        return self.filter(state__in=(MailOutbox.State.WAITING, MailOutbox.State.SENDING))


class MailOutbox(models.Model):
    """A mail to one address, as it will leave. Its Message-ID is fixed: sent twice, it is the same mail."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("보내기를 기다림")
        SENDING = "sending", _("보내는 중")
        SENT = "sent", _("보냄")
        FAILED = "failed", _("보내지 못함")
        DROPPED = "dropped", _("보내지 않음")

    message_id = models.CharField(_("메일 번호"), max_length=200, unique=True)
    kind = models.CharField(_("종류"), max_length=40)
    to = models.EmailField(_("받는 주소"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("받는 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language = models.CharField(_("언어"), max_length=8)
    sender = models.CharField(_("보내는 이"), max_length=300)
    subject = models.CharField(_("제목"), max_length=300)
    text = models.TextField(_("본문"), blank=True)
    html = models.TextField(_("본문(HTML)"), blank=True)
    is_secret = models.BooleanField(
        _("보내면 본문을 바로 지움"), default=False, help_text=_("로그인 코드나 재설정 링크가 들어 있습니다.")
    )
    state = models.CharField(_("상태"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("시도 횟수"), default=0)
    queued_at = models.DateTimeField(_("넣은 때"), default=timezone.now, db_index=True)
    next_attempt_at = models.DateTimeField(_("다음 시도"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    finished_at = models.DateTimeField(_("끝난 때"), null=True, blank=True)
    last_error = models.CharField(_("마지막 오류"), max_length=500, blank=True)

    objects = MailOutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("보낼 메일")
        verbose_name_plural = _("보낼 메일")
        ordering: ClassVar[list[str]] = ["-queued_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "next_attempt_at"], name="mail_outbox_due")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"

    @property
    def can_be_resent(self) -> bool:
        """A dead letter whose text still stands."""
        return self.state == self.State.FAILED and bool(self.text)
