"""The frame: an import is planned against the database, written whole or not at all, and remembered."""

from collections.abc import Iterable

import pytest

from portal.importing.actions import ImportRefusedError, StalePlanError, apply_import
from portal.importing.columns import Column, Row, remember_mapping, suggest_mapping
from portal.importing.importers import Importer
from portal.importing.models import ImportChange, ImportRun
from portal.importing.registry import new_importer, register_importer
from portal.zones.importers.vocabularies import FieldImporter
from portal.zones.models import Field
from tests.importing.tables import FIELDS_HEADER

pytestmark = pytest.mark.django_db


def _rows(*cells: tuple[str, ...]) -> list[Row]:
    return [Row(line, dict(zip(FIELDS_HEADER, row, strict=False))) for line, row in enumerate(cells, 2)]


def _apply(rows: Iterable[Row], *, with_removals: bool = False, expected_digest: str = "") -> ImportRun:
    run = ImportRun(importer="fields", source_name="fields.csv", source_note="시험")
    kept = list(rows)
    apply_import(run, lambda: kept, with_removals=with_removals, expected_digest=expected_digest)
    return run


@pytest.fixture(autouse=True)
def _farming() -> None:
    Field.objects.all().delete()
    Field.objects.create(slug="farming", name_ko="농업", name_en="Farming", position=1)


def test_plan_tells_what_is_new_changed_missing_and_as_it_was() -> None:
    Field.objects.create(slug="sea", name_ko="바다", position=2)
    Field.objects.create(slug="old", name_ko="옛것", position=3)
    plan = new_importer("fields").plan(
        _rows(("farming", "농업·식품", "Farming", "1"), ("sea", "바다", "", "2"), ("new", "새것", "", "4"))
    )
    assert [change.key for change in plan.added] == ["new"]
    assert [(item.field, item.old, item.new) for item in plan.changed[0].fields] == [
        ("name_ko", "농업", "농업·식품")
    ]
    assert [change.key for change in plan.removed] == ["old"]
    assert plan.unchanged == 1


def test_planning_writes_nothing() -> None:
    new_importer("fields").plan(_rows(("farming", "바뀐 이름", "", "9"), ("new", "새것", "", "4")))
    assert list(Field.objects.values_list("slug", "name_ko")) == [("farming", "농업")]
    assert not ImportRun.objects.exists()


def test_one_bad_row_stops_all() -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        _apply(_rows(("farming", "바뀐 이름", "", "1"), ("new", "새것", "", "스물")))
    assert [(error.line, error.column) for error in refusal.value.plan.errors] == [(3, "순서")]
    assert list(Field.objects.values_list("name_ko", flat=True)) == ["농업"]
    assert not ImportRun.objects.exists()


def test_good_rows_are_written_and_remembered() -> None:
    run = _apply(_rows(("farming", "바뀐 이름", "Farming", "1"), ("new", "새것", "", "2")))
    assert list(Field.objects.values_list("name_ko", flat=True)) == ["바뀐 이름", "새것"]
    changes = list(
        ImportChange.objects.filter(run=run).values_list(
            "kind", "object_key", "field", "old_value", "new_value"
        )
    )
    assert changes == [("added", "new", "", "", ""), ("changed", "farming", "name_ko", "농업", "바뀐 이름")]
    assert (run.state, run.added, run.changed, run.removed, run.unchanged) == (
        ImportRun.State.APPLIED,
        1,
        1,
        0,
        0,
    )


def test_second_import_of_the_same_rows_changes_nothing() -> None:
    rows = _rows(("farming", "바뀐 이름", "Farming", "1"), ("new", "새것", "", "2"))
    _apply(rows)
    run = _apply(rows)
    assert (run.added, run.changed, run.unchanged) == (0, 0, 2)


def test_column_that_is_not_in_the_file_is_left_as_it_is() -> None:
    _apply([Row(2, {"slug": "farming", "name_ko": "바뀐 이름"})])
    assert Field.objects.get().name_en == "Farming"


def test_what_the_file_lacks_stays() -> None:
    _apply(_rows(("new", "새것", "", "2")))
    assert Field.objects.filter(slug="farming").exists()


