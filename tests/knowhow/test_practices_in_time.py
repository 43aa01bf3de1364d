"""Practices live in time as cases do: versions that stay, a clock, mails, a word that it still holds."""

import datetime as dt
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knowhow.freshness import confirm, remind_overdue, start_missing_clocks
from knowhow.jobs import record_missing_versions
from knowhow.models import Confirmation, Freshness, PageVersion, PracticePage
from knowhow.practice_indexing import practice_document
from knowhow.withdrawing import Reason, WithdrawalRefusedError, withdraw_version
from portal.accounts.grants import Grant, Role, Scope, give_role
from portal.outbox.models import IndexOutbox, MailOutbox
from tests.accounts.people import Person, make_person, sign_in
from tests.knowhow.factories import make_case, make_practice, make_zone, publish

pytestmark = pytest.mark.django_db


def two_versions() -> PracticePage:
    practice = publish(make_practice("첫 방법"), cautions_ko="요금은 나중에 정한다.", as_of="2025-03")
    return publish(practice, title="둘째 방법", cautions_ko="요금은 처음에 정한다.")


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def writer(practice: PracticePage, name: str = "writer") -> Person:
    person = make_person(f"{name}@example.org", has_second_factor=True)
    grant = Grant(role=Role.EDITOR, scope=Scope.ZONE, number=practice.zone_id, user=person.user)
    give_role(grant, by=None, reason="시험")
    return person


def let_pass(practice: PracticePage, days: int) -> None:
    """Its day passed so many days ago."""
    Freshness.objects.filter(page_id=practice.pk).update(
        review_by=timezone.localdate() - dt.timedelta(days=days)
    )


# --- Versions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_first_version_stays_is_compared_and_cited_after_the_second(client: Client, prefix: str) -> None:
    practice = two_versions()
    first, second = (read(client, f"{prefix}/c/{practice.pk}/v/{number}/") for number in (1, 2))
    assert ("첫 방법" in first, "나중에 정한다" in first, "둘째 방법" in first) == (True, True, False)
    assert ("둘째 방법" in second, "처음에 정한다" in second) == (True, True)
    assert f"{{hanmadang-practice-{practice.pk}-v1," in first
    assert ("Hanmadang practice" if prefix else f"한마당 실무 안내 {practice.pk}, 제1판") in first
    assert "2025" in first
    changed = read(client, f"{prefix}/c/{practice.pk}/v/1/2/")
    assert ("<del>" in changed, "나중에" in changed, "처음에" in changed) == (True, True, True)
    part = read(client, f"{prefix}/practices/{practice.public_slug}/").split('id="versions"')[1]
    for path in ("v/1/", "v/2/", "v/1/2/"):
        assert f'href="{prefix}/c/{practice.pk}/{path}"' in part
    answer = client.get(f"{prefix}/c/{practice.pk}/")
    assert answer["Location"] == f"{prefix}/practices/{practice.public_slug}/"


def test_draft_makes_no_version_and_a_closed_practice_shows_none(client: Client) -> None:
    practice = two_versions()
    practice.title = "아직 비밀인 제목"
    practice.save_revision()
    assert practice.versions.count() == 2
    assert "비밀" not in json.dumps(list(practice.versions.values_list("content")), ensure_ascii=False)
    paths = [f"/c/{practice.pk}/{part}" for part in ("", "v/1/", "v/2/", "v/1/2/")]
    assert [client.get(path).status_code for path in paths] == [302, 200, 200, 200]  # the control
    practice.unpublish()
    assert [client.get(path).status_code for path in paths] == [404] * 4


def test_withdrawn_version_answers_gone_and_what_stands_now_cannot_be_withdrawn(client: Client) -> None:
    practice = two_versions()
    first, second = practice.versions.order_by("number")
    with pytest.raises(WithdrawalRefusedError, match="먼저 글을 고쳐"):
        withdraw_version(second, reason=Reason("personal"), by=None)
    withdraw_version(first, reason=Reason("personal"), by=None)
    for part in ("1", "1/2"):
        answer = client.get(f"/c/{practice.pk}/v/{part}/")
        assert (answer.status_code, "나중에 정한다" in answer.content.decode()) == (410, False)


def test_cms_lists_the_versions_of_a_practice(client: Client) -> None:
    practice = two_versions()
    sign_in(client, make_person("editor@example.org", is_editor=True, has_second_factor=True))
    path = f"/cms/cases/{practice.pk}/versions/"
    assert path in client.get(f"/cms/pages/{practice.pk}/edit/").content.decode()
    assert "거두기</a>" in read(client, path)
    client.post(f"{path}1/withdraw/", {"why": "personal", "is_final": "on"})
    assert practice.versions.get(number=1).withdrawn_at is not None


