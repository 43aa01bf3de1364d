"""What the list of practices offers: facets, sorts, search by words, and a row as its card shows it."""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import QueryDict
from django.utils.translation import get_language
from wagtail.models import Page

from knowhow.listing import (
    LAST_CONFIRMED,
    PAGE_SIZE,
    field_choices,
    library_facet,
    named_zone_choices,
    province_choices,
    stage_choices,
    topic_choices,
)
from knowhow.models import EvidenceGrade, PracticePage
from portal.addresses import address
from portal.listing import Choice, Facet, ListSpec, Sort
from portal.pages import is_public
from portal.words import gettext as _
from portal.words import in_language, label

SEARCHED = (
    "title",
    "title_en",
    "summary_ko",
    "summary_en",
    "purpose_ko",
    "zone__name_ko",
    "zone__name_en",
    "topic__name_ko",
)
ENGLISH_TITLE = (Coalesce(NullIf("title_en", Value("")), "title"),)
PAIRS = ("zone__name", "zone__province__short", "zone__field__name", "stage__name", "duration")
CARD_COLUMNS = (
    "public_slug",
    "title",
    "title_en",
    "summary_ko",
    "summary_en",
    "is_sample",
    "admitted_at",
    "topic__name_ko",
    "topic__name_en",
    *(f"{name}_{code}" for name in PAIRS for code in ("ko", "en")),
)


@dataclass(frozen=True)
class PracticeCard:
    """A practice in a list. Titles and summaries keep both languages: a template marks the Korean."""

    url: str
    title_ko: str
    title_en: str
    summary_ko: str
    summary_en: str
    zone: str
    province: str
    stage: str
    topic: str
    duration: str
    is_sample: bool
    is_admitted: bool
    """Whether the expert panel took it into the national library."""


def listed_practices(viewer: object) -> QuerySet[Any]:  # noqa: ARG001  (what is public is so for everyone)
    """Practices the viewer may see."""
    rows: QuerySet[Any] = PracticePage.objects.filter(
        Exists(Page.objects.filter(is_public(), pk=OuterRef("pk")))
    )
    return rows


def practice_list_spec(data: QueryDict) -> ListSpec:
    """The list of practices; its facets are those of cases, as far as a practice has them."""
    return ListSpec(
        facets=(
            Facet("field", _("분야"), "zone__field__slug", cache(field_choices)),
            Facet("stage", _("가치사슬 단계"), "stage__slug", cache(stage_choices)),
            Facet("province", _("시·도(현재)"), "zone__province__code", cache(province_choices)),
            Facet("topic", _("주제"), "topic__slug", cache(topic_choices)),
            library_facet(),
            Facet("evidence", _("근거 수준"), "evidence_grade", _grades),
            Facet("zone", _("특구"), "zone__page__public_slug", cache(lambda: named_zone_choices(data))),
        ),
        sorts=(
            Sort("newest", _("최근 등록순"), ("is_sample", "-pk")),
            Sort("confirmed", _("최근 확인순"), ("is_sample", LAST_CONFIRMED.desc(), "-pk")),
            Sort(
                "title",
                _("제목순"),
                ("is_sample", *(ENGLISH_TITLE if get_language() == "en" else ()), "title", "pk"),
            ),
        ),
        search=_search,
        page_size=PAGE_SIZE,
    )


def practice_cards(rows: QuerySet[Any]) -> list[PracticeCard]:
    """Cards of these practices, in their order: one query."""
    return [practice_card(row) for row in practice_values(rows)]


def practice_values(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """What a card needs of each practice."""
    return rows.values(*CARD_COLUMNS)


def practice_card(row: Mapping[str, Any]) -> PracticeCard:
    """The card of a row of `CARD_COLUMNS`."""
    said = {name: in_language(row[f"{name}_ko"] or "", row[f"{name}_en"] or "") for name in PAIRS}
    return PracticeCard(
        url=address("practice", row["public_slug"]),
        title_ko=row["title"],
        title_en=row["title_en"],
        summary_ko=row["summary_ko"],
        summary_en=row["summary_en"],
        zone=said["zone__name"],
        province=said["zone__province__short"],
        stage=said["stage__name"],
        topic=in_language(row["topic__name_ko"] or "", row["topic__name_en"] or ""),
        duration=said["duration"],
        is_sample=row["is_sample"],
        is_admitted=row["admitted_at"] is not None,
    )


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Every word must be in the title, the texts on the card, the zone's name or the topic."""
    words = (
        reduce(operator.or_, (Q(**{f"{name}__icontains": word}) for name in SEARCHED))
        for word in text.split()
    )
    return rows.filter(reduce(operator.and_, words))


def _grades() -> Sequence[Choice]:
    return [Choice(value, label(EvidenceGrade, value)) for value in EvidenceGrade.values]
