"""The little language of the box: what each form of text is cut into, and what it then means."""

import pytest
from django.contrib.auth.models import AnonymousUser

from search.queries import find
from search.results import SearchRequest, SearchResult
from search.typed import MAX_PARTS, parse, replaced, without
from search.understood import understood
from tests.search.room import Room

ANYONE = AnonymousUser()

CUT = [
    ("", []),
    ("고추", ["고추"]),
    ("고추 장류", ["고추", "장류"]),
    ("  고추   장류 ", ["고추", "장류"]),
    ("알밤-특구", ["알밤-특구"]),
    ("A28-1", ["A28-1"]),
    ("-", ["-"]),
    ("- -", ["-", "-"]),
    ("--", ["--"]),
    ("-축제", ["!축제"]),
    ("−축제", ["!축제"]),
    ("밤 -축제 -박람회", ["밤", "!축제", "!박람회"]),
    ("- 축제", ["-", "축제"]),
    ('"전통 시장"', ["“전통 시장”"]),
    ("“전통 시장”", ["“전통 시장”"]),
    ("„전통 시장“", ["“전통 시장”"]),
    ("«전통 시장»", ["“전통 시장”"]),
    ('"전통   시장"', ["“전통 시장”"]),
    ('-"전통 시장"', ["!“전통 시장”"]),
    ('""', []),
    ('"', []),
    ('" "', []),
    ('"열린 따옴표', ["열린", "따옴표"]),
    ('닫힌 따옴표"', ["닫힌", "따옴표"]),
    ('"하나" "둘"', ["“하나”", "“둘”"]),
    ('"붙은"말', ['붙은"말']),
    ("분야:식품", ["분야=식품"]),
    ("분야: 식품", ["분야=식품"]),
    ("field:food", ["field=food"]),
    ("-분야:식품", ["!분야=식품"]),
    ("분야:식품 고추장", ["분야=식품", "고추장"]),
    ("고추장 분야:식품 -지역:전북", ["고추장", "분야=식품", "!지역=전북"]),
    ('지역:"충청 남도"', ["지역=충청 남도"]),
    ('지역: "충청 남도" 밤', ["지역=충청 남도", "밤"]),
    ("지역:“충청 남도”", ["지역=충청 남도"]),
    ('-지역:"충청 남도"', ["!지역=충청 남도"]),
    ("기간:>2023", ["기간=>2023"]),
    ("기간:>=2023", ["기간=>=2023"]),
    ("기간:2019-2023", ["기간=2019-2023"]),
    ("기간:-2023", ["기간=-2023"]),
    ("특례:A45", ["특례=A45"]),
    ("특례:도로법", ["특례=도로법"]),
    ("상태:중단 종류:사례", ["상태=중단", "종류=사례"]),
    ("분야:", ["분야:"]),
    ("분야: ", ["분야:"]),
    (":식품", [":식품"]),
    ("분야::식품", ["분야::식품"]),
    ("a:b:c", ["a:b:c"]),
    ("12:30", ["12:30"]),
    ("2019:2023", ["2019:2023"]),
    ("http://example.com", ["http://example.com"]),
    ("https://example.com/a:b", ["https://example.com/a:b"]),
    ("비고 : 값", ["비고", ":", "값"]),
    ('분야:"열린', ['분야:"열린']),
    ('분야:식품"', ["분야:식품"]),
    ("foo:bar", ["foo=bar"]),
    ("의료·건강:병원", ["의료·건강:병원"]),
    ("분야:농업·식품", ["분야=농업·식품"]),
    ("분야:식품,교육", ["분야=식품,교육"]),
    ("지역:공주 지역:부여", ["지역=공주", "지역=부여"]),
    ("x" * 21 + ":y", ["x" * 21 + ":y"]),
    ("OR AND NOT (a OR b)", ["OR", "AND", "NOT", "(a", "OR", "b)"]),
    ("title:\\*", ["title=\\*"]),
    ("*:*", ["*:*"]),
    ("ㄱㅊ 분야:ㅅ", ["ㄱㅊ", "분야=ㅅ"]),
]


def shown(text: str) -> list[str]:
    """Write parts short: ! excludes, = stands between a name and its value."""
    forms = {"word": "{text}", "phrase": "“{text}”", "filter": "{name}={text}"}
    return [
        ("!" if part.is_excluded else "") + forms[part.kind].format(text=part.text, name=part.name)
        for part in parse(text)
    ]


@pytest.mark.parametrize(("text", "parts"), CUT)
def test_text_is_cut(text: str, parts: list[str]) -> None:
    assert shown(text) == parts


def test_table_is_long_enough() -> None:
    assert len(CUT) >= 60


def test_parts_know_where_they_stand() -> None:
    text = '밤 -분야:"농업 식품" 축제'
    part = parse(text)[1]
    assert text[part.start : part.end] == '-분야:"농업 식품"'
    assert without(text, part) == "밤 축제"
    assert replaced(text, part, "교육") == "밤 -분야:교육 축제"
    assert replaced(text, part, "평생 교육") == '밤 -분야:"평생 교육" 축제'


def test_endless_text_ends() -> None:
    parts = parse("가:나 " * 60)
    assert len(parts) == MAX_PARTS + 1
    assert parts[-1].kind == "word"


def asked(text: str) -> SearchRequest:
    return understood(SearchRequest(text=text))[0]