def test_live_practices_from_before_versions_and_clocks_get_both() -> None:
    practice, draft = make_practice(), make_practice("초안", live=False)
    record_missing_versions.call()
    record_missing_versions.call()
    assert start_missing_clocks() == 1
    assert list(PageVersion.objects.values_list("page", "number")) == [(practice.pk, 1)]
    assert Freshness.objects.get().page_id == practice.pk
    assert draft.versions.count() == 0


def test_programs_read_versions_and_clock(client: Client) -> None:
    practice = two_versions()
    row = client.get(f"/api/v1/practices/{practice.public_slug}").json()
    today = timezone.localdate()
    assert [version["number"] for version in row["versions"]] == [2, 1]
    assert row["versions"][1]["url_en"].endswith(f"/en/c/{practice.pk}/v/1/")
    assert (row["confirmed_on"], row["review_by"]) == (
        today.isoformat(),
        (today + dt.timedelta(days=365)).isoformat(),
    )
    assert today.isoformat() in client.get("/practices/practices.csv").content.decode("utf-8-sig")
    document = practice_document(str(practice.pk), "ko")
    assert document is not None
    assert document.date == today


# --- The clock ------------------------------------------------------------------------------------------------


def test_page_tells_its_days_and_that_one_has_passed(client: Client) -> None:
    soon = timezone.localdate() + dt.timedelta(days=40)
    practice = publish(make_practice(), review_by=soon)
    assert Freshness.objects.get().review_by == soon
    path = f"/practices/{practice.public_slug}/"
    assert ("최근 확인일" in read(client, path), "확인 기한 지남" in read(client, path)) == (True, False)
    let_pass(practice, 3)
    assert "확인 기한 지남" in read(client, path)


def test_each_step_is_mailed_once_and_the_link_confirms(client: Client) -> None:
    practice = publish(make_practice())
    writer(practice)
    sent = []
    for days in (29, 30, 31, 60, 90, 200):
        let_pass(practice, days)
        sent.append(remind_overdue())
    assert sent == [0, 1, 0, 1, 1, 0]
    let_pass(practice, 20)
    Freshness.objects.update(reminded_days=0)
    let_pass(practice, 30)
    remind_overdue()
    text = MailOutbox.objects.order_by("-pk")[0].text
    assert f"/practices/{practice.public_slug}/" in text
    found = re.search(r"/c/confirm/\S+", text)
    assert found is not None
    assert "최근 확인일을 오늘로" in client.post(found.group()).content.decode()
    assert not Freshness.objects.get().is_overdue
    assert client.post(found.group()).status_code == 410


def test_only_who_writes_for_the_zone_confirms_and_search_is_told() -> None:
    practice = publish(make_practice())
    other = publish(make_practice("남의 방법", zone=make_zone("하동 녹차특구", slug="hadong")))
    person = writer(practice)
    IndexOutbox.objects.all().delete()
    assert not confirm(other, by=person.user, way=Confirmation.Way.CMS)
    assert confirm(practice, by=person.user, way=Confirmation.Way.CMS)
    assert IndexOutbox.objects.filter(kind="practice", object_id=str(practice.pk)).exists()
    assert practice.versions.count() == 1


@pytest.mark.long
def test_list_of_the_cms_and_my_zone_show_practices_beside_cases(client: Client) -> None:
    practice = publish(make_practice("때가 지난 방법"))
    case = publish(make_case("때가 지난 사례"))
    sign_in(client, writer(practice))
    path = reverse("overdue_pages")
    assert "때가 지난" not in read(client, path)
    assert "때가 지난" not in read(client, "/my/zone/")
    let_pass(practice, 31)
    Freshness.objects.filter(page_id=case.pk).update(review_by=timezone.localdate() - dt.timedelta(days=40))
    for address in (f"{path}?order={order}" for order in ("", "zone", "title", "confirmed")):
        body = read(client, address)
        assert ("때가 지난 방법" in body, "때가 지난 사례" in body) == (True, True)
    table = client.get(f"{path}?export=csv").content.decode("utf-8-sig")
    assert table.index("때가 지난 사례") < table.index("때가 지난 방법")
    assert "아직 맞는지 확인하기: 때가 지난 방법" in read(client, "/my/zone/")
    client.post(reverse("confirm_page", args=[practice.pk]))
    assert "때가 지난 방법" not in client.get(f"{path}?export=csv").content.decode("utf-8-sig")
