"""The right of reply: who may, what readers see beside the fact, what stays of it, who may hide it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.grants import Grant, Role, Scope, give_role, hold_desk
from portal.accounts.models import Desk, Organisation, User
from portal.desks.models import Reply
from portal.desks.replies import ReplyRefusedError, answer, hide, take_back
from portal.outbox.models import MailOutbox
from portal.page_cache.epoch import bump
from portal.personal.registry import rules
from portal.zones.models import GradeStep, PublishedGrade, Zone
from tests.accounts.people import Person, make_person, sign_in
from tests.knowhow.factories import make_zone

pytestmark = pytest.mark.django_db
WORDS = "가뭄으로 행사를 줄인 해입니다."


@pytest.fixture
def zone() -> Zone:
    return make_zone()


@pytest.fixture
def grade(zone: Zone) -> PublishedGrade:
    step = GradeStep.objects.get_or_create(step=4, defaults={"name_ko": "부진", "name_en": "Poor"})[0]
    return PublishedGrade.objects.create(zone=zone, year=2025, grade=step)


PEOPLE: dict[int, Person] = {}


def person(name: str, role: str = "", zone: Zone | None = None) -> User:
    someone = make_person(f"{name}@example.org", has_second_factor=True)
    PEOPLE[someone.user.pk] = someone
    if role:
        scope, number = (Scope.ZONE, zone.pk) if zone else (Scope.EVERYWHERE, None)
        give_role(Grant(role=role, scope=scope, number=number, user=someone.user), by=None, reason="test")
    return someone.user


@pytest.fixture
def boss(zone: Zone) -> User:
    return person("boss", Role.ZONE_MANAGER, zone)


def fact_of(grade: PublishedGrade) -> str:
    return f"grade.{grade.pk}.grade"


def give(grade: PublishedGrade, by: User, text: str = WORDS, english: str = "") -> Reply:
    return answer(grade.zone, fact_of(grade), korean=text, english=english, by=by)


def page_of(client: Client, path: str) -> str:
    bump()
    return client.get(path).content.decode()


def enter(client: Client, user: User) -> None:
    """Sign in with a second factor, which whoever holds a role needs."""
    client.logout()
    sign_in(client, PEOPLE[user.pk])


def test_reply_stands_beside_the_fact_with_the_post_and_not_the_person(
    client: Client, zone: Zone, grade: PublishedGrade, boss: User
) -> None:
    boss.first_name, boss.last_name = "길동", "홍"
    boss.save()
    path = zone.get_absolute_url()
    assert WORDS not in page_of(client, path)
    give(grade, boss)
    body = page_of(client, path)
    assert WORDS in body
    assert "특구의 답변(청양 고추특구 담당)" in body
    for private in ("길동", boss.email):
        assert private not in body
    assert body.index('id="evaluation"') < body.index(WORDS) < body.index('id="exemptions"')
    for other in (reverse("zone-history", args=["cheongyang"]), reverse("zone-replies", args=["cheongyang"])):
        assert WORDS in page_of(client, other)
    notes = client.get("/api/v1/zones/cheongyang").json()["notes"]
    assert [(row["reference"], row["text_ko"], row["text_en"]) for row in notes] == [
        (fact_of(grade), WORDS, "")
    ]


def test_who_holds_the_desk_speaks_with_its_name(client: Client, zone: Zone, grade: PublishedGrade) -> None:
    body = Organisation.objects.create(
        name_ko="청양군", kind=Organisation.Kind.MUNICIPALITY, is_confirmed=True
    )
    desk = Desk.objects.create(organisation=body, name_ko="특구팀")
    give_role(
        Grant(role=Role.ZONE_MANAGER, scope=Scope.ZONE, number=zone.pk, desk=desk), by=None, reason="test"
    )
    officer = person("officer")
    with pytest.raises(PermissionDenied):
        give(grade, officer)
    hold_desk(desk, officer, by=None)
    give(grade, officer)
    assert "특구의 답변(청양군 특구팀)" in page_of(client, zone.get_absolute_url())


@pytest.mark.parametrize(
    ("role", "is_own"),
    [(Role.CONTRIBUTOR, True), (Role.EDITOR, True), (Role.ZONE_MANAGER, False), ("", True)],
)
def test_nobody_else_replies(zone: Zone, grade: PublishedGrade, role: str, is_own: bool) -> None:  # noqa: FBT001  (a table)
    where = zone if is_own else make_zone("하동 녹차특구", slug="hadong")
    with pytest.raises(PermissionDenied):
        give(grade, person("other", role, where if role else None))
    assert not Reply.objects.exists()


def test_pages_of_the_form_open_for_the_zone_alone(
    client: Client, zone: Zone, grade: PublishedGrade, boss: User
) -> None:
    paths = [reverse("replies", args=[zone.pk]), reverse("reply", args=[zone.pk, fact_of(grade)])]
    assert [client.get(path).status_code for path in paths] == [302, 302]
    enter(client, person("stranger"))
    assert [client.get(path).status_code for path in paths] == [404, 404]
    enter(client, boss)
    assert [client.get(path).status_code for path in paths] == [200, 200]
    assert reverse("replies", args=[zone.pk]) in client.get("/my/zone/").content.decode()
    refused = client.post(paths[1], {"text_ko": ""})
    assert "답변을 적어 주십시오" in refused.content.decode()
    assert client.post(paths[1], {"text_ko": WORDS}).headers["Location"] == paths[0]
    assert Reply.objects.get().text_ko == WORDS
    assert client.get(reverse("reply", args=[zone.pk, "grade.999.grade"])).status_code == 404
    assert client.get(reverse("reply", args=[zone.pk, "rm -rf"])).status_code == 404


def test_fact_of_another_zone_is_refused(grade: PublishedGrade) -> None:
    other = make_zone("하동 녹차특구", slug="hadong")
    with pytest.raises(ReplyRefusedError):
        answer(other, fact_of(grade), korean=WORDS, english="", by=person("b2", Role.ZONE_MANAGER, other))


@pytest.mark.parametrize("text", ["주민등록번호 900101-1234568", "문의 010-1234-5678", "a.b@example.com"])
def test_personal_numbers_are_refused_and_what_was_typed_stays(
    client: Client, zone: Zone, grade: PublishedGrade, boss: User, text: str
) -> None:
    enter(client, boss)
    body = client.post(reverse("reply", args=[zone.pk, fact_of(grade)]), {"text_ko": text}).content.decode()
    assert "답변에 개인정보가 있습니다" in body
    assert text in body
    assert not Reply.objects.exists()


def test_control_without_the_scan_the_number_would_be_public(
    client: Client, zone: Zone, grade: PublishedGrade, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.desks.replies.refuse_numbers", lambda _text: None)
    give(grade, boss, "문의 010-1234-5678")
    assert "010-1234-5678" in page_of(client, zone.get_absolute_url())


def test_changed_reply_keeps_the_earlier_text(
    client: Client, zone: Zone, grade: PublishedGrade, boss: User
) -> None:
    give(grade, boss, "처음 답변")
    give(grade, boss, "고친 답변")
    body = page_of(client, zone.get_absolute_url())
    assert ("처음 답변" in body, "고친 답변" in body) == (False, True)
    listed = page_of(client, reverse("zone-replies", args=["cheongyang"]))
    for words in ("처음 답변", "고친 답변", "고쳐 씀"):
        assert words in listed, words


def test_withdrawn_reply_leaves_the_fact_and_stays_in_the_list(
    client: Client, zone: Zone, grade: PublishedGrade, boss: User
) -> None:
    row = give(grade, boss)
    with pytest.raises(PermissionDenied):
        take_back(row, by=person("stranger"))
    enter(client, boss)
    client.post(reverse("withdraw-reply", args=[row.pk]))
    client.logout()
    assert WORDS not in page_of(client, zone.get_absolute_url())
    assert "특구가 거둠" in page_of(client, reverse("zone-replies", args=["cheongyang"]))
    with pytest.raises(ReplyRefusedError):
        take_back(row, by=boss)


def test_programme_hides_with_a_reason_that_everybody_reads(
    client: Client, zone: Zone, grade: PublishedGrade, boss: User
) -> None:
    row = give(grade, boss)
    officer = person("programme", Role.PROGRAMME_OFFICER)
    for stranger in (boss, person("stranger")):
        with pytest.raises(PermissionDenied):
            hide(row, why="까닭이 있음", by=stranger)
    enter(client, officer)
    path = reverse("hide-reply", args=[row.pk])
    assert client.post(path, {"why": ""}).status_code == 200
    client.post(path, {"why": "다른 특구를 비난함"})
    client.logout()
    for address in (zone.get_absolute_url(), reverse("zone-replies", args=["cheongyang"])):
        body = page_of(client, address)
        assert "삭제된 답변" in body
        assert "다른 특구를 비난함" in body
        assert WORDS not in body
    assert WORDS not in client.get("/api/v1/zones/cheongyang").content.decode()
    assert MailOutbox.objects.get().to == boss.email


def test_reply_never_touches_the_fact_and_stays_with_the_value_it_answered(
    client: Client, zone: Zone, grade: PublishedGrade, boss: User
) -> None:
    before = PublishedGrade.objects.values().get(pk=grade.pk)
    give(grade, boss)
    assert PublishedGrade.objects.values().get(pk=grade.pk) == before
    grade.grade = GradeStep.objects.get_or_create(
        step=2, defaults={"name_ko": "우수", "name_en": "Excellent"}
    )[0]
    grade.save()
    assert f"‘부진’이던 때의 답변: {WORDS}" in page_of(client, zone.get_absolute_url())
    grade.delete()
    assert "부진" in page_of(client, reverse("zone-replies", args=["cheongyang"]))
    assert client.get(zone.get_absolute_url()).status_code == 200


def test_english_page_shows_english_or_says_that_it_is_korean(
    client: Client, zone: Zone, grade: PublishedGrade, boss: User
) -> None:
    path = f"/en{zone.get_absolute_url()}"
    give(grade, boss)
    assert 'lang="ko"' in page_of(client, path).split("Reply of the zone")[1][:400]
    give(grade, boss, english="There was a drought.")
    assert "There was a drought." in page_of(client, path)


def test_questions_of_the_page_do_not_grow_with_replies(
    client: Client, zone: Zone, grade: PublishedGrade, boss: User
) -> None:
    def count() -> int:
        bump()
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(zone.get_absolute_url())
        return len(found)

    give(grade, boss)
    count()
    one = count()
    for fact in ("product", "status", "area", "designated"):
        answer(zone, f"zone.{zone.pk}.{fact}", korean=WORDS, english="", by=boss)
    assert count() == one


def test_who_leaves_is_no_longer_named(grade: PublishedGrade, boss: User) -> None:
    row: Any = give(grade, boss)
    rule = next(rule for rule in rules() if rule.key == "fact-replies")
    assert rule.erase is not None
    rule.erase(boss)
    row.refresh_from_db()
    assert (row.made_by, row.text_ko) == (None, WORDS)
