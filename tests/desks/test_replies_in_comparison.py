"""The right of reply in the comparison: what a zone says to a fact stands beside that fact wherever the fact stands."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from portal.accounts.grants import Role
from portal.accounts.models import User
from portal.desks.replies import answer, hide, take_back
from portal.page_cache.epoch import bump
from portal.zones.models import Award, GradeStep, PublishedGrade, Zone
from tests.desks.test_replies import WORDS, person
from tests.knowhow.factories import make_zone

pytestmark = pytest.mark.django_db
ENGLISH = "A drought year."


@pytest.fixture
def zone() -> Zone:
    return make_zone()


@pytest.fixture
def other() -> Zone:
    return make_zone("하동 녹차특구", slug="hadong", name_en="Hadong Tea Zone")


@pytest.fixture
def boss(zone: Zone) -> User:
    return person("boss", Role.ZONE_MANAGER, zone)


@pytest.fixture
def grades(zone: Zone) -> list[PublishedGrade]:
    """The latest and an earlier one."""
    step = GradeStep.objects.get_or_create(step=4, defaults={"name_ko": "부진", "name_en": "Poor"})[0]
    return [PublishedGrade.objects.create(zone=zone, year=year, grade=step) for year in (2025, 2022)]


def path(*zones: Zone, kind: str = "/") -> str:
    asked = "&".join(f"zone={zone.page.public_slug}" for zone in zones)
    return f"/zones/compare{kind}?{asked}"


def rows(client: Client, *zones: Zone, prefix: str = "") -> dict[str, Any]:
    bump()
    response = client.get(prefix + path(*zones))
    assert response.status_code == 200
    return {row.key: row for row in response.context["comparison"].rows}


def notes(row: Any, zone: Zone) -> list[str]:
    return [noted.note.text for chosen, cell in row.cells if chosen.pk == zone.pk for noted in cell.notes]


def test_reply_stands_beside_its_fact_in_its_zones_column_alone(
    client: Client, zone: Zone, other: Zone, boss: User, grades: list[PublishedGrade]
) -> None:
    answer(zone, f"grade.{grades[0].pk}.grade", korean=WORDS, english="", by=boss)
    found = rows(client, zone, other)
    told = {key: (notes(row, zone), notes(row, other)) for key, row in found.items()}
    assert {key: said for key, said in told.items() if said != ([], [])} == {
        "grade": ([WORDS], []),
        "grades": ([WORDS], []),
    }
    body = client.get(path(zone, other)).content.decode()
    cell = body.split("최근 평가 등급")[1].split("</td>")[0]
    assert WORDS in cell
    assert "특구의 답변(" in cell
    assert f'href="/zones/{zone.page.public_slug}/replies/"' in cell


def test_reply_to_an_earlier_grade_is_none_to_the_latest(
    client: Client, zone: Zone, other: Zone, boss: User, grades: list[PublishedGrade]
) -> None:
    answer(zone, f"grade.{grades[1].pk}.grade", korean=WORDS, english="", by=boss)
    found = rows(client, zone, other)
    assert (notes(found["grade"], zone), notes(found["grades"], zone)) == ([], [WORDS])


@pytest.mark.parametrize(
    ("fact", "row"),
    [
        ("status", "status"),
        ("designated", "designated"),
        ("product", "product"),
        ("area", "area"),
        ("exemptions_count", "exemptions_count"),
    ],
)
def test_reply_to_a_fact_of_the_zones_own(
    client: Client, zone: Zone, other: Zone, boss: User, fact: str, row: str
) -> None:
    answer(zone, f"zone.{zone.pk}.{fact}", korean=WORDS, english="", by=boss)
    assert notes(rows(client, zone, other)[row], zone) == [WORDS]


def test_reply_to_an_award_names_the_award(client: Client, zone: Zone, other: Zone, boss: User) -> None:
    award = Award.objects.create(zone=zone, year=2020, rank="top")
    answer(zone, f"award.{award.pk}.rank", korean=WORDS, english="", by=boss)
    row = rows(client, zone, other)["awards"]
    assert notes(row, zone) == [WORDS]
    assert [noted.fact for _zone, cell in row.cells for noted in cell.notes] == ["순위"]


def test_reply_is_told_in_the_language_of_the_page(
    client: Client, zone: Zone, other: Zone, boss: User, grades: list[PublishedGrade]
) -> None:
    reply = answer(zone, f"grade.{grades[0].pk}.grade", korean=WORDS, english=ENGLISH, by=boss)
    assert notes(rows(client, zone, other, prefix="/en")["grade"], zone) == [ENGLISH]
    take_back(reply, by=boss)
    answer(zone, f"grade.{grades[0].pk}.grade", korean=WORDS, english="", by=boss)
    rows(client, zone, other, prefix="/en")
    body = client.get("/en" + path(zone, other)).content.decode()
    assert f'lang="ko">{WORDS}' in body


def test_reply_that_ended_is_gone_and_a_hidden_one_says_why(
    client: Client, zone: Zone, other: Zone, boss: User, grades: list[PublishedGrade]
) -> None:
    reply = answer(zone, f"grade.{grades[0].pk}.grade", korean=WORDS, english="", by=boss)
    hide(reply, why="욕설", by=person("programme", Role.PROGRAMME_OFFICER))
    assert notes(rows(client, zone, other)["grade"], zone) == ["사유: 욕설"]
    assert WORDS not in client.get(path(zone, other)).content.decode()
    second = answer(zone, f"grade.{grades[0].pk}.grade", korean=WORDS, english="", by=boss)
    take_back(second, by=boss)
    assert WORDS not in client.get(path(zone, other)).content.decode()


def test_downloads_have_a_column_for_replies_only_where_there_are_any(
    client: Client, zone: Zone, other: Zone, boss: User, grades: list[PublishedGrade]
) -> None:
    heading = "특구의 답변과 바로잡은 내용"
    assert heading not in client.get(path(zone, other, kind=".csv")).content.decode("utf-8-sig")
    answer(zone, f"grade.{grades[0].pk}.grade", korean=WORDS, english="", by=boss)
    bump()
    text = client.get(path(zone, other, kind=".csv")).content.decode("utf-8-sig")
    table = {row["항목"]: row for row in csv.DictReader(io.StringIO(text))}
    said = table["최근 평가 등급"][heading]
    assert said.startswith(f"{zone.name_ko} (등급): 특구의 답변(")
    assert said.endswith(f" · {WORDS}")
    assert table["분야"][heading] == ""
    book = load_workbook(io.BytesIO(client.get(path(zone, other, kind=".xlsx")).content))
    values = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert heading in values
    assert any(value.endswith(WORDS) for value in values)
