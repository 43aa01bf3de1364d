"""The measure of search: figures mean what they say, and files of strangers are read with care."""

import json
import math
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from search.judgments import records
from search.judgments.asking import outcomes
from search.judgments.page import FORMS
from search.judgments.questions import SHIPPED, JudgedQuestion, JudgmentError, read
from search.judgments.scoring import Found, figures, outcome
from search.models import IndexedDocument

QUESTION = JudgedQuestion("공주 밤", "ko", "name", {"zone:a": 3, "case:b": 1}, ("zone:a",))


def found(*names: str) -> list[Found]:
    return [Found((name,)) for name in names]


def test_best_order_scores_one() -> None:
    assert outcome(QUESTION, found("zone:a", "case:b", "zone:x")).ndcg == 1


def test_later_place_scores_less() -> None:
    swapped = outcome(QUESTION, found("case:b", "zone:a"))
    assert swapped.ndcg == pytest.approx((1 + 7 / math.log2(3)) / (7 + 1 / math.log2(3)))


def test_unjudged_document_counts_as_wrong() -> None:
    assert outcome(QUESTION, found("zone:x")).ndcg == 0


def test_eleventh_place_counts_for_nothing() -> None:
    assert outcome(QUESTION, found(*["zone:x"] * 10, "zone:a")).ndcg == 0


@pytest.mark.parametrize(("position", "missed"), [(2, ()), (3, ("zone:a",))])
def test_name_must_stand_in_the_top_three(position: int, missed: tuple[str, ...]) -> None:
    names = ["zone:x"] * position + ["zone:a"]
    assert outcome(QUESTION, found(*names)).missed == missed


def test_questions_without_any_answer_are_counted() -> None:
    both = figures([outcome(QUESTION, []), outcome(QUESTION, found("zone:a"))])
    assert (both.empty, both.empty_share, both.names, both.names_found) == (1, 0.5, 2, 1)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "Line 2 is not JSON"),
        ("[]", "Line 2 is not an object"),
        ('{"relevant": {"a": 1}}', "Line 2 has no 'query'"),
        ('{"query": "a"}', 'Line 2: give "relevant"'),
        ('{"query": "a", "relevant": {"a": 4}}', 'Line 2: give "relevant"'),
        ('{"query": "a", "relevant": {"a": true}}', 'Line 2: give "relevant"'),
        ('{"query": "a", "relevant": {"a": 1}, "must": ["b"]}', 'Line 2: "must"'),
        ('{"query": "a", "relevant": {"a": 1}, "language": "fr"}', "Line 2: language 'fr'"),
    ],
)
def test_bad_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(JudgmentError, match=complaint):
        read(file)


def test_missing_file_is_named_without_a_trace(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("judge", tmp_path / "none.jsonl")


def test_shipped_set_covers_every_form_in_both_languages() -> None:
    questions = read(SHIPPED)
    assert len(questions) >= 150
    assert {question.form for question in questions} == set(FORMS)
    assert {question.language for question in questions} == {"ko", "en"}
    asked = [(question.text, question.language) for question in questions]
    assert len(set(asked)) == len(asked)


def test_file_of_ones_own_is_scored(built: None, tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    row = {"query": "순창 장류", "relevant": {"zone:2": 3}, "must": ["zone:2"]}
    file.write_text(json.dumps(row), encoding="utf-8")
    said = StringIO()
    call_command("judge", file, stdout=said)
    assert said.getvalue().splitlines()[-1].split() == ["all", "1", "1.000", "1/1", "0.0%"]


@pytest.mark.long
def test_triples_of_ones_own_are_scored(db: None, tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    right = {
        "query": "알밤을 굽다",
        "relevant": "공주에서 알밤을 구워 팔았다.",
        "distractor": "밤새 기다렸다.",
    }
    wrong = {"query": "녹차", "relevant": "보리를 심었다.", "distractor": "녹차를 땄다."}
    file.write_text("\n".join(map(json.dumps, (right, wrong))), encoding="utf-8")
    said = StringIO()
    call_command("judge_triples", file, stdout=said)
    assert said.getvalue().splitlines()[-2:] == ["AND recall 0.50", "P@1 0.50"]


def test_every_question_judges_documents_that_are_shipped(facts: None) -> None:
    """A judgment of a document that is gone would be a question nobody can answer."""
    shipped = {
        f"{kind}:{url.rstrip('/').rpartition('/')[2].lstrip('#')}"
        for kind, url in IndexedDocument.objects.values_list("kind", "url")
    }
    assert {name for question in read(SHIPPED) for name in question.relevant} - shipped == set()


@pytest.mark.whole
def test_shipped_questions_are_answered_well(facts: None) -> None:
    scored = list(outcomes(read(SHIPPED)))
    overall = figures(scored)
    missed = {one.question.text: one.missed for one in scored if one.missed}
    assert overall.ndcg >= 0.85
    assert overall.empty_share <= 0.03
    assert missed == {}


def test_release_on_the_page_is_the_one_that_was_measured() -> None:
    newest = records.all_kept()[0]
    assert newest.overall.queries == len(read(SHIPPED))


def test_page_shows_each_form_and_where_it_fails(db: None, client: Client) -> None:
    newest = records.all_kept()[0]
    page = client.get("/search/quality/").content.decode()
    assert all(str(FORMS[form]) in page for form in newest.forms)
    assert f"{newest.overall.ndcg:.3f}" in page
    assert all(escape(text) in page for text in newest.poor)
    assert newest.version in page


def test_page_asks_only_for_its_frame(
    db: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/search/quality/")
    with django_assert_num_queries(0):
        client.get("/search/quality/")
