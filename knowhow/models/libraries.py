"""A zone's whole library as one file, ordered by one person and kept for him alone, for a week."""

from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.zones.models import Zone


class LibraryExportQuerySet(models.QuerySet["LibraryExport"]):
    """Questions about exports."""

    def open(self) -> Self:
        """Those that are being made, or will be."""
        return self.filter(ready_at=None, problem="")


class LibraryExport(models.Model):
    """One order. Its file lies among the private files under a random name."""

    KEPT: ClassVar[timedelta] = timedelta(days=7)

    class Scope(models.TextChoices):
        """How much goes in."""

        PUBLIC = "public", _("공개된 것만")
        WHOLE = "whole", _("내가 볼 수 있는 초안까지")

    zone = models.ForeignKey(Zone, verbose_name=_("특구"), on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(_("범위"), max_length=6, choices=Scope, default=Scope.PUBLIC)
    language = models.CharField(max_length=8)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("신청한 사람"),
        on_delete=models.CASCADE,
        related_name="library_exports",
    )
    ordered_at = models.DateTimeField(_("신청한 때"), default=timezone.now)
    task_id = models.CharField(max_length=36, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stored_as = models.CharField(max_length=100, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="How many of each kind are in it.")
    left_out = models.JSONField(default=list, help_text="What is not in it, and why.")
    people = models.JSONField(default=list, help_text="Numbers of others whose drafts are in it.")
    ready_at = models.DateTimeField(_("다 된 때"), null=True, blank=True)
    expires_at = models.DateTimeField(_("없어지는 때"), null=True, blank=True, db_index=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = LibraryExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("특구 자료 묶음")
        verbose_name_plural = _("특구 자료 묶음")
        ordering: ClassVar[list[str]] = ["-ordered_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["zone", "ordered_by"],
                condition=models.Q(ready_at=None, problem=""),
                name="one_open_library_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.scope} {self.ordered_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Where its owner follows and fetches it."""
        return reverse("knowhow-library-order", args=[self.pk])

    @property
    def can_be_fetched(self) -> bool:
        """Whether the file stands and its week is not over."""
        return bool(self.ready_at and self.expires_at and self.expires_at > timezone.now())
