"""The shapes in which the registry leaves the portal. Unknown values are null or blank, never guessed."""

from typing import ClassVar, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from portal.open_data.lists import CursorParameters, FilterParameters, ListSchema
from portal.open_data.terms import Term

PARTIAL = "YYYY, YYYY-MM or YYYY-MM-DD: as precise as the source; null if not known."


class SourcedSchema(Schema):
    """What every row says about itself."""

    sources: list[str] = Field(description="Where it was read: mostly addresses of the web.")
    as_of: str | None = Field(description=PARTIAL)
    licence: Term
    sample: bool = Field(description="True only for the portal's invented examples.")


class MunicipalitySchema(Term):
    """A municipality; `code` is ours."""


class ZoneSchema(SourcedSchema):
    """A zone: the published facts."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "slug": "gongju-chestnut",
                    "url_ko": "https://example.org/zones/gongju-chestnut/",
                    "url_en": "https://example.org/en/zones/gongju-chestnut/",
                    "name_ko": "공주 알밤특구",
                    "name_en": "Gongju Chestnut Special Zone",
                    "name_en_source": "ours",
                    "province": {"code": "44", "name_ko": "충청남도", "name_en": "Chungcheongnam-do"},
                    "province_at_designation": {
                        "code": "44",
                        "name_ko": "충청남도",
                        "name_en": "Chungcheongnam-do",
                    },
                    "municipalities": [{"code": "44-gongju", "name_ko": "공주시", "name_en": "Gongju-si"}],
                    "municipality_text_ko": "공주시",
                    "municipality_text_en": "Gongju-si",
                    "field": {
                        "code": "agriculture_food",
                        "name_ko": "농식품",
                        "name_en": "Agriculture and food",
                    },
                    "type": None,
                    "status": {"code": "active", "name_ko": "지정 중", "name_en": "Designated"},
                    "status_as_of": "2025",
                    "designated_on": "2007-04",
                    "released_on": None,
                    "release_reason": None,
                    "product_ko": "밤",
                    "product_en": "chestnuts",
                    "area_m2": None,
                    "exemptions_count": None,
                    "exemptions_text_ko": "",
                    "latest_grade_step": None,
                    "sources": ["https://example.org/source"],
                    "as_of": None,
                    "licence": {
                        "code": "facts",
                        "name_ko": "공개된 사실 · 한마당과 출처 표시",
                        "name_en": "Published facts; name Hanmadang and the source",
                    },
                    "sample": False,
                }
            ]
        }
    )

    slug: str = Field(description="The zone's key in addresses.")
    url_ko: str
    url_en: str
    name_ko: str
    name_en: str
    name_en_source: str = Field(description="`ours` where the portal translated the name.")
    province: Term = Field(description="The province of today.")
    province_at_designation: Term
    municipalities: list[MunicipalitySchema] = Field(description="Municipalities of today.")
    municipality_text_ko: str = Field(description="The municipality as the source writes it.")
    municipality_text_en: str
    field: Term
    type: Term | None
    status: Term | None
    status_as_of: str | None = Field(description=PARTIAL)
    designated_on: str | None = Field(description=f"Date of the committee's decision. {PARTIAL}")
    released_on: str | None = Field(description=PARTIAL)
    release_reason: Term | None
    product_ko: str
    product_en: str
    area_m2: int | None
    exemptions_count: int | None = Field(description="The number of exemptions that the source states.")
    exemptions_text_ko: str = Field(description="The exemptions in the source's words.")
    latest_grade_step: int | None = Field(description="Step of the latest published grade; 5 is the highest.")


class PlanVersionSchema(Schema):
    """What was decided about the zone's plan, and when."""

    kind: Term | None
    decided_on: str | None = Field(description=PARTIAL)
    gazetted_on: str | None = Field(description=PARTIAL)
    area_m2: int | None
    term_from: str | None
    term_to: str | None
    budget_krw: int | None
    summary_ko: str
    summary_en: str
    sources: list[str]


