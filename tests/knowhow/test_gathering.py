"""Old cases from files: documents and tables become drafts of the zone, after a look, all or nothing, and can be taken back."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hwpx import HwpxDocument
from openpyxl import Workbook

from knowhow.copies.fields import copy_form
from knowhow.gathering.actions import READING
from knowhow.importers import drafts
from knowhow.jobs import gather_files
from knowhow.models import CasePage, PracticePage
from knowhow.writing import begin_draft
from portal.accounts.models import RoleGrant, User
from portal.importing.models import ImportChange, ImportRun
from portal.stories import words_of
from portal.zones.models import Zone
from tests.accounts.people import enter
from tests.knowhow.copied import typed_into, values_with, written
from tests.knowhow.factories import make_case, make_zone
from tests.knowhow.people import contributor, make_person, manager
from tests.media import files

pytestmark = pytest.mark.django_db
MOST_QUERIES_FOR_A_TEXT = 12
REPORT = (
    "고추 건조장 공동 이용 사례",
    "□ 추진 배경",
    "수확철마다 건조장이 모자랐다.",
    "□ 추진 내용",
    "군이 부지를 빌려주고 조합이 지었다.",
    "□ 향후 계획",
    "두 곳을 더 짓는다.",
)


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Path) -> Path:
    """Uploads of a test stay in its own folder."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def zone() -> Zone:
    return make_zone()


@pytest.fixture
def author(zone: Zone, client: Client) -> User:
    person = contributor(zone)
    enter(client, person)
    return person


def report(*lines: str) -> bytes:
    document = HwpxDocument.new()
    for line in lines or REPORT:
        document.add_paragraph(line)
    return document.to_bytes()


def brought(client: Client, zone: Zone, kind: str = "case", **named: bytes) -> ImportRun:
    """The import after the worker has read the files; a name is written with a double underscore for its dot."""
    sent = [SimpleUploadedFile(name.replace("__", "."), content) for name, content in named.items()]
    answer = client.post(reverse("knowhow-imports"), {"kind": kind, "zone": zone.pk, "documents": sent})
    assert answer.status_code == 302, answer.context["form"].errors
    assert "import" in answer.headers["Location"], answer.headers["Location"]
    run = ImportRun.objects.latest("pk")
    assert run.options[READING]
    gather_files.func(run.pk, "ko")
    run.refresh_from_db()
    return run


def placed(client: Client, run: ImportRun, **chosen: str) -> Any:
    """The report, after the headings were placed as suggested, or as chosen by heading."""
    path = reverse("knowhow-import", args=[run.pk])
    form = client.get(path).context["form"]
    data = {bound.html_name: chosen.get(bound.label, bound.initial) for bound in form}
    return client.post(path, data, follow=True)


def applied(client: Client, shown: Any) -> Any:
    run, digest = shown.context["run"], shown.context["form"].initial["digest"]
    return client.post(reverse("knowhow-import-check", args=[run.pk]), {"digest": digest}, follow=True)


def draft_of(title: str) -> Any:
    return CasePage.objects.get(draft_title=title).get_latest_revision_as_object()


@pytest.mark.long
def test_report_becomes_a_draft_and_nothing_of_it_is_lost(client: Client, zone: Zone, author: User) -> None:
    run = brought(client, zone, 건조장__hwpx=report())
    shown = placed(client, run)
    assert shown.context["report"].counts["added"] == 1
    assert not CasePage.objects.exists()
    assert "두 곳을 더 짓는다." in shown.content.decode()
    assert "만든 초안" in applied(client, shown).content.decode()
    page = CasePage.objects.get()
    assert (page.live, page.owner, page.zone) == (False, author, zone)
    draft = draft_of("고추 건조장 공동 이용 사례")
    assert draft.context_ko == "수확철마다 건조장이 모자랐다."
    assert draft.action_ko == "군이 부지를 빌려주고 조합이 지었다."
    assert words_of(draft.body) == "향후 계획 두 곳을 더 짓는다."


@pytest.mark.whole
def test_every_format_is_read_and_each_file_is_a_row(client: Client, zone: Zone, author: User) -> None:
    run = brought(
        client,
        zone,
        가__docx=files.docx("밤나무를 심다"),
        나__hwp=files.hwp("배나무를 심다"),
        다__hwpx=report(),
        라__hwpx=b"PK\x03\x04 broken",
    )
    assert run.rows == 3
    assert [name for name, _reason in run.options["unread"]] == ["라.hwpx"]
    body = client.get(reverse("knowhow-import", args=[run.pk])).content.decode()
    assert "손상되었거나" in body
    applied(client, placed(client, run))
    assert CasePage.objects.count() == 3
    whole = " ".join(words_of(page.get_latest_revision_as_object().body) for page in CasePage.objects.all())
    for words in ("밤나무를 심다", "배나무를 심다"):
        assert words in whole


