"""Questions to a desk and their answers."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Desk


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Questions about threads."""

    def open(self) -> Self:
        """Those that wait for the desk."""
        return self.filter(state=Thread.State.OPEN)

    def overdue(self, now: datetime) -> Self:
        """Those whose answer is late."""
        return self.open().filter(due_at__lt=now)


class Thread(models.Model):
    """A question to a desk. It belongs to the desk: whoever holds it answers."""

    class State(models.TextChoices):
        """Whose turn it is."""

        OPEN = "open", _("답변 기다림")
        ANSWERED = "answered", _("답변함")
        CLOSED = "closed", _("끝남")

    desk = models.ForeignKey(Desk, verbose_name=_("직위"), on_delete=models.CASCADE, related_name="threads")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("물은 사람"),
        on_delete=models.CASCADE,
        related_name="threads",
    )
    about_kind = models.CharField(_("대상의 종류"), max_length=20)
    about_title = models.CharField(_("대상"), max_length=300)
    about_path = models.CharField(_("대상의 주소"), max_length=300)
    subject = models.CharField(_("제목"), max_length=120)
    state = models.CharField(_("상태"), max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("물은 때"), default=timezone.now)
    due_at = models.DateTimeField(_("답변 기한"))
    reminded_at = models.DateTimeField(_("기한을 알린 때"), null=True, blank=True)
    changed_at = models.DateTimeField(_("마지막 글"), default=timezone.now)
    is_sample = models.BooleanField(_("예시"), default=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("문의")
        verbose_name_plural = _("문의")
        ordering: ClassVar[list[str]] = ["-changed_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"], name="thread_due")]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_late(self) -> bool:
        """Whether the answer is late."""
        return self.state == self.State.OPEN and self.due_at < timezone.now()


class Message(models.Model):
    """One text of a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("쓴 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_from_desk = models.BooleanField(_("직위의 답변"), default=False)
    text = models.TextField(_("글"), max_length=4000)
    written_at = models.DateTimeField(_("쓴 때"), default=timezone.now)

    class Meta:
        verbose_name = _("문의의 글")
        verbose_name_plural = _("문의의 글")
        ordering: ClassVar[list[str]] = ["written_at", "id"]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.written_at:%Y-%m-%d}"
