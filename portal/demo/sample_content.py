"""Fictitious content, so that every room can be seen working. No place, name or figure here exists."""

from dataclasses import dataclass

SAMPLE_NOTE = "예시: 실제가 아닌 자료입니다."
SAMPLE_PROVINCE = {
    "code": "90",
    "name_ko": "예시도",
    "name_en": "Sample Province",
    "short_ko": "예시",
    "short_en": "Sample",
    "position": "999",
    "note": SAMPLE_NOTE,
}
"""The fictitious province; no unit of Korea has its code."""


@dataclass(frozen=True)
class SampleVersion:
    """A version of the plan."""

    kind: str
    decided_on: str
    summary_ko: str
    summary_en: str
    area_m2: int | None = None
    term_to: str = ""
    budget_krw: int | None = None


@dataclass(frozen=True)
class SampleStage:
    """A stage of the value chain."""

    stage: str
    actors: int
    text_ko: str
    text_en: str
    gap_ko: str = ""
    gap_en: str = ""


@dataclass(frozen=True)
class SampleCase:
    """A case of the zone."""

    slug: str
    title_ko: str
    title_en: str
    summary_ko: str
    summary_en: str
    stage: str
    topic: str
    year: int
    outcome: str = "done"
    went_wrong_ko: str = ""
    went_wrong_en: str = ""


@dataclass(frozen=True)
class SampleZone:
    """A zone."""

    slug: str
    name_ko: str
    name_en: str
    town_ko: str
    town_en: str
    field: str
    type: str
    product_ko: str
    product_en: str
    lead_ko: str
    lead_en: str
    story_ko: str
    story_en: str
    designated_on: str
    area_m2: int
    status: str = "active"
    release_reason: str = ""
    grades: tuple[tuple[int, int], ...] = ()
    """Year and step; 5 is the highest."""
    exemptions: tuple[tuple[str, str], ...] = ()
    """Code in the catalogue, and the words in which the zone names it."""
    versions: tuple[SampleVersion, ...] = ()
    stages: tuple[SampleStage, ...] = ()
    cases: tuple[SampleCase, ...] = ()


@dataclass(frozen=True)
class SampleAnnouncement:
    """An announcement; days are counted from the day it is loaded, so that some are always open."""

    slug: str
    category: str
    title_ko: str
    title_en: str
    text_ko: str
    text_en: str
    days_old: int
    period_days: tuple[int, int] | None = None


SAMPLE_ANNOUNCEMENTS: tuple[SampleAnnouncement, ...] = (
    SampleAnnouncement(
        "sample-joint-market",
        "call",
        "예시: 솔향버섯 공동 장터에 나올 특구를 찾습니다",
        "Sample: zones wanted for a joint mushroom market",
        "솔향군이 여는 가상의 공동 장터입니다. 기간이 있는 공지가 어떻게 보이는지 보여 드리려고 지어낸 글입니다.",
        "A joint market that Solhyang-gun does not really hold: made up to show an announcement with a period.",
        days_old=3,
        period_days=(-3, 18),
    ),
    SampleAnnouncement(
        "sample-star-night",
        "event",
        "예시: 은하골 별빛 밤 걷기를 마쳤습니다",
        "Sample: the night walk under the stars is over",
        "끝난 행사의 공지가 어떻게 보이는지 보여 드리려고 지어낸 글입니다.",
        "Made up to show the announcement of an event that is over.",
        days_old=40,
        period_days=(-21, -20),
    ),
)