@pytest.mark.long
def test_package_from_windows_keeps_its_korean_names(client: Client, zone: Zone, author: User) -> None:
    name, inside = "밤.hwpx".encode("cp949"), io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("x" * len(name), report("□ 배경", "글", "□ 한 일", "일"))
    run = brought(client, zone, 묶음__zip=inside.getvalue().replace(b"x" * len(name), name))
    assert "밤.hwpx" in (Path(settings_folder()) / run.stored_as).read_text(encoding="utf-8")


def settings_folder() -> str:
    """Where uploads wait."""
    from django.conf import settings  # noqa: PLC0415  (the one that the fixture has changed)

    return str(settings.VAR_DIR / "imports")


@pytest.mark.whole
def test_working_copies_come_in_by_their_names(client: Client, zone: Zone, author: User) -> None:
    form = copy_form(CasePage)
    content = written("hwpx", values_with(form, title="작업본의 제목", summary_ko="작업본의 요약"), form)
    content = typed_into(content, "hwpx", "steps_0_name_ko", "모으기")
    applied(client, placed(client, brought(client, zone, 작업본__hwpx=content)))
    draft = draft_of("작업본의 제목")
    assert draft.summary_ko == "작업본의 요약"
    assert [block.value["name_ko"] for block in draft.steps] == ["모으기"]


def test_table_gives_a_draft_for_each_row(client: Client, zone: Zone, author: User) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("제목", "요약", "담당과"), ("첫 사례", "요약 하나", "농정과"), ("둘째 사례", "요약 둘", "")):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    applied(client, placed(client, brought(client, zone, 사례__xlsx=content.getvalue())))
    assert draft_of("첫 사례").summary_ko == "요약 하나"
    assert words_of(draft_of("첫 사례").body) == "담당과 농정과"
    assert draft_of("둘째 사례").summary_ko == "요약 둘"


@pytest.mark.whole
def test_too_long_text_goes_into_the_story_whole(client: Client, zone: Zone, author: User) -> None:
    long = "가나다라 " * 100
    run = brought(client, zone, 긴__hwpx=report("긴 글", "□ 요약", long, "□ 배경", "짧다"))
    applied(client, placed(client, run))
    draft = draft_of("긴 글")
    assert (draft.summary_ko, draft.context_ko) == ("", "짧다")
    assert words_of(draft.body) == f"요약 {long.strip()}"


@pytest.mark.whole
def test_placing_is_remembered_for_the_next_files(client: Client, zone: Zone, author: User) -> None:
    first = brought(client, zone, 가__hwpx=report("가", "□ 우리만의 말", "글", "□ 다른 말", "글"))
    placed(client, first, **{"우리만의 말": "problem_ko"})
    second = brought(client, zone, 나__hwpx=report("나", "□ 우리만의 말", "새 글", "□ 또 다른 말", "글"))
    applied(client, placed(client, second))
    assert draft_of("나").problem_ko == "새 글"


@pytest.mark.whole
def test_personal_number_is_told_and_its_text_can_be_left_out(
    client: Client, zone: Zone, author: User
) -> None:
    bad = report("나쁜 글", "□ 배경", "담당 900101-1234567", "□ 한 일", "일")
    run = brought(client, zone, 나쁜__hwpx=bad, 좋은__hwpx=report())
    shown = placed(client, run)
    assert shown.context["report"].counts["errors"]
    assert "공개할 수 없는 개인정보" in shown.content.decode()
    refused = applied(client, shown)
    assert not CasePage.objects.exists(), refused.content
    shown = client.post(reverse("knowhow-import-leave-out", args=[run.pk]), follow=True)
    applied(client, shown)
    assert [page.draft_title for page in CasePage.objects.all()] == [REPORT[0]]


@pytest.mark.long
def test_text_that_stands_already_is_left_alone(client: Client, zone: Zone, author: User) -> None:
    make_case(REPORT[0], zone=zone)
    shown = placed(client, brought(client, zone, 가__hwpx=report()))
    assert (shown.context["report"].counts["added"], shown.context["report"].counts["unchanged"]) == (0, 1)


@pytest.mark.long
def test_many_texts_are_left_to_the_worker(
    client: Client, zone: Zone, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts.CaseDraftImporter, "in_request_rows", 1)
    run = brought(client, zone, 가__hwpx=report(), 나__hwpx=report("둘째", "□ 배경", "글", "□ 한 일", "일"))
    shown = placed(client, run)
    assert shown.headers["Refresh"] == "3"
    assert "<progress" in shown.content.decode()


