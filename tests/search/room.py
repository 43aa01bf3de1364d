"""A room that exists only in tests: things in memory, registered as real rooms register theirs."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from search.documents import Attachment, HitMeta, Language, Place, SearchDocument, Word
from search.registry import Facet, FacetName, Registry, Source, Viewer


@dataclass
class Thing:
    """What the test room holds."""

    title: str
    title_en: str = ""
    summary: str = ""
    body: str = ""
    summary_en: str = ""
    aliases: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date: dt.date | None = None
    is_public: bool = True
    is_sample: bool = False
    attachments: tuple[Attachment, ...] = ()


class Room:
    """Things of one kind. `hide` makes one unreadable for viewers without telling the index."""

    def __init__(self, kind: str, *, order: int, things: Mapping[str, Thing]) -> None:
        self.kind = kind
        self.order = order
        self.things = dict(things)
        self.reads: list[str] = []
        self.broken: set[str] = set()

    def register(self, registry: Registry) -> None:
        """Register as a room does in ready()."""
        registry.register(
            Source(
                kind=self.kind,
                label=f"{self.kind} 자료",
                order=self.order,
                document=self.document,
                object_ids=self.object_ids,
                visible=self.visible,
                meta=self.meta,
            )
        )

    def document(self, object_id: str, language: Language) -> SearchDocument | None:
        """Read a thing."""
        self.reads.append(object_id)
        if object_id in self.broken:
            raise RuntimeError("this thing cannot be read")
        thing = self.things.get(object_id)
        if thing is None or not thing.is_public:
            return None
        is_korean = language == "ko"
        return SearchDocument(
            kind=self.kind,
            object_id=object_id,
            language=language,
            title=thing.title if is_korean else thing.title_en or thing.title,
            aliases=(*thing.aliases, thing.title_en if is_korean else thing.title),
            summary=thing.summary if is_korean else thing.summary_en,
            body=thing.body if is_korean else "",
            url=f"/{self.kind}/{object_id}/",
            facets=thing.facets,
            date=thing.date,
            is_sample=thing.is_sample,
            attachments=thing.attachments if is_korean else (),
        )

    def object_ids(self) -> Iterable[str]:
        """List all things."""
        return list(self.things)

    def visible(self, object_ids: Collection[str], viewer: Viewer, language: Language) -> set[str]:  # noqa: ARG002 -- as rooms have it
        """Tell what may be seen."""
        return {
            object_id for object_id in object_ids if (thing := self.things.get(object_id)) and thing.is_public
        }

    def meta(self, object_ids: Collection[str], language: Language) -> Mapping[str, HitMeta]:  # noqa: ARG002
        """Return one line."""
        return {object_id: HitMeta(lines=(f"{self.kind} {object_id}",)) for object_id in object_ids}


PROVINCE_NAMES = {
    "chungnam": "충청남도",
    "jeonbuk": "전북특별자치도",
    "jeonnam": "전남광주통합특별시",
    "gangwon": "강원특별자치도",
}


def province_labels(values: Collection[str], language: Language) -> Mapping[str, str]:
    """Name provinces."""
    return {value: PROVINCE_NAMES[value] for value in values if value in PROVINCE_NAMES}


def province_names() -> Iterable[FacetName]:
    """Name what may be typed for a province."""
    yield FacetName("chungnam", ("충청남도", "충남", "South Chungcheong"))
    yield FacetName("jeonbuk", ("전북특별자치도", "전북", "전라북도"))
    yield FacetName("jeonnam", ("전남광주통합특별시", "전남", "광주"))
    yield FacetName("gangwon", ("강원특별자치도", "강원"))


def field_names() -> Iterable[FacetName]:
    """Name fields, two of them alike."""
    yield FacetName("food", ("농업·식품", "Agriculture and food"))
    yield FacetName("education", ("교육", "Education"))
    yield FacetName("culture", ("문화·역사", "Culture and history"))
    yield FacetName("content", ("문화콘텐츠", "Content"))


def field_labels(values: Collection[str], language: Language) -> Mapping[str, str]:
    """Name fields."""
    position = 0 if language == "ko" else -1
    names = {name.value: name.names[position] for name in field_names()}
    return {value: names[value] for value in values if value in names}


PROVINCE = Facet("province", "시·도", 10, province_labels, ("지역", "region"), province_names, example="충남")
YEAR = Facet(
    "year", "연도", 20, lambda _values, _language: {}, ("기간", "year"), example=">2008", is_year=True
)
FIELD = Facet("field", "분야", 30, field_labels, ("분야", "field"), field_names)

MUNICIPALITIES = """
    공주시 순창군 보성군 제천시 완도군 김제시 영월군 금산군 전주시 강릉시 하동군 순천시 문경시 이천시 영천시
    합천군 남해군 용인시 신안군 해남군 고성군 성주군 구미시 진안군 진주시 여수시 목포시 청송군 영덕군 영동군
    음성군 괴산군 대구광역시