class FormerNameSchema(Schema):
    """Another name of the zone."""

    name_ko: str
    kind: Term | None
    changed_on: str | None = Field(description=PARTIAL)


class ZoneExemptionSchema(Schema):
    """An exemption that the zone uses, as far as the source tells: an article, the act, or only words."""

    text_ko: str = Field(description="The source's words.")
    level: Term | None
    exemption_code: str | None
    act: Term | None
    sources: list[str]


class AwardSchema(SourcedSchema):
    """A zone was named in the awards of a year."""

    year: int
    rank: Term | None
    award_ko: str = Field(description="The award's name; blank where it was not seen.")
    award_en: str
    zone_slug: str
    zone_name_ko: str
    zone_name_en: str


class GradeSchema(Schema):
    """A grade that the ministry published."""

    year: int
    step: int = Field(description="5 is the highest.")
    name_ko: str
    name_en: str
    published_on: str | None = Field(description=PARTIAL)
    sources: list[str]


class StageSchema(Schema):
    """What the zone has at a stage of its value chain, and what it lacks."""

    stage: Term
    actors: int | None
    description_ko: str
    description_en: str
    gap_ko: str
    gap_en: str
    sources: list[str]


class FactNoteSchema(Schema):
    """What stands beside a fact of the zone: that it was set right, or what the zone replies to it."""

    reference: str = Field(description="The fact: kind of its row, number of the row, name of the fact.")
    label_ko: str
    label_en: str
    day: str
    text_ko: str
    text_en: str = Field(description="Blank where it was written in Korean only.")


class ZoneDetailSchema(ZoneSchema):
    """A zone with its history."""

    former_names: list[FormerNameSchema]
    plan_versions: list[PlanVersionSchema]
    exemptions: list[ZoneExemptionSchema]
    awards: list[AwardSchema]
    grades: list[GradeSchema]
    stages: list[StageSchema]
    notes: list[FactNoteSchema] = Field(description="Facts that were set right, and replies of the zone.")


class ZoneListSchema(ListSchema):
    """A part of the list of zones."""

    results: list[ZoneSchema]


class ZoneParameters(FilterParameters):
    """The filters of the list of zones. `unknown` stands for "not known" in `type`, `status`, `grade`."""

    province: list[str] = Field([], description="Codes of provinces of today: /api/v1/provinces.")
    field: list[str] = Field([], description="Codes of fields: /api/v1/fields.")
    type: list[str] = Field([], description="advancement, convergence, challenge, unknown.")
    status: list[str] = Field([], description="active, released, unknown.")
    municipality: list[str] = Field([], description="Codes of municipalities, as rows have them.")
    year: list[str] = Field([], description="Years of designation, or unknown.")
    grade: list[str] = Field([], description="Steps of the latest published grade, or unknown.")
    sort: Literal["", "name", "newest", "oldest"] = Field(
        "", description="By name if left out; newest and oldest by designation, unknown dates last."
    )


