"""The catalogue of regulatory exemptions: acts, areas, exemptions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.addresses import address
from portal.zones.models.names import BilingualName, Sourced


class Act(BilingualName):
    """An act of parliament that exemptions touch."""

    slug = models.SlugField(_("주소"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("법률")
        verbose_name_plural = _("법률")
        ordering: ClassVar[list[str]] = ["name_ko"]

    def get_absolute_url(self) -> str:
        """The act's page."""
        return address("act", self.slug)


class ActAlias(models.Model):
    """A former or short name of an act, as sources write it."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="aliases")
    alias = models.CharField(_("다른 이름"), max_length=120)

    class Meta:
        verbose_name = _("법률 별칭")
        verbose_name_plural = _("법률 별칭")
        ordering: ClassVar[list[str]] = ["alias"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["act", "alias"], name="act_alias_once")
        ]

    def __str__(self) -> str:
        return self.alias


class ExemptionArea(BilingualName):
    """An area of the exemption catalogue (특례 분야): not a zone's Field."""

    code = models.SlugField(_("코드"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("특례 분야")
        verbose_name_plural = _("특례 분야")
        ordering: ClassVar[list[str]] = ["position", "code"]


class Exemption(Sourced):
    """One row of our catalogue: an article, a paragraph or a deemed permit. Our rows are not the official 129 items."""

    class Kind(models.TextChoices):
        """How the exemption comes to a zone."""

        LISTED = "listed", _("법정 특례")
        INDIVIDUAL = "individual", _("개별 인정특례")
        ORDINANCE = "ordinance", _("조례로 넓힌 특례")

    code = models.CharField(_("코드"), max_length=20, unique=True)
    article = models.CharField(_("조문"), max_length=60)
    law_ko = models.CharField(_("적용 법률"), max_length=200)
    law_en = models.CharField(_("적용 법률(영문)"), max_length=300, blank=True)
    acts = models.ManyToManyField(Act, verbose_name=_("법률"), related_name="exemptions", blank=True)
    title_ko = models.CharField(_("제목"), max_length=200)
    title_en = models.CharField(_("영문 제목"), max_length=200, blank=True)
    description_ko = models.TextField(_("설명"), blank=True)
    description_en = models.TextField(_("영문 설명"), blank=True)
    decree_detail = models.TextField(_("시행령 내용"), blank=True)
    area = models.ForeignKey(
        ExemptionArea, verbose_name=_("특례 분야"), on_delete=models.PROTECT, related_name="exemptions"
    )
    kind = models.CharField(_("종류"), max_length=12, choices=Kind, default=Kind.LISTED)
    position = models.PositiveSmallIntegerField(_("순서"), default=0)
    is_sample = models.BooleanField(_("예시"), default=False)

    class Meta:
        verbose_name = _("규제특례")
        verbose_name_plural = _("규제특례")
        ordering: ClassVar[list[str]] = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title_ko}"

    def get_absolute_url(self) -> str:
        """The exemption's page."""
        return address("exemption", self.code)

    @property
    def title(self) -> str:
        """The title in the language in force; Korean where there is no English one."""
        return (get_language() == "en" and self.title_en) or self.title_ko

    @property
    def law(self) -> str:
        """The act as the catalogue writes it, in the language in force."""
        return (get_language() == "en" and self.law_en) or self.law_ko
