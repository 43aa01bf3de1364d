"""Building blocks as a table for download: the same rows as the screen, every text."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.importing.exports import ExportColumn

BLOCK_COLUMNS = (
    ExportColumn("name_ko", _("이름"), _("구성요소의 이름입니다.")),
    ExportColumn("name_en", _("영문 이름"), _("같은 이름의 영문입니다.")),
    ExportColumn("purpose_ko", _("목적"), _("무엇에 쓰는지입니다.")),
    ExportColumn("purpose_en", _("목적(영문)"), _("같은 글의 영문입니다.")),
    ExportColumn("how_ko", _("방법"), _("어떻게 하는지 순서대로 적은 글입니다.")),
    ExportColumn("how_en", _("방법(영문)"), _("같은 글의 영문입니다.")),
    ExportColumn("enabling_ko", _("되게 하는 조건"), _("무엇이 갖추어져야 하는지입니다.")),
    ExportColumn("enabling_en", _("되게 하는 조건(영문)"), _("같은 글의 영문입니다.")),
    ExportColumn("lessons_ko", _("배운 점"), _("해 보고 알게 된 것입니다.")),
    ExportColumn("lessons_en", _("배운 점(영문)"), _("같은 글의 영문입니다.")),
    ExportColumn("uses", _("쓰인 곳"), _("이 구성요소를 쓰는 공개된 사례와 실무 안내의 수입니다.")),
    ExportColumn("files", _("서식과 파일"), _("붙인 파일의 이름입니다. 여럿이면 쉼표로 나눕니다.")),
    ExportColumn("sample", _("예시"), _("지어낸 예시 행에만 ‘예시’라고 적습니다.")),
    ExportColumn("url", _("주소"), _("한마당에서 읽을 수 있는 주소입니다.")),
)
COMPOSED = {"files", "sample", "url"}


def block_rows(rows: QuerySet[Any]) -> Iterator[dict[str, object]]:
    """One row a building block of `listed_blocks`; blank where not known."""
    for block in rows.prefetch_related("files"):
        plain = {
            column.key: getattr(block, column.key) for column in BLOCK_COLUMNS if column.key not in COMPOSED
        }
        yield plain | {
            "files": ", ".join(row.title_ko for row in block.files.all() if row.is_checked),
            "sample": gettext("예시") if block.is_sample else "",
            "url": block.get_absolute_url(),
        }
