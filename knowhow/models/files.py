"""Files that belong to a case, a practice or a building block: on which terms, and whether somebody looked through them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from knowhow.models.building_blocks import BuildingBlock
from knowhow.models.cases import CasePage
from knowhow.models.practices import PracticePage
from knowhow.models.terms import Licence


class AttachedFile(Orderable):
    """A file with its licence. It is public only once both boxes of the checklist are ticked."""

    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        verbose_name=_("파일"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("조례안, 공고문, 서식처럼 다른 특구가 그대로 고쳐 쓸 수 있는 파일을 고릅니다."),
    )
    title_ko = models.CharField(
        _("파일 이름"), max_length=120, help_text=_("120자 안으로 씁니다. 예: 공동 건조장 운영 조례안")
    )
    title_en = models.CharField(
        _("파일 이름(영문)"),
        max_length=160,
        blank=True,
        help_text=_("예: Draft ordinance on the shared hall"),
    )
    licence = models.CharField(
        _("이용 조건"),
        max_length=8,
        choices=Licence,
        default=Licence.KOGL_1,
        help_text=_("기관이 만든 파일이면 공공누리 유형을 고릅니다. 예: 제1유형"),
    )
    is_ai_allowed = models.BooleanField(
        _("인공지능 학습 허용"), default=False, help_text=_("학습에 써도 되는 파일만 고릅니다.")
    )
    is_free_of_personal_data = models.BooleanField(
        _("개인정보를 지웠습니다"),
        default=False,
        help_text=_("이름, 주민등록번호, 휴대전화번호, 서명과 도장을 살펴봅니다."),
    )
    is_free_of_others_rights = models.BooleanField(
        _("다른 사람의 권리가 없습니다"),
        default=False,
        help_text=_("남의 사진, 글, 영업 비밀이 들어 있지 않은지 살펴봅니다."),
    )

    panels: ClassVar[list[object]] = [
        FieldPanel("document"),
        FieldRowPanel([FieldPanel("title_ko"), FieldPanel("title_en")]),
        FieldRowPanel([FieldPanel("licence"), FieldPanel("is_ai_allowed")]),
        FieldRowPanel([FieldPanel("is_free_of_personal_data"), FieldPanel("is_free_of_others_rights")]),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title_ko

    @property
    def is_checked(self) -> bool:
        """Whether somebody has looked through it: others are never shown."""
        return self.is_free_of_personal_data and self.is_free_of_others_rights


class CaseFile(AttachedFile):
    """A file of a case."""

    page = ParentalKey(CasePage, on_delete=models.CASCADE, related_name="files")

    class Meta(AttachedFile.Meta):
        verbose_name = _("사례의 파일")
        verbose_name_plural = _("사례의 파일")


class PracticeFile(AttachedFile):
    """A form or a paper of a practice."""

    page = ParentalKey(PracticePage, on_delete=models.CASCADE, related_name="files")

    class Meta(AttachedFile.Meta):
        verbose_name = _("실무 안내의 파일")
        verbose_name_plural = _("실무 안내의 파일")


class BlockFile(AttachedFile):
    """A file of a building block."""

    block = ParentalKey(BuildingBlock, on_delete=models.CASCADE, related_name="files")

    class Meta(AttachedFile.Meta):
        verbose_name = _("노하우 구성요소의 파일")
        verbose_name_plural = _("노하우 구성요소의 파일")
