"""Which cases of others are like which zone: worked out in the background, since it compares each zone's words."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from knowhow.models.cases import CasePage
from portal.zones.models import Zone


class CaseLikeZone(models.Model):
    """A case of another zone that a zone may learn from, and why. Not a fact: it can be worked out again."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="like_cases")
    case = models.ForeignKey(CasePage, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    reasons_ko = models.JSONField(default=list)
    reasons_en = models.JSONField(default=list)

    class Meta:
        verbose_name = _("특구와 비슷한 사례")
        verbose_name_plural = _("특구와 비슷한 사례")
        ordering: ClassVar[list[str]] = ["zone", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["zone", "case"], name="case_like_zone_once")
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.position} {self.case_id}"
