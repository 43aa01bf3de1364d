"""The shape in which announcements leave the portal."""

from typing import ClassVar

from ninja import Schema
from pydantic import ConfigDict, Field

from portal.open_data.lists import FilterParameters, ListSchema
from portal.open_data.terms import Term


class AnnouncementSchema(Schema):
    """An announcement of the portal; English texts are blank where nobody has translated it."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "slug": "dates-of-facts",
                    "url_ko": "https://example.org/announcements/dates-of-facts/",
                    "url_en": "https://example.org/en/announcements/dates-of-facts/",
                    "category": {"code": "site", "name_ko": "누리집 소식", "name_en": "About this site"},
                    "title_ko": "한마당의 사실은 자료마다 적힌 날짜를 기준으로 합니다",
                    "title_en": "Facts in Hanmadang hold as of the date beside them",
                    "summary_ko": "",
                    "summary_en": "",
                    "text_ko": "",
                    "text_en": "",
                    "published_on": "2026-11-01",
                    "period_from": None,
                    "period_to": None,
                    "is_pinned": False,
                    "attachments_count": 0,
                    "licence": {
                        "code": "summary",
                        "name_ko": "한마당이 쓴 설명 · 한마당과 출처 표시",
                        "name_en": "Explanation written by Hanmadang; name Hanmadang and the source",
                    },
                    "sample": False,
                }
            ]
        }
    )

    slug: str = Field(description="The announcement's key in addresses.")
    url_ko: str
    url_en: str
    category: Term | None
    title_ko: str
    title_en: str
    summary_ko: str
    summary_en: str
    text_ko: str = Field(description="The words of the page, without its form.")
    text_en: str
    published_on: str = Field(description="YYYY-MM-DD.")
    period_from: str | None = Field(description="YYYY-MM-DD; null where it has no period.")
    period_to: str | None = Field(description="YYYY-MM-DD; null where it has no period.")
    is_pinned: bool = Field(description="Whether it stands at the head of the list.")
    attachments_count: int
    licence: Term
    sample: bool = Field(description="True only for the portal's invented examples.")


class AnnouncementListSchema(ListSchema):
    """A part of the list of announcements."""

    results: list[AnnouncementSchema]


class AnnouncementParameters(FilterParameters):
    """The filters of the list."""

    category: list[str] = Field([], description="notice, call, event, law, site.")
    year: list[str] = Field([], description="Years of publication, for example 2026.")
