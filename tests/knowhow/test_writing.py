"""The form for contributors: draft, autosave, files, preview; drafts never lose what was typed."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from knowhow.actions import accept
from knowhow.models import CasePage, PracticePage, Review
from knowhow.writing import begin_draft
from knowhow.writing_forms import STEP_FORMS
from portal.accounts.models import User
from portal.zones.models import Zone
from tests.accounts.people import enter
from tests.knowhow.factories import make_act, make_block, make_exemption, make_stage, make_zone, status_of
from tests.knowhow.people import contributor, make_person, manager

pytestmark = pytest.mark.django_db
ROWS = {
    "steps-TOTAL_FORMS": "2",
    "steps-INITIAL_FORMS": "0",
    "results-TOTAL_FORMS": "1",
    "results-INITIAL_FORMS": "0",
}


@pytest.fixture
def zone() -> Zone:
    return make_zone()


@pytest.fixture
def author(zone: Zone) -> User:
    return contributor(zone)


@pytest.fixture
def page(zone: Zone, author: User, client: Client) -> Any:
    enter(client, author)
    return begin_draft(CasePage, "건조장 이야기", zone=zone, by=author)


def typed(page: Any, **values: str) -> dict[str, str]:
    return {
        **ROWS,
        "title": "건조장 이야기",
        "outcome": "done",
        "licence": "kogl1",
        "base": str(page.get_latest_revision().pk),
        **values,
    }


def saved(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def path_of(page: Any, name: str = "knowhow-draft") -> str:
    return reverse(name, args=[page.pk])


def test_a_contributor_begins_with_kind_zone_and_title(client: Client, zone: Zone, author: User) -> None:
    enter(client, author)
    answer = client.post(
        reverse("knowhow-write"), {"kind": "practice", "zone": zone.pk, "title": "조례 만들기"}
    )
    page = PracticePage.objects.get()
    assert answer.headers["Location"] == path_of(page)
    assert (page.live, page.owner, page.zone) == (False, author, zone)
    other = make_zone("다른 특구", slug="other")
    body = client.post(reverse("knowhow-write"), {"kind": "case", "zone": other.pk, "title": "넘본 글"})
    assert body.status_code == 200
    assert "넘본 글" in body.content.decode()
    assert PracticePage.objects.count() == 1


def test_everything_typed_is_kept_and_shown_again(client: Client, page: Any) -> None:
    stage, block = make_stage(), make_block()
    client.post(
        path_of(page),
        typed(
            page,
            summary_ko="요약입니다",
            year="2025",
            stage=str(stage.pk),
            blocks=str(block.pk),
            **{"steps-0-name_ko": "모으기", "steps-0-text_ko": "농가를 모았다"},
            **{"results-0-indicator_ko": "가동률", "results-0-before": "40%", "results-0-after": "90%"},
        ),
    )
    draft = saved(page)
    assert (draft.summary_ko, draft.year, draft.stage) == ("요약입니다", 2025, stage)
    assert [row.pk for row in draft.blocks.all()] == [block.pk]
    assert [step.value["name_ko"] for step in draft.steps] == ["모으기"]
    assert [row.indicator_ko for row in draft.results.all()] == ["가동률"]
    body = client.get(path_of(page)).content.decode()
    for words in ("요약입니다", "모으기", "농가를 모았다", "가동률", "90%"):
        assert words in body, words
    page.refresh_from_db()
    assert not page.live


def test_wrong_value_keeps_the_rest_of_the_form(client: Client, page: Any) -> None:
    data = typed(page, year="1999", summary_ko="잃으면 안 되는 요약", source_url="no address")
    body = client.post(path_of(page), data).content.decode()
    assert "잃으면 안 되는 요약" in body
    assert "2004년부터" in body
    assert "누리집 주소가 아닙니다" in body


def test_step_keeps_what_the_form_does_not_show(client: Client, page: Any) -> None:
    page.steps = [{"type": "step", "value": {"name_ko": "옛 단계", "name_en": "Old step"}}]
    page.save_revision(user=page.owner)
    row = saved(page).steps[0]
    client.post(path_of(page), typed(page, **{"steps-0-kept": row.id, "steps-0-name_ko": "새 단계"}))
    value = saved(page).steps[0].value
    assert (value["name_ko"], value["name_en"]) == ("새 단계", "Old step")


def test_autosave_answers_a_program_and_makes_no_pile_of_revisions(client: Client, page: Any) -> None:
    for number in range(3):
        answer = client.post(path_of(page), typed(page, summary_ko=f"요약 {number}", then="autosave"))
        assert answer.json()["saved"]
    assert saved(page).summary_ko == "요약 2"
    assert page.revisions.count() == 1
    assert client.post(path_of(page), typed(page, year="x", then="autosave")).status_code == 409


def test_two_writers_never_overwrite_each_other_silently(client: Client, zone: Zone, page: Any) -> None:
    data = typed(page, summary_ko="늦게 누른 요약")
    draft = saved(page)
    draft.summary_ko = "먼저 저장한 요약"
    draft.save_revision(user=manager(zone))
    body = client.post(path_of(page), data).content.decode()
    assert "다른 사람이 이 글을 저장했습니다" in body
    assert "늦게 누른 요약" in body
    assert saved(page).summary_ko == "먼저 저장한 요약"


def test_submit_saves_first_and_says_what_is_missing(client: Client, page: Any) -> None:
    answer = client.post(path_of(page), typed(page, summary_ko="요약", then="submit"), follow=True)
    assert "적지 않은 것이 있습니다" in answer.content.decode()
    assert saved(page).summary_ko == "요약"
    client.post(
        path_of(page),
        typed(page, summary_ko="요약", action_ko="한 일", source_note="담당자가 씀", then="submit"),
    )
    assert Review.objects.get().page_id == page.pk


def test_file_is_closed_until_its_draft_is_published(client: Client, zone: Zone, page: Any) -> None:
    files = path_of(page, "knowhow-files")
    data = {
        "title_ko": "운영 조례안",
        "licence": "kogl1",
        "is_free_of_personal_data": "on",
        "is_free_of_others_rights": "on",
    }
    client.post(files, data | {"file": SimpleUploadedFile("조례안.hwpx", b"words")})
    document = saved(page).files.all()[0].document
    assert "HWPX" in client.get(files).content.decode()
    anonymous = Client()
    assert status_of(anonymous, document.url) in {302, 403, 404}
    client.post(
        path_of(page), typed(page, summary_ko="요약", action_ko="한 일", source_note="씀", then="submit")
    )
    accept(Review.objects.get(), "", by=manager(zone))
    assert status_of(anonymous, document.url) == 200
    assert "운영 조례안" in anonymous.get(page.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("a.exe", {}, "붙일 수 없는 형식입니다"),
        ("a.pdf", {"is_free_of_personal_data": ""}, "파일을 살펴보고"),
    ],
)
def test_file_that_cannot_be_taken_says_why(
    client: Client, page: Any, name: str, values: dict[str, str], words: str
) -> None:
    data = {
        "title_ko": "이름은 그대로",
        "licence": "kogl1",
        "is_free_of_personal_data": "on",
        "is_free_of_others_rights": "on",
    }
    answer = client.post(
        path_of(page, "knowhow-files"), data | values | {"file": SimpleUploadedFile(name, b"x")}
    )
    body = answer.content.decode()
    assert words in body
    assert "이름은 그대로" in body
    assert not saved(page).files.count()


def test_file_is_taken_off(client: Client, page: Any) -> None:
    files = path_of(page, "knowhow-files")
    data = {
        "title_ko": "조례안",
        "licence": "kogl1",
        "is_free_of_personal_data": "on",
        "is_free_of_others_rights": "on",
    }
    client.post(files, data | {"file": SimpleUploadedFile("a.pdf", b"x")})
    client.post(files, {"remove": str(saved(page).files.all()[0].document_id)})
    assert not saved(page).files.count()


def test_preview_shows_the_draft_to_its_writer_alone(client: Client, zone: Zone, page: Any) -> None:
    client.post(path_of(page), typed(page, summary_ko="미리 볼 요약"))
    paths = [path_of(page, name) for name in ("knowhow-preview", "knowhow-draft", "knowhow-files")]
    assert "미리 볼 요약" in client.get(paths[0]).content.decode()
    other = contributor(zone, "another")
    for person in (other, make_person("nobody")):
        enter(client, person)
        assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    client.logout()
    assert [client.get(path).status_code for path in paths] == [302, 302, 302]
    enter(client, manager(zone))
    assert [client.get(path).status_code for path in paths] == [200, 200, 200]


def test_more_rows_come_without_script(client: Client, page: Any) -> None:
    answer = client.post(path_of(page), typed(page, summary_ko="요약", then="more-steps"), follow=True)
    assert "3단계" in answer.content.decode()
    assert saved(page).summary_ko == "요약"


# --- English steps, exemptions, pictures


def exemption_rows(*rows: dict[str, str]) -> dict[str, str]:
    """What the browser sends for the rows of exemptions."""
    sent = {"exemptions-TOTAL_FORMS": str(len(rows)), "exemptions-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        sent |= {f"exemptions-{number}-{name}": value for name, value in row.items()}
    return sent


def test_every_text_of_a_step_and_a_result_can_be_written_and_comes_back(
    client: Client, zone: Zone, author: User
) -> None:
    enter(client, author)
    kinds: tuple[Any, ...] = (CasePage, PracticePage)
    for kind in kinds:
        form = STEP_FORMS[kind]
        page: Any = begin_draft(kind, "글", zone=zone, by=author)
        fields = [name for name in form.base_fields if name != "kept"]
        assert set(fields) == set(
            page._meta.get_field("steps").stream_block.child_blocks["step"].child_blocks
        )
        values = {f"steps-0-{name}": f"말 {name}" for name in fields}
        if kind is CasePage:
            values |= {
                "results-0-indicator_ko": "매출",
                "results-0-indicator_en": "Sales",
                "results-0-text_en": "Grew",
            }
        client.post(path_of(page), typed(page, **values))
        draft = saved(page)
        assert dict(draft.steps[0].value) == {name: f"말 {name}" for name in fields}
        shown = client.get(path_of(page)).content.decode()
        assert all(f"말 {name}" in shown for name in fields)
        if kind is CasePage:
            (result,) = draft.results.all()
            assert (result.indicator_en, result.text_en) == ("Sales", "Grew")


def test_exemptions_of_a_case_are_as_exact_as_what_was_chosen(client: Client, page: Any) -> None:
    act = make_act()
    exemption = make_exemption(acts=(act,))
    rows = (
        {"text_as_read": "위탁경영", "exemption": str(exemption.pk), "act": str(act.pk)},
        {"text_as_read": "농지법에 따라", "act": str(act.pk)},
        {"text_as_read": "옥외광고"},
    )
    client.post(path_of(page), typed(page, **exemption_rows(*rows)))
    uses = [(use.text_as_read, use.level, use.exemption, use.act) for use in saved(page).exemption_uses.all()]
    assert uses == [
        ("위탁경영", "article", exemption, None),
        ("농지법에 따라", "act", None, act),
        ("옥외광고", "unresolved", None, None),
    ]
    saved(page).save_revision().publish()
    assert "옥외광고" in client.get(CasePage.objects.get().get_absolute_url()).content.decode()
    refused = client.post(path_of(page), typed(page, **exemption_rows({"act": str(act.pk)})))
    assert "자료에 적힌 말을 옮겨 주십시오" in refused.content.decode()


def test_exemptions_of_a_practice_are_chosen_and_taken_away(client: Client, zone: Zone, author: User) -> None:
    enter(client, author)
    page: Any = begin_draft(PracticePage, "안내", zone=zone, by=author)
    exemption = make_exemption()
    client.post(path_of(page), typed(page, **exemption_rows({"exemption": str(exemption.pk)})))
    assert list(saved(page).exemptions.all()) == [exemption]
    client.post(path_of(page), typed(page))  # a form from before it asked for them
    assert list(saved(page).exemptions.all()) == [exemption]
    client.post(path_of(page), typed(page, **exemption_rows({"exemption": ""})))
    assert list(saved(page).exemptions.all()) == []


def picture(name: str = "hall.png") -> SimpleUploadedFile:
    """A small picture."""
    content = BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def test_picture_is_attached_shown_and_taken_off(client: Client, page: Any) -> None:
    path = path_of(page, "knowhow-files")
    values = {"alt_text": "건조장 안", "caption": "2025년 가을", "is_free_of_others_rights": "on"}
    client.post(path, values | {"picture": picture()})
    (block,) = saved(page).body
    assert (block.block_type, block.value["caption"]) == ("image", "2025년 가을")
    assert "건조장 안" in client.get(path).content.decode()
    saved(page).save_revision().publish()
    assert 'alt="건조장 안"' in client.get(CasePage.objects.get().get_absolute_url()).content.decode()
    client.post(path, {"remove-picture": block.id})
    assert len(saved(page).body) == 0


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"picture": SimpleUploadedFile("a.png", b"no picture")}, "사진"),
        ({"picture": picture("a.gif")}, "JPG, PNG, WebP 사진만"),
        ({"alt_text": ""}, "id_alt_text"),
        ({"is_free_of_others_rights": ""}, "사진을 살펴보고"),
    ],
)
def test_picture_that_will_not_do_is_refused_with_advice(
    client: Client, page: Any, changes: dict[str, Any], advice: str
) -> None:
    values = {"alt_text": "건조장", "caption": "", "is_free_of_others_rights": "on", "picture": picture()}
    answer = client.post(path_of(page, "knowhow-files"), values | changes)
    assert answer.status_code == 200
    assert advice in answer.content.decode()
    assert len(saved(page).body) == 0


def test_nobody_else_attaches_a_picture(client: Client, page: Any) -> None:
    values = {"alt_text": "건조장", "is_free_of_others_rights": "on", "picture": picture()}
    enter(client, make_person("stranger"))
    assert client.post(path_of(page, "knowhow-files"), values).status_code == 404
    client.logout()
    assert client.post(path_of(page, "knowhow-files"), values).status_code == 302
    assert len(saved(page).body) == 0
