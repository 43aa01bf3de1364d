"""Files that go with a text of a thread."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.desks.models.threads import Message


class Attachment(models.Model):
    """A file of one text. It lies in the database and under no address of its own: it goes wherever its thread goes."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(_("이름"), max_length=120)
    kind = models.CharField(_("형식"), max_length=8)
    size = models.PositiveIntegerField(_("크기"))
    content = models.BinaryField(_("내용"))

    class Meta:
        verbose_name = _("문의의 파일")
        verbose_name_plural = _("문의의 파일")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.name
