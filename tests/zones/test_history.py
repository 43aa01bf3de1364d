"""Every fact keeps its earlier values; what changed is told as page and feed, without flooding and without names."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.demo.sample import load_sample
from portal.importing.actions import apply_import
from portal.importing.columns import Row
from portal.importing.models import ImportRun
from portal.panels import panels_for
from portal.zones.models import (
    Act,
    Exemption,
    FactChange,
    Field,
    GradeStep,
    PlanVersion,
    PublishedGrade,
    Zone,
    ZonePage,
)
from tests.accounts.people import make_person, sign_in

pytestmark = pytest.mark.usefixtures("facts")

CHESTNUT = "gongju-chestnut"
NAME = "공주 알밤특구"
ATOM = "{http://www.w3.org/2005/Atom}"
SOURCE = "지역특구 현황 2026-06"
EDITOR = "editor@example.kr"


def _import(importer: str, *rows: dict[str, str]) -> ImportRun:
    person = make_person(f"{importer}@example.kr").user
    run = ImportRun(importer=importer, source_name="a.csv", source_note=SOURCE, started_by=person)
    apply_import(run, lambda: [Row(line, cells) for line, cells in enumerate(rows, 2)])
    return run


def _release() -> None:
    _import("zones", {"name_ko": NAME, "status": "해제"})


def _entries(client: Client, path: str = "/changes/", **query: str) -> list[Any]:
    response = client.get(path, query)
    assert response.status_code == 200
    return list(response.context["entries"])


# --- What is remembered -------------------------------------------------------------------------


def test_import_keeps_the_earlier_value_with_day_and_source(client: Client) -> None:
    _release()
    entry = _entries(client)[0]
    assert (entry.title, entry.fact, entry.old.text, entry.new.text) == (NAME, "상태", "지정 중", "해제")
    assert entry.source_note == SOURCE
    assert entry.source_url.startswith("https://")


def test_what_was_blank_is_called_not_confirmed(client: Client) -> None:
    _import("zones", {"name_ko": NAME, "area_m2": "353322"})
    entry = _entries(client)[0]
    assert (entry.old.text, entry.new.text) == ("확인되지 않음", "353,322㎡")


def test_fact_that_hangs_on_a_zone_is_told_under_the_zone(client: Client) -> None:
    _import("awards", {"zone_name_ko": NAME, "year": "2013", "rank": "수상"})
    entry = _entries(client, f"/zones/{CHESTNUT}/history/")[0]
    assert (entry.kind_label, entry.fact, entry.text) == ("새로 실음", "포상", "2013")


def test_what_is_beside_the_facts_is_not_told() -> None:
    _import("zones", {"name_ko": NAME, "source_note": "다른 메모", "public_slug": CHESTNUT})
    assert not FactChange.objects.filter(subject=NAME, kind="changed").exists()


def test_first_load_is_one_line_a_table(client: Client) -> None:
    groups = FactChange.objects.filter(table="zones.zone", count__isnull=False)
    assert [(row.kind, row.count) for row in groups] == [("added", 179)]
    assert "특구 179곳을 처음 실었습니다" in client.get("/changes/").content.decode()
    assert not FactChange.objects.filter(kind="changed").exists()


def test_each_zone_tells_its_own_first_day(client: Client) -> None:
    kinds = [entry.kind for entry in _entries(client, f"/zones/{CHESTNUT}/history/")]
    assert "added" in kinds


def test_many_like_changes_are_one_line_and_each_stays_with_its_zone(client: Client) -> None:
    names = list(Zone.objects.real().filter(status="active")[:11].values_list("name_ko", flat=True))
    _import("zones", *({"name_ko": name, "status_as_of": "2026-06"} for name in names))
    entries = _entries(client)
    assert entries[0].title == "특구 11건의 ‘상태 기준일’ 값을 고쳤습니다"
    assert "특구 11건의" not in entries[1].title
    slug = ZonePage.objects.get(zone__name_ko=names[0]).public_slug
    assert _entries(client, "/changes/", zone=slug)[0].fact == "상태 기준일"


@pytest.mark.long
def test_samples_leave_no_trace() -> None:
    before = FactChange.objects.count()
    load_sample()
    assert FactChange.objects.count() == before


def test_decisions_on_plans_stand_under_their_own_day(client: Client) -> None:
    entries = _entries(client, kind="plan", year="2025")
    assert {entry.kind for entry in entries} == {"plan"}
    assert len(entries) == PlanVersion.objects.filter(decided_on__startswith="2025").count() > 0


# --- The CMS ------------------------------------------------------------------------------------


@pytest.fixture
def editor_client(client: Client) -> Client:
    """A browser in which somebody signed in who may keep the registry."""
    sign_in(client, make_person(EDITOR, is_admin=True, has_second_factor=True))
    return client


def _grade(client: Client, step: int, path: str = "add/") -> Any:
    data = {
        "zone": Zone.objects.get(name_ko=NAME).pk,
        "year": "2025",
        "grade": GradeStep.objects.get(step=step).pk,
        "published_on": "2026-03",
        "source_note": "2025년 운영성과 평가 결과",
    }
    return client.post(f"/cms/snippets/zones/publishedgrade/{path}", data)


def test_edit_in_the_cms_writes_the_same_history(editor_client: Client) -> None:
    assert _grade(editor_client, 3).status_code == 302
    grade = PublishedGrade.objects.get()
    assert _grade(editor_client, 4, f"edit/{grade.pk}/").status_code == 302
    added, changed = FactChange.objects.filter(table="zones.publishedgrade").order_by("pk")
    assert (added.kind, added.subject) == ("added", f"{NAME} · 2025")
    assert (changed.field, changed.old_value, changed.new_value) == ("grade", "보통", "우수")
    assert changed.zone_id == grade.zone_id
    assert changed.changed_by is not None
    entry = _entries(Client(), zone=CHESTNUT)[0]
    assert (entry.old.text, entry.source_note) == ("보통", "2025년 운영성과 평가 결과")


def test_saving_without_a_change_writes_nothing(editor_client: Client) -> None:
    _grade(editor_client, 3)
    before = FactChange.objects.count()
    _grade(editor_client, 3, f"edit/{PublishedGrade.objects.get().pk}/")
    assert FactChange.objects.count() == before


def test_removal_in_the_cms_keeps_the_values(editor_client: Client) -> None:
    _grade(editor_client, 3)
    editor_client.post(f"/cms/snippets/zones/publishedgrade/delete/{PublishedGrade.objects.get().pk}/")
    assert not PublishedGrade.objects.exists()
    removed = FactChange.objects.get(kind="removed")
    assert "보통" in removed.old_value


# --- What is shown ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/changes/", "/en/changes/", "/changes/feed/", f"/zones/{CHESTNUT}/history/"]
)
def test_nobody_is_named(client: Client, path: str) -> None:
    _release()
    assert "@example.kr" not in client.get(path).content.decode()


def test_zone_that_is_not_published_is_not_told(client: Client) -> None:
    _release()
    ZonePage.objects.filter(public_slug=CHESTNUT).update(live=False)
    assert NAME not in client.get("/changes/").content.decode()
    assert NAME not in client.get("/changes/feed/").content.decode()
    assert client.get(f"/zones/{CHESTNUT}/history/").status_code == 404


def test_filters_narrow_and_a_field_is_not_flooded_by_the_first_load(client: Client) -> None:
    _release()
    own = Zone.objects.get(name_ko=NAME).field.slug
    entries = _entries(client, field=own, kind="zone")
    assert [entry.title for entry in entries] == [NAME]
    other = Field.objects.exclude(slug=own).first()
    assert other is not None
    assert not _entries(client, field=other.slug, kind="zone")


def test_english_page_says_choices_and_dates_in_english(client: Client) -> None:
    _release()
    entry = _entries(client, "/en/changes/")[0]
    assert entry.title == "Gongju Chestnut Special Zone"
    assert (entry.old.text, entry.new.text) == ("Designated", "Released")
    assert not entry.old.is_korean


USE = {
    "zone_name_ko": NAME,
    "text_as_read": "특허법(우선심사)",
    "level": "조문까지 확인",
    "exemption_code": "A55",
}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_exemptions_and_acts_are_told_by_name_not_by_code(client: Client, language: str) -> None:
    _import("exemption_uses", USE, USE | {"level": "법률까지 확인", "exemption_code": "", "act_ko": "약사법"})
    exemption, act = Exemption.objects.get(code="A55"), Act.objects.get(name_ko="약사법")
    prefix = "/en" if language == "en" else ""
    told = {
        entry.text
        for entry in _entries(client, f"{prefix}/zones/{CHESTNUT}/history/")
        if entry.kind == "added"
    }
    with translation.override(language):
        assert f"특허법(우선심사) · {exemption.title}" in told
        assert f"특허법(우선심사) · {act.name}" in told


def test_a_name_that_is_also_the_text_as_read_is_told_once(client: Client) -> None:
    _import(
        "exemption_uses",
        USE | {"text_as_read": "약사법", "level": "법률까지 확인", "exemption_code": "", "act_ko": "약사법"},
    )
    assert "약사법" in {entry.text for entry in _entries(client, f"/zones/{CHESTNUT}/history/")}


def test_english_page_names_fields_in_english(client: Client) -> None:
    field = Field.objects.get(slug="education")
    _import("zones", {"name_ko": NAME, "theme": field.name_ko})
    assert _entries(client, "/en/changes/")[0].new.text == field.name_en


@pytest.mark.parametrize("name", ["kind", "field", "province", "zone", "year", "page"])
def test_hostile_filter_is_answered(client: Client, name: str, hostile: tuple[str, ...]) -> None:
    assert {client.get("/changes/", {name: text}).status_code for text in hostile} == {200}


@pytest.mark.parametrize(("path", "queries"), [("/changes/", 8), (f"/zones/{CHESTNUT}/history/", 9)])
def test_pages_ask_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: Callable[..., Any], path: str, queries: int
) -> None:
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)


def test_pages_set_no_cookie(client: Client) -> None:
    assert not client.get("/changes/").cookies
    assert not client.get(f"/zones/{CHESTNUT}/history/").cookies


def test_panel_of_a_field_shows_its_latest_changes() -> None:
    _release()
    field = Zone.objects.get(name_ko=NAME).field
    filled = {item.panel.key: item for item in panels_for("field", subject=field, viewer=None)}
    assert filled["changes"].content.context["entries"][0].title == NAME


# --- The feed -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
def test_feed_is_valid_atom(client: Client, language: str) -> None:
    _release()
    prefix = "" if language == "ko" else "/en"
    response = client.get(f"{prefix}/changes/feed/")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314 (our own answer)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    for part in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{part}")) == 1
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert 0 < len(entries) <= 50
    assert len(set(ids)) == len(ids)
    for entry in entries:
        assert re.match(r"\d{4}-\d\d-\d\dT", entry.findtext(f"{ATOM}updated") or "")
        assert entry.findtext(f"{ATOM}title")


def test_feed_keeps_the_filters(client: Client) -> None:
    _release()
    body = client.get("/changes/feed/", {"zone": CHESTNUT, "kind": "zone"}).content.decode()
    assert "지정 중 → 해제" in body
    assert 'rel="self"' in body


def test_pages_name_their_feed(client: Client) -> None:
    for path in ("/changes/", f"/zones/{CHESTNUT}/history/"):
        assert 'type="application/atom+xml"' in client.get(path).content.decode()
    assert reverse("changes-feed") == "/changes/feed/"
