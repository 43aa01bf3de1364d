"""Jobs that come round again."""

from django.db import models


class ScheduledJob(models.Model):
    """When a named job runs next; workers claim a row by compare and set."""

    name = models.CharField(max_length=100, unique=True)
    next_run = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
