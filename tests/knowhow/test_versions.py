"""Versions of a case: numbered, unchanging, comparable, citable; readable by whoever may read the case."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from knowhow.citing import citation_of
from knowhow.differences import differences
from knowhow.jobs import record_changed_versions, record_missing_versions
from knowhow.models import CasePage, PageVersion
from portal.accounts.models import User
from portal.importing.actions import apply_import
from portal.importing.columns import Row
from portal.importing.models import ImportRun
from portal.jobs.worker import run_what_is_ready
from portal.zones.models import ZonePage
from tests.knowhow.factories import add_result, make_act, make_case, make_zone, publish, use_act

pytestmark = pytest.mark.django_db

TEXTS = (
    "title_en",
    "summary_ko",
    "summary_en",
    "context_ko",
    "context_en",
    "problem_ko",
    "problem_en",
    "action_ko",
    "action_en",
    "costs_ko",
    "costs_en",
    "went_wrong_ko",
    "went_wrong_en",
    "conditions_ko",
    "conditions_en",
    "source_note",
)


def two_versions() -> CasePage:
    case = publish(make_case("첫 제목"), context_ko="밤 농가 열두 곳이 있었다.")
    return publish(
        case, title="둘째 제목", context_ko="밤 농가 서른 곳이 있었다.", problem_ko="판로가 없었다."
    )


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


# --- What is kept -------------------------------------------------------------------------------------------


def test_first_version_stays_after_the_second(client: Client) -> None:
    case = two_versions()
    first, second = (read(client, f"/c/{case.pk}/v/{number}/") for number in (1, 2))
    assert "첫 제목" in first
    assert "둘째 제목" not in first
    assert "열두 곳" in first
    assert "둘째 제목" in second


def test_every_field_that_the_page_shows_is_kept(client: Client) -> None:
    facts: dict[str, Any] = {name: f"고유한 {name} 문장" for name in TEXTS}
    steps = [
        {"type": "step", "value": dict.fromkeys(("name_ko", "text_ko", "name_en", "text_en"), "고유한 단계")}
    ]
    body = [{"type": "paragraph", "value": "<p>고유한 <b>문단</b></p>"}]
    case = make_case(
        **facts,
        public_slug="unique",
        steps=json.dumps(steps),
        body=json.dumps(body),
        licence="kogl1",
        as_of="2025",
    )
    add_result(case, indicator_ko="고유한 지표", before="1억", after="2억", text_ko="고유한 설명")
    use_act(case, make_act(), "고유한 특례")
    publish(case)
    korean, english = (read(client, f"{prefix}/c/{case.pk}/v/1/") for prefix in ("", "/en"))
    for name in TEXTS:
        assert f"고유한 {name} 문장" in (english if name.endswith("_en") else korean), name
    for text in (
        "고유한 단계",
        "고유한 <b>문단</b>",
        "고유한 지표",
        "1억 → 2억",
        "고유한 설명",
        "고유한 특례",
    ):
        assert text in korean
    for text in ("공공누리 제1유형", "https://example.org/1", "https://example.org/2", "2025"):
        assert text in korean


def test_publishing_the_same_again_makes_no_version() -> None:
    case = two_versions()
    publish(case)
    assert list(case.versions.values_list("number", flat=True)) == [2, 1]


def test_draft_makes_no_version_and_leaks_into_none(client: Client) -> None:
    case = two_versions()
    case.title = "아직 비밀인 제목"
    case.save_revision()
    record_changed_versions.call(str(case.pk))
    assert case.versions.count() == 2
    assert "아직 비밀인 제목" not in json.dumps(
        list(case.versions.values_list("content")), ensure_ascii=False
    )


def test_renamed_zone_and_moved_case_do_not_change_a_version(client: Client) -> None:
    case, other = two_versions(), make_zone("하동 녹차특구", slug="hadong")
    before = read(client, f"/c/{case.pk}/v/1/").split("<main", 1)[1].split("</main>", 1)[0]
    case.zone.name_ko = "새 이름 특구"
    case.zone.save()
    case.move(ZonePage.objects.get(zone=other), pos="last-child")
    publish(case, public_slug="moved-away")
    after = read(client, f"/c/{case.pk}/v/1/").split("<main", 1)[1].split("</main>", 1)[0]
    assert "청양 고추특구" in after
    assert (
        before.split('class="facts"')[1].split("</dl>")[0]
        == after.split('class="facts"')[1].split("</dl>")[0]
    )
    assert read(client, f"/c/{case.pk}/v/2/")


def test_markup_of_a_text_is_shown_as_text(client: Client) -> None:
    case = publish(make_case("<script>alert(1)</script>"), context_ko="<img src=x onerror=alert(2)>")
    body = read(client, f"/c/{case.pk}/v/1/")
    assert "<script>alert" not in body
    assert "<img src=x" not in body


# --- Files --------------------------------------------------------------------------------------------------


ROW = {
    "title_ko": "고추를 기관에 팔다",
    "summary_ko": "첫 요약",
    "zone_name_ko": "청양 고추특구",
    "source_url": "https://example.org",
}


def load(**changes: str) -> CasePage:
    """Import one case as a file would, and let the worker do what follows."""
    apply_import(ImportRun(importer="cases", source_name="test.csv"), lambda: iter([Row(2, ROW | changes)]))
    run_what_is_ready()
    case: CasePage = CasePage.objects.get()
    return case


def test_case_from_a_file_has_a_version_and_a_changed_file_makes_another(client: Client) -> None:
    make_zone()
    case = load()
    assert list(case.versions.values_list("number", flat=True)) == [1]
    load()
    assert case.versions.count() == 1
    load(summary_ko="둘째 요약")
    assert "첫 요약" in read(client, f"/c/{case.pk}/v/1/")
    assert "둘째 요약" in read(client, f"/c/{case.pk}/v/2/")


def test_case_from_before_versions_gets_its_first_and_a_draft_does_not() -> None:
    make_zone()
    live, draft = make_case("공개"), make_case("초안", live=False)
    record_missing_versions.call()
    record_missing_versions.call()
    assert (live.versions.count(), draft.versions.count()) == (1, 0)


# --- Who may read -------------------------------------------------------------------------------------------


def take_down(case: CasePage) -> None:
    case.unpublish()


def close(case: CasePage) -> None:
    PageViewRestriction.objects.create(page=case.get_parent(), restriction_type=PageViewRestriction.LOGIN)


def delete(case: CasePage) -> None:
    case.delete()


@pytest.mark.parametrize("hide", [take_down, close, delete])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_versions_answer_like_their_case(
    client: Client, hide: Callable[[CasePage], None], prefix: str
) -> None:
    case = two_versions()
    number = case.pk
    paths = [f"{prefix}/c/{number}/v/1/", f"{prefix}/c/{number}/v/2/", f"{prefix}/c/{number}/v/1/2/"]
    assert [client.get(path).status_code for path in paths] == [200] * 3  # the control
    assert client.get(f"{prefix}/c/{number}/").status_code == 302
    hide(case)
    assert [client.get(path).status_code for path in [*paths, f"{prefix}/c/{number}/"]] == [404] * 4
    admin = User.objects.create_superuser(email="admin@example.org", password="a long enough password")
    client.force_login(admin)
    assert [client.get(path).status_code for path in paths] == [404] * 3


def test_history_comes_back_with_the_case(client: Client) -> None:
    case = two_versions()
    case.unpublish()
    publish(case)
    assert "첫 제목" in read(client, f"/c/{case.pk}/v/1/")


@pytest.mark.long
@pytest.mark.parametrize(
    "path", ["v/0/", "v/3/", "v/1/1/", "v/2/1/", "v/1/3/", "v/9999999999999999999999/", "v/-1/"]
)
def test_number_that_is_none_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/c/{two_versions().pk}/{path}").status_code == 404


# --- Reading, comparing, citing -----------------------------------------------------------------------------


def test_old_version_leads_to_the_case_and_is_not_indexed(client: Client) -> None:
    case = two_versions()
    first, second = (read(client, f"/c/{case.pk}/v/{number}/") for number in (1, 2))
    for body in (first, second):
        assert f'/cases/{case.public_slug}/">' in body.split('rel="canonical"')[1].split("\n")[0]
    assert 'content="noindex"' in first
    assert 'content="noindex"' not in second
    response = client.get(f"/c/{case.pk}/")
    assert (response.status_code, response["Location"]) == (302, case.get_absolute_url())


def test_case_lists_its_versions_and_how_to_cite_the_newest(client: Client) -> None:
    case = two_versions()
    part = read(client, f"/cases/{case.public_slug}/").split('id="versions"')[1].split("</section>")[0]
    for path in (f"/c/{case.pk}/v/1/", f"/c/{case.pk}/v/2/", f"/c/{case.pk}/v/1/2/"):
        assert f'href="{path}"' in part
    assert f"/c/{case.pk}/v/2/</dd>" in part.replace("\n", "") or f"hanmadang-case-{case.pk}-v2" in part


def test_change_is_marked_word_by_word_and_told_in_words(client: Client) -> None:
    case = two_versions()
    body = read(client, f"/c/{case.pk}/v/1/2/")
    assert "열두" in body.split("<del>")[2].split("</del>")[0]
    assert "[삭제 시작]" in body
    assert "<ins>" in body
    assert "[추가 시작]" in body
    labels = {row.name: str(row.kind_label) for row in differences(*case.versions.order_by("number"))}
    assert labels == {"title": "고침", "context": "고침", "problem": "새로 적음"}


def test_differences_give_both_texts_back() -> None:
    older, newer = two_versions().versions.order_by("number")
    for row in differences(older, newer):
        for version, gone in ((older, "added"), (newer, "removed")):
            text = "".join(run.text for run in row.runs if run.kind != gone)
            assert text == next((entry.text for entry in version.entries if entry.name == row.name), "")


def test_citation_names_version_and_date_and_escapes_for_bibtex() -> None:
    version: PageVersion = two_versions().versions.get(number=1)
    citation = citation_of(version, kind="case", title="밤 100% {하나} & 둘", author="청양 고추특구")
    day = version.made_on
    assert f"제1판({day.year}. {day.month}. {day.day}.)" in citation.sentence
    assert citation.sentence.endswith(f"/c/{version.page_id}/v/1/")
    assert r"밤 100\% \{하나\} \& 둘" in citation.bibtex
    assert f"version 1, {day.isoformat()}" in citation.bibtex


def test_program_reads_the_versions(client: Client) -> None:
    case = two_versions()
    versions = client.get(f"/api/v1/cases/{case.public_slug}").json()["versions"]
    assert [row["number"] for row in versions] == [2, 1]
    assert versions[1]["url_en"].endswith(f"/en/c/{case.pk}/v/1/")
