"""Withdrawing a version: its words are gone everywhere, its number and the reason stay, and there is no way back."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from knowhow.actions import accept, submit
from knowhow.models import CasePage, PageVersion
from knowhow.withdrawing import Reason, WithdrawalRefusedError, withdraw_version
from portal.accounts.grants import Grant, Role, Scope, give_role
from portal.accounts.models import User
from portal.outbox.models import MailOutbox
from tests.accounts.people import Person, make_person, sign_in
from tests.knowhow.factories import make_case, make_zone, publish
from tests.knowhow.people import contributor
from tests.knowhow.people import manager as zone_manager
from tests.knowhow.test_reviews import draft_case

pytestmark = pytest.mark.django_db

CANARY = "홍길동 010-9876-5432"
WHY = PageVersion.Why.PERSONAL


def case_with_a_mistake() -> CasePage:
    """The second of three versions says what nobody may read."""
    case = publish(make_case("첫 제목"), context_ko="농가가 있었다.")
    case = publish(case, context_ko=f"담당은 {CANARY}이다.")
    return publish(case, context_ko="농가가 많았다.")


def editor() -> Person:
    return make_person("editor@example.org", is_editor=True, has_second_factor=True)


def withdraw(case: CasePage, number: int = 2) -> PageVersion:
    version = case.versions.get(number=number)
    return withdraw_version(version, reason=Reason(WHY, "편집자 메모"), by=editor().user)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_withdrawn_version_says_so_and_holds_nothing_of_its_text(client: Client, prefix: str) -> None:
    case = case_with_a_mistake()
    paths = [f"{prefix}/c/{case.pk}/v/{part}/" for part in ("2", "1/2", "2/3")]
    assert all(CANARY in client.get(path).content.decode() for path in paths)  # the control
    withdraw(case)
    for path in paths:
        response = client.get(path)
        body = response.content.decode()
        assert response.status_code == 410
        assert CANARY not in body
        assert "noindex" in body
        assert case.get_absolute_url() in body
        assert "편집자 메모" not in body
    assert client.get(f"{prefix}/c/{case.pk}/v/1/3/").status_code == 200


def test_text_is_gone_from_every_table_but_the_cms_history(client: Client) -> None:
    case = case_with_a_mistake()
    row = withdraw(case)
    assert CANARY not in json.dumps(list(case.versions.values_list("content", flat=True)), ensure_ascii=False)
    row.refresh_from_db()
    assert (row.number, row.withdrawn_why, row.withdrawn_by) == (2, "personal", User.objects.get())
    assert row.withdrawn_at is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_indexeddocument WHERE body LIKE %s", [f"%{CANARY}%"])
        assert cursor.fetchone()[0] == 0


def test_sent_mails_to_its_reviewers_are_emptied() -> None:
    zone = make_zone()
    author, boss = contributor(zone), zone_manager(zone)
    for words in ("퍼지면 안 되는 글", "괜찮은 글"):
        page = draft_case(zone, author, context_ko=words)
        review = submit(page, by=author)
        MailOutbox.objects.filter(finished_at=None).update(state="sent", finished_at=timezone.now())
        accept(review, "좋습니다", by=boss)
    page = CasePage.objects.get(context_ko="퍼지면 안 되는 글")
    publish(page, context_ko="고친 글")
    mails = MailOutbox.objects.filter(kind="review_waiting").order_by("pk")
    assert "퍼지면 안 되는 글" in mails[0].text  # the control
    withdraw(page, 1)
    first, second = mails
    assert first.text == ""
    assert "괜찮은 글" in second.text


@pytest.mark.long
def test_list_of_versions_names_it_and_compares_across_it(client: Client) -> None:
    case = case_with_a_mistake()
    withdraw(case)
    part = (
        client.get(case.get_absolute_url()).content.decode().split('id="versions"')[1].split("</section>")[0]
    )
    assert "제2판" in part
    assert "공개하면 안 되는 개인정보가 있었음" in part
    assert f'href="/c/{case.pk}/v/1/3/"' in part
    assert f'href="/c/{case.pk}/v/2/"' not in part
    versions = client.get(f"/api/v1/cases/{case.public_slug}").json()["versions"]
    assert [bool(row["withdrawn_at"]) for row in versions] == [False, True, False]


@pytest.mark.long
def test_what_the_page_says_now_is_corrected_first() -> None:
    case = case_with_a_mistake()
    with pytest.raises(WithdrawalRefusedError, match="먼저 글을 고쳐"):
        withdraw(case, 3)
    case.unpublish()
    User.objects.all().delete()
    withdraw(case, 3)
    publish(case)
    assert list(case.versions.values_list("number", "withdrawn_why")) == [
        (4, ""),
        (3, "personal"),
        (2, ""),
        (1, ""),
    ]


@pytest.mark.long
def test_withdrawn_twice_is_refused() -> None:
    case = case_with_a_mistake()
    row = withdraw(case)
    with pytest.raises(WithdrawalRefusedError, match="이미"):
        withdraw_version(row, reason=Reason(WHY), by=User.objects.get())


def manager(case: CasePage) -> Person:
    """Publishes on the pages of the zone, and nowhere else."""
    person = make_person("manager@example.org", has_second_factor=True)
    grant = Grant(role=Role.ZONE_MANAGER, scope=Scope.ZONE, number=case.zone_id, user=person.user)
    give_role(grant, by=None, reason="시험")
    return person


def test_staff_editor_may_zone_manager_and_visitor_may_not(client: Client) -> None:
    case = case_with_a_mistake()
    path, data = f"/cms/cases/{case.pk}/versions/2/withdraw/", {"why": "personal", "is_final": "on"}
    assert client.post(path, data)["Location"].startswith("/accounts/login/")
    sign_in(client, manager(case))
    listing = client.get(f"/cms/cases/{case.pk}/versions/")
    assert (listing.status_code, "거두기</a>" in listing.content.decode()) == (200, False)
    client.post(path, data)
    assert case.versions.get(number=2).withdrawn_at is None
    client.logout()
    sign_in(client, editor())
    assert "거두기</a>" in client.get(f"/cms/cases/{case.pk}/versions/").content.decode()
    client.post(path, data)
    assert case.versions.get(number=2).withdrawn_at is not None


def test_confirmation_says_that_there_is_no_way_back_and_keeps_what_was_typed(client: Client) -> None:
    case = case_with_a_mistake()
    sign_in(client, editor())
    path = f"/cms/cases/{case.pk}/versions/2/withdraw/"
    assert "되돌릴 수 없습니다" in client.get(path).content.decode()
    body = client.post(path, {"why": "rights", "note": "보존될 메모"}).content.decode()
    assert "되돌릴 수 없음을 확인해 주십시오." in body
    assert "보존될 메모" in body
    assert case.versions.get(number=2).withdrawn_at is None
    assert client.get(f"/cms/cases/{case.pk}/versions/99/withdraw/").status_code == 404


@pytest.mark.long
def test_form_of_a_case_leads_to_its_versions(client: Client) -> None:
    case = case_with_a_mistake()
    sign_in(client, editor())
    assert f"/cms/cases/{case.pk}/versions/" in client.get(f"/cms/pages/{case.pk}/edit/").content.decode()
