"""Imports in the CMS: who may, the four steps, and what is kept when a person errs."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.importing.models import ColumnMapping, ImportRun
from portal.zones.models import Award, Zone
from tests.accounts.people import Person, make_person, sign_in
from tests.importing.tables import csv_text

pytestmark = pytest.mark.usefixtures("facts")

HEADER = ("특구명", "수상 연도", "순위", "상 이름", "담당자")
NEW_AWARD = ("공주 알밤특구", "2013", "수상", "장관표창", "홍길동")


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Path) -> Path:
    """Uploads of a test stay in its own folder."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def editor_client(client: Client) -> Client:
    """A browser in which an editor is signed in."""
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    return client


def _upload(client: Client, *rows: tuple[str, ...], importer: str = "awards", encoding: str = "utf-8") -> Any:
    content = csv_text([HEADER, *rows]).encode(encoding)
    data = {
        "importer": importer,
        "source_note": "중소벤처기업부 2026-06",
        "file": SimpleUploadedFile("포상.csv", content),
    }
    return client.post("/cms/import/new/", data)


def _mapped(client: Client, *rows: tuple[str, ...], encoding: str = "utf-8") -> ImportRun:
    """An import whose columns were accepted as suggested."""
    _upload(client, *rows, encoding=encoding)
    run = ImportRun.objects.get(started_by__email="editor@example.kr")
    page = client.get(f"/cms/import/{run.pk}/columns/")
    data = {field.html_name: field.initial for field in page.context["form"]}
    assert client.post(f"/cms/import/{run.pk}/columns/", data).status_code == 302
    run.refresh_from_db()
    return run


def _apply(client: Client, run: ImportRun, **data: str) -> Any:
    digest = client.get(f"/cms/import/{run.pk}/check/").context["form"].initial["digest"]
    return client.post(f"/cms/import/{run.pk}/check/", {"digest": digest, **data})


# --- Rights -------------------------------------------------------------------------------------


PATHS = (
    "/cms/import/",
    "/cms/import/new/",
    "/cms/import/1/",
    "/cms/import/1/columns/",
    "/cms/import/1/check/",
)


@pytest.mark.parametrize("path", PATHS)
def test_stranger_is_sent_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", PATHS)
def test_member_without_the_right_is_refused(client: Client, path: str) -> None:
    sign_in(client, make_person("member@example.kr"))
    assert client.get(path).status_code == 403


def test_editor_may_import(editor_client: Client) -> None:
    assert [editor_client.get(path).status_code for path in PATHS[:2]] == [200, 200]


def test_staff_without_the_right_sees_no_menu_item_and_no_page(client: Client) -> None:
    person = make_person("editor@example.kr", is_editor=True, has_second_factor=True)
    sign_in(client, person)
    assert "/cms/import/" in client.get("/cms/").content.decode()
    group = person.user.groups.get()
    group.permissions.remove(group.permissions.get(codename="add_importrun"))
    assert "/cms/import/" not in client.get("/cms/").content.decode()
    assert client.get("/cms/import/new/").status_code == 302


def test_steps_belong_to_who_uploaded(editor_client: Client) -> None:
    run = _mapped(editor_client, NEW_AWARD)
    other = Client()
    colleague: Person = make_person("second@example.kr", is_editor=True, has_second_factor=True)
    sign_in(other, colleague)
    assert other.get(f"/cms/import/{run.pk}/check/").status_code == 404
    assert other.get(f"/cms/import/{run.pk}/").status_code == 200


# --- Steps --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_file_goes_through_all_steps(editor_client: Client, encoding: str, uploads: Path) -> None:
    run = _mapped(editor_client, NEW_AWARD, encoding=encoding)
    report = editor_client.get(f"/cms/import/{run.pk}/check/")
    assert "공주 알밤특구 · 2013" in report.content.decode()
    assert not Award.objects.filter(year=2013).exists()
    assert _apply(editor_client, run).headers["Location"] == f"/cms/import/{run.pk}/"
    award = Award.objects.get(year=2013)
    assert (award.zone.name_ko, award.award_ko, award.rank) == ("공주 알밤특구", "장관표창", "other")
    assert list(uploads.iterdir()) == []


def test_past_imports_tell_who_when_and_whence(editor_client: Client) -> None:
    run = _mapped(editor_client, NEW_AWARD)
    _apply(editor_client, run)
    listed = editor_client.get("/cms/import/").content.decode()
    assert all(
        text in listed for text in ("포상.csv", "중소벤처기업부 2026-06", "editor@example.kr", "반영함")
    )
    assert "공주 알밤특구 · 2013" in editor_client.get(f"/cms/import/{run.pk}/").content.decode()


def test_mapping_is_remembered_for_the_next_file(editor_client: Client) -> None:
    _mapped(editor_client, NEW_AWARD)
    remembered = ColumnMapping.objects.get(importer="awards").mapping
    assert remembered == {
        "특구명": "zone_name_ko",
        "수상 연도": "year",
        "순위": "rank",
        "상 이름": "award_ko",
    }


