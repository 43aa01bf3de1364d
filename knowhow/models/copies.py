"""Working copies that were taken along, and those that came back."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.zones.models import Zone

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without letters that are taken for digits."""
CODE_LENGTH = 10


def new_code() -> str:
    """What is printed in a copy: which draft it is of, as it stood then."""
    return "HM-" + "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))


class KindOfText(models.TextChoices):
    """What is written."""

    CASE = "case", _("사례")
    PRACTICE = "practice", _("실무 안내")


class TakenCopy(models.Model):
    """A draft as it stood when somebody took it along: what is written since can be told from what is old."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    """None for an empty form."""
    kind = models.CharField(max_length=8, choices=KindOfText)
    values = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("받아 간 작업본")
        verbose_name_plural = _("받아 간 작업본")
        ordering: ClassVar[list[str]] = ["-taken_at", "-id"]

    def __str__(self) -> str:
        return self.code


class ReturnedCopy(models.Model):
    """A file that came back, as it was read. What it would change is worked out anew each time it is looked at."""

    class State(models.TextChoices):
        """Where it stands."""

        READ = "read", _("읽음")
        APPLIED = "applied", _("반영함")
        UNDONE = "undone", _("되돌림")
        CLOSED = "closed", _("닫음")

    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    """None until the draft is begun that an empty form becomes."""
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=KindOfText)
    taken = models.ForeignKey(
        TakenCopy, null=True, blank=True, on_delete=models.SET_NULL, related_name="returned"
    )
    file_name = models.CharField(max_length=255)
    values = models.JSONField()
    left_over = models.JSONField(default=list)
    """Names of fields that were chosen but are too long, or not right: they wait in the form."""
    state = models.CharField(max_length=8, choices=State, default=State.READ)
    before = models.PositiveBigIntegerField(null=True, blank=True)
    after = models.PositiveBigIntegerField(null=True, blank=True)
    after_at = models.DateTimeField(null=True, blank=True)
    """Revision before and after; autosave writes into the same revision, which only its time tells."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("올린 작업본")
        verbose_name_plural = _("올린 작업본")
        ordering: ClassVar[list[str]] = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.file_name
