"""Words that cases, practices and their files share: how well something is shown, and on which terms it may be used."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceGrade(models.TextChoices):
    """How well the results are shown; blank is unknown."""

    STATED = "stated", _("담당자 서술")
    REPORTED = "reported", _("보도·발표 자료")
    MEASURED = "measured", _("수치와 출처 확인")
    EVALUATED = "evaluated", _("외부 평가로 확인")


class Licence(models.TextChoices):
    """Under which terms the text may be used."""

    SUMMARY = "summary", _("한마당 요약 · 원문 출처")
    KOGL_0 = "kogl0", _("공공누리 제0유형(자유 이용)")
    KOGL_1 = "kogl1", _("공공누리 제1유형(출처 표시)")
    KOGL_2 = "kogl2", _("공공누리 제2유형(출처 표시, 상업적 이용 금지)")
    KOGL_3 = "kogl3", _("공공누리 제3유형(출처 표시, 변경 금지)")
    KOGL_4 = "kogl4", _("공공누리 제4유형(출처 표시, 상업적 이용과 변경 금지)")
