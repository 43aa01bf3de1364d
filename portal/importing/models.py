"""What was imported, by whom, from where, and what it changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One import, from upload to its end."""

    class State(models.TextChoices):
        """Where the run stands."""

        UPLOADED = "uploaded", _("올림")
        CHECKING = "checking", _("검사하는 중")
        CHECKED = "checked", _("검사함")
        APPLYING = "applying", _("반영하는 중")
        APPLIED = "applied", _("반영함")
        REFUSED = "refused", _("반영하지 않음")
        UNDONE = "undone", _("되돌림")

    importer = models.CharField(_("자료 종류"), max_length=60)
    source_name = models.CharField(_("파일"), max_length=255)
    source_note = models.CharField(_("출처"), max_length=500, blank=True)
    file_digest = models.CharField(_("파일 지문"), max_length=64, blank=True)
    stored_as = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(_("열 연결"), default=dict, blank=True)
    state = models.CharField(_("상태"), max_length=10, choices=State, default=State.UPLOADED)
    rows = models.PositiveIntegerField(_("행 수"), default=0)
    report = models.JSONField(null=True, blank=True)
    task_id = models.CharField(max_length=36, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("담당"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    started_at = models.DateTimeField(_("시작"), auto_now_add=True)
    finished_at = models.DateTimeField(_("끝"), null=True, blank=True)
    added = models.PositiveIntegerField(_("새로 넣음"), default=0)
    changed = models.PositiveIntegerField(_("바꿈"), default=0)
    removed = models.PositiveIntegerField(_("지움"), default=0)
    unchanged = models.PositiveIntegerField(_("그대로"), default=0)
    is_sample = models.BooleanField(_("예시"), default=False, editable=False)
    options = models.JSONField(default=dict, blank=True)
    """What a room's importer must know besides the rows, and what it remembers."""
    is_private = models.BooleanField(default=False, editable=False)
    """Drafts of somebody's own: no list in the CMS shows it."""

    class Meta:
        verbose_name = _("가져오기")
        verbose_name_plural = _("가져오기")
        ordering: ClassVar[list[str]] = ["-started_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["importer", "file_digest"], name="import_run_file")
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.source_name}"


class ImportChange(models.Model):
    """One fact an import changed: the earlier value stays here. A new object has one row without a field."""

    class Kind(models.TextChoices):
        """What happened to the object."""

        ADDED = "added", _("새로 넣음")
        CHANGED = "changed", _("바꿈")
        REMOVED = "removed", _("지움")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("구분"), max_length=8, choices=Kind)
    model = models.CharField(_("표"), max_length=60)
    object_key = models.CharField(_("대상"), max_length=300)
    field = models.CharField(_("항목"), max_length=60, blank=True)
    old_value = models.TextField(_("이전 값"), blank=True)
    new_value = models.TextField(_("새 값"), blank=True)

    class Meta:
        verbose_name = _("바뀐 사실")
        verbose_name_plural = _("바뀐 사실")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["model", "object_key"], name="import_change_object")
        ]

    def __str__(self) -> str:
        return f"{self.model}:{self.object_key}.{self.field}"


class ColumnMapping(models.Model):
    """How the columns of a file were named last time, so that the same file maps itself next time."""

    importer = models.CharField(max_length=60)
    header_key = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("열 연결")
        verbose_name_plural = _("열 연결")
        ordering: ClassVar[list[str]] = ["-used_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["importer", "header_key"], name="one_mapping_per_header")
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.header_key}"