class ExemptionSchema(SourcedSchema):
    """A row of our catalogue of exemptions. The ministry counts 129 items in another way."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "A36-1",
                    "url_ko": "https://example.org/exemptions/A36-1/",
                    "url_en": "https://example.org/en/exemptions/A36-1/",
                    "article": "제36조제1항",
                    "law_ko": "농지법",
                    "law_en": "Farmland Act",
                    "acts": [{"code": "farmland", "name_ko": "농지법", "name_en": "Farmland Act"}],
                    "title_ko": "농지 위탁경영",
                    "title_en": "Contract farming",
                    "description_ko": "",
                    "description_en": "",
                    "decree_detail_ko": "",
                    "area": {"code": "land", "name_ko": "토지", "name_en": "Land"},
                    "kind": {"code": "listed", "name_ko": "법정 특례", "name_en": "Statutory exemption"},
                    "sources": ["https://example.org/act"],
                    "as_of": None,
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

    code: str
    url_ko: str
    url_en: str
    article: str = Field(description="The article of the Special Zones Act, in Korean.")
    law_ko: str
    law_en: str
    acts: list[Term] = Field(description="The acts whose rules are set aside.")
    title_ko: str
    title_en: str
    description_ko: str
    description_en: str
    decree_detail_ko: str
    area: Term
    kind: Term | None


class ExemptionUseSchema(Schema):
    """A zone that uses the exemption."""

    zone_slug: str
    zone_name_ko: str
    zone_name_en: str
    level: Term | None
    text_ko: str = Field(description="The source's words.")
    sources: list[str]


class ExemptionDetailSchema(ExemptionSchema):
    """An exemption and who is known to use this article."""

    uses: list[ExemptionUseSchema]


class ExemptionListSchema(ListSchema):
    """A part of the catalogue."""

    results: list[ExemptionSchema]


class ExemptionParameters(FilterParameters):
    """The filters of the catalogue."""

    area: list[str] = Field([], description="Codes of exemption areas, as rows have them in `area`.")
    act: list[str] = Field([], description="Codes of acts, as rows have them in `acts`.")
    kind: list[str] = Field([], description="listed, individual, ordinance.")
    sort: Literal["", "article", "title"] = Field("", description="By article if left out.")


class AwardListSchema(ListSchema):
    """A part of the list of awards."""

    results: list[AwardSchema]


class AwardParameters(CursorParameters):
    """The list of awards takes no filter."""


class ProvinceSchema(Term):
    """A province of today, or one that ended and its successor."""

    short_ko: str
    short_en: str
    valid_from: str | None
    valid_to: str | None = Field(description="Null while it exists.")
    successor_code: str | None
    is_current: bool


class ProvincesSchema(Schema):
    """All provinces."""

    results: list[ProvinceSchema]


class FieldsSchema(Schema):
    """All fields of zones."""

    results: list[Term]


class OfficeSchema(Schema):
    """A regional SMEs and startups office, as far as known."""

    name_ko: str
    name_en: str
    city_ko: str
    phone_prefix: str
    province_codes: list[str]
    sources: list[str]
    as_of: str | None


class OfficesSchema(Schema):
    """All regional offices."""

    results: list[OfficeSchema]


class ChangeSchema(Schema):
    """A fact that was recorded, changed or removed, or a decision on a zone's plan."""

    kind: Term | None = Field(description="added, changed, removed, or decided (a decision on a plan).")
    changed_on: str = Field(description="When it was recorded here, or decided: YYYY, YYYY-MM or YYYY-MM-DD.")
    zone_slug: str | None = Field(description="Null where it speaks of no single zone.")
    zone_name_ko: str
    zone_name_en: str
    url_ko: str | None = Field(description="The zone's history.")
    url_en: str | None
    subject_ko: str = Field(description="What it speaks of, in Korean, as it was recorded.")
    table: Term = Field(description="The kind of fact.")
    fact: Term | None = Field(description="Which fact of it changed; null where a whole row came or went.")
    old_value: str = Field(description="In Korean, as it was recorded; blank was not known.")
    new_value: str = Field(description="The same.")
    summary_ko: str = Field(description="What was decided.")
    summary_en: str
    told_together: int | None = Field(description="How many changes of one import this row stands for.")
    source_note: str = Field(description="In Korean.")
    sources: list[str]
    licence: Term


class ChangeListSchema(ListSchema):
    """A part of what changed, the newest first."""

    results: list[ChangeSchema]


class ChangeParameters(CursorParameters):
    """The filters of the page. What was loaded at once is one row, unless a zone, field or province is asked for."""

    kind: str = Field("", description="zone, plan, use, grade, award, name, exemption, place.")
    field: str = Field("", description="A field of zones, as zones have it in `field`.")
    province: str = Field("", description="A province of today, as zones have it in `province`.")
    zone: str = Field("", description="The `slug` of a zone.")
    year: str = Field("", description="A year, for example 2026.")
