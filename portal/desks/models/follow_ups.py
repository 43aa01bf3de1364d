"""What a desk promised in an answer, with its day."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.desks.models.threads import Message

PROMISE_LENGTH = 200


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Questions about promises."""

    def open(self) -> Self:
        """Those that wait to be kept."""
        return self.filter(state=FollowUp.State.OPEN)

    def due(self, day: date) -> Self:
        """Those to be kept by this day."""
        return self.open().filter(due_on__lte=day)


class FollowUp(models.Model):
    """One promise of an answer. It belongs to the desk, as its question does: whoever holds the desk keeps it."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("지킬 약속")
        KEPT = "kept", _("지킴")
        DROPPED = "dropped", _("직위가 닫혀 거둠")

    message = models.OneToOneField(
        Message, verbose_name=_("답변"), on_delete=models.CASCADE, related_name="promise"
    )
    text = models.CharField(_("약속한 일"), max_length=PROMISE_LENGTH)
    due_on = models.DateField(_("지킬 날"))
    state = models.CharField(_("상태"), max_length=7, choices=State, default=State.OPEN)
    ended_at = models.DateTimeField(_("끝난 때"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("끝낸 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reminded_at = models.DateTimeField(_("날이 된 것을 알린 때"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("후속 약속")
        verbose_name_plural = _("후속 약속")
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at=None)
                | (~models.Q(state="open") & models.Q(ended_at__isnull=False)),
                name="follow_up_ends_once",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_on"], name="follow_up_due")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.state == self.State.OPEN and self.due_on < timezone.localdate()
