"""Names in two languages, and sources: shapes that many tables of the registry share."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

SOURCE_SEPARATOR = " | "


class BilingualName(models.Model):
    """A thing with a Korean name and, where known, an English one."""

    name_ko = models.CharField(_("이름"), max_length=200)
    name_en = models.CharField(_("영문 이름"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_ko

    @property
    def name(self) -> str:
        """The name in the language in force; Korean where no English one is known."""
        return (get_language() == "en" and self.name_en) or self.name_ko


class Sourced(models.Model):
    """A fact that says where it was read and as of when."""

    source_url = models.TextField(_("출처"), blank=True, help_text=_("여러 곳이면 ' | '로 나눕니다."))
    source_note = models.TextField(_("출처 메모"), blank=True)
    as_of = models.CharField(
        _("기준일"), max_length=10, blank=True, help_text=_("YYYY, YYYY-MM 또는 YYYY-MM-DD")
    )

    class Meta:
        abstract = True

    @property
    def sources(self) -> list[str]:
        """The source addresses, in the order given."""
        return sources_in(self.source_url)


def sources_in(text: str) -> list[str]:
    """The addresses that a column holds."""
    return [part.strip() for part in text.split("|") if part.strip()]
