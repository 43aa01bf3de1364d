"""Reports of wrong facts: to the fact's owner, decided once, told to the reporter, shown beside the fact when accepted."""

import pytest
from django.test import Client
from django.utils import timezone

from portal.desks.models import Correction
from portal.outbox.models import MailOutbox
from portal.zones.history import record_edit, snapshot
from portal.zones.models import FactChange, Zone
from tests.accounts.people import Person, make_person, sign_in
from tests.accounts.test_membership import make_officer
from tests.desks.conftest import SLUG

REPORT = f"/corrections/report/zone/{SLUG}/"
CLAIM = {
    "fact": "other",
    "claim": "면적이 고시와 다릅니다.",
    "evidence": "https://www.law.go.kr/",
    "website": "",
}
OUTCOME = {"decision": "accept", "outcome": "면적을 고시대로 고쳤습니다."}


@pytest.fixture
def officer(zone: Zone) -> Person:
    """Of the regional office of the zone."""
    office = zone.province.offices.get()
    return make_officer(office.pk, "jeonbuk@example.kr")


@pytest.fixture
def elsewhere(zone: Zone) -> Person:
    """Of another region."""
    return make_officer(zone.province.offices.get().pk + 1, "elsewhere@example.kr")


@pytest.fixture
def report(client: Client, company: Person, officer: Person) -> Correction:
    """Sent by the company."""
    sign_in(client, company)
    assert client.post(REPORT, CLAIM).status_code == 302
    return Correction.objects.get()


def decide(person: Person, report: Correction, **changed: object) -> int:
    client = Client()
    sign_in(client, person)
    return client.post(f"/people/corrections/{report.pk}/", OUTCOME | changed).status_code


def mails(kind: str) -> list[str]:
    return list(MailOutbox.objects.filter(kind=f"desks/{kind}").values_list("to", flat=True))


def test_report_goes_to_the_officer_of_the_region(report: Correction, officer: Person) -> None:
    """By mail, and in his list."""
    assert mails("reported") == [officer.user.email]
    client = Client()
    sign_in(client, officer)
    page = client.get("/people/corrections/").content.decode()
    assert f"/people/corrections/{report.pk}/" in page


def test_accepted_report_stands_beside_the_fact_with_its_date(
    report: Correction, officer: Person, company: Person, zone: Zone
) -> None:
    """The change of the fact history is named; the reporter is told and named nowhere."""
    before = snapshot(zone)
    zone.area_m2 = (zone.area_m2 or 0) + 1
    zone.save()
    record_edit(zone, before=before, by=officer.user)
    change = FactChange.objects.filter(zone=zone, field="area_m2").latest("pk")
    assert decide(officer, report, change=change.pk) == 302
    report.refresh_from_db()
    assert (report.state, report.change) == ("accepted", change)
    assert mails("decided") == [company.user.email]
    for path in (f"/zones/{SLUG}/", "/corrections/", "/en/corrections/"):
        page = Client().get(path).content.decode()
        assert OUTCOME["outcome"] in page
        assert change.changed_on in page
        assert company.user.email not in page
        assert "김물음" not in page


def test_rejected_report_is_told_with_its_reason_and_shown_to_nobody_else(
    client: Client, report: Correction, officer: Person
) -> None:
    """The reporter reads why."""
    assert decide(officer, report, decision="reject", outcome="고시와 같습니다.") == 302
    assert "고시와 같습니다." in client.get(f"/people/my-corrections/{report.pk}/").content.decode()
    assert "고시와 같습니다." not in Client().get(f"/zones/{SLUG}/").content.decode()


def test_other_region_rival_reporter_and_stranger_decide_nothing(
    report: Correction, elsewhere: Person, company: Person
) -> None:
    """One who may not, the reporter himself, one signed out."""
    assert decide(elsewhere, report) == 404
    assert decide(make_person("other@example.kr", has_second_factor=True), report) == 404
    assert Client().post(f"/people/corrections/{report.pk}/", OUTCOME).status_code == 302
    report.refresh_from_db()
    assert report.state == "open"


def test_nobody_decides_his_own_report(officer: Person, zone: Zone) -> None:
    """An officer's report waits for another one."""
    client = Client()
    sign_in(client, officer)
    client.post(REPORT, CLAIM)
    assert client.post(f"/people/corrections/{Correction.objects.get().pk}/", OUTCOME).status_code == 404


def test_report_is_decided_once(report: Correction, officer: Person) -> None:
    """The second decision says so and changes nothing."""
    client = Client()
    sign_in(client, officer)
    path = f"/people/corrections/{report.pk}/"
    assert client.post(path, OUTCOME).status_code == 302
    again = client.post(path, OUTCOME | {"decision": "reject"})
    assert "이미 결과를 정한 신고입니다." in again.content.decode()
    report.refresh_from_db()
    assert report.state == "accepted"


def test_report_of_another_is_not_found(report: Correction, officer: Person) -> None:
    """Under the reporter's address."""
    client = Client()
    sign_in(client, officer)
    assert client.get(f"/people/my-corrections/{report.pk}/").status_code == 404


def test_telephone_in_a_report_is_refused(client: Client, company: Person, zone: Zone) -> None:
    """It may become public; what was typed stays."""
    sign_in(client, company)
    response = client.post(REPORT, CLAIM | {"claim": "010-1234-5678로 물어보십시오."})
    assert response.status_code == 200
    assert "010-1234-5678로" in response.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("zone/nope", 404),
        ("moon/x", 404),
        ("exemption/A28-1", 200),
        ("exemption/none", 404),
        ("office/jeonbuk", 200),
        ("office/none", 404),
    ],
)
def test_whatever_stands_in_the_registry_can_be_reported(
    client: Client, company: Person, path: str, status: int
) -> None:
    """And nothing else."""
    sign_in(client, company)
    assert client.get(f"/corrections/report/{path}/").status_code == status


@pytest.mark.long
@pytest.mark.parametrize("path", ["/exemptions/A28-1/", "/offices/jeonbuk/"])
def test_pages_of_exemptions_and_offices_link_to_the_report(client: Client, facts: None, path: str) -> None:
    """As zones do."""
    assert "/corrections/report/" in client.get(path).content.decode()


def test_unknown_fact_and_bad_address_are_said(client: Client, company: Person, zone: Zone) -> None:
    """Never an error page."""
    sign_in(client, company)
    response = client.post(REPORT, CLAIM | {"fact": "moon", "evidence": "javascript:alert(1)"})
    assert response.status_code == 200
    assert not Correction.objects.exists()


def test_change_of_another_zone_cannot_be_chosen(report: Correction, officer: Person) -> None:
    """Nor one from before the report."""
    other = Zone.objects.exclude(page__public_slug=SLUG).first()
    change = FactChange.objects.create(
        kind="changed", table="zones.zone", zone=other, changed_at=timezone.now(), changed_on="2026-01-01"
    )
    assert decide(officer, report, change=change.pk) == 200
    report.refresh_from_db()
    assert report.state == "open"
