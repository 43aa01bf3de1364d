"""The contributor's form asks with whom, from when, under which name and until when: nothing typed is lost on the way."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from wagtail.documents import get_document_model

from knowhow.actions import accept
from knowhow.models import CasePage, Freshness, PracticePage, Review
from knowhow.writing import DraftValues, UnfitDraftError, begin_draft, save_draft
from knowhow.writing_forms import DAY_FORMATS, PARTS, WritingForm
from portal.accounts.models import User
from portal.jobs.publishing import publish_due
from portal.zones.models import Zone
from tests.accounts.people import enter
from tests.knowhow.factories import make_zone
from tests.knowhow.people import contributor, manager
from tests.knowhow.test_writing import path_of, saved, typed

pytestmark = pytest.mark.django_db
READY = {"summary_ko": "요약", "action_ko": "한 일", "source_note": "담당자가 씀"}


@pytest.fixture
def zone() -> Zone:
    """One of five in its field: fewer would tell whose an anonymous case is."""
    for number in range(4):
        make_zone(f"이웃{number} 어장특구", slug=f"neighbour-{number}", name_en=f"Neighbour {number}")
    return make_zone()


@pytest.fixture
def author(zone: Zone) -> User:
    return contributor(zone)


@pytest.fixture
def page(zone: Zone, author: User, client: Client) -> Any:
    enter(client, author)
    return begin_draft(CasePage, "건조장 이야기", zone=zone, by=author)


def in_days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def sent(page: Any, **values: Any) -> dict[str, Any]:
    """What a page that asks for them sends."""
    return typed(page) | {"embargo_until": "", "review_by": "", "outcome": "stopped"} | values


def test_what_is_typed_is_kept_and_shown_again(client: Client, page: Any) -> None:
    others = list(Zone.objects.exclude(pk=page.zone_id)[:2])
    client.post(
        path_of(page),
        sent(
            page,
            other_zones=[zone.pk for zone in others],
            embargo_until=in_days(30).isoformat(),
            is_anonymous="on",
            review_by=in_days(200).isoformat(),
        ),
    )
    draft = saved(page)
    assert (draft.embargo_until, draft.is_anonymous, draft.review_by) == (in_days(30), True, in_days(200))
    assert list(draft.other_zones.all()) == others
    shown = client.get(path_of(page)).content.decode()
    assert f'value="{in_days(30).isoformat()}"' in shown
    assert f'value="{in_days(200).isoformat()}"' in shown
    assert shown.count('name="other_zones"') == 4
    assert shown.count(" checked") >= 3


def test_own_zone_is_no_other_zone(client: Client, page: Any) -> None:
    refused = client.post(
        path_of(page), sent(page, other_zones=[page.zone_id], summary_ko="그대로 있는 요약")
    )
    assert "그대로 있는 요약" in refused.content.decode()
    assert not saved(page).other_zones.exists()


def test_zones_have_their_english_names(client: Client, page: Any) -> None:
    with translation.override("en"):
        assert "Neighbour 2" in client.get(path_of(page)).content.decode()


@pytest.mark.parametrize("kind", [CasePage, PracticePage])
def test_each_field_has_help_and_an_example(kind: Any) -> None:
    form = WritingForm(page=kind())
    lacking = [
        name
        for _title, names in PARTS[kind]
        for name in names
        if name not in {"is_ai_allowed", "outcome"} and "예: " not in str(form.fields[name].help_text)
    ]
    assert not lacking


@pytest.mark.long
@pytest.mark.parametrize("day", [0, -1, -400])
@pytest.mark.parametrize("name", ["embargo_until", "review_by"])
def test_day_that_has_passed_is_refused_and_the_rest_stays(
    client: Client, page: Any, name: str, day: int
) -> None:
    data = sent(page, summary_ko="잃으면 안 되는 요약", **{name: in_days(day).isoformat()})
    body = client.post(path_of(page), data).content.decode()
    assert "지난 날입니다" in body
    assert "잃으면 안 되는 요약" in body
    assert in_days(day).isoformat() in body


def test_day_that_stood_there_before_does_not_stop_the_writing(client: Client, page: Any) -> None:
    draft = saved(page)
    draft.review_by = in_days(-3)
    draft.save_revision(user=page.owner)
    client.post(path_of(page), sent(page, summary_ko="새 요약", review_by=in_days(-3).isoformat()))
    assert saved(page).summary_ko == "새 요약"


@pytest.mark.parametrize("values", [{"is_anonymous": "on"}, {"embargo_until": in_days(9).isoformat()}])
def test_only_a_stopped_case_hides(client: Client, page: Any, values: dict[str, str]) -> None:
    data = sent(page, summary_ko="잃으면 안 되는 요약", outcome="done", **values)
    body = client.post(path_of(page), data).content.decode()
    assert "중단 사례만 정할 수 있습니다" in body
    assert "잃으면 안 되는 요약" in body
    assert client.post(path_of(page), data | {"then": "autosave"}).status_code == 409
    assert not saved(page).is_anonymous


def test_anonymous_text_that_names_its_zone_is_told_beside_the_box(client: Client, page: Any) -> None:
    data = sent(page, is_anonymous="on", context_ko="청양 고추특구에서 있었던 일")
    answer = client.post(path_of(page), data)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "청양 고추특구에서 있었던 일" in body
    said = body[body.index('id="id_is_anonymous_error"') :][:400]
    assert "특구를 알리는 말이 있습니다" in said
    assert client.post(path_of(page), data | {"then": "autosave"}).json() == {"saved": False}
    assert not saved(page).is_anonymous


def test_what_the_page_refuses_is_no_error_of_the_server(page: Any, author: User) -> None:
    """Control of the test above: without the form it is the action that refuses."""
    values = DraftValues(
        {"is_anonymous": True, "outcome": "stopped", "context_ko": "청양 고추특구"}, None, None
    )
    with pytest.raises(UnfitDraftError) as refused:
        save_draft(page, values, by=author, base="")
    assert set(refused.value.by_field) == {"is_anonymous"}


def test_anonymous_draft_takes_no_file_and_stores_none(client: Client, page: Any) -> None:
    client.post(path_of(page), sent(page, is_anonymous="on"))
    file = {
        "title_ko": "조례안",
        "licence": "kogl1",
        "is_free_of_personal_data": "on",
        "is_free_of_others_rights": "on",
        "file": SimpleUploadedFile("a.pdf", b"x"),
    }
    body = client.post(path_of(page, "knowhow-files"), file).content.decode()
    assert "익명 사례에는 파일, 사진" in body
    assert not get_document_model().objects.exists()


def test_day_taken_away_again_hides_nothing(client: Client, zone: Zone, page: Any) -> None:
    """A draft keeps the day on which Wagtail would open it; the form shows no such field."""
    client.post(path_of(page), sent(page, embargo_until=in_days(300).isoformat(), **READY))
    assert saved(page).go_live_at is not None
    client.post(path_of(page), sent(page, then="submit", **READY))
    accept(Review.objects.get(), "", by=manager(zone))
    page.refresh_from_db()
    assert page.live


def test_embargo_chosen_here_holds_until_its_day(
    client: Client, zone: Zone, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(path_of(page), sent(page, embargo_until=in_days(10).isoformat(), then="submit", **READY))
    accept(Review.objects.get(), "", by=manager(zone))
    page.refresh_from_db()
    assert not page.live
    later = timezone.now() + dt.timedelta(days=10, hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    publish_due()
    page.refresh_from_db()
    assert page.live


def test_review_by_chosen_here_sets_the_clock(client: Client, zone: Zone, page: Any) -> None:
    client.post(path_of(page), sent(page, review_by=in_days(60).isoformat(), then="submit", **READY))
    accept(Review.objects.get(), "", by=manager(zone))
    assert Freshness.objects.get(page=page.pk).review_by == in_days(60)


def test_page_opened_before_it_asked_changes_none_of_them(client: Client, page: Any) -> None:
    client.post(
        path_of(page),
        sent(
            page,
            is_anonymous="on",
            embargo_until=in_days(30).isoformat(),
            review_by=in_days(200).isoformat(),
            other_zones=[Zone.objects.exclude(pk=page.zone_id)[0].pk],
        ),
    )
    client.post(path_of(page), typed(page, outcome="stopped", summary_ko="옛 화면에서 쓴 요약"))
    draft = saved(page)
    assert draft.summary_ko == "옛 화면에서 쓴 요약"
    assert (draft.is_anonymous, draft.embargo_until, draft.review_by) == (True, in_days(30), in_days(200))
    assert draft.other_zones.count() == 1
    client.post(path_of(page), sent(page))
    draft = saved(page)
    assert (draft.is_anonymous, draft.embargo_until, draft.review_by) == (False, None, None)
    assert draft.other_zones.count() == 0


@pytest.mark.long
@pytest.mark.parametrize("form", DAY_FORMATS)
def test_day_may_be_typed_as_people_write_it(client: Client, page: Any, form: str) -> None:
    client.post(path_of(page), sent(page, review_by=f"{in_days(90):{form}}"))
    assert saved(page).review_by == in_days(90)


def test_preview_of_an_anonymous_draft_names_nobody(client: Client, page: Any) -> None:
    client.post(path_of(page), sent(page, is_anonymous="on", **READY))
    body = client.get(path_of(page, "knowhow-preview")).content.decode()
    main = body[body.index("<main") : body.index("</main")]
    assert "익명 특구" in main
    assert "청양" not in main
