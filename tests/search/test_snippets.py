"""Marked passages."""

import pytest

from search.analysis.base import Term
from search.snippets import marked, snippet


def places(text: str, *words: str) -> list[Term]:
    return sorted(
        (
            Term(word, at, at + len(word))
            for word in words
            for at in range(len(text))
            if text.startswith(word, at)
        ),
        key=lambda term: term.start,
    )


def test_every_place_is_marked() -> None:
    assert marked("밤과 알밤", places("밤과 알밤", "밤")) == "<mark>밤</mark>과 알<mark>밤</mark>"


def test_places_that_overlap_are_marked_once() -> None:
    assert marked("알밤", [Term("알밤", 0, 2), Term("밤", 1, 2)]) == "<mark>알밤</mark>"


@pytest.mark.parametrize("text", ["<b>밤</b>", "a & 밤", '"밤"', "밤<script>"])
def test_text_is_escaped(text: str) -> None:
    shown = marked(text, places(text, "밤"))
    assert shown.replace("<mark>", "").replace("</mark>", "").count("<") == 0


def test_passage_with_most_different_words_is_chosen() -> None:
    text = "밤 밤 밤 " + "가나다 " * 60 + "밤과 축제 " + "라마바 " * 60
    assert "<mark>축제</mark>" in snippet(text, places(text, "밤", "축제"))


def test_passage_is_about_as_long_as_asked() -> None:
    text = "가나다 " * 200 + "밤 " + "라마바 " * 200
    shown = snippet(text, places(text, "밤"), width=100)
    assert 80 <= len(shown.replace("<mark>", "").replace("</mark>", "")) <= 125
    assert shown.startswith("…")
    assert shown.endswith("…")


def test_words_are_not_cut() -> None:
    text = "가나다라 " * 100 + "밤 " + "마바사아 " * 100
    inner = snippet(text, places(text, "밤")).strip("…").split()
    assert set(inner) <= {"가나다라", "마바사아", "<mark>밤</mark>"}


def test_without_places_the_beginning_is_shown() -> None:
    assert snippet("짧은 글", []) == "짧은 글"
    assert snippet("가" * 500, []) == "가" * 160 + "…"
