"""What cases and practices share. Pages below a zone's page are that zone's: the tree decides, never a form."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowhow.models.terms import EvidenceGrade
from portal.zones.models import ZonePage


class BelowZone(models.Model):
    """A page of know-how, whose `zone` and `is_sample` repeat its parent; put it before `Page` among the bases."""

    evidence_grade = models.CharField(_("근거 수준"), max_length=10, choices=EvidenceGrade, blank=True)
    is_ai_allowed = models.BooleanField(_("인공지능 학습 허용"), default=False)
    is_sample = models.BooleanField(_("예시"), default=False, db_index=True, editable=False)
    review_by = models.DateField(_("다시 확인할 날"), null=True, blank=True)
    admitted_at = models.DateTimeField(
        _("국가 사례 서가에 오른 때"), null=True, blank=True, editable=False, db_index=True
    )
    """When the expert panel took it into the national library. Only the panel's decision sets it."""

    present: ClassVar[Callable[..., dict[str, Any]]]
    """What the page shows, by page and viewer. `KnowhowConfig` sets it: the presenter reads these models."""
    vouched: ClassVar[Callable[..., AbstractContextManager[None]]]
    """What surrounds each publication (`knowhow.vouching`). Set the same way."""

    address_name: ClassVar[str]
    parent_page_types: ClassVar[list[str]] = ["zones.ZonePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An alias would follow its original without a review of its own."""
        if self.alias_of_id:  # type: ignore[attr-defined]  # Page has it
            raise ValidationError(
                _("사례와 실무 안내에는 별칭을 만들 수 없습니다. 초안으로 복사해 주십시오.")
            )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The public address in the language in force; no query, unlike `url`."""
        return reverse(self.address_name, args=[self.public_slug])  # type: ignore[attr-defined]  # PublicAddress has it

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        """The preview shows what the public view shows: both go through one presenter."""
        shown: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]  # Page has it
        return {**shown, **type(self).present(self, viewer=request.user)}

    @property
    def web_sources(self) -> list[str]:
        """Sources that are addresses of the web: only those become links."""
        sources: list[str] = self.sources  # type: ignore[attr-defined]  # Sourced has it
        return [url for url in sources if url.startswith(("https://", "http://"))]

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
            page.evidence_grade = self.evidence_grade
        return page

    def around_publication(self, revision: Any, *, by: Any, previous: Any) -> AbstractContextManager[None]:
        """However a page is published, somebody stands behind it. Raises `NotVouchedError`."""
        return type(self).vouched(self, revision, by=by, previous=previous)

    def _take_zone_of_parent(self) -> None:
        """Owner and example mark come from the tree: an example never hangs on a real zone."""
        page: Any = self
        if page.path and page.depth > 1:
            above = page.path[: -page.steplen]
            page.zone = ZonePage.objects.select_related("zone").get(path=above).zone
            page.is_sample = page.zone.is_sample