"""
PLACES = (
    Place("충남", ("충청남도",)),
    Place("전북", ("전라북도", "전북특별자치도")),
    Place("전남", ("전라남도",)),
    Place("광주", ("광주광역시",)),
    Place("전남광주", ("전남광주통합특별시",)),
    Place("강원", ("강원도", "강원특별자치도")),
    *(Place(name) for name in MUNICIPALITIES.split()),
)
ZONE_NAMES = (
    "공주 알밤특구",
    "공주 한민족교육특구",
    "순창 장류산업특구",
    "제천 한방바이오클러스터",
    "보성 녹차체험관광특구",
    "진안 홍삼·한방특구",
    "성주 참외산업특구",
    "청양 고추·구기자특구",
)
WORDS = tuple(Word(name) for name in ZONE_NAMES)


def zones() -> dict[str, Thing]:
    """Return a few zones."""
    return {
        "1": Thing(
            "공주 알밤특구",
            "Gongju Chestnut Special Zone",
            summary="밤을 가꾸고 가공해 파는 특구",
            body="공주시는 군밤축제와 알밤박람회를 연다. 충청남도 공주시.",
            summary_en="Growing and processing chestnuts",
            facets={"province": ("chungnam",), "year": ("2009",)},
            date=dt.date(2009, 5, 1),
        ),
        "2": Thing(
            "순창 장류산업특구",
            "Sunchang Fermented Sauce Special Zone",
            summary="고추장과 된장을 만드는 특구",
            body="전북특별자치도 순창군. 전라북도.",
            facets={"province": ("jeonbuk",), "year": ("2004",)},
            date=dt.date(2004, 12, 30),
        ),
        "3": Thing(
            "공주 한민족교육특구",
            "Gongju Education Special Zone",
            summary="재외동포와 다문화 교육",
            facets={"province": ("chungnam",), "year": ("2009",)},
            date=dt.date(2009, 6, 1),
        ),
        "4": Thing(
            "청양 고추·구기자특구",
            "Cheongyang Chili and Goji Special Zone",
            summary="고추와 구기자",
            aliases=("청양 고추특구",),
            facets={"province": ("chungnam",), "year": ("2006",)},
            date=dt.date(2006, 1, 1),
        ),
        "5": Thing(
            "예시 도자특구",
            summary="지어낸 특구",
            facets={"province": ("gangwon",)},
            is_sample=True,
        ),
    }


def cases() -> dict[str, Thing]:
    """Return a few cases."""
    return {
        "밤-축제": Thing(
            "밤 한 품목을 축제와 박람회로 잇다",
            "Taking one crop to festivals",
            summary="공주시는 특구 특례를 활용해 군밤축제를 열었다.",
            summary_en="A vaccine exporter is not meant here.",
            facets={"province": ("chungnam",), "year": ("2025",)},
            date=dt.date(2025, 11, 6),
        ),
        "sauce": Thing(
            "고추장 공장의 공동 발효실",
            "Shared fermentation room",
            summary="규제특례로 시설 기준을 낮추었다.",
            facets={"province": ("jeonbuk",), "year": ("2024",)},
            date=dt.date(2024, 3, 2),
        ),
    }
