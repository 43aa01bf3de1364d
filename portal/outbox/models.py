"""What the outside world has yet to learn: rows written in the transaction of the change."""

from django.db import models


class IndexOutbox(models.Model):
    """An object whose search documents may be out of date. State, not event: the worker reads it again."""

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "index outbox row"
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "object_id"], name="outbox_object")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"
