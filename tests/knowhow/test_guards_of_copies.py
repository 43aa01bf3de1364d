"""Each guard of working copies, and the same request with that guard alone switched off: then it goes through.

Without the second half a test could pass because the request was wrong anyway.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from knowhow.actions import ReviewRefusedError
from knowhow.copies import actions as copy_actions
from knowhow.copies import forms as copy_forms
from knowhow.copies import views as copy_views
from knowhow.copies.actions import apply_copy, return_copy, return_empty_copy, take_copy, undo_copy
from knowhow.models import CasePage, ReturnedCopy, TakenCopy
from knowhow.writing import begin_draft
from portal.accounts.models import User
from portal.media.reading import packages
from portal.media.reading.texts import Problem
from portal.zones.models import Zone
from tests.accounts.people import enter
from tests.knowhow.copied import read_back, typed_into, with_part
from tests.knowhow.factories import make_zone
from tests.knowhow.people import contributor
from tests.knowhow.test_copies import keep, newest, returned, taken

pytestmark = pytest.mark.django_db

type Switch = Callable[[str], None]


@pytest.fixture
def zone() -> Zone:
    return make_zone()


@pytest.fixture
def author(zone: Zone) -> User:
    return contributor(zone)


@pytest.fixture
def stranger(zone: Zone) -> User:
    """Writes for the same zone, but not this text."""
    return contributor(zone, "stranger")


@pytest.fixture
def page(zone: Zone, author: User, client: Client) -> Any:
    enter(client, author)
    made = begin_draft(CasePage, "건조장 이야기", zone=zone, by=author)
    return keep(made, summary_ko="처음 요약")


@pytest.fixture
def switched_off(monkeypatch: pytest.MonkeyPatch) -> Switch:
    """Give a function that takes one guard away."""

    def off(guard: str) -> None:
        if guard == "right":
            for module in (copy_actions, copy_views):
                monkeypatch.setattr(module, "may", lambda *_asked: True)
            monkeypatch.setattr("knowhow.desk_views.may", lambda *_asked: True)
            monkeypatch.setattr("knowhow.writing.may", lambda *_asked: True)
        elif guard == "size":
            monkeypatch.setattr(copy_forms, "LIMIT_MEGABYTES", 1_000)
        elif guard == "bomb":
            monkeypatch.setattr(packages, "MOST_UNPACKED", 1 << 40)
        elif guard == "other page":
            monkeypatch.setattr(copy_actions, "_taken", lambda *_asked, **_named: TakenCopy.objects.first())

    return off


def changed(client: Client, page: Any, text: str = "작업본의 요약") -> bytes:
    return typed_into(taken(client, page, "hwpx"), "hwpx", "summary_ko", text)


# --- Who may take one along, who may bring one back


def asked_to_take(client: Client, page: Any) -> Any:
    data = {"then": "take", "language": "ko", "file_format": "hwpx"}
    return client.post(reverse("knowhow-copies", args=[page.pk]), data)


def test_nobody_but_its_writers_takes_a_copy(
    client: Client, page: Any, stranger: User, switched_off: Switch
) -> None:
    enter(client, stranger)
    assert asked_to_take(client, page).status_code == 404
    with pytest.raises(ReviewRefusedError):
        take_copy(page, "case", by=stranger, file_format="hwpx", language="ko")
    assert not TakenCopy.objects.exists()
    switched_off("right")
    answer = asked_to_take(client, page)
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


def test_nobody_but_its_writers_brings_a_copy_back(
    client: Client, page: Any, stranger: User, tmp_path: Path, switched_off: Switch
) -> None:
    content = changed(client, page)
    outline = read_back(content, tmp_path)
    enter(client, stranger)
    assert returned(client, page, content).status_code == 404
    with pytest.raises(ReviewRefusedError):
        return_copy(page, outline, file_name="a.hwpx", by=stranger)
    assert not ReturnedCopy.objects.exists()
    switched_off("right")
    assert returned(client, page, content).context["copy"].by == stranger


def test_nobody_begins_a_text_of_a_zone_that_he_does_not_write_for(
    client: Client, page: Any, author: User, tmp_path: Path, switched_off: Switch
) -> None:
    outline = read_back(changed(client, page), tmp_path)
    other = make_zone("하동 녹차특구", slug="hadong")
    with pytest.raises(ReviewRefusedError):
        return_empty_copy(outline, "case", zone=other, file_name="a.hwpx", by=author)
    switched_off("right")
    assert return_empty_copy(outline, "case", zone=other, file_name="a.hwpx", by=author).zone == other


@pytest.mark.long
@pytest.mark.parametrize("step", ["apply", "undo", "close"])
def test_nobody_but_its_writers_decides_on_a_copy(
    client: Client, page: Any, stranger: User, author: User, switched_off: Switch, step: str
) -> None:
    answer = returned(client, page, changed(client, page))
    copy, path = answer.context["copy"], reverse("knowhow-returned-copy", args=[answer.context["copy"].pk])
    data = {"seen": answer.context["form"].initial["seen"], "take-summary_ko": "copy"}
    if step != "apply":
        apply_copy(copy, {"summary_ko"}, by=author)
        path, data = reverse(f"knowhow-{step}-copy", args=[copy.pk]), {}
    before = (newest(page).summary_ko, ReturnedCopy.objects.get().state)
    enter(client, stranger)
    assert client.post(path, data).status_code == 404
    assert (newest(page).summary_ko, ReturnedCopy.objects.get().state) == before
    if step == "undo":
        with pytest.raises(ReviewRefusedError):
            undo_copy(ReturnedCopy.objects.get(), by=stranger)
    switched_off("right")
    assert client.post(path, data).status_code == 302
    assert (newest(page).summary_ko, ReturnedCopy.objects.get().state) != before


# --- What moved meanwhile


@pytest.mark.whole
def test_decision_counts_for_the_draft_that_was_shown_and_no_other(client: Client, page: Any) -> None:
    """The control: the same choice with the draft of now in it is carried out."""
    answer = returned(client, page, changed(client, page))
    copy, seen = answer.context["copy"], answer.context["form"].initial["seen"]
    path = reverse("knowhow-returned-copy", args=[copy.pk])
    page = keep(page, summary_ko="그사이 요약")
    client.post(path, {"seen": seen, "take-summary_ko": "copy"})
    assert newest(page).summary_ko == "그사이 요약"
    client.post(path, {"seen": str(page.get_latest_revision().pk), "take-summary_ko": "copy"})
    assert newest(page).summary_ko == "작업본의 요약"


@pytest.mark.long
def test_where_both_sides_were_written_on_nothing_is_decided_for_the_writer(
    client: Client, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = changed(client, page)
    page = keep(page, summary_ko="그사이 요약")
    answer = returned(client, page, content)
    path = reverse("knowhow-returned-copy", args=[answer.context["copy"].pk])
    data = {"seen": answer.context["form"].initial["seen"]}
    assert "어느 쪽을 남길지" in client.post(path, data).content.decode()
    assert newest(page).summary_ko == "그사이 요약"
    chosen = client.post(path, data | {"take-summary_ko": "copy"})
    assert chosen.status_code == 302
    assert newest(page).summary_ko == "작업본의 요약"


@pytest.mark.whole
def test_copy_of_another_text_is_compared_with_nothing(
    client: Client, page: Any, zone: Zone, author: User, switched_off: Switch
) -> None:
    """Its code names another draft: taken for this one's base it would overwrite without a question."""
    other = keep(begin_draft(CasePage, "다른 글", zone=zone, by=author), summary_ko="처음 요약")
    content = changed(client, other)
    shown = returned(client, page, content)
    states = {change.name: change.state for change in shown.context["comparison"].open}
    assert states["summary_ko"] == "conflict"
    switched_off("other page")
    shown = returned(client, page, content)
    assert {change.name: change.state for change in shown.context["comparison"].open} == {
        "summary_ko": "changed"
    }


