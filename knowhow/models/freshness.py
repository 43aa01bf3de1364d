"""Until when a page is taken to hold, and who confirmed it since. Of pages of any kind."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class FreshnessQuerySet(models.QuerySet["Freshness"]):
    """Questions about clocks."""

    def overdue(self, *, days: int = 0, today: dt.date | None = None) -> "FreshnessQuerySet":
        """Those of live pages whose day passed, at least so many days ago."""
        last = (today or timezone.localdate()) - dt.timedelta(days=max(days, 1))
        return self.filter(page__live=True, review_by__lte=last)


class Freshness(models.Model):
    """The clock of a page: publishing it and confirming it set it anew."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="freshness")
    review_by = models.DateField(_("확인 기한"), db_index=True)
    confirmed_on = models.DateField(_("최근 확인일"), null=True, blank=True)
    """Nothing while no person has published or confirmed it: a file did not look at it again."""
    reminded_days = models.PositiveSmallIntegerField(_("알린 지연 일수"), default=0)
    """The last of the steps (30, 60, 90 days) that was mailed."""

    objects = FreshnessQuerySet.as_manager()

    class Meta:
        verbose_name = _("확인 기한")
        verbose_name_plural = _("확인 기한")

    def __str__(self) -> str:
        return f"{self.page_id} {self.review_by}"

    @property
    def days_overdue(self) -> int:
        """How many days ago it should have been looked at; 0 while its time has not come."""
        return max((timezone.localdate() - self.review_by).days, 0)

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed."""
        return self.days_overdue > 0


class Confirmation(models.Model):
    """Somebody looked at a page again and said that it still holds."""

    class Way(models.TextChoices):
        """Where it was said."""

        CMS = "cms", _("CMS")
        MAIL = "mail", _("메일의 링크")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="confirmations")
    at = models.DateTimeField(_("확인한 때"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("확인한 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    way = models.CharField(_("방법"), max_length=4, choices=Way)

    class Meta:
        verbose_name = _("확인 기록")
        verbose_name_plural = _("확인 기록")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.page_id} {self.at:%Y-%m-%d}"

    @property
    def on(self) -> dt.date:
        """The day, where the zones are."""
        return timezone.localdate(self.at)
