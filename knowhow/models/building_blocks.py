"""Building blocks: parts of know-how that several cases and practices share."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from portal.zones.models.names import BilingualName

TEXT_LIMIT = 2000


class BuildingBlock(BilingualName, ClusterableModel):
    """One part that can be taken over by itself. It is public as soon as a public page uses it, and no sooner."""

    slug = models.SlugField(
        _("주소"), max_length=80, unique=True, help_text=_("영문 소문자와 붙임표로 씁니다. 예: booking-table")
    )
    purpose_ko = models.TextField(
        _("목적"),
        max_length=TEXT_LIMIT,
        help_text=_("무엇에 쓰는지 한두 문장으로 씁니다. 예: 공동 시설을 쉬는 날 없이 돌립니다."),
    )
    purpose_en = models.TextField(_("목적(영문)"), max_length=TEXT_LIMIT, blank=True)
    how_ko = models.TextField(
        _("방법"),
        max_length=TEXT_LIMIT,
        blank=True,
        help_text=_("따라 할 수 있게 순서대로 씁니다. 예: 한 달 앞서 예약을 받고 빈 시간은 문자로 알립니다."),
    )
    how_en = models.TextField(_("방법(영문)"), max_length=TEXT_LIMIT, blank=True)
    enabling_ko = models.TextField(
        _("되게 하는 조건"),
        max_length=TEXT_LIMIT,
        blank=True,
        help_text=_("무엇이 갖추어져야 하는지 씁니다. 예: 관리하는 사람 한 명, 운영 규약"),
    )
    enabling_en = models.TextField(_("되게 하는 조건(영문)"), max_length=TEXT_LIMIT, blank=True)
    lessons_ko = models.TextField(
        _("배운 점"),
        max_length=TEXT_LIMIT,
        blank=True,
        help_text=_("해 보고 알게 된 것을 씁니다. 예: 요금은 처음부터 받아야 합니다."),
    )
    lessons_en = models.TextField(_("배운 점(영문)"), max_length=TEXT_LIMIT, blank=True)
    is_sample = models.BooleanField(_("예시"), default=False, editable=False)

    panels: ClassVar[list[object]] = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name_ko"), FieldPanel("name_en")]),
                FieldPanel("slug"),
                *(FieldPanel(f"{name}_ko") for name in ("purpose", "how", "enabling", "lessons")),
            ],
            heading=_("내용"),
        ),
        InlinePanel("files", heading=_("파일"), label=_("파일"), max_num=10),
        MultiFieldPanel(
            [FieldPanel(f"{name}_en") for name in ("purpose", "how", "enabling", "lessons")],
            heading=_("영문"),
        ),
    ]

    class Meta:
        verbose_name = _("노하우 구성요소")
        verbose_name_plural = _("노하우 구성요소")
        ordering: ClassVar[list[str]] = ["name_ko", "slug"]

    def get_absolute_url(self) -> str:
        """Its page in the language in force."""
        return reverse("building-block", args=[self.slug])
