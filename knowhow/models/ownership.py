"""Pages below a zone's page are that zone's: the tree decides, never a form."""

from typing import Any, Self

from django.db import models

from portal.zones.models import ZonePage


class BelowZone(models.Model):
    """A page whose `zone` and `is_sample` repeat its parent; put it before `Page` among the bases."""

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
        """A revision does not decide where the page hangs, hence not whose it is."""
        page: Self = super().with_content_json(content)  # type: ignore[misc]  # Page has it
        page.zone_id = self.zone_id  # type: ignore[attr-defined]
        return page

    def _take_zone_of_parent(self) -> None:
        """Owner and example mark come from the tree: an example never hangs on a real zone."""
        page: Any = self
        if page.path and page.depth > 1:
            above = page._get_basepath(page.path, page.depth - 1)
            page.zone = ZonePage.objects.select_related("zone").get(path=above).zone
            page.is_sample = page.zone.is_sample
