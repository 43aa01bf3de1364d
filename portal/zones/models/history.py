"""What became of the registry's facts: each change with the earlier value, its day and its source."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.importing.models import ImportRun
from portal.zones.models.zones import Zone


class FactChange(models.Model):
    """One fact that was added, changed or removed; or, with a `count`, many of one import told as one.

    Values are kept as they were read then. Who changed them is for the staff alone.
    """

    class Kind(models.TextChoices):
        """What happened to the fact."""

        ADDED = "added", _("새로 실음")
        CHANGED = "changed", _("바뀜")
        REMOVED = "removed", _("뺌")

    kind = models.CharField(_("구분"), max_length=8, choices=Kind)
    table = models.CharField(_("표"), max_length=60)
    subject = models.CharField(_("대상"), max_length=300, blank=True)
    zone = models.ForeignKey(
        Zone, verbose_name=_("특구"), null=True, blank=True, on_delete=models.SET_NULL, related_name="changes"
    )
    field = models.CharField(_("항목"), max_length=60, blank=True)
    old_value = models.TextField(_("이전 값"), blank=True)
    new_value = models.TextField(_("새 값"), blank=True)
    count = models.PositiveIntegerField(_("건수"), null=True, blank=True)
    is_told_in_group = models.BooleanField(
        default=False, help_text=_("여러 건을 한 줄로 묶어 알린 것 가운데 하나입니다.")
    )
    source_note = models.CharField(_("출처"), max_length=500, blank=True)
    source_url = models.TextField(_("출처 주소"), blank=True)
    changed_at = models.DateTimeField(_("바뀐 때"))
    changed_on = models.CharField(_("바뀐 날"), max_length=10)
    run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("사실이 바뀐 기록")
        verbose_name_plural = _("사실이 바뀐 기록")
        ordering: ClassVar[list[str]] = ["-changed_on", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["changed_on", "id"], name="fact_change_newest"),
            models.Index(fields=["zone", "changed_on"], name="fact_change_of_zone"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}.{self.field}"
