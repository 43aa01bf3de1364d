"""Words in the files of a thing find the thing, and the hit says which file and where in it."""

from unittest.mock import ANY

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.outbox.actions import mark_changed
from search import fallback, storage
from search.documents import Attachment
from search.indexer import drain
from search.models import IndexedDocument
from search.queries import SearchRequest, find
from search.results import Hit, sensible
from search.storage import MAX_BODY
from tests.search.room import Room, Thing

REGULATION = Attachment("조례안.hwp, 2구역", "밤나무 접목칼 보관 규정은 따로 정한다.")
BUDGET = Attachment("예산.xlsx, 집행 시트", "비파괴 당도계 구입")


def shown(case_room: Room, *attachments: Attachment, body: str = "마을 이야기") -> None:
    case_room.things["files"] = Thing(title="붙임 있는 글", body=body, attachments=attachments)
    mark_changed("case", "files")
    drain()


def hits(text: str) -> tuple[Hit, ...]:
    return find(SearchRequest(text=text), viewer=AnonymousUser()).hits


def places(hit: Hit) -> list[str]:
    return [why.label for why in hit.why]


def test_hit_names_the_file_and_the_place(built: None, case_room: Room) -> None:
    shown(case_room, REGULATION, BUDGET)
    (hit,) = hits("접목칼 보관")
    assert (hit.title, places(hit)) == ("붙임 있는 글", ["붙임: 조례안.hwp, 2구역"])
    assert "<mark>보관</mark>" in hit.snippet_html
    assert "당도계" not in hit.snippet_html


def test_words_of_the_page_itself_come_before_those_of_its_files(built: None, case_room: Room) -> None:
    shown(case_room, Attachment("a.pdf, 1쪽", "접목칼"), body="접목칼을 빌려 드립니다")
    (hit,) = hits("접목칼")
    assert places(hit) == ["본문", "붙임: a.pdf, 1쪽"]
    assert "빌려" in hit.snippet_html


def test_words_may_stand_in_page_and_file(built: None, case_room: Room) -> None:
    shown(case_room, BUDGET, body="산림조합 이야기")
    (hit,) = hits("산림조합 당도계")
    assert places(hit) == ["본문", "붙임: 예산.xlsx, 집행 시트"]


def test_file_that_is_gone_is_found_no_more(built: None, case_room: Room) -> None:
    shown(case_room, REGULATION)
    shown(case_room, BUDGET)
    assert not hits("접목칼")
    assert hits("당도계")


@pytest.mark.parametrize("most", [2_000, pytest.param(MAX_BODY, marks=pytest.mark.whole)])
def test_long_files_are_cut_where_the_body_ends(
    built: None, case_room: Room, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(storage, "MAX_BODY", most)
    shown(case_room, Attachment("긴.pdf, 1쪽", "가나다 " * most), Attachment("긴.pdf, 2쪽", "접목칼"))
    (row,) = IndexedDocument.objects.filter(object_id="files", language="ko")
    assert most - 10 <= len(row.body) <= most
    assert row.passages == [[ANY, ANY, "긴.pdf, 1쪽"]]


def test_database_names_the_file_too(built: None, case_room: Room) -> None:
    shown(case_room, REGULATION)
    (hit,) = fallback.find(sensible(SearchRequest(text="접목칼")), viewer=AnonymousUser()).hits
    assert places(hit) == ["붙임: 조례안.hwp, 2구역"]
    assert "<mark>접목칼</mark>" in hit.snippet_html