# --- Files that are too much


@pytest.mark.long
def test_file_over_the_limit_is_refused_unread(client: Client, page: Any, switched_off: Switch) -> None:
    content = with_part(changed(client, page), {"BinData/a.bin": b""})
    large = content + bytes(copy_forms.LIMIT_MEGABYTES * 1024 * 1024)
    assert "20MB를 넘습니다" in returned(client, page, large).content.decode()
    switched_off("size")
    assert "MB를 넘습니다" not in returned(client, page, large).content.decode()


@pytest.mark.whole
def test_bomb_is_refused_and_is_a_sound_copy_otherwise(
    client: Client, page: Any, tmp_path: Path, switched_off: Switch
) -> None:
    bomb = with_part(changed(client, page), {"BinData/a.bin": bytes(packages.MOST_UNPACKED + 1)})
    assert len(bomb) < copy_forms.LIMIT_MEGABYTES * 1024 * 1024
    assert read_back(bomb, tmp_path).problem is Problem.TOO_BIG
    upload = {"file": SimpleUploadedFile("a.hwpx", bomb)}
    answer = client.post(reverse("knowhow-copies", args=[page.pk]), upload)
    assert answer.context["back"].errors["file"]
    assert not ReturnedCopy.objects.exists()
    switched_off("bomb")
    assert read_back(bomb, tmp_path).problem is None
