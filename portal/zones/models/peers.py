"""Which zones are like which: worked out from the facts in the background, since it compares every zone with every other."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.zones.models.zones import Zone


class ZonePeer(models.Model):
    """A zone like another, and why. Not a fact: it can be thrown away and worked out again."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="peers")
    peer = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    reasons_ko = models.JSONField(default=list)
    reasons_en = models.JSONField(default=list)

    class Meta:
        verbose_name = _("비슷한 특구")
        verbose_name_plural = _("비슷한 특구")
        ordering: ClassVar[list[str]] = ["zone", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["zone", "peer"], name="peer_once")
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.position} {self.peer_id}"
