"""What a desk says of itself. A desk without a profile is listed and may be written to."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Desk
from portal.words import in_language
from portal.zones.models import Field, Province, ValueChainStage


class DeskProfile(models.Model):
    """A post as others see it: never who holds it."""

    desk = models.OneToOneField(
        Desk, verbose_name=_("직위"), on_delete=models.CASCADE, related_name="profile"
    )
    does_ko = models.TextField(_("하는 일"), max_length=1000, blank=True)
    does_en = models.TextField(_("하는 일(영문)"), max_length=1500, blank=True)
    province = models.ForeignKey(
        Province,
        verbose_name=_("시·도"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_listed = models.BooleanField(_("찾아보기에 올림"), default=True)
    is_contactable = models.BooleanField(_("문의를 받음"), default=True)

    class Meta:
        verbose_name = _("직위 소개")
        verbose_name_plural = _("직위 소개")

    def __str__(self) -> str:
        return str(self.desk)

    @property
    def does(self) -> str:
        """In the language in force."""
        return in_language(self.does_ko, self.does_en)


class DeskLanguage(models.Model):
    """A language in which the desk can be written to."""

    class Code(models.TextChoices):
        """ISO 639-1."""

        KOREAN = "ko", _("한국어")
        ENGLISH = "en", _("영어")
        CHINESE = "zh", _("중국어")
        JAPANESE = "ja", _("일본어")
        VIETNAMESE = "vi", _("베트남어")

    profile = models.ForeignKey(DeskProfile, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(_("언어"), max_length=2, choices=Code)

    class Meta:
        verbose_name = _("쓸 수 있는 언어")
        verbose_name_plural = _("쓸 수 있는 언어")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["profile", "code"], name="desk_language_once")
        ]

    def __str__(self) -> str:
        return self.code


class Exchange(models.Model):
    """Something that the desk offers to others, or needs from them."""

    class Side(models.TextChoices):
        """Which way it goes."""

        OFFER = "offer", _("나눌 수 있는 것")
        NEED = "need", _("필요한 것")

    profile = models.ForeignKey(DeskProfile, on_delete=models.CASCADE, related_name="exchanges")
    side = models.CharField(_("구분"), max_length=5, choices=Side)
    field = models.ForeignKey(
        Field, verbose_name=_("분야"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stage = models.ForeignKey(
        ValueChainStage,
        verbose_name=_("가치사슬 단계"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    text_ko = models.CharField(_("내용"), max_length=200)
    text_en = models.CharField(_("내용(영문)"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("나눔과 필요")
        verbose_name_plural = _("나눔과 필요")
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return self.text_ko