def test_what_the_file_lacks_goes_when_asked_and_its_values_are_kept() -> None:
    run = _apply(_rows(("new", "새것", "", "2")), with_removals=True)
    assert not Field.objects.filter(slug="farming").exists()
    kept = ImportChange.objects.filter(run=run, kind=ImportChange.Kind.REMOVED)
    assert dict(kept.values_list("field", "old_value")) == {
        "name_ko": "농업", "name_en": "Farming", "slug": "farming", "position": "1"
    }  # fmt: skip


def test_the_same_object_twice_in_a_file_is_an_error() -> None:
    plan = new_importer("fields").plan(_rows(("new", "하나", "", "1"), ("new", "둘", "", "2")))
    assert [error.line for error in plan.errors] == [3]
    assert "2번째 줄" in plan.errors[0].message


def test_text_too_long_for_the_table_is_an_error_of_its_row() -> None:
    plan = new_importer("fields").plan(_rows(("new", "가" * 201, "", "1")))
    assert [error.line for error in plan.errors] == [2]


def test_required_cell_that_is_blank_is_an_error() -> None:
    plan = new_importer("fields").plan(_rows(("new", "", "", "1")))
    assert [(error.line, error.column) for error in plan.errors] == [(2, "이름")]


def test_plan_that_is_out_of_date_is_not_applied() -> None:
    rows = _rows(("farming", "바뀐 이름", "", "1"))
    seen = new_importer("fields").plan(rows).digest
    Field.objects.update(name_ko="그 사이 바뀐 이름")
    with pytest.raises(StalePlanError):
        _apply(rows, expected_digest=seen)
    assert Field.objects.get().name_ko == "그 사이 바뀐 이름"


def test_plan_as_it_was_seen_is_applied() -> None:
    rows = _rows(("farming", "바뀐 이름", "", "1"))
    _apply(rows, expected_digest=new_importer("fields").plan(rows).digest)
    assert Field.objects.get().name_ko == "바뀐 이름"


def test_progress_is_told() -> None:
    told: list[int] = []
    new_importer("fields").plan(
        _rows(*[(f"f{number}", "이름", "", "1") for number in range(250)]), progress=told.append
    )
    assert told == [100, 200]


# --- Columns ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["특구명", "지역 특구명", "ZONE_NAME", "zone-name"])
def test_columns_are_found_by_key_label_and_alias(name: str) -> None:
    column = Column("zone_name", "특구명", aliases=("지역특구명",))
    assert suggest_mapping(["연번", name], [column], importer="x") == {name: "zone_name"}


def test_mapping_is_remembered_for_the_same_header() -> None:
    column = Column("zone_name", "특구명")
    assert suggest_mapping(["연번", "구역"], [column], importer="x") == {}
    remember_mapping(["연번", "구역"], {"구역": "zone_name"}, importer="x")
    assert suggest_mapping(["연번", "구역"], [column], importer="x") == {"구역": "zone_name"}
    assert suggest_mapping(["구역", "연번"], [column], importer="x") == {}


# --- Registry -----------------------------------------------------------------------------------


def test_two_importers_cannot_share_a_name() -> None:
    other = type("Other", (FieldImporter,), {})
    with pytest.raises(ValueError, match="registered already"):
        register_importer(other)


def test_registering_twice_is_harmless() -> None:
    register_importer(FieldImporter)
    assert isinstance(new_importer("fields"), Importer)


def _planned_with(name: str) -> list[str]:
    """The errors of a file with this name of a field in it."""
    row = Row(2, {"slug": "x", "name_ko": name, "name_en": "X", "position": "1"})
    return [error.message for error in new_importer("fields").plan([row]).errors]


def test_personal_number_in_a_cell_is_an_error_of_its_row() -> None:
    """What is imported is public at once; the message shows the number masked."""
    [message] = _planned_with("담당 900101-1234568")
    assert "주민등록번호" in message
    assert "900101-1234568" not in message


@pytest.mark.parametrize(
    "name", ["041-830-2114", "1,234,567,890원", "2026-09-11", "https://example.org/9001011234568"]
)
def test_control_telephones_sums_dates_and_addresses_are_imported(name: str) -> None:
    """An office's telephone is there on purpose."""
    assert not _planned_with(name)
