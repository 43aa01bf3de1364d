"""Numbers and articles are one term however they are written, and a law is found whichever article is named."""

import pytest
from django.test import Client

from search.analysis.base import Lexicon
from search.analysis.choice import analyser
from search.analysis.laws import is_reference, without_articles
from search.documents import Law

LAW = [
    "도로법 9조",
    "도로법 제9조",
    "도로법제9조",
    "도로법 §9",
    "도로법 제 9 조 제1항",
    "도로법 제9조의2 제1항",
]


def terms(text: str) -> list[str]:
    return [term.text for term in analyser(Lexicon()).terms(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2천 명", "2,000명"),
        ("2천명이 왔다", "2000명이 왔다"),
        ("1만 톤", "10,000톤"),
        ("1억 2천만 원", "120000000원"),
        ("2천5백 농가", "2500농가"),
        ("10만여 명", "100,000명"),
        ("30퍼센트", "30%"),
        ("도로법 §9", "도로법 제9조"),
        ("article 31", "제31조"),
        ("Articles 31", "Art. 31"),
    ],
)
def test_one_number_is_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize("text", ["3만족", "2천안", "start 5", "6차 산업", "만 5세"])
def test_what_only_looks_like_a_number_stays(text: str) -> None:
    assert not {"30000", "2000", "5조", "60000"} & set(terms(text))


@pytest.mark.long
def test_places_stay_true() -> None:
    text = "작년에 2천 명이 article 31 행사에 왔다"
    found = {term.text: text[term.start : term.end] for term in analyser(Lexicon()).terms(text)}
    assert (found["2000"], found["31조"]) == ("2천 명", "article 31")


LAWS = Lexicon(
    laws=(
        Law("도로법", ("Road Act",)),
        Law("국토의 계획 및 이용에 관한 법률", ("국토계획법", "National Land Planning and Utilization Act")),
        Law("지역특구법", ("법", "특구법")),
    )
)


def articles(text: str) -> list[str]:
    """The articles of laws that a text names."""
    return [term.text for term in analyser(LAWS).terms(text) if is_reference(term.text)]


@pytest.mark.parametrize(
    "text",
    [
        *LAW[:4],
        "「도로법」 제9조",
        "도로법 제9조는",
        "Road Act Article 9",
        "Article 9 of the Road Act",
        "Road Act, Art. 9",
    ],
)
def test_article_of_a_law_is_one_term(text: str) -> None:
    assert articles(text) == ["도로법§9"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("도로법 제9조의2 제1항", ["도로법§9-2", "도로법§9-2.1"]),
        ("도로법 §9-2(1)", ["도로법§9-2", "도로법§9-2.1"]),
        ("도로법 제9조 및 제11조", ["도로법§9", "도로법§11"]),
        ("국토계획법 61조", ["국토의계획및이용에관한법률§61"]),
        ("국토의 계획 및 이용에 관한 법률 제61조, 같은 법 시행령 제5조", ["국토의계획및이용에관한법률§61", "국토의계획및이용에관한법률시행령§5"]),
        ("법 제40조, 시행령 제17조", ["지역특구법§40", "지역특구법시행령§17"]),
        ("하천편입토지법 제3조", ["하천편입토지법§3"]),
    ],
)  # fmt: skip
def test_laws_are_known_by_all_their_names(text: str, found: list[str]) -> None:
    assert articles(text) == found


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "9조",
        "제9조",
        "요리 방법 제3조",
        "도로법",
        "도로 9",
        "산법 9조각",
        "하천법 10조 원",
        "방법 3조원",
        "act 2",
        "9조 3항",
    ],
)
def test_ordinary_numbers_are_no_articles_of_laws(text: str) -> None:
    assert articles(text) == []


@pytest.mark.long
def test_words_of_a_law_go_on_standing_side_by_side() -> None:
    assert [term.text for term in analyser(LAWS).terms("도로법 제9조 허가")] == [
        "도로",
        "법",
        "9조",
        "도로법§9",
        "허가",
    ]


@pytest.mark.parametrize(
    ("text", "law"),
    [
        *((text, "도로법") for text in LAW),
        ("Road Act Article 9", "Road Act"),
        ("Article 9 of the Road Act", "Road Act"),
    ],
)
def test_law_is_what_is_left_without_its_article(text: str, law: str) -> None:
    assert without_articles(text) == law


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("육차산업", "6차산업"),
        ("제이차 계획", "제2차 계획"),
        ("삼단계", "3단계"),
        ("오천 명", "5,000명"),
        ("이천오백 명", "2500명"),
        ("삼만 톤", "30,000톤"),
        ("파트너쉽", "파트너십"),
        ("워크샵", "워크숍"),
        ("커피샵", "커피숍"),
        ("초콜렛", "초콜릿"),
        ("쥬스", "주스"),
        ("벤쳐", "벤처"),
        ("챠트", "차트"),
        ("까페", "카페"),
        ("컨퍼런스", "콘퍼런스"),
    ],
)
def test_numerals_and_loanwords_have_one_spelling(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize("text", ["만개한 꽃", "제일기획", "제사회", "사천시", "알기쉽게", "졌다"])
def test_what_only_sounds_like_a_number_or_loanword_stays(text: str) -> None:
    assert not any(term[0].isdigit() for term in terms(text))
    assert "알기십게" not in terms(text)


@pytest.mark.long
@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize("text", LAW)
def test_exemption_from_the_law_comes_first(client: Client, text: str) -> None:
    answer = client.get("/api/v1/search", {"q": text}).json()
    assert (answer["results"][0]["kind"], answer["results"][0]["id"]) == ("exemption", "A45")


@pytest.mark.usefixtures("facts")
def test_exemption_from_the_law_comes_first_in_english(client: Client) -> None:
    answer = client.get("/api/v1/search", {"q": "Road Act Article 9", "language": "en"}).json()
    assert (answer["results"][0]["kind"], answer["results"][0]["id"]) == ("exemption", "A45")


@pytest.mark.usefixtures("facts")
def test_number_is_never_repaired_into_another(client: Client) -> None:
    answer = client.get("/api/v1/search?q=10000000톤").json()
    assert (answer["understood_as"], answer["did_you_mean"]) == ("", "")


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("특구법 45조", {"A45"}),
        ("지역특구법 제36조제2항", {"A36-2"}),
        ("법 제36조", {"A36-1", "A36-2", "A36-3", "A36-4", "A36-5"}),
        ("도로법 제45조", {"A45"}),
        ("초중등교육법 제30조 1항", {"A30-1"}),
    ],
)
def test_exemption_with_that_very_article_comes_first(client: Client, text: str, codes: set[str]) -> None:
    answer = client.get("/api/v1/search", {"q": text}).json()
    assert {hit["id"] for hit in answer["results"][: len(codes)]} == codes


@pytest.mark.long
@pytest.mark.usefixtures("facts")
def test_law_stands_for_an_article_that_nothing_names(client: Client) -> None:
    assert client.get("/api/v1/search", {"q": "도로법 제9조"}).json()["understood_as"] == "도로법"
