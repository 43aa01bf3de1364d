"""Jobs that come round again, and the workers that run them."""

from django.db import models


class ScheduledJob(models.Model):
    """When a named job runs next; workers claim a row by compare and set."""

    name = models.CharField(max_length=100, unique=True)
    next_run = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A worker process and its last sign of life: what a silent one was running is given to another."""

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return self.name
