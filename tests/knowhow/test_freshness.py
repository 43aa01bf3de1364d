"""A case holds until its day; then whoever can confirm it is mailed, and a word sets the clock anew."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knowhow.freshness import confirm, people_of, remind_overdue, start_missing_clocks
from knowhow.models import CasePage, Confirmation, Freshness
from portal.accounts.grants import Grant, Role, Scope, end_role, give_role, hold_desk
from portal.accounts.models import Desk, Organisation, RoleGrant, User
from portal.outbox.models import IndexOutbox, MailOutbox
from tests.accounts.people import Person, make_person, sign_in
from tests.knowhow.factories import make_case, make_zone, publish

pytestmark = pytest.mark.django_db

type Travel = Callable[[int], None]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """Give a function that moves the clock of the site by days."""
    true_now = timezone.now

    def go(days: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: true_now() + dt.timedelta(days=days))

    return go


def writer(case: CasePage, name: str = "writer", role: str = Role.EDITOR) -> Person:
    person = make_person(f"{name}@example.org", has_second_factor=True)
    grant = Grant(role=role, scope=Scope.ZONE, number=case.zone_id, user=person.user)
    give_role(grant, by=None, reason="시험")
    return person


def clock(case: CasePage) -> Freshness:
    return Freshness.objects.get(page_id=case.pk)


def link() -> str:
    text = MailOutbox.objects.order_by("-pk")[0].text
    found = re.search(r"/c/confirm/\S+", text)
    assert found
    return found.group()


# --- The clock ----------------------------------------------------------------------------------------------


def test_publishing_sets_the_clock_for_a_year() -> None:
    case = publish(make_case())
    today = timezone.localdate()
    assert (clock(case).review_by - today).days == 365
    assert clock(case).confirmed_on == today


def test_editor_may_choose_an_earlier_day_and_a_day_in_the_past_is_no_choice() -> None:
    soon = timezone.localdate() + dt.timedelta(days=40)
    case = publish(make_case(), review_by=soon)
    assert clock(case).review_by == soon
    publish(case, review_by=timezone.localdate() - dt.timedelta(days=3))
    assert (clock(case).review_by - timezone.localdate()).days == 365


def test_case_from_a_file_has_a_clock_but_nobody_confirmed_it() -> None:
    case, draft = make_case(), make_case("초안", live=False)
    assert start_missing_clocks() == 1
    assert start_missing_clocks() == 0
    assert clock(case).confirmed_on is None
    assert not Freshness.objects.filter(page_id=draft.pk).exists()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_tells_when_it_was_confirmed_and_when_its_day_has_passed(
    client: Client, travel: Travel, prefix: str
) -> None:
    case = publish(make_case())
    path = f"{prefix}/cases/{case.public_slug}/"
    labels = ("Last confirmed", "Review overdue") if prefix else ("최근 확인일", "확인 기한 지남")
    fresh = client.get(path).content.decode()
    assert (labels[0] in fresh, labels[1] in fresh) == (True, False)
    travel(366)
    assert labels[1] in client.get(path).content.decode()


# --- Mails --------------------------------------------------------------------------------------------------


def test_each_step_is_mailed_once_to_author_and_zone(travel: Travel) -> None:
    case = publish(make_case(owner=make_person("author@example.org").user))
    writer(case)
    sent = []
    for days in (364, 365 + 29, 365 + 30, 365 + 31, 365 + 60, 365 + 61, 365 + 90, 365 + 200):
        travel(days)
        sent.append(remind_overdue())
        remind_overdue()
    assert sent == [0, 0, 2, 0, 2, 0, 2, 0]
    assert set(MailOutbox.objects.values_list("to", flat=True)) == {
        "author@example.org",
        "writer@example.org",
    }


def test_late_worker_sends_the_longest_step_alone(travel: Travel) -> None:
    case = publish(make_case())
    writer(case)
    travel(365 + 95)
    assert remind_overdue() == 1
    assert clock(case).reminded_days == 90


def test_confirmed_case_is_mailed_about_anew_a_year_later(travel: Travel) -> None:
    case = publish(make_case())
    person = writer(case)
    travel(365 + 30)
    remind_overdue()
    assert confirm(case, by=person.user, way=Confirmation.Way.CMS)
    travel(365 + 60)
    assert remind_overdue() == 0
    travel(365 + 30 + 365 + 30)
    assert remind_overdue() == 1


def test_desk_reaches_who_holds_it_now_and_who_left_gets_nothing() -> None:
    case = make_case(owner=make_person("left@example.org").user)
    User.objects.filter(email="left@example.org").update(is_active=False)
    county = Organisation.objects.create(kind="municipality", name_ko="시험군", is_confirmed=True)
    desk = Desk.objects.create(organisation=county, name_ko="특구담당")
    give_role(
        Grant(role=Role.EDITOR, scope=Scope.ZONE, number=case.zone_id, desk=desk), by=None, reason="시험"
    )
    former, present = make_person("former@example.org").user, make_person("present@example.org").user
    hold_desk(desk, former, by=None)
    hold_desk(desk, present, by=None)
    make_person("stranger@example.org")
    assert people_of(case) == [present]


def test_unpublished_case_is_not_mailed_about(travel: Travel) -> None:
    case = publish(make_case())
    writer(case)
    case.unpublish()
    travel(500)
    assert remind_overdue() == 0


# --- The link of the mail -----------------------------------------------------------------------------------


def mailed(case: CasePage, travel: Travel) -> str:
    travel(365 + 30)
    assert remind_overdue()
    return link()


def test_link_confirms_once_without_an_account_and_opening_it_changes_nothing(
    client: Client, travel: Travel
) -> None:
    case = publish(make_case())
    writer(case)
    path = mailed(case, travel)
    asked = client.get(path)
    assert (asked.status_code, asked["Referrer-Policy"]) == (200, "same-origin")
    assert "no-store" in asked["Cache-Control"]
    assert clock(case).is_overdue
    assert "최근 확인일을 오늘로" in client.post(path).content.decode()
    assert not clock(case).is_overdue
    assert client.get(path).status_code == client.post(path).status_code == 410
    assert Confirmation.objects.get().way == "mail"


@pytest.mark.long
@pytest.mark.parametrize("why", ["forged", "of another", "too old", "role ended", "taken down"])
def test_link_that_is_none_confirms_nothing(
    client: Client, travel: Travel, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    case = publish(make_case())
    person = writer(case)
    path = mailed(case, travel)
    assert client.get(path).status_code == 200  # the control
    if why == "forged":
        path = path.rstrip("/")[:-2] + "xx/"
    elif why == "of another":
        User.objects.filter(pk=person.user.pk).update(is_active=False)
    elif why == "too old":
        monkeypatch.setattr("django.core.signing.time.time", lambda: 9_999_999_999.0)
    elif why == "role ended":
        end_role(RoleGrant.objects.get(), by=None, reason="시험")
    else:
        case.unpublish()
    assert client.post(path).status_code == 410
    assert clock(case).is_overdue


# --- Confirming ---------------------------------------------------------------------------------------------


def test_confirming_makes_no_version_and_stands_in_the_history(client: Client) -> None:
    case = publish(make_case())
    person = writer(case)
    IndexOutbox.objects.all().delete()
    assert confirm(case, by=person.user, way=Confirmation.Way.CMS)
    assert case.versions.count() == 1
    assert IndexOutbox.objects.filter(kind="case", object_id=str(case.pk)).exists()
    part = client.get(case.get_absolute_url()).content.decode().split('id="versions"')[1]
    assert "지금도 맞는 내용임을 확인함" in part
    assert "writer@example.org" not in part


@pytest.mark.long
def test_list_of_the_cms_shows_what_is_overdue_in_ones_own_zones(client: Client, travel: Travel) -> None:
    mine = publish(make_case("내 사례"))
    other = publish(make_case("남의 사례", zone=make_zone("하동 녹차특구", slug="hadong")))
    path = reverse("overdue_pages")
    Freshness.objects.update(review_by=timezone.localdate() - dt.timedelta(days=31))
    assert client.get(path).status_code == 302
    sign_in(client, writer(mine))
    body = client.get(path).content.decode()
    assert ("내 사례" in body, "남의 사례" in body) == (True, False)
    assert "내 사례" in client.get(f"{path}?days=30&order=zone").content.decode()
    assert "내 사례" not in client.get(f"{path}?days=60").content.decode()
    assert "내 사례" in client.get(f"{path}?days=x&order=%00").content.decode()
    assert "내 사례" in client.get(f"{path}?export=csv").content.decode("utf-8-sig")
    client.post(reverse("confirm_page", args=[mine.pk]))
    assert "을(를) 확인했습니다" in client.get(path).content.decode()
    assert "내 사례" not in client.get(path).content.decode()
    client.post(reverse("confirm_page", args=[other.pk]))
    assert clock(other).is_overdue
    client.logout()
    client.post(reverse("confirm_page", args=[other.pk]))
    assert clock(other).is_overdue
    sign_in(client, make_person("editor@example.org", is_editor=True, has_second_factor=True))
    assert "남의 사례" in client.get(path).content.decode()


# --- The order ----------------------------------------------------------------------------------------------


def test_list_and_programs_sort_by_the_day_of_confirmation(client: Client) -> None:
    today = timezone.localdate()
    for days, title in enumerate(("어제", "그제", "오늘"), start=1):
        case = make_case(title, year=2020 + days)
        confirmed = {"어제": 1, "그제": 2, "오늘": 0}[title]
        Freshness.objects.create(
            page_id=case.pk, review_by=today, confirmed_on=today - dt.timedelta(days=confirmed)
        )
    make_case("확인 없음", year=2025)
    body = client.get("/cases/?sort=confirmed").content.decode()
    order = sorted(("어제", "그제", "오늘", "확인 없음"), key=lambda title: body.index(f">{title}"))
    assert order == ["오늘", "어제", "그제", "확인 없음"]
    found: list[str] = []
    address = "/api/v1/cases?sort=confirmed&limit=2"
    while address:
        answer = client.get(address).json()
        found += [row["title_ko"] for row in answer["results"]]
        address = answer["next"]
    assert found == order
    assert answer["results"][-1]["confirmed_on"] is None
