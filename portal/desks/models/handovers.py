"""Changes of the officer of a desk."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Desk


class Handover(models.Model):
    """One change of the officer, with what moved: enough to take it back within a week."""

    desk = models.ForeignKey(Desk, verbose_name=_("직위"), on_delete=models.CASCADE, related_name="handovers")
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("넘긴 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("받은 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("정한 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.TextField(_("남기는 말"), max_length=2000, blank=True)
    moved = models.JSONField(_("옮긴 것"), default=dict)
    at = models.DateTimeField(_("넘긴 때"), default=timezone.now)
    undone_at = models.DateTimeField(_("되돌린 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("인수인계")
        verbose_name_plural = _("인수인계")
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.at:%Y-%m-%d}"