@pytest.mark.parametrize(
    ("text", "facet", "values"),
    [
        ("지역:충남", "province", ("chungnam",)),
        ("지역:충청남도", "province", ("chungnam",)),
        ('지역:"충청 남도"', "province", ("chungnam",)),
        ("region:south-chungcheong", "province", ("chungnam",)),
        ("지역:전라북도", "province", ("jeonbuk",)),
        ("지역:광주", "province", ("jeonnam",)),
        ("지역:충남 지역:전북", "province", ("chungnam", "jeonbuk")),
        ("지역:강원특", "province", ("gangwon",)),
        ("분야:식품", "field", ("food",)),
        ("분야:농업식품", "field", ("food",)),
        ("FIELD:Food", "field", ("food",)),
        ("분야:문화", "field", ("culture",)),
        ("기간:2009", "year", ("2009",)),
        ("기간:2009년", "year", ("2009",)),
        ("기간:2009-2011", "year", ("2009", "2010", "2011")),
        ("기간:2011~2009", "year", ("2009", "2010", "2011")),
        ("year:<1992", "year", ("1990", "1991")),
        ("year:<=1991", "year", ("1990", "1991")),
        ("기간:>2090", "year", ("2090",)),
    ],
)
def test_values_are_understood(zone_room: Room, text: str, facet: str, values: tuple[str, ...]) -> None:
    request = asked(text)
    assert (request.filters, request.text) == ({facet: values}, "")


def test_open_spans_begin_and_end_where_they_say(zone_room: Room) -> None:
    after, since, open_end = (
        asked(text).filters["year"] for text in ("기간:>2023", "기간:>=2023", "기간:2023-")
    )
    assert (after[0], since[0], open_end[0]) == ("2024", "2023", "2023")
    assert since == open_end


def test_everything_at_once(case_room: Room) -> None:
    request = asked('밤 -지역:전북 "군밤 축제" -박람회 종류:case -종류:zone')
    assert request.text == "밤 군밤 축제"
    assert (request.phrases, request.barred) == (("군밤 축제",), ("박람회",))
    assert (request.filters, request.exclusions) == ({}, {"province": ("jeonbuk",)})
    assert (request.kinds, request.barred_kinds) == (("case",), ("zone",))


def test_typed_values_join_those_of_the_address(zone_room: Room) -> None:
    request = SearchRequest(text="지역:충남", filters={"province": ("jeonbuk",), "year": ("2009",)})
    assert understood(request)[0].filters == {"province": ("jeonbuk", "chungnam"), "year": ("2009",)}


@pytest.mark.parametrize(
    ("text", "words", "hint", "proposal"),
    [
        ("지역:충낭", "충낭", "지역 가운데 ‘충낭’", "지역:충남"),
        ("분야:식푼", "식푼", "분야 가운데 ‘식푼’", "분야:식품"),
        ("지력:충남", "지력 충남", "‘지력:’", "지역:충남"),
        ("fild:food", "fild food", "‘fild:’", "field:food"),
        ("기간:작년", "작년", "기간:2019-2023", ""),
        ("종류:안내장", "안내장", "종류 가운데", ""),
        ("밤 foo:bar", "밤 foo bar", "‘foo:’", ""),
    ],
)
def test_what_is_unknown_is_searched_as_text_with_a_hint(
    zone_room: Room, text: str, words: str, hint: str, proposal: str
) -> None:
    request, typed = understood(SearchRequest(text=text))
    assert (request.text, request.filters) == (words, {})
    assert hint in typed.hints[0].text
    assert proposal in [text for _shown, text in typed.hints[0].proposals] or not proposal


def test_ordinary_sentences_get_no_hint(zone_room: Room) -> None:
    request, typed = understood(SearchRequest(text="안내: 도로 점용"))
    assert (request.text, typed.hints) == ("안내: 도로 점용", ())


def test_plain_text_is_left_alone(zone_room: Room) -> None:
    request = SearchRequest(text="공주  밤, 3.5% (축제)")
    assert understood(request)[0] is request


def search(text: str, **options: object) -> SearchResult:
    return find(SearchRequest(text=text, **options), viewer=ANYONE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("특구 지역:충남 종류:zone -알밤", {"공주 한민족교육특구", "청양 고추·구기자특구"}),
        ('"알밤특구"', {"공주 알밤특구"}),
        ('"특구 알밤"', set()),
        ("-특구 종류:case", {"고추장 공장의 공동 발효실"}),
        ("기간:<2006 종류:zone", {"순창 장류산업특구"}),
        ("-지역:충남 -지역:강원 종류:zone", {"순창 장류산업특구"}),
    ],
)
def test_results_obey(built: None, text: str, titles: set[str]) -> None:
    assert {hit.title for hit in search(text).hits} == titles


def test_text_stays_as_typed_and_chips_take_one_away(built: None) -> None:
    result = search("밤 지역:충남 -축제")
    assert result.text == "밤 지역:충남 -축제"
    assert [(chip.label, chip.text_without) for chip in result.typed.chips] == [
        ("시·도: 충청남도", "밤 -축제"),
        ("제외한 말: 축제", "밤 지역:충남"),
    ]


def test_counts_leave_their_own_group_and_exclusions_out(built: None) -> None:
    result = search("특구", exclusions={"province": ("chungnam",)})
    province = next(group for group in result.facets if group.name == "province")
    counts = {option.value: (option.count, option.is_excluded) for option in province.options}
    assert counts["chungnam"][1]
    assert counts["chungnam"][0] == sum(
        option.count
        for group in search("특구").facets
        if group.name == "province"
        for option in group.options
        if option.value == "chungnam"
    )
