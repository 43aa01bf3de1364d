"""One cell of the registry is reported by its name, as it was shown, and what comes of it stands beside that cell."""

import re

import pytest
from django.apps import apps
from django.test import Client

from portal.desks.models import Correction
from portal.zones.fact_cells import cells_of, find_cell
from portal.zones.fact_references import ROWS, FactReference
from portal.zones.history import record_edit, snapshot
from portal.zones.models import Award, Exemption, ExemptionUse, FactChange, RegionalOffice, Zone
from tests.accounts.people import Person, sign_in
from tests.accounts.test_membership import make_officer
from tests.desks.conftest import SLUG

PAGE = f"/zones/{SLUG}/"
REPORT = f"/corrections/report/zone/{SLUG}/"
CLAIM = {"claim": "고시와 다릅니다.", "evidence": "", "website": ""}


@pytest.fixture
def officer(zone: Zone) -> Person:
    """Of the region of the zone."""
    return make_officer(zone.province.offices.get().pk, "jeonbuk@example.kr")


def area_of(zone: Zone) -> str:
    return f"zone.{zone.pk}.area"


def shown(zone: Zone, reference: str) -> str:
    cell = find_cell(zone, reference)
    assert cell is not None
    return cell.value


def send(person: Person, reference: str, *, seen: str | None = None, **changed: str) -> Correction:
    """A report, as the form of one cell sends it."""
    client = Client()
    sign_in(client, person)
    more = {} if seen is None else {"seen": seen}
    response = client.post(f"{REPORT}?fact={reference}", {**CLAIM, "fact": reference, **more, **changed})
    assert response.status_code == 302, response.content.decode()
    return Correction.objects.latest("pk")


def decide(person: Person, report: Correction, decision: str, *, step: int = 0, **more: object) -> None:
    client = Client()
    sign_in(client, person, step=step)
    data = {"decision": decision, "outcome": "고시대로 하였습니다."}
    assert client.post(f"/people/corrections/{report.pk}/", data | more).status_code == 302


def part_of(page: str, reference: str) -> str:
    """What stands beside one cell: from its link to the next one."""
    return page.split(f"?fact={reference}", 1)[1].split("?fact=", 1)[0]


# --- References


@pytest.mark.parametrize(
    "text",
    [
        "",
        "zone",
        "zone.1",
        "zone.x.area",
        "zone.1.",
        "moon.1.area",
        "zone.1.moon",
        "zone.1.area.x",
        "zone.-1.area",
    ],
)
def test_whatever_else_is_no_reference(text: str) -> None:
    assert FactReference.read(text) is None


def test_reference_says_its_row_and_columns() -> None:
    found = FactReference.read("award.12.award")
    assert found == FactReference("award", 12, "award")
    assert (found.table, found.columns, str(found)) == (
        "zones.award",
        ("award_ko", "award_en"),
        "award.12.award",
    )


@pytest.mark.django_db
def test_columns_of_references_are_columns_of_their_tables() -> None:
    """A renamed column would cut a report off from the history of its fact."""
    for row in ROWS.values():
        names = {field.name for field in apps.get_model(row.table)._meta.get_fields()}
        for fact in row.facts.values():
            assert set(fact.columns) <= names, row.table


def test_every_cell_of_every_zone_has_a_name_of_its_own(facts: None) -> None:
    related = ("province", "province_at_designation", "field", "page")
    for zone in Zone.objects.select_related(*related)[:40]:
        cells = cells_of(zone)
        names = [str(cell.reference) for cell in cells]
        assert len(set(names)) == len(names)
        assert all(
            FactReference.read(name) == cell.reference for name, cell in zip(names, cells, strict=True)
        )


# --- The page


def test_each_fact_of_the_page_leads_to_its_own_report(client: Client, zone: Zone) -> None:
    """Every link names a cell that the form knows; every table of the page has some."""
    page = client.get(PAGE).content.decode()
    named = re.findall(rf'href="{re.escape(REPORT)}\?fact=([^"]+)"', page)
    known = {str(cell.reference) for cell in cells_of(zone)}
    assert set(named) <= known
    assert {name.split(".")[0] for name in named} >= {"zone", "plan", "use", "award"}
    assert area_of(zone) in named


def test_links_stand_on_pages_of_exemptions_offices_and_awards(client: Client, facts: None) -> None:
    exemption, office = (
        Exemption.objects.get(code="A28-1"),
        RegionalOffice.objects.get(name_en__startswith="Jeonbuk"),
    )
    assert f"?fact=exemption.{exemption.pk}.article" in client.get("/exemptions/A28-1/").content.decode()
    assert f"?fact=office.{office.pk}.phone" in client.get(office.get_absolute_url()).content.decode()
    assert re.search(r"\?fact=award\.\d+\.rank", client.get("/fields/agriculture_food/").content.decode())
    assert re.search(r"\?fact=award\.\d+\.rank", client.get("/provinces/jeonbuk/").content.decode())


# --- The report


def test_report_keeps_the_cell_and_what_it_showed(client: Client, company: Person, zone: Zone) -> None:
    """Also after the fact changed: the owner sees both."""
    value = shown(zone, area_of(zone))
    sign_in(client, company)
    form = client.get(f"{REPORT}?fact={area_of(zone)}").content.decode()
    assert value in form
    report = send(company, area_of(zone), seen=value)
    assert (report.reference, report.shown_title, report.shown_value) == (area_of(zone), "면적", value)
    assert report.fact == "zone"


def test_owner_sees_what_was_shown_and_what_is_shown_now(
    company: Person, officer: Person, zone: Zone
) -> None:
    value = shown(zone, area_of(zone))
    report = send(company, area_of(zone), seen=value)
    Zone.objects.filter(pk=zone.pk).update(area_m2=7_654_321)
    client = Client()
    sign_in(client, officer)
    page = client.get(f"/people/corrections/{report.pk}/").content.decode()
    assert value in page
    assert "7,654,321㎡" in page


