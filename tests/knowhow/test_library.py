"""A zone's library as one archive: what goes in, for whom, what stays out and why, who may fetch it."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from knowhow.jobs import pack_library
from knowhow.library.orders import (
    GivenUpError,
    LibraryRefusedError,
    Told,
    carry_out,
    destroy_past,
    discard_of,
    order_library,
    standing_of,
)
from knowhow.models import CasePage, LibraryExport
from knowhow.writing import begin_draft
from portal.accounts.grants import Role, end_role
from portal.accounts.models import RoleGrant, User
from portal.audit.models import AccessedPerson, AccessLog
from portal.outbox.models import MailOutbox
from portal.zones.models import Zone
from tests.accounts.people import enter
from tests.knowhow.factories import (
    attach,
    make_block,
    make_case,
    make_practice,
    make_versions,
    make_zone,
    status_of,
)
from tests.knowhow.people import contributor, make_person, manager

pytestmark = pytest.mark.django_db
CANARY = "카나리아초안"


@pytest.fixture
def zone() -> Zone:
    return make_zone()


@pytest.fixture
def boss(zone: Zone) -> User:
    return manager(zone)


@pytest.fixture
def author(zone: Zone) -> User:
    return contributor(zone)


def pack(zone: Zone, by: User, scope: str = "public") -> LibraryExport:
    """Order it and let the worker make it."""
    export = order_library(zone, scope=scope, by=by, language="ko", job=pack_library)
    with translation.override("ko"):
        carry_out(export.pk)
    export.refresh_from_db()
    return export


def opened(export: LibraryExport) -> zipfile.ZipFile:
    with default_storage.open(export.stored_as) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def everything(export: LibraryExport) -> str:
    """All texts of the archive, the names of its files, and what its page tells."""
    zipped = opened(export)
    texts = [zipped.read(name).decode("utf-8", "replace") for name in zipped.namelist()]
    return "\n".join([*zipped.namelist(), *texts, json.dumps(export.left_out, ensure_ascii=False)])


@pytest.fixture
def draft(zone: Zone, author: User) -> Any:
    page: Any = begin_draft(CasePage, f"{CANARY} 제목", zone=zone, by=author)
    page.action_ko = f"{CANARY} 한 일"
    page.save_revision(user=author)
    return page


def test_public_library_holds_pages_versions_files_and_tables(zone: Zone, boss: User) -> None:
    block = make_block(how_ko="예약을 먼저 받는다", name_en="Booking table")
    case = make_case(
        "고추를 팔다",
        title_en="Selling peppers",
        zone=zone,
        action_ko="군청이 나섰다",
        action_en="The county acted",
    )
    case.blocks.add(block)
    case.save()
    make_versions(case)
    row = attach(case, "운영 조례안", licence="kogl1")
    practice = make_practice(zone=zone)
    export = pack(zone, boss)
    zipped = opened(export)
    names = set(zipped.namelist())
    assert {
        "index.html", "index.en.html", "style.css", "library.json", "manifest.json", "tables/library.xlsx",
        "tables/cases.csv", f"pages/case-{case.pk}.html", f"pages/case-{case.pk}-v1.html", f"pages/case-{case.pk}-v3.html",
        f"pages/practice-{practice.pk}.html", f"pages/block-{block.slug}.html",
    } <= names  # fmt: skip
    index = zipped.read("index.html").decode()
    for words in ("고추를 팔다", "Selling peppers", "Booking table", "운영 조례안", "제1유형", "제3판"):
        assert words in index, words
    assert "<script" not in index
    assert "http" not in index
    page = zipped.read(f"pages/case-{case.pk}.html").decode()
    assert ("군청이 나섰다" in page, "The county acted" in page) == (True, True)
    stored = next(name for name in names if name.startswith("files/"))
    with row.document.file.open("rb") as original:
        assert zipped.read(stored) == original.read()
    data = json.loads(zipped.read("library.json"))
    assert [item["title_ko"] for item in data["cases"]] == ["고추를 팔다"]
    assert [item["number"] for item in data["versions"]] == [1, 3]
    assert load_workbook(io.BytesIO(zipped.read("tables/library.xlsx"))).sheetnames == [
        "cases", "practices", "blocks", "files", "versions", "left-out",
    ]  # fmt: skip
    assert "고추를 팔다" in zipped.read("tables/cases.csv").decode()
    assert export.counts["files"] == 1


def test_manifest_names_every_file_with_its_digest(zone: Zone, boss: User) -> None:
    attach(make_case(zone=zone))
    zipped = opened(pack(zone, boss))
    manifest = json.loads(zipped.read("manifest.json"))
    assert {row["path"] for row in manifest["files"]} | {"manifest.json", "tables/library.xlsx"} == set(
        zipped.namelist()
    )
    assert all(len(row["sha256"]) == 64 for row in manifest["files"])


def test_empty_library_is_an_archive_too(zone: Zone, boss: User) -> None:
    export = pack(zone, boss)
    assert "없습니다" in opened(export).read("index.html").decode()
    assert export.left_out == []


@pytest.mark.parametrize(("scope", "is_in"), [("public", False), ("whole", True)])
def test_drafts_go_to_who_may_see_them_alone(
    zone: Zone,
    boss: User,
    author: User,
    draft: Any,
    scope: str,
    is_in: bool,  # noqa: FBT001  (a table)
) -> None:
    export = pack(zone, boss, scope)
    assert (CANARY in everything(export)) is is_in
    assert export.people == ([author.pk] if is_in else [])


def test_contributor_gets_his_own_drafts_and_no_others(zone: Zone, author: User, draft: Any) -> None:
    other = contributor(zone, "colleague")
    assert CANARY in everything(pack(zone, author, "whole"))
    assert CANARY not in everything(pack(zone, other, "whole"))


def test_draft_of_a_public_page_goes_beside_it(zone: Zone, boss: User) -> None:
    page: Any = make_case("공개된 글", zone=zone)
    page.title = f"{CANARY} 고친 글"
    page.save_revision()
    assert CANARY not in everything(pack(zone, boss))
    assert {f"pages/case-{page.pk}.html", f"pages/draft-case-{page.pk}.html"} <= set(
        opened(pack(zone, boss, "whole")).namelist()
    )


def test_what_is_left_out_is_told_with_its_reason(zone: Zone, boss: User) -> None:
    case = make_case(zone=zone)
    attach(case, f"{CANARY} 이력서", is_checked=False)
    attach(case, "원문 사본", licence="summary")
    lost = attach(case, "사라진 파일")
    default_storage.delete(lost.document.file.name)
    make_versions(case)
    public, whole = pack(zone, boss), pack(zone, boss, "whole")
    reasons = " ".join(row["why"] for row in public.left_out)
    for words in (
        "살펴본 표시가 없어",
        "이용 조건을 알 수 없어",
        "저장된 파일을 찾지 못했습니다",
        "거둔 판입니다",
    ):
        assert words in reasons, words
    assert CANARY not in everything(public)  # the name of what nobody has looked through is no public matter
    assert any(CANARY in row["what"] for row in whole.left_out)


def test_anonymous_case_stands_in_no_library_that_bears_the_zones_name(zone: Zone, boss: User) -> None:
    for number in range(5):
        make_zone(f"특구{number}", slug=f"zone-{number}")
    make_case(f"{CANARY} 그만둔 일", zone=zone, outcome="stopped", is_anonymous=True, source_url="")
    public, whole = pack(zone, boss), pack(zone, boss, "whole")
    assert CANARY not in everything(public) + everything(whole)
    assert "익명" not in json.dumps(public.left_out, ensure_ascii=False)
    assert [row["what"] for row in whole.left_out] == ["익명 사례 1건"]


def test_control_without_the_filter_the_anonymous_case_would_go_out(
    zone: Zone, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        make_zone(f"특구{number}", slug=f"zone-{number}")
    make_case(f"{CANARY} 그만둔 일", zone=zone, outcome="stopped", is_anonymous=True, source_url="")
    monkeypatch.setattr(
        "knowhow.library.contents._public",
        lambda kind, _export: list(CasePage.objects.values_list("pk", flat=True)) if kind == "case" else [],
    )
    monkeypatch.setattr("knowhow.library.archive._hides", lambda _page: False)
    assert CANARY in everything(pack(zone, boss))


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\a.txt", "/abs.txt", "x" * 300 + ".txt"])
def test_names_of_files_cannot_leave_the_folder(zone: Zone, boss: User, name: str) -> None:
    row = attach(make_case(zone=zone))
    type(row.document).objects.filter(pk=row.document_id).update(original_name=name[:255])
    for path in opened(pack(zone, boss)).namelist():
        assert ".." not in path.split("/")
        assert not path.startswith("/")
        assert len(path) < 150


def test_owner_is_told_by_mail_and_fetches_it(client: Client, zone: Zone, boss: User) -> None:
    export = pack(zone, boss)
    mail = MailOutbox.objects.get(kind="library_ready")
    assert (mail.to, export.get_absolute_url() in mail.text) == (boss.email, True)
    enter(client, boss)
    body = client.get(export.get_absolute_url()).content.decode()
    assert "압축 파일 내려받기" in body
    assert status_of(client, reverse("knowhow-library-public", args=[export.pk])) == 200


def test_nobody_else_learns_of_it(client: Client, zone: Zone, boss: User) -> None:
    export = pack(zone, boss)
    paths = [export.get_absolute_url(), reverse("knowhow-library-public", args=[export.pk])]
    for person in (manager(zone, "second"), make_person("stranger")):
        enter(client, person)
        assert [status_of(client, path) for path in paths] == [404, 404]
        assert client.post(reverse("knowhow-library-give-up", args=[export.pk])).status_code == 404
    client.logout()
    assert [client.get(path).status_code for path in paths] == [302, 302]
    assert LibraryExport.objects.exists()


def test_who_lost_his_role_fetches_nothing(client: Client, zone: Zone, boss: User) -> None:
    export = pack(zone, boss)
    end_role(RoleGrant.objects.get(user=boss), by=None, reason="moved")
    enter(client, boss)
    assert client.get(export.get_absolute_url()).status_code == 404
    with pytest.raises(LibraryRefusedError):
        order_library(zone, scope="public", by=boss, language="ko", job=pack_library)


def test_file_with_drafts_is_given_for_a_reason_that_is_logged(
    client: Client, zone: Zone, boss: User, author: User, draft: Any
) -> None:
    export = pack(zone, boss, "whole")
    enter(client, boss)
    path = reverse("knowhow-library-whole", args=[export.pk])
    assert "까닭을 적으면" in client.get(path).content.decode()
    assert "까닭을 적으면" in client.post(path, {"reason": "?"}).content.decode()
    assert not AccessLog.objects.filter(kind="download").exists()
    answer = client.post(path, {"reason": "연말 자료 정리"})
    assert b"".join(answer)[:2] == b"PK"
    row = AccessLog.objects.get(kind="download")
    assert (row.actor, row.reason, row.what) == (boss.pk, "연말 자료 정리", "zone-library")
    assert AccessedPerson.objects.filter(log=row, person=f"user:{author.pk}").exists()
    assert client.get(reverse("knowhow-library-public", args=[export.pk])).status_code == 404


def test_order_from_the_desk_without_scripts(client: Client, zone: Zone, boss: User) -> None:
    enter(client, boss)
    assert reverse("knowhow-library") in client.get("/my/zone/").content.decode()
    answer = client.post(reverse("knowhow-library"), {"zone": zone.pk, "scope": "public"})
    export = LibraryExport.objects.get()
    assert answer.headers["Location"] == export.get_absolute_url()
    waiting = client.get(export.get_absolute_url())
    assert waiting.headers["Refresh"] == "5"
    assert "차례를 기다립니다" in waiting.content.decode()
    again = client.post(reverse("knowhow-library"), {"zone": zone.pk, "scope": "public"})
    assert "이미 묶고 있습니다" in again.content.decode()
    assert client.get(reverse("knowhow-library")).status_code == 200


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR, Role.ZONE_MANAGER, Role.VALIDATOR])
def test_who_may_order(client: Client, zone: Zone, role: str) -> None:
    enter(client, make_person(f"p-{role}", role=role, zone=None if role == Role.VALIDATOR else zone))
    expected = 403 if role == Role.VALIDATOR else 200
    assert client.get(reverse("knowhow-library")).status_code == expected


def test_work_that_was_given_up_stops(zone: Zone, boss: User) -> None:
    export = order_library(zone, scope="public", by=boss, language="ko", job=pack_library)
    LibraryExport.objects.all().delete()
    carry_out(export.pk)
    assert not LibraryExport.objects.exists()
    with pytest.raises(GivenUpError):
        Told(export.pk)(0, 1)


def test_work_that_runs_twice_makes_one_file(zone: Zone, boss: User) -> None:
    export = pack(zone, boss)
    carry_out(export.pk)
    export.refresh_from_db()
    assert default_storage.listdir("libraries")[1].count(export.stored_as.removeprefix("libraries/")) == 1
    assert MailOutbox.objects.filter(kind="library_ready").count() == 1


def test_week_ends_with_the_file(
    client: Client, zone: Zone, boss: User, django_capture_on_commit_callbacks: Any
) -> None:
    export = pack(zone, boss)
    stored = export.stored_as
    LibraryExport.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    enter(client, boss)
    assert "기간이 지났습니다" in client.get(export.get_absolute_url()).content.decode()
    assert client.get(reverse("knowhow-library-public", args=[export.pk])).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert destroy_past(timezone.now()) == 1
    assert not default_storage.exists(stored)
    assert not LibraryExport.objects.exists()


def test_who_leaves_takes_his_orders_along(
    zone: Zone, boss: User, django_capture_on_commit_callbacks: Any
) -> None:
    export = pack(zone, boss)
    with django_capture_on_commit_callbacks(execute=True):
        discard_of(boss)
    assert not default_storage.exists(export.stored_as)
    assert not LibraryExport.objects.exists()


def test_lost_work_can_be_ordered_again(zone: Zone, boss: User) -> None:
    export = order_library(zone, scope="public", by=boss, language="ko", job=pack_library)
    LibraryExport.objects.update(task_id="")
    export.refresh_from_db()
    assert standing_of(export) == "failed"
    again = order_library(zone, scope="public", by=boss, language="ko", job=pack_library)
    assert again.pk != export.pk


def test_library_in_english(zone: Zone, boss: User) -> None:
    make_case("고추를 팔다", title_en="Selling peppers", zone=zone)
    index = opened(pack(zone, boss)).read("index.en.html").decode()
    assert '<html lang="en">' in index
    assert "Left out, and why" in index
