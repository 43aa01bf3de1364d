"""The shapes in which cases, practices and building blocks leave the portal."""

from typing import ClassVar, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from portal.open_data.lists import FilterParameters, ListSchema
from portal.open_data.terms import Term
from portal.zones.schemas import SourcedSchema


class CaseZoneSchema(Schema):
    """A zone of a case."""

    slug: str
    name_ko: str
    name_en: str


class CaseResultSchema(Schema):
    """What came of it: an indicator before and after, or a sentence."""

    indicator_ko: str
    indicator_en: str
    before: str
    after: str
    text_ko: str
    text_en: str
    source: str


class CaseExemptionSchema(Schema):
    """An exemption that the case used, as far as the source tells."""

    text_ko: str = Field(description="The source's words.")
    level: Term | None
    exemption_code: str | None
    act: Term | None


class CaseSchema(SourcedSchema):
    """A case: what a zone did and what came of it."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "slug": "taking-one-crop-from-orchard-to-festivals",
                    "url_ko": "https://example.org/cases/taking-one-crop-from-orchard-to-festivals/",
                    "url_en": "https://example.org/en/cases/taking-one-crop-from-orchard-to-festivals/",
                    "title_ko": "밤 한 품목을 축제·박람회·협업 제품까지 잇다",
                    "title_en": "Taking one crop from orchard to festivals and brand tie-ins",
                    "summary_ko": "",
                    "summary_en": "",
                    "zone": {"slug": "gongju-chestnut", "name_ko": "공주 알밤특구", "name_en": ""},
                    "other_zones": [],
                    "province": {"code": "44", "name_ko": "충청남도", "name_en": "Chungcheongnam-do"},
                    "field": {"code": "agriculture_food", "name_ko": "농식품", "name_en": ""},
                    "stage": {"code": "cross", "name_ko": "전체", "name_en": "Whole chain"},
                    "topic": None,
                    "year": 2025,
                    "outcome": {"code": "done", "name_ko": "추진 사례", "name_en": "Carried out"},
                    "evidence_grade": None,
                    "results": [],
                    "exemptions": [],
                    "admitted_at": None,
                    "updated_at": "2026-07-01T09:00:00+09:00",
                    "confirmed_on": "2026-07-01",
                    "review_by": "2027-07-01",
                    "is_ai_training_allowed": False,
                    "sources": ["https://example.org/source"],
                    "as_of": None,
                    "licence": {
                        "code": "summary",
                        "name_ko": "한마당 요약 · 원문 출처",
                        "name_en": "Summary by Hanmadang",
                    },
                    "sample": False,
                    "anonymous": False,
                }
            ]
        }
    )

    slug: str
    url_ko: str
    url_en: str
    title_ko: str
    title_en: str
    summary_ko: str
    summary_en: str
    anonymous: bool = Field(description="Whether a stopped case does not say whose it is.")
    zone: CaseZoneSchema | None = Field(description="The zone whose case it is.")
    other_zones: list[CaseZoneSchema]
    province: Term | None
    field: Term
    stage: Term | None
    topic: Term | None
    year: int | None
    outcome: Term | None
    evidence_grade: Term | None
    results: list[CaseResultSchema]
    exemptions: list[CaseExemptionSchema]
    admitted_at: str | None = Field(
        description="When the expert panel took it into the national library; null if it has not."
    )
    updated_at: str | None = Field(description="When the page was last published.")
    confirmed_on: str | None = Field(
        description="When somebody last published it or confirmed that it still holds."
    )
    review_by: str | None = Field(description="Until when it is taken to hold.")
    is_ai_training_allowed: bool


class CaseStepSchema(Schema):
    """One step of what was done."""

    name_ko: str
    name_en: str
    text_ko: str
    text_en: str


class PageVersionSchema(Schema):
    """A version of a case or a practice: what it said when it was published. Its address never shows anything else."""

    number: int
    published_at: str
    withdrawn_at: str | None = Field(description="When it was withdrawn: its address answers 410 since.")
    url_ko: str
    url_en: str


class FileSchema(Schema):
    """A file of a case, a practice or a building block."""

    title_ko: str
    title_en: str
    url: str
    type: str = Field(description="The ending of its name: hwpx, pdf …")
    bytes: int | None
    licence: Term | None
    is_ai_training_allowed: bool


class BlockSchema(Schema):
    """A building block: a part of know-how that can be taken over by itself."""

    slug: str
    url_ko: str
    url_en: str
    name_ko: str
    name_en: str
    purpose_ko: str
    purpose_en: str
    how_ko: str
    how_en: str
    enabling_ko: str = Field(description="What makes it work.")
    enabling_en: str
    lessons_ko: str
    lessons_en: str
    files: list[FileSchema]


class CaseDetailSchema(CaseSchema):
    """A case with every text."""

    context_ko: str
    context_en: str
    problem_ko: str
    problem_en: str
    action_ko: str
    action_en: str
    steps: list[CaseStepSchema]
    costs_ko: str
    costs_en: str
    went_wrong_ko: str
    went_wrong_en: str
    conditions_ko: str
    conditions_en: str
    blocks: list[BlockSchema]
    files: list[FileSchema]
    body_ko: str = Field(description="The longer story as plain text.")
    body_en: str
    review_by: str | None = Field(description="When the zone looks again whether this still holds.")
    source_note: str
    versions: list[PageVersionSchema] = Field(description="The newest first.")


class CaseListSchema(ListSchema):
    """A part of the list of cases."""

    results: list[CaseSchema]


class KnowhowParameters(FilterParameters):
    """The filters that lists of cases and of practices share."""

    field: list[str] = Field([], description="Codes of fields: /api/v1/fields.")
    stage: list[str] = Field([], description="Codes of value chain stages, as rows have them in `stage`.")
    province: list[str] = Field([], description="Codes of provinces of today: /api/v1/provinces.")
    library: list[str] = Field([], description="library (admitted by the expert panel), zone.")
    topic: list[str] = Field([], description="Codes of topics, as rows have them in `topic`.")


class CaseParameters(KnowhowParameters):
    """The filters of the list of cases."""

    act: list[str] = Field([], description="Codes of acts, as exemptions have them in `acts`.")
    year: list[str] = Field([], description="Years, or unknown.")
    outcome: list[str] = Field([], description="done, stopped.")
    zone: list[str] = Field([], description="Slugs of zones: owners and partners of the case; at most 10.")
    sort: Literal["", "newest", "confirmed", "title"] = Field(
        "", description="By year, newest first, if left out."
    )


class PracticeSchema(SourcedSchema):
    """A practice: how something is done in a zone."""

    slug: str
    url_ko: str
    url_en: str
    title_ko: str
    title_en: str
    summary_ko: str
    summary_en: str
    zone: CaseZoneSchema = Field(description="The zone that wrote it.")
    province: Term
    field: Term
    stage: Term | None
    topic: Term | None
    purpose_ko: str = Field(description="When it is used.")
    purpose_en: str
    preparation_ko: str
    preparation_en: str
    duration_ko: str = Field(description="How long it takes from beginning to end.")
    duration_en: str
    legal_basis_ko: str
    legal_basis_en: str
    costs_ko: str
    costs_en: str
    cautions_ko: str
    cautions_en: str
    exemption_codes: list[str]
    blocks: list[BlockSchema]
    files: list[FileSchema]
    evidence_grade: Term | None
    admitted_at: str | None = Field(
        description="When the expert panel took it into the national library; null if it has not."
    )
    updated_at: str | None = Field(description="When the page was last published.")
    confirmed_on: str | None = Field(
        description="When somebody last published it or confirmed that it still holds."
    )
    review_by: str | None = Field(description="Until when it is taken to hold.")
    is_ai_training_allowed: bool


class PracticeStepSchema(Schema):
    """One step: what, by whom, how long, on which ground, with which papers."""

    name_ko: str
    text_ko: str
    who_ko: str
    duration_ko: str
    basis_ko: str
    papers_ko: str
    name_en: str
    text_en: str
    who_en: str
    duration_en: str
    basis_en: str
    papers_en: str


class PracticeDetailSchema(PracticeSchema):
    """A practice with its steps and its story."""

    steps: list[PracticeStepSchema]
    source_note: str
    body_ko: str = Field(description="The longer story as plain text.")
    body_en: str
    versions: list[PageVersionSchema] = Field(description="The newest first.")


class PracticeListSchema(ListSchema):
    """A part of the list of practices."""

    results: list[PracticeSchema]


class PracticeParameters(KnowhowParameters):
    """The filters of the list of practices."""

    evidence: list[str] = Field([], description="stated, reported, measured, evaluated.")
    zone: list[str] = Field([], description="Slugs of zones; at most 10.")
    sort: Literal["", "newest", "confirmed", "title"] = Field(
        "", description="The last written first, if left out."
    )


class ListedBlockSchema(BlockSchema):
    """A building block in the list."""

    uses: int = Field(description="How many public cases and practices use it.")
    sample: bool


class BlockListSchema(ListSchema):
    """A part of the list of building blocks."""

    results: list[ListedBlockSchema]


class BlockParameters(FilterParameters):
    """What the list of building blocks takes."""

    sort: Literal["", "title", "used"] = Field("", description="By name, if left out.")
