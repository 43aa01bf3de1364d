"""Places: provinces and municipalities with the dates between which they existed, their other names, regional offices."""

import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.addresses import address
from portal.zones.models.names import BilingualName, Sourced


class PlaceQuerySet[P: models.Model](models.QuerySet[P]):
    """Questions about places in time."""

    def current(self) -> Self:
        """Units that exist now."""
        return self.filter(valid_to__isnull=True)

    def real(self) -> Self:
        """Units that exist in the world: no examples."""
        return self.filter(is_sample=False)


def slug_of_province(short_en: str, code: str) -> str:
    """A province's part of an address. An ended unit may share it with the one that took over."""
    return slugify(short_en) or code


def slug_of_office(name_en: str, number: int) -> str:
    """An office's part of an address: the places in its English name, else its number."""
    return slugify(name_en.partition(" Regional")[0]) or f"office-{number}"


class Province(BilingualName):
    """A first-level unit (시·도). An ended one names its successor: 전라남도 → 전남광주통합특별시 on 2026-07-01."""

    code = models.CharField(_("코드"), max_length=2, unique=True)
    short_ko = models.CharField(_("짧은 이름"), max_length=20)
    short_en = models.CharField(_("짧은 영문 이름"), max_length=40)
    valid_from = models.DateField(_("생긴 날"), null=True, blank=True)
    valid_to = models.DateField(_("없어진 날"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("이어받은 시·도"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )
    position = models.PositiveSmallIntegerField(_("순서"), default=0)
    note = models.CharField(_("메모"), max_length=300, blank=True)
    is_sample = models.BooleanField(_("예시"), default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("시·도")
        verbose_name_plural = _("시·도")
        ordering: ClassVar[list[str]] = ["position", "code"]

    @property
    def short(self) -> str:
        """The short name in the language in force."""
        return self.short_en if get_language() == "en" else self.short_ko

    @property
    def slug(self) -> str:
        """Its part of an address."""
        return slug_of_province(self.short_en, self.code)

    def get_absolute_url(self) -> str:
        """The province's page."""
        return address("province", self.slug)

    def existed_on(self, day: datetime.date) -> bool:
        """Whether the unit existed on that day; an unknown beginning is before every zone."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Municipality(BilingualName):
    """A second-level unit (시·군·구) of a province."""

    code = models.CharField(_("코드"), max_length=60, unique=True)
    province = models.ForeignKey(
        Province, verbose_name=_("시·도"), on_delete=models.PROTECT, related_name="municipalities"
    )
    valid_from = models.DateField(_("생긴 날"), null=True, blank=True)
    valid_to = models.DateField(_("없어진 날"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self", verbose_name=_("이어받은 곳"), symmetrical=False, blank=True, related_name="predecessors"
    )
    map_name = models.CharField(_("지도에서의 이름"), max_length=40, blank=True)
    note = models.CharField(_("메모"), max_length=300, blank=True)
    is_sample = models.BooleanField(_("예시"), default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("시·군·구")
        verbose_name_plural = _("시·군·구")
        ordering: ClassVar[list[str]] = ["province__position", "name_ko", "code"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["name_ko"], name="municipality_name")]


class PlaceAlias(models.Model):
    """Another name of a place: an abbreviation, a former name, the name of a unit that was merged."""

    class Kind(models.TextChoices):
        """Why the place has this other name."""

        ABBREVIATION = "abbreviation", _("줄임말")
        FORMER = "former", _("옛 이름")
        MERGED = "merged", _("합쳐진 곳")

    alias = models.CharField(_("다른 이름"), max_length=60)
    kind = models.CharField(_("종류"), max_length=12, choices=Kind)
    province = models.ForeignKey(
        Province,
        verbose_name=_("시·도"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="aliases",
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("시·군·구"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="aliases",
    )

    class Meta:
        verbose_name = _("지명 별칭")
        verbose_name_plural = _("지명 별칭")
        ordering: ClassVar[list[str]] = ["alias", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(province__isnull=False, municipality__isnull=True)
                | models.Q(province__isnull=True, municipality__isnull=False),
                name="alias_of_one_place",
            ),
            models.UniqueConstraint(fields=["alias", "province"], name="alias_once_per_province"),
            models.UniqueConstraint(fields=["alias", "municipality"], name="alias_once_per_municipality"),
        ]

    def __str__(self) -> str:
        return self.alias


class RegionalOffice(BilingualName, Sourced):
    """A regional SMEs and startups office and the provinces it serves, as far as known."""

    name_en_source = models.CharField(_("영문 이름 출처"), max_length=20, blank=True)
    city = models.CharField(_("소재지"), max_length=60, blank=True)
    phone_prefix = models.CharField(_("대표 번호 앞자리"), max_length=20, blank=True)
    provinces = models.ManyToManyField(
        Province, verbose_name=_("관할 시·도"), blank=True, related_name="offices"
    )
    position = models.PositiveSmallIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("지방중소벤처기업청")
        verbose_name_plural = _("지방중소벤처기업청")
        ordering: ClassVar[list[str]] = ["position", "name_ko"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name_ko"], name="office_name")
        ]

    @property
    def slug(self) -> str:
        """Its part of an address: the places in its English name, else its number."""
        return slug_of_office(self.name_en, self.pk)

    def get_absolute_url(self) -> str:
        """The office's page."""
        return address("office", self.slug)
