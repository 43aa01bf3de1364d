"""What was imported, by whom, from where, and what it changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One import, from upload to its end."""

    class State(models.TextChoices):
        """Where the run stands."""

        UPLOADED = "uploaded", _("올림")
        CHECKED = "checked", _("검사함")
        APPLIED = "applied", _("반영함")
        REFUSED = "refused", _("반영하지 않음")

    importer = models.CharField(_("자료 종류"), max_length=60)
    source_name = models.CharField(_("파일"), max_length=255)
    source_note = models.CharField(_("출처"), max_length=500, blank=True)
    state = models.CharField(_("상태"), max_length=10, choices=State, default=State.UPLOADED)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("담당"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(_("시작"), auto_now_add=True)
    finished_at = models.DateTimeField(_("끝"), null=True, blank=True)
    summary = models.JSONField(_("결과"), default=dict, blank=True)

    class Meta:
        verbose_name = _("가져오기")
        verbose_name_plural = _("가져오기")
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.importer} {self.source_name}"


class ImportChange(models.Model):
    """One fact an import changed: the earlier value stays here."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(max_length=60)
    object_key = models.CharField(max_length=200)
    field = models.CharField(max_length=60)
    old_value = models.TextField(blank=True)
    new_value = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["model", "object_key"], name="import_change_object")]

    def __str__(self) -> str:
        return f"{self.model}:{self.object_key}.{self.field}"


class ColumnMapping(models.Model):
    """How the columns of a file were named last time, so that the same file maps itself next time."""

    importer = models.CharField(max_length=60)
    header_key = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["importer", "header_key"], name="one_mapping_per_header")]

    def __str__(self) -> str:
        return f"{self.importer} {self.header_key}"
