"""A line above every page while something urgent holds."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel


class CriticalAlert(models.Model):
    """Shown from its start to its end, then no more. Nothing is to be taken down by hand."""

    class Level(models.TextChoices):
        """How urgent it is; the words stand on the badge."""

        DANGER = "danger", _("긴급")
        INFO = "info", pgettext_lazy("notice", "안내")
        OK = "ok", pgettext_lazy("alert", "해제")

    level = models.CharField(_("수준"), max_length=8, choices=Level, default=Level.INFO)
    text_ko = models.CharField(_("내용"), max_length=200)
    text_en = models.CharField(
        _("내용(영문)"), max_length=300, blank=True, help_text=_("비우면 영문 쪽에도 국문이 나옵니다.")
    )
    link = models.CharField(
        _("자세히 볼 주소"),
        max_length=300,
        blank=True,
        help_text=_("이 포털 안의 주소는 /로, 다른 누리집은 https://로 시작합니다."),
    )
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"), db_index=True)

    panels: ClassVar[list[object]] = [
        FieldPanel("level"),
        MultiFieldPanel(
            [FieldPanel("text_ko"), FieldPanel("text_en"), FieldPanel("link")], heading=_("내용")
        ),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading=_("보이는 기간")),
    ]

    class Meta:
        verbose_name = _("긴급 알림")
        verbose_name_plural = _("긴급 알림")
        ordering = ("-starts_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="alert_ends_after_it_starts",
                violation_error_message=_("끝은 시작보다 뒤여야 합니다."),
            )
        ]

    def __str__(self) -> str:
        return self.text_ko

    def clean(self) -> None:
        """A link is a path of ours or a web address: nothing that a browser would run."""
        super().clean()
        is_path = self.link.startswith("/") and not self.link.startswith(("//", "/\\"))
        if self.link and not is_path and not self.link.startswith(("https://", "http://")):
            raise ValidationError({"link": _("/ 또는 https://로 시작하는 주소를 적어 주세요.")})
