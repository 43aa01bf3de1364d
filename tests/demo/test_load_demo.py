"""The shipped facts: all there, linked as their sources say, and never loaded over later work."""

import csv
from collections import Counter

import pytest
from django.core.management import call_command
from wagtail.models import Locale, Page, Site

from knowhow.models import CasePage
from portal.demo.loading import DATA, ensure_tree, load_facts, shipped_tables
from portal.home.models import HomePage
from portal.zones.models import (
    Award,
    Exemption,
    ExemptionUse,
    FormerName,
    PlanVersion,
    Province,
    RegionalOffice,
    Zone,
    ZoneIndexPage,
    ZonePage,
)

pytestmark = pytest.mark.usefixtures("facts")


@pytest.mark.parametrize(
    ("model", "count"),
    [
        (Zone, 179),
        (ZonePage, 179),
        (Exemption, 98),
        (CasePage, 56),
        (RegionalOffice, 13),
        (Award, 42),
        (FormerName, 13),
    ],
)
def test_all_is_loaded(model: type, count: int) -> None:
    assert model.objects.count() == count  # type: ignore[attr-defined]


def test_sixteen_provinces_stand_today() -> None:
    assert Province.objects.current().count() == 16


def test_files_loaded_before_are_left_alone() -> None:
    Zone.objects.filter(name_ko="공주 알밤특구").update(area_m2=77)
    assert all(item.was_loaded for item in load_facts())
    assert Zone.objects.get(name_ko="공주 알밤특구").area_m2 == 77


def test_loading_again_changes_nothing_where_nothing_changed() -> None:
    loaded = load_facts(again=True)
    assert {(item.added, item.changed) for item in loaded} == {(0, 0)}
    assert len(loaded) == len(shipped_tables())


@pytest.mark.long
def test_edited_story_is_kept_even_when_loading_again() -> None:
    page = ZonePage.objects.get(zone__name_ko="공주 알밤특구")
    page.lead_ko = "우리가 쓴 소개"
    page.save_revision().publish()
    load_facts(again=True)
    page.refresh_from_db()
    assert page.lead_ko == "우리가 쓴 소개"


@pytest.mark.long
def test_command_says_what_stands(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_demo")
    assert "특구: 179 (loaded before)" in capsys.readouterr().out


# --- Exemption links -------------------------------------------------------------------------------


def test_every_use_has_its_row_and_every_row_its_use() -> None:
    with (DATA / "exemption_links.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["source_table"] == "zones"]
    expected = Counter(
        (row["source_key"], row["text_as_read"], row["level"], row["exemption_code"]) for row in rows
    )
    found = Counter(
        (use.zone.name_ko, use.text_as_read, str(use.level), use.exemption.code if use.exemption else "")
        for use in ExemptionUse.objects.select_related("zone", "exemption")
    )
    assert found == expected


def test_text_as_read_stands_in_the_zones_own_list() -> None:
    wrong = [
        use.pk
        for use in ExemptionUse.objects.select_related("zone")
        if use.text_as_read not in use.zone.exemptions_text
    ]
    assert wrong == []


def test_use_known_to_the_act_only_names_no_exemption() -> None:
    acts = ExemptionUse.objects.filter(level=ExemptionUse.Level.ACT)
    assert acts.exists()
    assert not acts.filter(exemption__isnull=False).exists()


def test_no_use_is_without_a_source() -> None:
    assert not ExemptionUse.objects.filter(source_url="").exists()


def test_english_names_of_ours_are_marked() -> None:
    assert Counter(Zone.objects.values_list("name_en_source", flat=True)) == {"ours": 176, "official": 3}


def test_unknown_stays_unknown() -> None:
    assert Zone.objects.filter(status="").count() == 133
    assert Zone.objects.filter(designated_text="").count() == 13
    assert not PlanVersion.objects.exclude(gazetted_on="").exists()


def test_designation_known_to_the_month_claims_no_day() -> None:
    zone = Zone.objects.get(name_ko="강화 약쑥특구")
    assert (zone.designated_text, zone.designated_on) == ("2006-06", None)


# --- Pages -----------------------------------------------------------------------------------------


def test_site_opens_with_our_first_page_in_both_languages() -> None:
    home = HomePage.objects.get(locale__language_code="ko")
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    english = home.get_translation(Locale.objects.get(language_code="en"))
    assert (home.title, english.title, english.live) == ("한마당", "Hanmadang", True)


def test_tree_is_made_once() -> None:
    before = Page.objects.count()
    assert ensure_tree().pk == ZoneIndexPage.objects.get().pk
    assert Page.objects.count() == before
