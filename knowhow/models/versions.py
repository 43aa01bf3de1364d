"""What the page of a case or a practice said each time it was published."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.models import Page

from portal.blocks import StoryBlock


class Part(NamedTuple):
    """A piece of text, and whether an English page shows Korean here."""

    text: str
    is_korean_only: bool = False


class Entry(NamedTuple):
    """One thing that the page said: self-describing, so that it can be shown after its field is gone."""

    name: str
    label: str
    kind: str
    """How it is shown: `fact`, `text`, `lines` or `rich`."""
    parts: tuple[Part, ...]
    story: Sequence[dict[str, Any]] = ()
    """Its blocks, where it is a story of several."""

    @property
    def text(self) -> str:
        """All of it as plain text, a line for each part."""
        return "\n".join(part.text for part in self.parts)

    @property
    def stream(self) -> StreamValue:
        """The story, to be rendered. A kind of block that is no more is left out."""
        return StreamValue(StoryBlock(), list(self.story), is_lazy=True)


class PageVersion(models.Model):
    """A numbered version: written once, never changed. It goes only with its page.

    A withdrawn one has lost its words for good; its number, day and reason stay.
    """

    class Why(models.TextChoices):
        """Why a version was withdrawn; everybody may read it."""

        PERSONAL = "personal", _("공개하면 안 되는 개인정보가 있었음")
        RIGHTS = "rights", _("다른 사람의 권리를 침해함")
        SECRET = "secret", _("공개하면 안 되는 자료가 있었음")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("판"))
    made_at = models.DateTimeField(_("게시한 때"), default=timezone.now)
    content = models.JSONField(_("내용"))
    """By language, a list of entries as the page showed them (`knowhow.snapshots`); nothing once withdrawn."""
    withdrawn_at = models.DateTimeField(_("거둔 때"), null=True, blank=True)
    withdrawn_why = models.CharField(_("거둔 까닭"), max_length=10, choices=Why, blank=True)
    withdrawn_note = models.CharField(_("메모"), max_length=300, blank=True)
    """For those who edit; the public never sees it."""
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("거둔 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("글의 판")
        verbose_name_plural = _("글의 판")
        ordering: ClassVar[list[str]] = ["page", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["page", "number"], name="page_version_number_once"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_why="")
                | models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_why=""),
                name="page_version_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} v{self.number}"

    def get_absolute_url(self) -> str:
        """The permanent address of this version in the language in force."""
        return reverse("page-version", args=[self.page_id, self.number])

    @property
    def made_on(self) -> dt.date:
        """The day of the publication, where the zones are."""
        return timezone.localdate(self.made_at)

    @property
    def withdrawn_on(self) -> dt.date | None:
        """The day it was withdrawn, where the zones are."""
        return timezone.localdate(self.withdrawn_at) if self.withdrawn_at else None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What the page said in the language in force."""
        return entries_of(self.content)


def entries_of(content: dict[str, list[dict[str, Any]]]) -> tuple[Entry, ...]:
    """What was kept (`knowhow.snapshots`), in the language in force."""
    rows = content.get(get_language() or settings.LANGUAGE_CODE, [])
    return tuple(
        Entry(row["name"], row["label"], row["kind"], _parts(row["parts"]), row.get("story", ()))
        for row in rows
    )


def _parts(rows: list[list[Any]]) -> tuple[Part, ...]:
    return tuple(Part(text, is_korean_only) for text, is_korean_only in rows)