@pytest.mark.long
def test_undo_takes_exactly_the_untouched_drafts_away(client: Client, zone: Zone, author: User) -> None:
    standing = begin_draft(CasePage, "전부터 있던 글", zone=zone, by=author)
    second = report("둘째", "□ 배경", "글", "□ 한 일", "일")
    run = brought(client, zone, 가__hwpx=report(), 나__hwpx=second)
    applied(client, placed(client, run))
    touched = draft_of("둘째")
    touched.summary_ko = "그 뒤에 썼다"
    touched.save_revision(user=author)
    answer = client.post(reverse("knowhow-import-undo", args=[run.pk]), follow=True)
    assert "그 뒤에 고친 초안은 남겼습니다: 둘째" in answer.content.decode()
    assert {page.draft_title for page in CasePage.objects.all()} == {"둘째", standing.draft_title}
    run.refresh_from_db()
    assert (run.state, run.removed) == (ImportRun.State.UNDONE, 1)
    assert ImportChange.objects.filter(run=run).count() == 2


@pytest.mark.whole
def test_practices_come_in_too(client: Client, zone: Zone, author: User) -> None:
    run = brought(
        client,
        zone,
        "practice",
        조례__hwpx=report("조례", "□ 목적", "함께 쓸 때", "□ 절차", "안 만들기: 초안\n심의"),
    )
    applied(client, placed(client, run))
    draft = PracticePage.objects.get().get_latest_revision_as_object()
    assert draft.purpose_ko == "함께 쓸 때"
    assert [block.value["name_ko"] for block in draft.steps] == ["안 만들기", "심의"]


@pytest.mark.long
def test_only_who_brought_it_and_still_may_write_sees_an_import(
    client: Client, zone: Zone, author: User
) -> None:
    run = brought(client, zone, 가__hwpx=report())
    names = ("knowhow-import", "knowhow-import-check")
    posts = [reverse(f"knowhow-import-{verb}", args=[run.pk]) for verb in ("leave-out", "discard", "undo")]
    paths = [reverse(name, args=[run.pk]) for name in names]
    for person in (contributor(zone, "another"), manager(zone)):
        enter(client, person)
        assert [client.get(path).status_code for path in paths] == [404, 404]
        assert [client.post(path).status_code for path in posts] == [404, 404, 404]
    enter(client, make_person("nobody"))
    assert client.get(reverse("knowhow-imports")).status_code == 403
    client.logout()
    assert {client.get(path).status_code for path in (*paths, reverse("knowhow-imports"))} == {302}
    assert {client.post(path).status_code for path in posts} == {302}
    run.refresh_from_db()
    assert run.state == ImportRun.State.UPLOADED


def test_nobody_brings_texts_into_another_zone(client: Client, zone: Zone, author: User) -> None:
    other = make_zone("다른 특구", slug="other")
    sent = SimpleUploadedFile("a.hwpx", report())
    answer = client.post(reverse("knowhow-imports"), {"kind": "case", "zone": other.pk, "documents": [sent]})
    assert answer.status_code == 200
    assert not ImportRun.objects.exists()


def test_right_that_ended_meanwhile_ends_the_import(client: Client, zone: Zone, author: User) -> None:
    shown = placed(client, brought(client, zone, 가__hwpx=report()))
    RoleGrant.objects.filter(user=author).delete()
    assert applied(client, shown).status_code == 404
    assert not CasePage.objects.exists()


@pytest.mark.long
def test_imports_of_drafts_are_in_no_list_of_the_cms(client: Client, zone: Zone, author: User) -> None:
    run = brought(client, zone, 가__hwpx=report())
    enter(client, User.objects.create_superuser(email="root@example.org", password="a long password 1"))
    assert "가.hwpx" not in client.get("/cms/import/").content.decode()
    assert client.get(f"/cms/import/{run.pk}/").status_code in {302, 404}


@pytest.mark.whole
def test_pages_ask_the_database_as_often_for_one_text_as_for_many(
    client: Client, zone: Zone, author: User
) -> None:
    def asked(run: ImportRun) -> int:
        path = reverse("knowhow-import-check", args=[run.pk])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    one = brought(client, zone, 가__hwpx=report())
    placed(client, one)
    asked(one)
    parts = ("□ 배경", "글", "□ 한 일", "일")
    many = brought(
        client,
        zone,
        가__hwpx=report("글 가", *parts),
        나__hwpx=report("글 나", *parts),
        다__hwpx=report("글 다", *parts),
    )
    placed(client, many)
    each = (asked(many) - asked(one)) / 2
    assert each <= MOST_QUERIES_FOR_A_TEXT
