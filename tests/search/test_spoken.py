"""Numbers and articles are one term however they are written, and a law is found whichever article is named."""

import pytest
from django.test import Client

from search.analysis.base import Lexicon
from search.analysis.choice import analyser
from search.analysis.spoken import without_article

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


def test_places_stay_true() -> None:
    text = "작년에 2천 명이 article 31 행사에 왔다"
    found = {term.text: text[term.start : term.end] for term in analyser(Lexicon()).terms(text)}
    assert (found["2000"], found["31조"]) == ("2천 명", "article 31")


@pytest.mark.parametrize("text", LAW)
def test_article_is_told_from_its_law(text: str) -> None:
    assert without_article(text) == "도로법"


@pytest.mark.parametrize("text", ["9조", "산법 9조각", "도로법", "도로 9", "요리법 3가지", "act 2"])
def test_what_names_no_article_of_a_law_is_left_alone(text: str) -> None:
    assert not without_article(text)


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
