"""Long imports: the worker checks and applies them, the screen shows how far it is, and nothing is done twice."""

import os
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.importing.background import IN_REQUEST_ROWS
from portal.importing.files import count_rows, open_table
from portal.importing.jobs import write_import
from portal.importing.models import ImportChange, ImportRun
from portal.importing.progress_files import ProgressFile, written_progress
from portal.importing.tables import UnreadableFileError
from portal.jobs.models import Worker
from portal.jobs.running import run as run_job
from portal.zones.models import Award, Zone
from tests.accounts.people import make_person, sign_in
from tests.importing.tables import csv_text, write_xlsx

pytestmark = pytest.mark.usefixtures("facts")

HEADER = ("특구명", "연도", "순위")
YEARS = range(1990, 1996)
BAD_ROW = ("없는 특구", "2013", "수상")


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


def _rows() -> list[tuple[str, str, str]]:
    names = Zone.objects.real().order_by("pk").values_list("name_ko", flat=True)
    return [(name, str(year), "수상") for year in YEARS for name in names]


def _ordered(client: Client, *more: tuple[str, str, str]) -> ImportRun:
    """A long import whose check is ordered."""
    content = csv_text([HEADER, *_rows(), *more]).encode()
    data = {"importer": "awards", "source_note": "시험", "file": SimpleUploadedFile("a.csv", content)}
    client.post("/cms/import/new/", data)
    run = ImportRun.objects.get(started_by__email="editor@example.kr")
    columns = {f"column-{place}": key for place, key in enumerate(("zone_name_ko", "year", "rank"))}
    client.post(f"/cms/import/{run.pk}/columns/", columns)
    run.refresh_from_db()
    return run


def _claimed() -> Any:
    """The import's next job in the hands of a worker; other rooms' jobs wait on."""
    row = DBTaskResult.objects.ready().filter(task_path__startswith="portal.importing").get_locked()
    assert row is not None
    row.claim("trial")
    return row


def _work() -> None:
    """What a worker does with it."""
    run_job(_claimed())


def _screen(client: Client, run: ImportRun) -> Any:
    return client.get(f"/cms/import/{run.pk}/check/")


def _press(client: Client, run: ImportRun, **data: str) -> Any:
    digest = _screen(client, run).context["form"].initial["digest"]
    return client.post(f"/cms/import/{run.pk}/check/", {"digest": digest, **data})


# --- The steps ----------------------------------------------------------------------------------


def test_long_file_is_left_to_the_worker_and_the_screen_waits(editor_client: Client) -> None:
    run = _ordered(editor_client)
    assert run.rows == len(_rows()) > IN_REQUEST_ROWS
    assert run.state == ImportRun.State.CHECKING
    page = _screen(editor_client, run)
    assert page.headers["Refresh"] == "3"
    assert "차례를 기다립니다" in page.content.decode()
    assert "<progress" in page.content.decode()


@pytest.mark.long
def test_long_file_goes_through_all_steps(editor_client: Client, uploads: Path) -> None:
    run = _ordered(editor_client)
    _work()
    report = _screen(editor_client, run)
    assert report.context["report"].counts["added"] == len(_rows())
    assert "반영하기</button>" in report.content.decode()
    assert not Award.objects.filter(year__in=YEARS).exists()
    _press(editor_client, run)
    assert "차례를 기다립니다" in _screen(editor_client, run).content.decode()
    _work()
    assert _screen(editor_client, run).headers["Location"] == f"/cms/import/{run.pk}/"
    assert Award.objects.filter(year__in=YEARS).count() == len(_rows())
    assert list(uploads.iterdir()) == []


def test_bad_row_is_named_and_nothing_can_be_applied(editor_client: Client) -> None:
    run = _ordered(editor_client, BAD_ROW)
    _work()
    page = _screen(editor_client, run).content.decode()
    assert "&#x27;없는 특구&#x27; 특구가 등록되어 있지 않습니다" in page
    assert "반영하기</button>" not in page
    whole = b"".join(editor_client.get(f"/cms/import/{run.pk}/report.csv")).decode("utf-8-sig")
    assert whole.splitlines()[1].startswith(f"오류,{len(_rows()) + 2}")


@pytest.mark.long
def test_data_that_changed_since_the_check_is_shown_again(editor_client: Client) -> None:
    run = _ordered(editor_client)
    _work()
    _press(editor_client, run)
    zone = Zone.objects.real().order_by("pk")[0]
    Award.objects.create(zone=zone, year=YEARS[0], rank=Award.Rank.TOP)
    _work()
    assert "검사한 뒤에 자료가 바뀌었습니다" in _screen(editor_client, run).content.decode()
    assert Award.objects.filter(year__in=YEARS).count() == 1


def test_short_file_is_checked_at_once(editor_client: Client) -> None:
    content = csv_text([HEADER, ("공주 알밤특구", "2013", "수상")]).encode()
    data = {"importer": "awards", "source_note": "시험", "file": SimpleUploadedFile("a.csv", content)}
    editor_client.post("/cms/import/new/", data)
    run = ImportRun.objects.get(started_by__email="editor@example.kr")
    columns = {f"column-{place}": key for place, key in enumerate(("zone_name_ko", "year", "rank"))}
    editor_client.post(f"/cms/import/{run.pk}/columns/", columns)
    assert _screen(editor_client, run).context["report"].counts["added"] == 1


# --- Twice, late, dead --------------------------------------------------------------------------


