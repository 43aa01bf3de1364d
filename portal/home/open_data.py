"""Announcements as the API and the downloads give them: one row for both languages."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from portal.home.announcements import announcement_spec
from portal.home.models import AnnouncementPage
from portal.importing.exports import ExportColumn
from portal.listing import ListSpec, Sort
from portal.open_data.licence import SUMMARY
from portal.open_data.lists import ApiList, pages_of
from portal.open_data.terms import term_of

LANGUAGES = ("ko", "en")
COLUMNS = (
    ExportColumn(
        "category", _("구분"), _("안내, 모집·공모, 행사, 법령·제도, 누리집 소식 가운데 하나입니다.")
    ),
    ExportColumn("title", _("제목"), _("공지의 제목입니다. 옮긴 것이 없으면 국문입니다.")),
    ExportColumn("summary", _("요약"), _("한 문장 요약입니다.")),
    ExportColumn("published_on", _("게시일"), _("게시한 날입니다.")),
    ExportColumn("period_from", _("기간 시작"), _("접수나 행사가 시작하는 날입니다.")),
    ExportColumn("period_to", _("기간 끝"), _("접수나 행사가 끝나는 날입니다.")),
    ExportColumn("pinned", _("맨 위에 고정"), _("목록 맨 위에 고정한 공지에만 ‘예’라고 적습니다.")),
    ExportColumn("attachments", _("첨부 파일 수"), _("붙인 파일의 수입니다.")),
    ExportColumn("sample", _("예시"), _("지어낸 예시 행에만 ‘예시’라고 적습니다.")),
    ExportColumn("url", _("주소"), _("한마당에서 읽을 수 있는 주소입니다.")),
)


def listed_announcements(language: str) -> QuerySet[Any]:
    """What the list shows in this language."""
    rows: QuerySet[Any] = AnnouncementPage.objects.open_to_all().listed().in_language(language)
    return rows.select_related("locale")


def file_rows(rows: QuerySet[Any]) -> Iterator[dict[str, object]]:
    """One row an announcement, in the language of the list; blank where not known."""
    for page in rows:
        yield {
            "category": page.get_category_display(),
            "title": page.title,
            "summary": page.summary,
            "published_on": _day(page.published_on),
            "period_from": _day(page.period_from),
            "period_to": _day(page.period_to),
            "pinned": gettext("예") if page.is_pinned else "",
            "attachments": len(page.attachments),
            "sample": gettext("예시") if page.is_sample else "",
            "url": page.address,
        }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _api_spec() -> ListSpec:
    """The list's filters; days as text, because a cursor holds texts and numbers."""
    newest = ("-is_pinned", Cast("published_on", CharField()).desc(), "-pk")
    return replace(announcement_spec(listed_announcements("ko")), sorts=(Sort("newest", "", newest),))


def _in_both_languages(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Read with the texts of each language: two pages tell one announcement."""
    texts = {
        f"{name}_{language}": Subquery(
            AnnouncementPage.objects.open_to_all()
            .filter(translation_key=OuterRef("translation_key"), locale__language_code=language)
            .values(name)[:1]
        )
        for name in ("title", "summary", "plain_text")
        for language in LANGUAGES
    }
    told: QuerySet[Any] = rows.annotate(**texts)
    return told


def _row(page: Any, site: str) -> dict[str, Any]:
    with override("ko"):
        address = page.address
    category = term_of(page.category, AnnouncementPage.Category.choices)
    return {
        "slug": page.slug,
        **pages_of(address, site=site),
        "category": category.model_dump() if category else None,
        **{
            f"{shown}_{language}": getattr(page, f"{name}_{language}") or ""
            for shown, name in (("title", "title"), ("summary", "summary"), ("text", "plain_text"))
            for language in LANGUAGES
        },
        "published_on": page.published_on.isoformat(),
        "period_from": _day(page.period_from),
        "period_to": _day(page.period_to),
        "is_pinned": page.is_pinned,
        "attachments_count": len(page.attachments),
        "licence": SUMMARY.model_dump(),
        "sample": page.is_sample,
    }


ANNOUNCEMENTS = ApiList(
    name="announcements",
    rows=lambda: listed_announcements("ko"),
    spec=lambda _data: _api_spec(),
    read=_in_both_languages,
    row=_row,
    page_name="wagtail_serve",
    page_args=("announcements/",),
)
