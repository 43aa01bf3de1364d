"""The columns of the tables in a library, beside those of the lists of cases and practices."""

from django.utils.translation import gettext_lazy as _

from portal.importing.exports import ExportColumn

STATE_COLUMNS = (ExportColumn("state", _("상태")),)
BLOCK_COLUMNS = (
    ExportColumn("slug", _("코드")),
    ExportColumn("name_ko", _("이름")),
    ExportColumn("name_en", _("영문 이름")),
    ExportColumn("purpose_ko", _("목적")),
    ExportColumn("purpose_en", _("목적(영문)")),
    ExportColumn("how_ko", _("방법")),
    ExportColumn("how_en", _("방법(영문)")),
    ExportColumn("enabling_ko", _("되게 하는 조건")),
    ExportColumn("enabling_en", _("되게 하는 조건(영문)")),
    ExportColumn("lessons_ko", _("배운 점")),
    ExportColumn("lessons_en", _("배운 점(영문)")),
    ExportColumn("files", _("파일")),
)
FILE_COLUMNS = (
    ExportColumn("path", _("묶음 안의 자리")),
    ExportColumn("title_ko", _("파일 이름")),
    ExportColumn("title_en", _("파일 이름(영문)")),
    ExportColumn("licence", _("이용 조건")),
    ExportColumn("ai", _("인공지능 학습 허용")),
    ExportColumn("bytes", _("크기(바이트)")),
)
VERSION_COLUMNS = (
    ExportColumn("page", _("글")),
    ExportColumn("title", _("제목")),
    ExportColumn("number", _("판")),
    ExportColumn("made_on", _("게시한 날")),
    ExportColumn("path", _("묶음 안의 자리")),
)
LEFT_OUT_COLUMNS = (
    ExportColumn("what", _("빠진 것")),
    ExportColumn("why", _("까닭")),
)
