"""Working copies: written and read back, changed by hands and programs, compared field by field, applied, undone."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hwpx import HwpxDocument
from hwpx.tools.package_validator import validate_package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowhow.actions import ReviewRefusedError, submit
from knowhow.copies import forms as copy_forms
from knowhow.copies.actions import apply_copy
from knowhow.copies.fields import copy_form, plain_text
from knowhow.copies.reading import FilledRow
from knowhow.models import CasePage, PracticePage, ReturnedCopy, TakenCopy
from knowhow.writing import begin_draft
from portal.accounts.models import User
from portal.media.reading.formats import read
from portal.media.reading.texts import Problem
from portal.personal.registry import rules
from portal.zones.models import Zone
from tests.accounts.people import enter
from tests.knowhow.copied import (
    CODE,
    HP,
    W,
    edited,
    in_control,
    read_back,
    row_with,
    said,
    typed_into,
    values_with,
    with_part,
    without_names,
    without_names_of_values,
    word_text,
    written,
)
from tests.knowhow.factories import make_block, make_stage, make_zone
from tests.knowhow.people import contributor, make_person, manager

pytestmark = pytest.mark.django_db
FORMATS = ("docx", "hwpx")
MOST_QUERIES = 60
TEXT = "첫 줄 漢字 🌶️\n\n\t셋째  줄 <b>&amp;</b> _x0041_"
ANYTHING = st.text(st.characters(exclude_categories=[]), max_size=400)


@pytest.fixture
def zone() -> Zone:
    return make_zone()


@pytest.fixture
def author(zone: Zone) -> User:
    return contributor(zone)


@pytest.fixture
def page(zone: Zone, author: User, client: Client) -> Any:
    enter(client, author)
    made = begin_draft(CasePage, "건조장 이야기", zone=zone, by=author)
    return keep(made, summary_ko="처음 요약", steps=[step("모으기", "농가를 모았다"), step("짓기")])


def step(name: str, text: str = "") -> dict[str, Any]:
    return {"type": "step", "value": {"name_ko": name, "text_ko": text}}


def keep(page: Any, *, by: User | None = None, **values: Any) -> Any:
    """Save a draft with these values."""
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=by or page.owner)
    return type(page).objects.get(pk=page.pk)


def newest(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def taken(client: Client, page: Any, file_format: str, language: str = "ko") -> bytes:
    answer = client.post(
        reverse("knowhow-copies", args=[page.pk]),
        {"then": "take", "language": language, "file_format": file_format},
    )
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.content


def returned(client: Client, page: Any, content: bytes, name: str = "작업본.hwpx") -> Any:
    """The answer to an upload, followed to what it would change."""
    data = {"file": SimpleUploadedFile(name, content)}
    return client.post(reverse("knowhow-copies", args=[page.pk]), data, follow=True)


def pressed(client: Client, answer: Any, **chosen: str) -> Any:
    """Apply what is shown, with these choices besides the ones made already."""
    form = answer.context["form"]
    data = {"seen": form.initial["seen"]} | {
        bound.html_name: bound.initial for _change, bound in form.pairs if bound.initial
    }
    path = reverse("knowhow-returned-copy", args=[answer.context["copy"].pk])
    return client.post(path, data | {f"take-{name}": side for name, side in chosen.items()}, follow=True)


# --- Written and read back


@pytest.mark.long
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", [CasePage, PracticePage])
@pytest.mark.parametrize("file_format", FORMATS)
def test_every_field_of_the_form_comes_back(
    tmp_path: Path, file_format: str, kind: Any, language: str
) -> None:
    make_stage()
    form = copy_form(kind)
    values = values_with(form, title="제목", summary_ko=TEXT)
    found = said(written(file_format, values, form, language=language), tmp_path, form)
    assert found.code == CODE
    assert set(found.fields) == {field.name for field in form.fields}
    assert {
        field.name: field.read(found.fields[field.name])
        for field in form.fields
        if field.name != "summary_ko"
    } == {name: raw for name, raw in values.fields.items() if name != "summary_ko"}
    assert found.fields["summary_ko"] == plain_text(TEXT)
    assert found.outside == ""


@pytest.mark.whole
@pytest.mark.parametrize("file_format", FORMATS)
@given(texts=st.lists(ANYTHING, min_size=3, max_size=3))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_in_any_field_survives(tmp_path: Path, file_format: str, texts: list[str]) -> None:
    form = copy_form(CasePage)
    named = dict(zip(("summary_ko", "context_ko", "source_note"), map(plain_text, texts), strict=True))
    found = said(written(file_format, values_with(form, **named), form), tmp_path, form)
    assert {name: found.fields[name] for name in named} == named


@pytest.mark.long
@pytest.mark.parametrize("file_format", FORMATS)
def test_ten_thousand_characters_survive(tmp_path: Path, file_format: str) -> None:
    long = plain_text("긴 글 漢字 🌶️ tail.\n" * 700)
    assert len(long) > 10_000
    found = said(written(file_format, values_with(copy_form(CasePage), context_ko=long)), tmp_path)
    assert found.fields["context_ko"] == long


def test_hwpx_is_valid_by_its_library_and_read_by_the_portals_own_reader(tmp_path: Path) -> None:
    content = written("hwpx", values_with(copy_form(CasePage), summary_ko=TEXT))
    document = HwpxDocument.open(io.BytesIO(content))
    assert document.validate().ok, document.validate().issues
    assert validate_package(content).ok
    assert document.tables
    path = tmp_path / "a.hwpx"
    path.write_bytes(content)
    text = "\n".join(passage.text for passage in read(path, name="a.hwpx").passages)
    for words in ("한마당 사례 작업본", CODE, "첫 줄 漢字 🌶️", "300자 안으로"):
        assert words in text


def test_hwpx_is_read_by_unhwp(tmp_path: Path) -> None:
    unhwp = pytest.importorskip("unhwp")
    path = tmp_path / "a.hwpx"
    path.write_bytes(written("hwpx", values_with(copy_form(CasePage), summary_ko="고추를 말린 이야기")))
    with unhwp.parse(path) as parsed:
        assert "고추를 말린 이야기" in parsed.json
        assert CODE in parsed.json


def test_docx_is_read_by_python_docx() -> None:
    text = word_text(written("docx", values_with(copy_form(CasePage), summary_ko=TEXT)))
    for words in ("한마당 사례 작업본", CODE, "첫 줄 漢字 🌶️", "300자 안으로"):
        assert words in text


def test_copy_in_english_asks_in_english(client: Client, page: Any) -> None:
    text = word_text(taken(client, page, "docx", "en"))
    assert "Hanmadang" in text
    assert not re.search("오른쪽 칸에", text)


# --- What hands and programs do


@pytest.mark.parametrize("file_format", FORMATS)
def test_deleted_row_is_missing_and_not_empty(tmp_path: Path, file_format: str) -> None:
    def delete(tree: Any) -> None:
        row = row_with(tree, file_format, "풀어야 했던 문제")
        row.getparent().remove(row)

    content = written(file_format, values_with(copy_form(CasePage), problem_ko="문제"))
    found = said(edited(content, file_format, delete), tmp_path)
    assert "problem_ko" not in found.fields
    assert found.fields["action_ko"] == ""


@pytest.mark.long
@pytest.mark.parametrize("file_format", FORMATS)
def test_renamed_label_does_no_harm(tmp_path: Path, file_format: str) -> None:
    def rename(tree: Any) -> None:
        row = row_with(tree, file_format, "풀어야 했던 문제")
        next(node for node in row.iter() if node.text == "풀어야 했던 문제").text = "어려웠던 점"

    content = written(file_format, values_with(copy_form(CasePage), problem_ko="지을 돈이 없었다"))
    found = said(edited(content, file_format, rename), tmp_path)
    assert found.fields["problem_ko"] == "지을 돈이 없었다"
    assert found.outside == "어려웠던 점"


@pytest.mark.parametrize("file_format", FORMATS)
def test_moved_row_is_found_by_its_name(tmp_path: Path, file_format: str) -> None:
    def move(tree: Any) -> None:
        row = row_with(tree, file_format, "풀어야 했던 문제")
        row_with(tree, file_format, "잘되지 않은 점").addprevious(row)

    content = written(file_format, values_with(copy_form(CasePage), problem_ko="돈", went_wrong_ko="요금"))
    found = said(edited(content, file_format, move), tmp_path)
    assert (found.fields["problem_ko"], found.fields["went_wrong_ko"]) == ("돈", "요금")


@pytest.mark.long
@pytest.mark.parametrize("file_format", FORMATS)
def test_labels_stand_in_where_names_are_gone(tmp_path: Path, file_format: str) -> None:
    form = copy_form(CasePage)
    values = values_with(
        form, title="제목", summary_ko="요약\n둘째 줄", action_ko="지었다", is_ai_allowed=True
    )
    found = said(without_names(written(file_format, values, form), file_format), tmp_path)
    assert {name: found.fields[name] for name in ("title", "summary_ko", "action_ko", "is_ai_allowed")} == {
        "title": "제목", "summary_ko": "요약\n둘째 줄", "action_ko": "지었다", "is_ai_allowed": "예",
    }  # fmt: skip
    assert found.code == CODE


@pytest.mark.long
@pytest.mark.parametrize("file_format", FORMATS)
def test_names_of_labels_stand_in_where_cells_were_typed_over(tmp_path: Path, file_format: str) -> None:
    def rename(tree: Any) -> None:
        next(node for node in tree.iter() if node.text == "배경").text = "어떤 상황이었나"

    content = written(file_format, values_with(copy_form(CasePage), summary_ko=TEXT, context_ko="모자랐다"))
    content = edited(without_names_of_values(content, file_format), file_format, rename)
    found = said(content, tmp_path)
    assert (found.fields["summary_ko"], found.fields["context_ko"]) == (plain_text(TEXT), "모자랐다")


@pytest.mark.long
@pytest.mark.parametrize("text", ["고친 글", ""])
def test_content_control_is_read_and_its_placeholder_is_no_text(tmp_path: Path, text: str) -> None:
    content = written("docx", values_with(copy_form(CasePage), summary_ko="고친 글"))
    content = edited(content, "docx", lambda tree: in_control(tree, "고친 글", is_placeholder=not text))
    assert said(content, tmp_path).fields["summary_ko"] == text


def test_tracked_changes_count_as_if_accepted(tmp_path: Path) -> None:
    def change(tree: Any) -> None:
        run = next(node for node in tree.iter(f"{W}t") if node.text == "옛말").getparent()
        deleted = run.makeelement(f"{W}del", {})
        run.addprevious(deleted)
        deleted.append(run)
        for node in run.iter(f"{W}t"):
            node.tag = f"{W}delText"
        inserted = deleted.makeelement(f"{W}ins", {})
        deleted.addnext(inserted)
        new_run = inserted.makeelement(f"{W}r", {})
        inserted.append(new_run)
        new = new_run.makeelement(f"{W}t", {})
        new.text = "새말"
        new_run.append(new)

    content = written("docx", values_with(copy_form(CasePage), summary_ko="옛말"))
    assert said(edited(content, "docx", change), tmp_path).fields["summary_ko"] == "새말"


@pytest.mark.long
@pytest.mark.parametrize("file_format", FORMATS)
def test_text_written_around_the_tables_is_kept_aside(tmp_path: Path, file_format: str) -> None:
    def add(tree: Any) -> None:
        paragraph = next(node for node in tree.iter(f"{W}p", f"{HP}p") if CODE in "".join(node.itertext()))
        copied = paragraph.makeelement(paragraph.tag, dict(paragraph.attrib))
        run = copied.makeelement(f"{W}r" if file_format == "docx" else f"{HP}run", {})
        copied.append(run)
        text = run.makeelement(f"{W}t" if file_format == "docx" else f"{HP}t", {})
        text.text = "군수님 말씀을 넣을 것"
        run.append(text)
        paragraph.addnext(copied)

    content = edited(written(file_format, values_with(copy_form(CasePage))), file_format, add)
    assert said(content, tmp_path).outside == "군수님 말씀을 넣을 것"


@pytest.mark.long
@pytest.mark.parametrize("file_format", FORMATS)
def test_rows_of_steps_are_added_moved_and_copied(
    tmp_path: Path, client: Client, page: Any, file_format: str
) -> None:
    def arrange(tree: Any) -> None:
        first, second = (row_with(tree, file_format, words) for words in ("농가를 모았다", "짓기"))
        second.addnext(first)
        again = second.__deepcopy__({})
        next(node for node in again.iter(f"{W}t", f"{HP}t") if node.text == "짓기").text = "고치기"
        first.addnext(again)

    content = edited(taken(client, page, file_format), file_format, arrange)
    found = said(content, tmp_path)
    assert [(row.number, row.texts["name_ko"]) for row in found.rows["steps"]] == [
        (1, "짓기"), (0, "모으기"), (None, "고치기"),
    ]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("file_format", FORMATS)
def test_rows_are_read_by_their_header_where_names_are_gone(
    tmp_path: Path, client: Client, page: Any, file_format: str
) -> None:
    found = said(without_names(taken(client, page, file_format), file_format), tmp_path)
    assert [(row.number, row.texts["name_ko"], row.texts["text_ko"]) for row in found.rows["steps"]] == [
        (None, "모으기", "농가를 모았다"), (None, "짓기", ""),
    ]  # fmt: skip
    assert FilledRow(None, {}) not in found.rows["steps"]


def test_form_typed_anew_in_plain_paragraphs_is_read_by_labels(tmp_path: Path) -> None:
    document = HwpxDocument.new()
    for line in (
        CODE,
        "1. 요약",
        "건조장을 함께 썼다.",
        "둘째 줄",
        "■ 배경:",
        "수확철마다 모자랐다.",
        "연도: 2025",
    ):
        document.add_paragraph(line)
    found = said(document.to_bytes(), tmp_path)
    assert found.fields == {
        "summary_ko": "건조장을 함께 썼다.\n둘째 줄", "context_ko": "수확철마다 모자랐다.", "year": "2025",
    }  # fmt: skip


# --- Compared, applied, undone


@pytest.mark.parametrize("file_format", FORMATS)
def test_copy_comes_back_as_the_writers_draft_and_is_undone(
    client: Client, page: Any, file_format: str
) -> None:
    content = typed_into(taken(client, page, file_format), file_format, "summary_ko", "기차에서 쓴 요약")
    answer = returned(client, page, content, f"a.{file_format}")
    body = answer.content.decode()
    for words in ("처음 요약", "기차에서 쓴 요약", "아직 아무것도 바꾸지 않았습니다"):
        assert words in body
    assert newest(page).summary_ko == "처음 요약"
    assert [change.name for change in answer.context["comparison"].open] == ["summary_ko"]
    shown = pressed(client, answer)
    assert "반영하기 전으로 되돌리기" in shown.content.decode()
    draft = newest(page)
    assert (draft.summary_ko, draft.title) == ("기차에서 쓴 요약", "건조장 이야기")
    assert [block.value["name_ko"] for block in draft.steps] == ["모으기", "짓기"]
    assert not draft.live
    client.post(reverse("knowhow-undo-copy", args=[ReturnedCopy.objects.get().pk]))
    assert newest(page).summary_ko == "처음 요약"


@pytest.mark.long
def test_untouched_copy_changes_nothing(client: Client, page: Any) -> None:
    for file_format in FORMATS:
        answer = returned(client, page, taken(client, page, file_format))
        assert answer.context["comparison"].open == []
        assert "초안과 다른 칸이 없습니다" in answer.content.decode()


@pytest.mark.whole
def test_older_copy_asks_only_where_both_sides_were_written_on(
    client: Client, page: Any, author: User
) -> None:
    content = typed_into(taken(client, page, "hwpx"), "hwpx", "summary_ko", "작업본의 요약")
    content = typed_into(content, "hwpx", "costs_ko", "국비 3억 원")
    keep(page, summary_ko="화면의 요약", action_ko="화면에서 쓴 일")
    answer = returned(client, page, content)
    states = {change.name: change.state for change in answer.context["comparison"].open}
    assert states == {"summary_ko": "conflict", "costs_ko": "changed"}
    assert "어느 쪽을 남길지" in pressed(client, answer).content.decode()
    pressed(client, answer, summary_ko="draft")
    draft = newest(page)
    assert (draft.summary_ko, draft.costs_ko, draft.action_ko) == (
        "화면의 요약",
        "국비 3억 원",
        "화면에서 쓴 일",
    )


@pytest.mark.long
def test_autosave_into_the_same_revision_is_seen_as_a_conflict(client: Client, page: Any) -> None:
    content = typed_into(taken(client, page, "hwpx"), "hwpx", "summary_ko", "작업본의 요약")
    revision = page.get_latest_revision()
    draft = page.get_latest_revision_as_object()
    draft.summary_ko = "저절로 저장한 요약"
    draft.save_revision(user=page.owner, overwrite_revision=revision)
    answer = returned(client, page, content)
    assert [change.state for change in answer.context["comparison"].open] == ["conflict"]


@pytest.mark.whole
def test_draft_that_moved_while_one_was_reading_is_compared_anew(client: Client, page: Any) -> None:
    content = typed_into(taken(client, page, "hwpx"), "hwpx", "summary_ko", "작업본의 요약")
    answer = returned(client, page, content)
    keep(page, summary_ko="그사이 요약")
    assert "다시 견주었습니다" in pressed(client, answer).content.decode()
    assert newest(page).summary_ko == "그사이 요약"


@pytest.mark.long
def test_too_long_text_stands_in_the_form_to_be_cut(client: Client, page: Any) -> None:
    content = typed_into(taken(client, page, "docx"), "docx", "summary_ko", "가" * 301)
    content = typed_into(content, "docx", "context_ko", "배경은 저장된다")
    answer = returned(client, page, content)
    assert "그대로는 저장할 수 없습니다" in answer.content.decode()
    pressed(client, answer)
    draft = newest(page)
    assert (draft.summary_ko, draft.context_ko) == ("처음 요약", "배경은 저장된다")
    copy = ReturnedCopy.objects.get()
    body = client.get(reverse("knowhow-draft", args=[page.pk]) + f"?copy={copy.pk}").content.decode()
    assert "가" * 301 in body
    assert "300" in body
    assert "배경은 저장된다" in body


@pytest.mark.whole
def test_what_cannot_be_read_says_why_and_stays_as_it_was(client: Client, page: Any) -> None:
    content = typed_into(taken(client, page, "hwpx"), "hwpx", "outcome", "반쯤 함")
    content = typed_into(content, "hwpx", "year", "재작년")
    answer = returned(client, page, content)
    body = answer.content.decode()
    assert "‘반쯤 함’은(는) 고를 수 없는 말입니다" in body
    assert [change.name for change in answer.context["comparison"].unread] == ["outcome"]
    assert next(change for change in answer.context["comparison"].open if change.name == "year").problem


@pytest.mark.whole
def test_choices_come_back_in_words(client: Client, page: Any) -> None:
    stage, block = make_stage(), make_block()
    content = taken(client, page, "docx")
    for name, words in (
        ("stage", "가공"),
        ("blocks", block.name_ko),
        ("outcome", "중단 사례"),
        ("is_ai_allowed", "예"),
    ):
        content = typed_into(content, "docx", name, words)
    pressed(client, returned(client, page, content))
    draft = newest(page)
    assert (draft.stage, draft.outcome, draft.is_ai_allowed) == (stage, "stopped", True)
    assert [row.pk for row in draft.blocks.all()] == [block.pk]


@pytest.mark.long
def test_copy_of_another_draft_is_not_taken_for_this_ones(
    client: Client, page: Any, zone: Zone, author: User
) -> None:
    other = begin_draft(CasePage, "다른 글", zone=zone, by=author)
    content = typed_into(taken(client, other, "hwpx"), "hwpx", "summary_ko", "다른 글의 요약")
    answer = returned(client, page, content)
    states = {change.name: change.state for change in answer.context["comparison"].open}
    assert states == {"title": "conflict", "summary_ko": "conflict"}
    assert "언제 받은 작업본인지" in answer.content.decode()


@pytest.mark.long
def test_personal_number_is_told_and_stops_the_submission(client: Client, page: Any) -> None:
    content = typed_into(taken(client, page, "hwpx"), "hwpx", "action_ko", "담당 900101-1234567")
    answer = returned(client, page, content)
    assert "공개할 수 없는 개인정보" in answer.content.decode()
    pressed(client, answer)
    fresh = keep(CasePage.objects.get(pk=page.pk), source_note="담당자가 씀")
    with pytest.raises(ReviewRefusedError, match="개인정보"):
        submit(fresh, by=page.owner)


@pytest.mark.whole
def test_step_keeps_what_the_copy_does_not_show(client: Client, page: Any) -> None:
    english = {"type": "step", "value": {"name_ko": "모으기", "name_en": "Gathering"}}
    page = keep(page, steps=[english, step("짓기")])
    content = typed_into(taken(client, page, "hwpx"), "hwpx", "steps_0_name_ko", "함께 모으기")
    pressed(client, returned(client, page, content))
    first = newest(page).steps[0].value
    assert (first["name_ko"], first["name_en"]) == ("함께 모으기", "Gathering")


@pytest.mark.long
def test_undo_leaves_alone_what_was_written_since(client: Client, page: Any) -> None:
    content = typed_into(taken(client, page, "hwpx"), "hwpx", "summary_ko", "작업본")
    pressed(client, returned(client, page, content))
    keep(page, summary_ko="그 뒤에 쓴 요약")
    answer = client.post(reverse("knowhow-undo-copy", args=[ReturnedCopy.objects.get().pk]), follow=True)
    assert "되돌릴 수 없습니다" in answer.content.decode()
    assert newest(page).summary_ko == "그 뒤에 쓴 요약"


@pytest.mark.long
def test_copy_is_applied_once(client: Client, page: Any, author: User) -> None:
    content = typed_into(taken(client, page, "hwpx"), "hwpx", "summary_ko", "작업본")
    pressed(client, returned(client, page, content))
    with pytest.raises(ReviewRefusedError):
        apply_copy(ReturnedCopy.objects.get(), {"summary_ko"}, by=author)


@pytest.mark.long
@pytest.mark.parametrize("file_format", FORMATS)
def test_empty_copy_becomes_a_draft_only_when_it_is_applied(
    client: Client, zone: Zone, author: User, file_format: str
) -> None:
    enter(client, author)
    path = reverse("knowhow-empty-copies")
    content = client.post(
        path, {"then": "take", "kind": "practice", "language": "ko", "file_format": file_format}
    ).content
    content = typed_into(content, file_format, "title", "조례를 만드는 방법")
    content = typed_into(content, file_format, "steps_0_name_ko", "안 만들기")
    data = {"kind": "practice", "zone": zone.pk, "file": SimpleUploadedFile("새 이름.bin", content)}
    answer = client.post(path, data, follow=True)
    assert not PracticePage.objects.exists()
    pressed(client, answer)
    made = PracticePage.objects.get()
    assert (made.title, made.live, made.zone, made.owner) == ("조례를 만드는 방법", False, zone, author)
    assert [block.value["name_ko"] for block in newest(made).steps] == ["안 만들기"]


# --- Files that are no copies, or not honest


def outside_file(content: bytes, file_format: str) -> bytes:
    """The copy with an entity that means another file."""
    part = "word/document.xml" if file_format == "docx" else "Contents/section0.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read(part)
    declared = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    start = body.index(b"?>") + 2
    return with_part(content, {part: body[:start] + declared + body[start:]})


@pytest.mark.whole
@pytest.mark.parametrize("file_format", FORMATS)
def test_hostile_file_says_why_and_changes_nothing(
    client: Client, page: Any, tmp_path: Path, file_format: str
) -> None:
    content = taken(client, page, file_format)
    cases = {
        "보통의 문서에 없는 구조": outside_file(content, file_format),
        "손상되었거나": content[: len(content) // 2],
        "읽지 않는 형식입니다": with_part(b"PK\x05\x06" + bytes(18), {"a.txt": b"x"}),
    }
    for words, hostile in cases.items():
        assert words in returned(client, page, hostile, f"a.{file_format}").content.decode(), words
    assert not ReturnedCopy.objects.exists()


@pytest.mark.long
def test_macros_are_refused(client: Client, page: Any) -> None:
    content = with_part(taken(client, page, "docx"), {"word/vbaProject.bin": b"x"})
    assert "매크로가 든 파일" in returned(client, page, content, "a.docm").content.decode()


@pytest.mark.long
def test_bomb_is_refused_before_it_is_unpacked(client: Client, page: Any, tmp_path: Path) -> None:
    content = with_part(taken(client, page, "hwpx"), {"BinData/a.bin": bytes(310 * 1024 * 1024)})
    assert len(content) < 5_000_000
    assert read_back(content, tmp_path).problem is Problem.TOO_BIG


def test_large_file_is_refused_unread(client: Client, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copy_forms, "LIMIT_MEGABYTES", 0)
    assert "0MB를 넘습니다" in returned(client, page, b"PK\x03\x04").content.decode()


def test_any_other_document_is_no_copy(client: Client, page: Any) -> None:
    document = HwpxDocument.new()
    document.add_paragraph("회의록")
    assert (
        "작업본의 칸을 하나도 찾지 못했습니다" in returned(client, page, document.to_bytes()).content.decode()
    )


# --- Who may


def test_only_writers_of_the_page_take_and_bring_copies(client: Client, zone: Zone, page: Any) -> None:
    content = typed_into(taken(client, page, "hwpx"), "hwpx", "summary_ko", "작업본")
    answer = returned(client, page, content)
    copy = answer.context["copy"]
    paths = [reverse("knowhow-copies", args=[page.pk]), reverse("knowhow-returned-copy", args=[copy.pk])]
    posts = [reverse(f"knowhow-{verb}-copy", args=[copy.pk]) for verb in ("undo", "close")]
    for person in (contributor(zone, "another"), make_person("nobody")):
        enter(client, person)
        assert [client.get(path).status_code for path in paths] == [404, 404]
        assert [client.post(path).status_code for path in (*paths, *posts)] == [404, 404, 404, 404]
    assert client.get(reverse("knowhow-empty-copies")).status_code == 403
    client.logout()
    assert {client.get(path).status_code for path in (*paths, reverse("knowhow-empty-copies"))} == {302}
    assert {client.post(path).status_code for path in (*paths, *posts)} == {302}
    assert newest(page).summary_ko == "처음 요약"
    enter(client, manager(zone))
    assert [client.get(path).status_code for path in paths] == [200, 200]


def test_copies_are_forgotten_in_time(page: Any, client: Client) -> None:
    taken(client, page, "hwpx")
    rule = next(rule for rule in rules() if rule.key == "working-copies")
    assert rule.destroy is not None
    assert rule.destroy(timezone.now()) == 0
    assert rule.destroy(timezone.now() + timedelta(days=91)) == 1
    assert not TakenCopy.objects.exists()


def test_every_cell_can_be_found_in_both_formats(tmp_path: Path) -> None:
    form = copy_form(CasePage)
    for file_format in FORMATS:
        names: set[str] = set()

        def collect(tree: Any, names: set[str] = names) -> None:
            names |= {cell.get("name") for cell in tree.iter(f"{HP}tc") if cell.get("name")}
            names |= {mark.get(f"{W}name") for mark in tree.iter(f"{W}bookmarkStart")}

        edited(written(file_format, values_with(form)), file_format, collect)
        assert {f"{mark}{field.name}" for field in form.fields for mark in ("hm_", "hml_")} <= names
        assert all(len(name) <= 40 for name in names)  # what Word lets a bookmark be


@pytest.mark.long
def test_pages_ask_the_database_a_bounded_number_of_times(
    client: Client, page: Any, django_assert_max_num_queries: Any
) -> None:
    content = typed_into(taken(client, page, "hwpx"), "hwpx", "summary_ko", "작업본")
    copy = returned(client, page, content).context["copy"]
    for name, number in (("knowhow-copies", page.pk), ("knowhow-returned-copy", copy.pk)):
        path = reverse(name, args=[number])
        client.get(path)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(path).status_code == 200