@pytest.mark.long
def test_applying_twice_writes_once(editor_client: Client) -> None:
    run = _ordered(editor_client)
    _work()
    digest = _screen(editor_client, run).context["form"].initial["digest"]
    _press(editor_client, run)
    _press_again = editor_client.post(f"/cms/import/{run.pk}/check/", {"digest": digest})
    assert _press_again.status_code == 200  # it is at work: the same screen again
    _work()
    write_import.call(run.pk, digest, "", "ko")
    assert ImportChange.objects.filter(run=run).count() == len(_rows())


def test_import_that_was_given_up_is_not_checked(editor_client: Client, uploads: Path) -> None:
    run = _ordered(editor_client)
    editor_client.post(f"/cms/import/{run.pk}/discard/")
    _work()
    run.refresh_from_db()
    assert (run.state, run.report) == (ImportRun.State.REFUSED, None)
    assert list(uploads.iterdir()) == []


def test_import_may_be_given_up_until_it_writes(editor_client: Client) -> None:
    run = _ordered(editor_client)
    _work()
    _press(editor_client, run)
    editor_client.post(f"/cms/import/{run.pk}/discard/")
    _work()
    assert not Award.objects.filter(year__in=YEARS).exists()


def test_import_that_writes_cannot_be_given_up(editor_client: Client) -> None:
    run = _ordered(editor_client)
    _work()
    _press(editor_client, run)
    _claimed()
    page = editor_client.post(f"/cms/import/{run.pk}/discard/", follow=True).content.decode()
    assert "이미 반영하고 있어 그만둘 수 없습니다" in page
    run.refresh_from_db()
    assert run.state == ImportRun.State.APPLYING


@pytest.mark.parametrize(("seconds", "is_silent"), [(5, False), (60, True)])
def test_screen_says_when_no_worker_is_heard(editor_client: Client, seconds: int, *, is_silent: bool) -> None:
    seen = timezone.now() - timedelta(seconds=seconds)
    Worker.objects.create(name="trial", started_at=seen, seen_at=seen)
    run = _ordered(editor_client)
    assert ("30초 넘게 소식이 없습니다" in _screen(editor_client, run).content.decode()) is is_silent


def test_work_that_writes_progress_is_not_silent_though_its_worker_is(editor_client: Client) -> None:
    """On SQLite the import itself holds up the worker's sign of life."""
    run = _ordered(editor_client)
    ProgressFile(run.stored_as)(500)
    assert not _screen(editor_client, run).context["progress"].is_silent


def test_progress_is_read_by_others_while_the_work_goes_on(editor_client: Client, uploads: Path) -> None:
    run = _ordered(editor_client)
    writing = ProgressFile(run.stored_as)
    writing.written_at = 0.0
    writing(700)
    writing.written_at = 0.0
    writing(100)  # the second round: writing after planning
    written = written_progress(run.stored_as)
    assert written is not None
    assert (written.done, written.round) == (100, 1)
    old = time.time() - 90
    os.utime(uploads / f"{run.stored_as}.progress", (old, old))
    later = written_progress(run.stored_as)
    assert later is not None
    assert later.age_seconds >= 90


def test_work_that_failed_can_be_ordered_again(editor_client: Client) -> None:
    run = _ordered(editor_client)
    DBTaskResult.objects.filter(pk=run.task_id).update(status="FAILED")
    page = _screen(editor_client, run)
    assert "끝내지 못했습니다" in page.content.decode()
    assert "Refresh" not in page.headers
    editor_client.post(f"/cms/import/{run.pk}/recheck/")
    _work()
    assert _screen(editor_client, run).context["report"].counts["added"] == len(_rows())


def test_file_that_went_away_is_said(editor_client: Client, uploads: Path) -> None:
    run = _ordered(editor_client)
    (uploads / run.stored_as).unlink()
    _work()
    run.refresh_from_db()
    assert "올린 파일이 없습니다" in (run.report or {})["unreadable"]


def test_colleague_can_neither_watch_nor_order(editor_client: Client) -> None:
    run = _ordered(editor_client)
    other = Client()
    sign_in(other, make_person("second@example.kr", is_editor=True, has_second_factor=True))
    assert _screen(other, run).status_code == 404
    assert other.post(f"/cms/import/{run.pk}/recheck/").status_code == 404


# --- Sheets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [0, 1, 49, 50])
def test_rows_of_a_sheet_are_counted_without_reading_it(tmp_path: Path, rows: int) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [("이름",), *[(f"가{number}",) for number in range(rows)]])
    assert count_rows(path) == rows


def test_blank_rows_of_a_sheet_do_not_count(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [("이름", "값"), (None, None), ("가", 1), (None, None), (None, 2)])
    assert count_rows(path) == 2


@pytest.mark.parametrize(("rows", "is_refused"), [(30, False), (31, True)])
def test_sheet_beyond_the_limit_is_refused_before_it_is_read(
    tmp_path: Path, settings: LazySettings, rows: int, *, is_refused: bool
) -> None:
    settings.IMPORT_MAX_ROWS = 30
    path = write_xlsx(tmp_path / "a.xlsx", [("이름",), *[(f"가{number}",) for number in range(rows)]])
    if not is_refused:
        assert len(list(open_table(path).rows)) == rows
        return
    with pytest.raises(UnreadableFileError, match=re.escape("행이 30개를 넘습니다")):
        open_table(path)
