"""The registry's importers: what a row means for the facts that stand, and what it may never claim."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from portal.demo.loading import DATA
from portal.importing.actions import ImportRefusedError, apply_import
from portal.importing.columns import Row, mapped_rows, suggest_mapping
from portal.importing.files import open_table
from portal.importing.models import ImportRun
from portal.importing.plans import Plan
from portal.importing.registry import new_importer
from portal.outbox.models import IndexOutbox
from portal.zones.models import (
    Act,
    Exemption,
    ExemptionUse,
    FactChange,
    FormerName,
    GradeStep,
    PublishedGrade,
    Zone,
    ZonePage,
    ZoneStage,
)

pytestmark = pytest.mark.usefixtures("facts")

GONGJU = "공주 알밤특구"
NEW_ZONE = {
    "name_ko": "시험 사과특구",
    "province_ko": "충청남도",
    "municipality_ko": "공주시",
    "theme": "농업·식품",
}


def _plan(importer: str, *cells: dict[str, str]) -> Plan:
    return new_importer(importer).plan(_rows(*cells))


def _apply(importer: str, *cells: dict[str, str]) -> ImportRun:
    run = ImportRun(importer=importer, source_name="x.csv")
    apply_import(run, lambda: _rows(*cells))
    return run


def _rows(*cells: dict[str, str]) -> Iterator[Row]:
    return (Row(line, row) for line, row in enumerate(cells, 2))


def _message(plan: Plan) -> str:
    (error,) = plan.errors
    return f"{error.column}: {error.message}"


# --- Zones -----------------------------------------------------------------------------------------


def test_shipped_file_read_on_its_own_changes_nothing() -> None:
    table = open_table(DATA / "zones.csv")
    importer = new_importer("zones")
    mapping = suggest_mapping(table.header, importer.columns, importer="zones")
    plan = importer.plan(mapped_rows(table, mapping))
    assert (len(plan.added), len(plan.changed), plan.unchanged) == (0, 0, 179)


def test_former_name_finds_its_zone() -> None:
    plan = _plan("zones", {"name_ko": "공주 5都2村 알밤특구", "area_m2": "1234"})
    assert [(change.key, change.fields[0].new) for change in plan.changed] == [(GONGJU, "1234")]


def test_name_that_is_unknown_means_a_new_zone() -> None:
    assert [change.key for change in _plan("zones", NEW_ZONE).added] == ["시험 사과특구"]


def test_former_name_of_two_zones_is_refused() -> None:
    for name in (GONGJU, "공주·부여 역사문화특구"):
        zone = Zone.objects.filter(name_ko=name).first() or Zone.objects.exclude(name_ko=GONGJU)[0]
        FormerName.objects.create(zone=zone, name_ko="나뉜 특구", kind=FormerName.Kind.FORMER)
    assert "여러 특구의 옛 이름" in _message(_plan("zones", {"name_ko": "나뉜 특구"}))


def test_renamed_zone_keeps_its_old_name_and_its_page() -> None:
    page = ZonePage.objects.get(zone__name_ko=GONGJU)
    _apply("zones", {"name_ko": "공주 밤특구", "former_name_ko": GONGJU})
    zone = Zone.objects.get(name_ko="공주 밤특구")
    assert zone.page.pk == page.pk
    assert zone.page.title == "공주 밤특구"
    assert zone.former_names.filter(name_ko=GONGJU, kind=FormerName.Kind.FORMER).exists()


def test_new_zone_gets_a_live_page_its_place_and_an_address() -> None:
    _apply("zones", NEW_ZONE | {"name_en": "Trial Apple Special Zone"})
    zone = Zone.objects.get(name_ko="시험 사과특구")
    assert (zone.page.public_slug, zone.page.live) == ("trial-apple", True)
    assert [place.name_ko for place in zone.municipalities.all()] == ["공주시"]


def test_new_zone_without_an_english_name_gets_a_number_for_address() -> None:
    _apply("zones", NEW_ZONE)
    assert Zone.objects.get(name_ko="시험 사과특구").page.public_slug == "zone-180"


def test_zone_of_a_merged_province_lies_in_its_successor_now() -> None:
    _apply(
        "zones", NEW_ZONE | {"province_ko": "전라남도", "municipality_ko": "", "designated_on": "2010.5.3."}
    )
    zone = Zone.objects.get(name_ko="시험 사과특구")
    assert (zone.province.code, zone.province_at_designation.code) == ("12", "46")


def test_zone_of_a_renamed_province_was_designated_under_its_old_name() -> None:
    _apply("zones", NEW_ZONE | {"province_ko": "강원", "municipality_ko": "", "designated_on": "2010"})
    zone = Zone.objects.get(name_ko="시험 사과특구")
    assert (zone.province.code, zone.province_at_designation.code) == ("51", "42")


@pytest.mark.long
@pytest.mark.parametrize(
    ("written", "text", "is_day"),
    [("2015", "2015", False), ("2015. 4. 26.", "2015-04-26", True), ("", "", False)],
)
def test_day_of_designation_is_as_precise_as_its_source(written: str, text: str, *, is_day: bool) -> None:
    _apply("zones", NEW_ZONE | {"designated_on": written})
    zone = Zone.objects.get(name_ko="시험 사과특구")
    assert (zone.designated_text, zone.designated_on is not None) == (text, is_day)


@pytest.mark.parametrize("column", ["province_ko", "theme"])
def test_new_zone_needs_province_and_field(column: str) -> None:
    assert "새 특구에는" in _message(_plan("zones", NEW_ZONE | {column: ""}))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("province_ko", "경기동도"),
        ("theme", "우주"),
        ("status", "아마도"),
        ("area_m2", "-3"),
        ("designated_on", "2024-13-01"),
    ],
)
def test_unknown_value_is_refused_with_advice(column: str, cell: str) -> None:
    assert "써 주십시오" in _message(_plan("zones", NEW_ZONE | {column: cell}))


def test_address_of_another_zone_is_refused() -> None:
    taken = ZonePage.objects.get(zone__name_ko=GONGJU).public_slug
    assert "다른 특구가 쓰고 있습니다" in _message(_plan("zones", NEW_ZONE | {"public_slug": taken}))


def test_import_leaves_the_story_alone() -> None:
    ZonePage.objects.filter(zone__name_ko=GONGJU).update(lead_ko="우리가 쓴 소개")
    _apply("zones", {"name_ko": GONGJU, "area_m2": "1234"})
    assert ZonePage.objects.get(zone__name_ko=GONGJU).lead_ko == "우리가 쓴 소개"


def test_status_cannot_leave_a_release_reason_behind() -> None:
    assert len(_plan("zones", {"name_ko": "완주 포도주산업특구", "status": "지정 중"}).errors) == 1


def test_search_is_told_of_what_changed_and_of_nothing_else() -> None:
    IndexOutbox.objects.all().delete()
    _apply("zones", {"name_ko": GONGJU, "area_m2": "1234"}, {"name_ko": "순창 장류산업특구"})
    zone = Zone.objects.get(name_ko=GONGJU)
    told = IndexOutbox.objects.filter(kind="zone").values_list("object_id", flat=True)
    assert list(told) == [str(zone.pk)]


# --- Exemptions used -------------------------------------------------------------------------------


def _use(**cells: str) -> dict[str, str]:
    return {"zone_name_ko": GONGJU, "text_as_read": "도로교통법", "exemption_code": "", "act_ko": "", **cells}


def test_act_by_its_alias_never_claims_an_article() -> None:
    _apply("exemption_uses", _use(level="act", act_ko="초중등교육법"))
    use = ExemptionUse.objects.get(zone__name_ko=GONGJU, text_as_read="도로교통법")
    assert (use.exemption, use.act) == (None, Act.objects.get(name_ko="초·중등교육법"))


@pytest.mark.parametrize(
    ("level", "links"),
    [
        ("act", {"exemption_code": "A28-1", "act_ko": "도로교통법"}),
        ("act", {}),
        ("article", {"act_ko": "도로교통법"}),
        ("article", {"exemption_code": "A99-9"}),
        ("unresolved", {"exemption_code": "A28-1"}),
    ],
)
def test_link_that_its_level_does_not_carry_is_refused(level: str, links: dict[str, str]) -> None:
    assert len(_plan("exemption_uses", _use(level=level, **links)).errors) == 1


def test_two_articles_may_be_read_from_one_text() -> None:
    rows = [_use(level="article", exemption_code=code) for code in ("A36-1", "A36-2")]
    _apply("exemption_uses", *rows)
    assert ExemptionUse.objects.filter(zone__name_ko=GONGJU, text_as_read="도로교통법").count() == 2


def test_exemption_in_use_is_not_removed() -> None:
    kept = Exemption.objects.filter(uses__isnull=True).values_list("code", flat=True)
    rows = [{"code": code, "article": "a", "law_ko": "b", "title_ko": "c", "field": "기타"} for code in kept]
    run = ImportRun(importer="exemptions", source_name="x.csv")
    with pytest.raises(ImportRefusedError) as refusal:
        apply_import(run, lambda: _rows(*rows), with_removals=True)
    assert refusal.value.plan.errors
    assert Exemption.objects.count() == 98


# --- Grades ----------------------------------------------------------------------------------------


def test_four_grades_are_in_use_and_the_unnamed_one_is_not() -> None:
    steps = list(GradeStep.objects.order_by("-step").values_list("step", "name_ko", "is_active"))
    assert steps == [
        (5, "탁월", True),
        (4, "우수", True),
        (3, "보통", True),
        (2, "", False),
        (1, "부진", True),
    ]


def test_grade_is_read_by_name_or_step() -> None:
    _apply("published_grades", {"zone_name_ko": GONGJU, "year": "2025", "grade": "탁월"})
    assert PublishedGrade.objects.get().grade.step == 5


def test_unnamed_grade_cannot_be_published() -> None:
    plan = _plan("published_grades", {"zone_name_ko": GONGJU, "year": "2025", "grade": "2"})
    assert "쓰는 등급이 아닙니다" in _message(plan)


# --- Value chain -----------------------------------------------------------------------------------


def test_stage_of_the_value_chain_is_read_by_name_or_code() -> None:
    row = {"zone_name_ko": GONGJU, "actors": "12", "gap_ko": "저온 창고"}
    _apply("zone_stages", row | {"stage": "가공"}, row | {"stage": "sales", "actors": ""})
    stages = ZoneStage.objects.filter(zone__name_ko=GONGJU)
    assert [(row.stage.slug, row.actors, row.gap_ko) for row in stages] == [
        ("processing", 12, "저온 창고"),
        ("sales", None, "저온 창고"),
    ]


def test_second_row_about_a_stage_changes_the_first() -> None:
    _apply("zone_stages", {"zone_name_ko": GONGJU, "stage": "가공", "actors": "12"})
    _apply("zone_stages", {"zone_name_ko": GONGJU, "stage": "processing", "actors": "13"})
    assert ZoneStage.objects.get(zone__name_ko=GONGJU).actors == 13


def test_unknown_stage_is_refused_with_those_there_are() -> None:
    assert "생산, 가공" in _message(_plan("zone_stages", {"zone_name_ko": GONGJU, "stage": "발효"}))


def test_change_of_the_value_chain_is_told(client: Client) -> None:
    _apply("zone_stages", {"zone_name_ko": GONGJU, "stage": "가공", "actors": "12"})
    _apply("zone_stages", {"zone_name_ko": GONGJU, "stage": "가공", "actors": "13"})
    assert FactChange.objects.filter(table="zones.zonestage", new_value="13").exists()
    body = client.get("/changes/?kind=stage").content.decode()
    assert "참여 업체 수" in body


# --- Introductions ---------------------------------------------------------------------------------


def _story(**cells: str) -> dict[str, str]:
    return {
        "zone_name_ko": GONGJU,
        "lead_ko": "밤을 잇는 고장",
        "story_ko": "첫 문단 <b>\n\n둘째 문단",
        **cells,
    }


def test_introduction_stands_on_the_page_with_its_paragraphs(client: Client) -> None:
    _apply("zone_stories", _story())
    body = client.get("/zones/gongju-chestnut/").content.decode()
    assert "밤을 잇는 고장" in body
    assert "<p>첫 문단 &lt;b&gt;</p>" in body
    assert "<p>둘째 문단</p>" in body


def test_same_introductions_again_change_nothing() -> None:
    _apply("zone_stories", _story())
    plan = _plan("zone_stories", _story())
    assert (plan.changed, plan.unchanged) == ((), 1)


def test_introduction_that_an_editor_saved_is_left_alone() -> None:
    ZonePage.objects.get(zone__name_ko=GONGJU).save_revision().publish()
    assert _plan("zone_stories", _story()).unchanged == 1


def test_introduction_is_no_fact_with_a_history() -> None:
    before = FactChange.objects.count()
    _apply("zone_stories", _story())
    assert FactChange.objects.count() == before


# --- Examples --------------------------------------------------------------------------------------


EXAMPLE_ZONE = "예시 솔향버섯산업특구"


@pytest.mark.parametrize("importer", ["plan_versions", "zone_stages", "zone_stories", "published_grades"])
@pytest.mark.usefixtures("sample")
def test_file_of_facts_does_not_reach_an_example(importer: str) -> None:
    row = {"zone_name_ko": EXAMPLE_ZONE, "kind": "change", "stage": "가공", "year": "2025", "grade": "우수"}
    assert "등록되어 있지 않습니다" in _message(_plan(importer, row))


@pytest.mark.usefixtures("sample")
def test_examples_do_not_reach_a_real_zone() -> None:
    plan = new_importer("zone_stages", is_sample=True).plan(
        _rows({"zone_name_ko": GONGJU, "stage": "가공"}, {"zone_name_ko": EXAMPLE_ZONE, "stage": "가공"})
    )
    assert [error.line for error in plan.errors] == [2]


@pytest.mark.usefixtures("sample")
def test_examples_are_not_listed_as_missing_from_a_file_of_facts() -> None:
    assert EXAMPLE_ZONE not in {change.key for change in _plan("zones").removed}


def test_table_that_cannot_mark_examples_takes_none() -> None:
    with pytest.raises(ValueError, match="cannot tell examples"):
        new_importer("offices", is_sample=True)


@pytest.mark.usefixtures("sample")
def test_examples_in_our_own_download_are_passed_over_when_it_comes_back(
    client: Client, tmp_path: Path
) -> None:
    path = tmp_path / "zones.csv"
    path.write_bytes(client.get("/zones/zones.csv").content)
    table = open_table(path)
    mapping = suggest_mapping(table.header, new_importer("zones").columns, importer="zones")
    assert EXAMPLE_ZONE in path.read_text(encoding="utf-8-sig")
    plan = new_importer("zones").plan(mapped_rows(table, mapping))
    assert (plan.added, plan.changed, plan.errors, plan.unchanged) == ((), (), (), 179)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_our_own_download_changes_nothing_when_it_comes_back(
    client: Client, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"zones.{kind}"
    path.write_bytes(client.get(f"/zones/zones.{kind}").content)
    columns = new_importer("zones").columns
    mapping = suggest_mapping(open_table(path).header, columns, importer="zones")
    plan = new_importer("zones").plan(mapped_rows(open_table(path), mapping))
    assert (plan.added, plan.changed, plan.removed, plan.errors) == ((), (), (), ())
    assert plan.unchanged == 179


def test_other_municipality_in_the_file_is_a_change() -> None:
    rows = [Row(2, {"name_ko": "공주 알밤특구", "municipality_ko": "공주시, 부여군"})]
    changed = new_importer("zones").plan(rows).changed
    assert [(item.field, item.new) for item in changed[0].fields] == [("municipality_text", "공주시, 부여군")]
