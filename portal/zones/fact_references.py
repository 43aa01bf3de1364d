"""One cell of the registry by its name: what somebody reports as wrong, replies to or sets right.

A reference is the kind of the row, its number and the name of the fact in it: `award.12.rank`. It stands in addresses and
in tables of the rooms above; it stays when a zone's name or address changes. `fact_cells` says what a cell shows,
`fact_notes` lets rooms write beside it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST: Final = 60
_SHAPE: Final = re.compile(r"([a-z]{1,12})\.([0-9]{1,18})\.([a-z][a-z0-9_]{0,23})", re.ASCII)


class KnownFact(NamedTuple):
    """A fact that rows of a kind have: what it is called, and its columns as the history of changes names them."""

    label: str | Promise
    columns: tuple[str, ...]


class KnownRow(NamedTuple):
    """A kind of row: what it is called, the table of the history, its facts in the order of the page."""

    label: str | Promise
    table: str
    facts: Mapping[str, KnownFact]


ROWS: Final[Mapping[str, KnownRow]] = {
    "zone": KnownRow(
        _("특구"),
        "zones.zone",
        {
            "name": KnownFact(_("이름"), ("name_ko", "name_en")),
            "field": KnownFact(_("분야"), ("field",)),
            "type": KnownFact(_("유형"), ("type",)),
            "place": KnownFact(_("위치"), ("province", "municipalities", "municipality_text")),
            "place_then": KnownFact(_("지정 당시 위치"), ("province_at_designation", "municipalities")),
            "designated": KnownFact(_("지정일(위원회 결정)"), ("designated_text", "designated_on")),
            "status": KnownFact(_("상태"), ("status", "status_as_of", "release_reason")),
            "released": KnownFact(_("해제일"), ("released_on",)),
            "release_note": KnownFact(_("해제 경위"), ("release_note_ko", "release_note_en")),
            "product": KnownFact(_("품목·주제"), ("product_ko", "product_en")),
            "area": KnownFact(_("면적"), ("area_m2",)),
            "term": KnownFact(_("기간 끝"), ()),
            "budget": KnownFact(_("사업비"), ()),
            "exemptions_count": KnownFact(_("규제특례 수"), ("exemptions_count",)),
            "office": KnownFact(_("담당 기관"), ()),
        },
    ),
    "name": KnownRow(
        _("옛 이름"),
        "zones.formername",
        {
            "name": KnownFact(_("이름"), ("name_ko",)),
            "kind": KnownFact(_("종류"), ("kind",)),
            "changed": KnownFact(_("바뀐 날"), ("changed_on",)),
        },
    ),
    "plan": KnownRow(
        _("계획 연혁"),
        "zones.planversion",
        {
            "decided": KnownFact(_("결정일"), ("decided_on",)),
            "kind": KnownFact(_("구분"), ("kind",)),
            "area": KnownFact(_("면적(㎡)"), ("area_m2",)),
            "term": KnownFact(_("기간 끝"), ("term_to",)),
            "budget": KnownFact(_("사업비"), ("budget_krw",)),
            "summary": KnownFact(_("내용"), ("summary_ko", "summary_en")),
        },
    ),
    "grade": KnownRow(
        _("공표 등급"),
        "zones.publishedgrade",
        {"grade": KnownFact(_("등급"), ("grade",)), "published": KnownFact(_("공표일"), ("published_on",))},
    ),
    "award": KnownRow(
        _("포상"),
        "zones.award",
        {"rank": KnownFact(_("순위"), ("rank",)), "award": KnownFact(_("상 이름"), ("award_ko", "award_en"))},
    ),
    "use": KnownRow(
        _("특례 활용"),
        "zones.exemptionuse",
        {
            "text": KnownFact(_("출처에 적힌 특례"), ("text_as_read",)),
            "link": KnownFact(_("연결"), ("exemption", "act")),
            "level": KnownFact(_("확인 수준"), ("level",)),
        },
    ),
    "stage": KnownRow(
        _("가치사슬"),
        "zones.zonestage",
        {
            "actors": KnownFact(_("참여 업체 수"), ("actors",)),
            "description": KnownFact(_("내용"), ("description_ko", "description_en")),
            "gap": KnownFact(_("부족한 점"), ("gap_ko", "gap_en")),
        },
    ),
    "exemption": KnownRow(
        _("규제특례"),
        "zones.exemption",
        {
            "title": KnownFact(_("제목"), ("title_ko", "title_en")),
            "area": KnownFact(_("특례 분야"), ("area",)),
            "kind": KnownFact(_("종류"), ("kind",)),
            "description": KnownFact(_("설명"), ("description_ko", "description_en")),
            "article": KnownFact(_("조문"), ("article",)),
            "law": KnownFact(_("적용을 달리하는 법률"), ("acts", "law_ko", "law_en")),
            "decree": KnownFact(_("시행령 내용"), ("decree_detail",)),
        },
    ),
    "office": KnownRow(
        _("담당 청"),
        "zones.regionaloffice",
        {
            "name": KnownFact(_("이름"), ("name_ko", "name_en")),
            "provinces": KnownFact(_("관할 시·도"), ("provinces",)),
            "city": KnownFact(_("소재지"), ("city",)),
            "phone": KnownFact(_("대표 전화"), ("phone_prefix",)),
        },
    ),
}
"""Kinds of rows whose facts stand on a page, by their word in a reference."""


@dataclass(frozen=True, order=True)
class FactReference:
    """The name of one cell."""

    kind: str
    number: int
    fact: str

    def __str__(self) -> str:
        return f"{self.kind}.{self.number}.{self.fact}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What an address or a table names, or None for what is no reference."""
        found = _SHAPE.fullmatch(text)
        if found is None or found[3] not in getattr(ROWS.get(found[1]), "facts", ()):
            return None
        return cls(found[1], int(found[2]), found[3])

    @property
    def label(self) -> str | Promise:
        """What the fact is called."""
        return ROWS[self.kind].facts[self.fact].label

    @property
    def table(self) -> str:
        """The table of the row, as the history names it."""
        return ROWS[self.kind].table

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the fact, as the history names them; none where it follows from other rows."""
        return ROWS[self.kind].facts[self.fact].columns
