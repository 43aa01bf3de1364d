"""`import_table`: the same frame on the command line."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import User
from portal.importing.models import ImportRun
from portal.zones.models import Field
from tests.importing.tables import FIELDS_HEADER, csv_text

pytestmark = pytest.mark.django_db


def _file(tmp_path: Path, *rows: tuple[str, ...], header: tuple[str, ...] = FIELDS_HEADER) -> str:
    path = tmp_path / "분야.csv"
    path.write_bytes(csv_text([header, *rows]).encode("cp949"))
    return str(path)


def test_dry_run_reports_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_table", "fields", _file(tmp_path, ("trial", "시험", "", "1")), dry_run=True)
    assert "새로 넣음 1" in capsys.readouterr().out
    assert not Field.objects.filter(slug="trial").exists()
    assert not ImportRun.objects.filter(importer="fields").exists()


def test_import_keeps_who_and_whence(tmp_path: Path) -> None:
    person = User.objects.create_user("editor@example.kr", "x")
    call_command(
        "import_table",
        "fields",
        _file(tmp_path, ("trial", "시험", "", "1")),
        by="editor@example.kr",
        source="부처 자료",
    )
    run = ImportRun.objects.get(importer="fields", source_note="부처 자료")
    assert (run.started_by, run.source_name) == (person, "분야.csv")
    assert Field.objects.filter(slug="trial").exists()


def test_bad_row_ends_with_an_error_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _file(tmp_path, ("trial", "시험", "", "1"), ("other", "", "", "2"))
    with pytest.raises(CommandError, match="1건"):
        call_command("import_table", "fields", path)
    assert "3번째 줄 이름" in capsys.readouterr().err
    assert not Field.objects.filter(slug="trial").exists()


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = _file(tmp_path, ("trial", "시험"), header=("부호", "이름"))
    with pytest.raises(CommandError, match="--map"):
        call_command("import_table", "fields", path)
    call_command("import_table", "fields", path, map=["부호=slug"])
    assert Field.objects.get(slug="trial").name_ko == "시험"


@pytest.mark.parametrize(
    ("importer", "file", "message"),
    [("fields", "no-such-file.csv", "파일이 없습니다"), ("nothing", __file__, "There is no importer")],
)
def test_what_is_not_there_is_named(importer: str, file: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("import_table", importer, file)
