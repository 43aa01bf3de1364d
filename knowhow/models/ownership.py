"""Pages below a zone's page are that zone's: the tree decides, never a form."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.zones.models import ZonePage


class BelowZone(models.Model):
    """A page whose `zone` and `is_sample` repeat its parent; put it before `Page` among the bases."""

    admitted_at = models.DateTimeField(
        _("국가 사례 서가에 오른 때"), null=True, blank=True, editable=False, db_index=True
    )
    """When the expert panel took it into the national library. Only the panel's decision sets it."""

    class Meta:
        abstract = True

    def full_clean(self, *args: object, **kwargs: object) -> None:
        """Take the owner from the tree, then validate."""
        self._take_zone_of_parent()
        super().full_clean(*args, **kwargs)  # type: ignore[arg-type]

    def minimal_clean(self) -> None:
        """The same for a draft, which Wagtail validates less."""
        self._take_zone_of_parent()
        super().minimal_clean()  # type: ignore[misc]  # Page has it

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """A revision decides neither whose the page is nor what the panel said of it."""
        page: Self = super().with_content_json(content)  # type: ignore[misc]  # Page has it
        page.zone_id = self.zone_id  # type: ignore[attr-defined]
        page.admitted_at = self.admitted_at
        if self.admitted_at:
            page.evidence_grade = self.evidence_grade  # type: ignore[attr-defined]
        return page

    def _take_zone_of_parent(self) -> None:
        """Owner and example mark come from the tree: an example never hangs on a real zone."""
        page: Any = self
        if page.path and page.depth > 1:
            above = page.path[: -page.steplen]
            page.zone = ZonePage.objects.select_related("zone").get(path=above).zone
            page.is_sample = page.zone.is_sample