SAMPLE_ZONES: tuple[SampleZone, ...] = (
    SampleZone(
        slug="sample-pine-mushroom-industry",
        name_ko="예시 솔향버섯산업특구",
        name_en="Sample Pine Mushroom Industry Special Zone",
        town_ko="솔향군",
        town_en="Solhyang-gun",
        field="agriculture_food",
        type="advancement",
        product_ko="솔향버섯",
        product_en="pine-scented mushrooms",
        lead_ko="버섯 한 품목을 재배에서 발효 음료까지 잇는 특구입니다. (예시)",
        lead_en="One mushroom, from the grove to a fermented drink. (Sample)",
        story_ko="재배 농가가 모여 세척장과 건조장을 함께 쓰고, 남는 버섯은 음료와 양념으로 만듭니다. 이 글은 화면을 보이기 위한 예시입니다.",
        story_en="Growers share a washing and drying hall and turn the surplus into drinks and seasoning. This text is a sample.",
        designated_on="2014-05-20",
        area_m2=512_400,
        grades=((2021, 4), (2022, 4), (2023, 5), (2024, 5), (2025, 5)),
        exemptions=(("A28-1", "예시: 공립학교 설립"),),
        versions=(
            SampleVersion(
                "designation",
                "2014-05-20",
                "재배 단지와 건조장을 중심으로 지정",
                "Designated around groves and a drying hall",
                310_000,
                "2019-12-31",
                12_000_000_000,
            ),
            SampleVersion(
                "change",
                "2018-09-11",
                "음료 공장 터를 더해 면적을 넓힘",
                "Enlarged by the site of a drinks plant",
                512_400,
            ),
            SampleVersion(
                "extension",
                "2019-12-03",
                "기간을 2028년까지 늘림",
                "Extended to 2028",
                512_400,
                "2028-12-31",
                21_500_000_000,
            ),
        ),
        stages=(
            SampleStage("production", 128, "공동 재배지 12곳, 종균 보급", "12 shared groves, spawn supply"),
            SampleStage("processing", 17, "건조·분말·음료", "Drying, powder, drinks"),
            SampleStage(
                "distribution",
                4,
                "저온 집하장 1곳",
                "One chilled depot",
                "주말 저온 배송 차량",
                "Chilled vans at weekends",
            ),
            SampleStage(
                "sales",
                9,
                "직판장과 온라인 상점",
                "Farm shop and web shop",
                "해외 인증을 받은 판매처",
                "Buyers with foreign certification",
            ),
        ),
        cases=(
            SampleCase(
                "sample-shared-drying-hall",
                "예시: 건조장을 30농가가 나눠 쓰다",
                "Sample: thirty growers share one drying hall",
                "예약표와 요금표를 함께 정해 건조장을 쉬지 않고 돌렸다. 화면을 보이기 위한 예시이다.",
                "A booking and price list made together kept the hall running. A sample to show the page.",
                "processing",
                "shared_facility",
                2024,
            ),
            SampleCase(
                "sample-export-stopped",
                "예시: 인증을 기다리다 멈춘 수출",
                "Sample: an export that stopped for want of a certificate",
                "바이어를 먼저 찾고 인증을 나중에 신청해 때를 놓쳤다. 화면을 보이기 위한 예시이다.",
                "The buyer was found before the certificate was asked for. A sample to show the page.",
                "sales",
                "export",
                2023,
                "stopped",
                "인증에 걸리는 기간을 확인하지 않았다.",
                "Nobody had asked how long certification takes.",
            ),
        ),
    ),
    SampleZone(
        slug="sample-blue-bay-seaweed-bio",
        name_ko="예시 푸른만 해조바이오특구",
        name_en="Sample Blue Bay Seaweed Bio Special Zone",
        town_ko="푸른만시",
        town_en="Pureunman-si",
        field="marine_fisheries",
        type="convergence",
        product_ko="해조류",
        product_en="seaweed",
        lead_ko="해조류 양식에 생명공학과 데이터를 더하는 특구입니다. (예시)",
        lead_en="Seaweed farming with biotechnology and data. (Sample)",
        story_ko="양식장의 수온 자료를 모아 수확 때를 맞추고, 부산물로 포장재를 시험합니다. 이 글은 화면을 보이기 위한 예시입니다.",
        story_en="Water data set the harvest; by-products are tried as packaging. This text is a sample.",
        designated_on="2026-04-15",
        area_m2=188_000,
        grades=(),
        versions=(
            SampleVersion(
                "designation",
                "2026-04-15",
                "융합혁신형으로 지정",
                "Designated as convergence innovation type",
                188_000,
                "2035-12-31",
                9_800_000_000,
            ),
        ),
        stages=(
            SampleStage("production", 42, "양식장 수온 관측망", "Sensors in the farms"),
            SampleStage(
                "processing", 3, "추출 시험 시설", "Extraction pilot", "시험 분석 인력", "Laboratory staff"
            ),
        ),
        cases=(
            SampleCase(
                "sample-water-data",
                "예시: 수온 자료로 수확 때를 맞추다",
                "Sample: harvest by water data",
                "관측기를 함께 사고 자료를 나눠 보았다. 화면을 보이기 위한 예시이다.",
                "Farmers bought sensors together and shared the readings. A sample to show the page.",
                "production",
                "technology_support",
                2026,
            ),
        ),
    ),
    SampleZone(
        slug="sample-star-village-tourism",
        name_ko="예시 은하골 별빛관광특구",
        name_en="Sample Milky Valley Starlight Tourism Special Zone",
        town_ko="은하골군",
        town_en="Eunhagol-gun",
        field="tourism_leisure",
        type="challenge",
        product_ko="별빛 관광",
        product_en="stargazing",
        lead_ko="어두운 밤하늘을 자원으로 삼은 작은 고장의 특구입니다. (예시)",
        lead_en="A small town that lives on its dark sky. (Sample)",
        story_ko="가로등을 낮추고 마을 숙소를 고쳐, 밤에 머무는 손님을 늘립니다. 이 글은 화면을 보이기 위한 예시입니다.",
        story_en="Lower street lamps and mended guest houses bring guests who stay the night. This text is a sample.",
        designated_on="2019-11-07",
        area_m2=96_500,
        grades=((2022, 3), (2023, 3), (2024, 4), (2025, 4)),
        versions=(
            SampleVersion(
                "designation",
                "2019-11-07",
                "천문대와 마을 숙소를 묶어 지정",
                "Designated with an observatory and guest houses",
                80_000,
                "2024-12-31",
                4_200_000_000,
            ),
            SampleVersion(
                "extension",
                "2024-10-22",
                "기간을 2030년까지 늘리고 숙소 구역을 더함",
                "Extended to 2030, guest houses added",
                96_500,
                "2030-12-31",
                5_600_000_000,
            ),
        ),
        stages=(
            SampleStage(
                "sales",
                21,
                "마을 숙소 14곳, 해설사 7명",
                "14 guest houses, 7 guides",
                "외국어 해설",
                "Guides in other languages",
            ),
        ),
        cases=(
            SampleCase(
                "sample-dark-street-lamps",
                "예시: 가로등을 낮춰 별을 되찾다",
                "Sample: lower lamps bring back the stars",
                "주민 투표로 등 높이와 시간을 정했다. 화면을 보이기 위한 예시이다.",
                "Residents voted on height and hours of the lamps. A sample to show the page.",
                "cross",
                "eco_tourism",
                2024,
            ),
        ),
    ),
    SampleZone(
        slug="sample-wildflower-herb-processing",
        name_ko="예시 들꽃재 약초가공특구",
        name_en="Sample Wildflower Pass Herb Processing Special Zone",
        town_ko="들꽃재군",
        town_en="Deulkkotjae-gun",
        field="health_medical",
        type="advancement",
        product_ko="약초",
        product_en="medicinal herbs",
        lead_ko="목적을 이루고 졸업한 특구입니다. (예시)",
        lead_en="A zone that met its purpose and graduated. (Sample)",
        story_ko="공동 가공 시설이 조합으로 넘어가면서 특구의 일이 끝났습니다. 이 글은 화면을 보이기 위한 예시입니다.",
        story_en="When the shared plant went to a cooperative, the zone had done its work. This text is a sample.",
        designated_on="2009-03-12",
        area_m2=245_000,
        status="released",
        release_reason="honorary_graduation",
        grades=((2022, 5), (2023, 5), (2024, 5)),
        versions=(
            SampleVersion(
                "designation",
                "2009-03-12",
                "약초 가공 시설을 중심으로 지정",
                "Designated around a herb plant",
                245_000,
                "2024-12-31",
                7_300_000_000,
            ),
            SampleVersion("release", "2025-06-30", "명예졸업", "Honorary graduation"),
        ),
    ),
    SampleZone(
        slug="sample-windy-hill-energy-education",
        name_ko="예시 바람언덕 소형풍력특구",
        name_en="Sample Windy Hill Small Wind Power Special Zone",
        town_ko="바람언덕시",
        town_en="Barameondeok-si",
        field="energy_environment",
        type="convergence",
        product_ko="소형 풍력",
        product_en="small wind turbines",
        lead_ko="마을마다 작은 풍력기를 세우고 배우는 특구입니다. (예시)",
        lead_en="Small turbines to run and to learn from. (Sample)",
        story_ko="고장 난 풍력기를 학생들이 고치며 배웁니다. 이 글은 화면을 보이기 위한 예시입니다.",
        story_en="Students learn by mending turbines. This text is a sample.",
        designated_on="2017-08-29",
        area_m2=61_200,
        grades=((2023, 4), (2024, 3), (2025, 1)),
        versions=(
            SampleVersion(
                "designation",
                "2017-08-29",
                "실습장을 중심으로 지정",
                "Designated around a training field",
                61_200,
                "2026-12-31",
                3_100_000_000,
            ),
        ),
        stages=(
            SampleStage(
                "production", 6, "시제품 제작소", "Prototype workshop", "날개 시험 장비", "Blade test rig"
            ),
        ),
    ),
)
