"""What every text passes before it is stored or asked for."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import clean, clean_query, fold


@pytest.mark.parametrize(
    ("raw", "clean_form"),
    [
        ("공주\x00밤", "공주 밤"),
        ("공주\u200b밤", "공주밤"),
        ("\ud800공주", "공주"),
        ("공주\u3164밤", "공주밤"),
        ("\u202e공주", "공주"),
        (unicodedata.normalize("NFD", "공주 밤"), "공주 밤"),
        ("가\n나", "가\n나"),
    ],
)
def test_text_is_cleaned(raw: str, clean_form: str) -> None:
    assert clean(raw) == clean_form


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        ("  공주   밤  ", "공주 밤"),
        ("ＡＩ　특구", "AI 특구"),
        ("공주\n밤", "공주 밤"),
        ("밤" * 500, "밤" * 200),
    ],
)
def test_query_is_one_short_line(raw: str, query: str) -> None:
    assert clean_query(raw, limit=200) == query


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet=st.characters(codec=None)))
def test_clean_text_can_be_stored_anywhere(text: str) -> None:
    cleaned = clean(text)
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert clean(cleaned) == cleaned