def test_one_fact_cannot_come_from_two_columns(editor_client: Client) -> None:
    _upload(editor_client, NEW_AWARD)
    run = ImportRun.objects.get(started_by__email="editor@example.kr")
    page = editor_client.post(
        f"/cms/import/{run.pk}/columns/",
        {"column-0": "zone_name_ko", "column-1": "year", "column-2": "rank", "column-3": "rank"},
    )
    assert "두 열이 같은 항목" in page.content.decode()


def test_required_fact_must_be_mapped(editor_client: Client) -> None:
    _upload(editor_client, NEW_AWARD)
    run = ImportRun.objects.get(started_by__email="editor@example.kr")
    page = editor_client.post(f"/cms/import/{run.pk}/columns/", {"column-0": "zone_name_ko"})
    assert "꼭 있어야 하는 항목" in page.content.decode()
    assert not ColumnMapping.objects.exists()


def test_bad_row_is_named_and_nothing_can_be_applied(editor_client: Client) -> None:
    run = _mapped(editor_client, NEW_AWARD, ("없는 특구", "2013", "수상", "", ""))
    page = editor_client.get(f"/cms/import/{run.pk}/check/").content.decode()
    assert "&#x27;없는 특구&#x27; 특구가 등록되어 있지 않습니다" in page
    assert "반영하기</button>" not in page
    _apply(editor_client, run)
    assert not Award.objects.filter(year=2013).exists()


def test_report_can_be_downloaded_whole(editor_client: Client) -> None:
    run = _mapped(editor_client, NEW_AWARD)
    body = editor_client.get(f"/cms/import/{run.pk}/report.csv").content.decode("utf-8-sig")
    assert "새로 넣음,2,공주 알밤특구 · 2013,연도,,2013" in body


def test_data_that_changed_since_the_check_is_shown_again(editor_client: Client) -> None:
    run = _mapped(editor_client, ("공주 알밤특구", "2025", "최우수", "바뀐 이름", ""))
    seen = editor_client.get(f"/cms/import/{run.pk}/check/").context["form"].initial["digest"]
    Award.objects.filter(zone__name_ko="공주 알밤특구", year=2025).update(award_ko="그 사이")
    page = editor_client.post(f"/cms/import/{run.pk}/check/", {"digest": seen})
    assert "검사한 뒤에 자료가 바뀌었습니다" in page.content.decode()
    assert Award.objects.filter(award_ko="그 사이").exists()


def test_removal_needs_its_tick(editor_client: Client) -> None:
    run = _mapped(editor_client, NEW_AWARD)
    _apply(editor_client, run)
    assert Award.objects.count() == 43


def test_ticked_removal_removes(editor_client: Client) -> None:
    run = _mapped(editor_client, NEW_AWARD)
    _apply(editor_client, run, with_removals="on")
    assert Award.objects.count() == 1


def test_second_press_of_the_button_applies_once(editor_client: Client) -> None:
    run = _mapped(editor_client, NEW_AWARD)
    _apply(editor_client, run)
    again = editor_client.post(f"/cms/import/{run.pk}/check/", {"digest": "x"})
    assert again.headers["Location"] == f"/cms/import/{run.pk}/"
    assert Award.objects.count() == 43


def test_what_was_typed_stays_when_the_file_is_refused(editor_client: Client) -> None:
    data = {
        "importer": "offices",
        "source_note": "우리가 쓴 출처",
        "file": SimpleUploadedFile("a.csv", b"a,a\n1,2\n"),
    }
    page = editor_client.post("/cms/import/new/", data).content.decode()
    assert "이름이 같은 열이 있습니다" in page
    assert "우리가 쓴 출처" in page
    assert '<option value="offices" selected>' in page


def test_import_that_is_given_up_leaves_no_file(editor_client: Client, uploads: Path) -> None:
    run = _mapped(editor_client, NEW_AWARD)
    assert len(list(uploads.iterdir())) == 1
    editor_client.post(f"/cms/import/{run.pk}/discard/")
    assert list(uploads.iterdir()) == []
    assert editor_client.get(f"/cms/import/{run.pk}/check/").status_code == 302


def test_file_of_yesterday_is_gone(editor_client: Client, uploads: Path) -> None:
    run = _mapped(editor_client, NEW_AWARD)
    next(uploads.iterdir()).unlink()
    assert editor_client.get(f"/cms/import/{run.pk}/check/").headers["Location"] == "/cms/import/new/"


def test_zone_with_a_page_is_not_removed(editor_client: Client) -> None:
    content = csv_text([("특구명",), ("공주 알밤특구",)]).encode()
    data = {"importer": "zones", "source_note": "시험", "file": SimpleUploadedFile("z.csv", content)}
    editor_client.post("/cms/import/new/", data)
    run = ImportRun.objects.get(started_by__email="editor@example.kr")
    editor_client.post(f"/cms/import/{run.pk}/columns/", {"column-0": "name_ko"})
    page = _apply(editor_client, run, with_removals="on").content.decode()
    assert "특구 페이지가 있어 지울 수 없습니다" in page
    assert Zone.objects.real().count() == 179


def test_hostile_cells_are_shown_as_text(editor_client: Client) -> None:
    run = _mapped(editor_client, ("<script>alert(1)</script>", "2013", "수상", "<img src=x>", ""))
    page = editor_client.get(f"/cms/import/{run.pk}/check/").content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in editor_client.get(f"/cms/import/{run.pk}/columns/").content.decode()
