"""Desks that were closed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Desk


class DeskClosing(models.Model):
    """One closing of a desk, with what moved to which other: enough to take it back within a week."""

    desk = models.ForeignKey(Desk, verbose_name=_("직위"), on_delete=models.CASCADE, related_name="closings")
    successor = models.ForeignKey(
        Desk,
        verbose_name=_("이어받는 직위"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("닫을 때의 담당자"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("닫은 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    moved = models.JSONField(_("옮긴 것"), default=dict)
    at = models.DateTimeField(_("닫은 때"), default=timezone.now)
    undone_at = models.DateTimeField(_("되돌린 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("직위를 닫은 기록")
        verbose_name_plural = _("직위를 닫은 기록")
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.at:%Y-%m-%d}"