def test_fact_that_changed_while_somebody_typed_is_looked_at_again(
    client: Client, company: Person, zone: Zone
) -> None:
    """Nothing is sent, what was typed stays, and the new value stands there."""
    value = shown(zone, area_of(zone))
    Zone.objects.filter(pk=zone.pk).update(area_m2=7_654_321)
    sign_in(client, company)
    data = {**CLAIM, "fact": area_of(zone), "seen": value}
    page = client.post(f"{REPORT}?fact={area_of(zone)}", data).content.decode()
    assert not Correction.objects.exists()
    assert "그 사이에 이 사실이 바뀌었습니다" in page
    assert "7,654,321㎡" in page
    assert CLAIM["claim"] in page


def test_row_of_a_table_is_reported_with_its_row(company: Person, zone: Zone) -> None:
    use = ExemptionUse.objects.filter(zone=zone).first()
    assert use is not None
    report = send(company, f"use.{use.pk}.text")
    assert report.fact == "use"
    assert use.text_as_read in report.shown_title
    assert report.shown_value == use.text_as_read


@pytest.mark.parametrize("text", ["zone.999999.area", "zone.1.moon", "<script>", "office.1.name"])
def test_cell_of_elsewhere_is_not_taken(client: Client, company: Person, zone: Zone, text: str) -> None:
    """Neither by the address nor by the form: the form asks which fact is meant."""
    sign_in(client, company)
    page = client.get(REPORT, {"fact": text})
    assert page.status_code == 200
    assert "<select" in page.content.decode()
    assert client.post(REPORT, {**CLAIM, "fact": text}).status_code == 200
    assert not Correction.objects.exists()


def test_form_without_a_cell_offers_all_and_something_else(
    client: Client, company: Person, zone: Zone
) -> None:
    sign_in(client, company)
    page = client.get(REPORT).content.decode()
    assert all(f'value="{cell.reference}"' in page for cell in cells_of(zone))
    assert 'value="other"' in page


# --- The outcome


def test_accepted_report_stands_beside_its_own_cell(company: Person, officer: Person, zone: Zone) -> None:
    """With the day of the change, and beside no other."""
    report = send(company, area_of(zone))
    before = snapshot(zone)
    zone.area_m2 = (zone.area_m2 or 0) + 1
    zone.save()
    record_edit(zone, before=before, by=officer.user)
    change = FactChange.objects.filter(zone=zone, field="area_m2").latest("pk")
    decide(officer, report, "accept", change=change.pk)
    page = Client().get(PAGE).content.decode()
    assert "수정됨" in part_of(page, area_of(zone))
    assert "고시대로 하였습니다." in part_of(page, area_of(zone))
    assert "수정됨" not in part_of(page, f"zone.{zone.pk}.product")
    english = Client().get(f"/en{PAGE}").content.decode()
    assert '<span lang="ko">고시대로 하였습니다.</span>' in english


def test_rejected_report_says_that_it_was_looked_at_and_not_why(
    company: Person, officer: Person, zone: Zone
) -> None:
    """The reason is for who reported."""
    decide(officer, send(company, area_of(zone)), "reject")
    page = Client().get(PAGE).content.decode()
    assert "신고를 살펴보았고 고칠 것이 없었습니다." in part_of(page, area_of(zone))
    assert "고시대로 하였습니다." not in page


def test_open_report_is_told_to_nobody(company: Person, zone: Zone) -> None:
    """Whoever doubts a fact does not mark it."""
    page = Client().get(PAGE).content
    send(company, area_of(zone))
    assert Client().get(PAGE).content == page


def test_latest_outcome_of_a_cell_stands_alone(company: Person, officer: Person, zone: Zone) -> None:
    decide(officer, send(company, area_of(zone)), "accept")
    decide(officer, send(company, area_of(zone)), "reject", step=1)
    beside = part_of(Client().get(PAGE).content.decode(), area_of(zone))
    assert "확인함" in beside
    assert "수정됨" not in beside


def test_outcome_of_a_row_names_its_fact(company: Person, officer: Person, zone: Zone) -> None:
    use = ExemptionUse.objects.filter(zone=zone).first()
    assert use is not None
    decide(officer, send(company, f"use.{use.pk}.level"), "accept")
    beside = part_of(Client().get(PAGE).content.decode(), f"use.{use.pk}.text")
    assert "확인 수준" in beside
    assert "수정됨" in beside


def test_change_of_the_same_fact_is_offered_first(company: Person, officer: Person, zone: Zone) -> None:
    report = send(company, area_of(zone))
    before = snapshot(zone)
    zone.area_m2, zone.product_ko = 11, "다른 품목"
    zone.save()
    record_edit(zone, before=before, by=officer.user)
    client = Client()
    sign_in(client, officer)
    page = client.get(f"/people/corrections/{report.pk}/").content.decode()
    options = re.findall(r'<option value="(\d+)"', page)
    assert FactChange.objects.get(pk=options[0]).field == "area_m2"


def test_removed_row_keeps_its_report(company: Person, officer: Person, zone: Zone) -> None:
    """The owner sees what it was; the page of the report answers."""
    award = Award.objects.create(zone=zone, year=1999, rank="top", award_ko="없던 상")
    report = send(company, f"award.{award.pk}.award")
    award.delete()
    client = Client()
    sign_in(client, officer)
    page = client.get(f"/people/corrections/{report.pk}/").content.decode()
    assert "없던 상" in page
    assert "지금은 없는 기록" in page
