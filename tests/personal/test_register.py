"""The register: no personal table without a rule, nothing overdue, and the policy says what the register says."""

from datetime import timedelta
from html import unescape

import pytest
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone, translation

from knowhow.models import ApprovalLink, LibraryExport, Review, TakenCopy
from portal.accounts.models import Desk, Invitation, Organisation
from portal.audit.chain import Access, append
from portal.audit.models import AccessLog
from portal.desks.models import Correction, DeskClosing, Handover, Thread
from portal.outbox.mails import Letter, queue_letter
from portal.outbox.models import MailOutbox
from portal.personal.jobs import LATEST, destroy
from portal.personal.models import ConsentText, DataExport, DestructionRun, Erasure
from portal.personal.registry import Rule, personal_tables, register_rule, rules, tables_without_rule
from tests.accounts.people import make_person, sign_in
from tests.knowhow.factories import make_case


def test_every_personal_table_has_a_rule() -> None:
    tables = personal_tables()
    assert {"portal.User", "account.EmailAddress", "portal.AccessLog", "wagtailcore.Revision"} <= tables
    assert not tables_without_rule(tables), "Register a portal.personal.registry.Rule for them."


def test_control_a_table_nobody_thought_about_is_noticed() -> None:
    assert tables_without_rule({"portal.User", "events.Registration"}) == ["events.Registration"]


def test_a_table_has_one_rule() -> None:
    texts = dict.fromkeys(("title", "items", "purpose", "period", "then"), "x")
    with pytest.raises(ValueError, match=r"portal\.User"):
        register_rule(Rule(key="again", tables=("portal.User",), **texts))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_nothing_is_overdue_when_the_clock_is_put_forward() -> None:
    """Rows of each kind that ends; three years later all are gone, and each rule says so."""
    user = make_person("member@example.kr").user
    now = timezone.now()
    UserSession.objects.create(user=user, ip="127.0.0.1", user_agent="-", session_key="k")
    queue_letter(Letter(kind="trial", to=user.email, subject="-", text="-"))
    MailOutbox.objects.update(state=MailOutbox.State.SENT, finished_at=now)
    append(Access(kind=AccessLog.Kind.VIEW, what="t", actor=user.pk, ip=None, people=["user:1"]))
    DataExport.objects.create(user=user, language="ko", ready_at=now, expires_at=now, content=b"x")
    Erasure.objects.create(user=user, due_at=now, done_at=now)
    company = Organisation.objects.create(name_ko="예시회사", kind="company")
    Invitation.objects.create(
        organisation=company, email=user.email, invited_by=user, digest="d", expires_at=now
    )
    desk = Desk.objects.create(organisation=company, name_ko="담당")
    Thread.objects.create(desk=desk, asked_by=user, subject="-", state="closed", due_at=now)
    Correction.objects.create(
        subject_kind="zone", subject_key="-", reporter=user, state="rejected", decided_at=now
    )
    Handover.objects.create(desk=desk, to_user=user)
    DeskClosing.objects.create(desk=desk, by=user)
    case = make_case()
    review = Review.objects.create(
        page=case, zone_number=case.zone_id, level="zone", raw={}, due_on=now.date()
    )
    ApprovalLink.objects.create(review=review, email="panel@example.kr", digest="d", expires_at=now)
    TakenCopy.objects.create(kind="case", values={}, by=user)
    LibraryExport.objects.create(zone=case.zone, ordered_by=user, language="ko", ready_at=now, expires_at=now)
    then = now + timedelta(days=3 * 365)
    ending = [rule for rule in rules() if rule.destroy]
    assert all(rule.overdue and rule.overdue(then - LATEST) for rule in ending)  # the control: there is work
    reports = destroy(then)
    assert {report.rule: report.overdue for report in reports} == {rule.key: 0 for rule in ending}
    assert all(report.removed for report in reports)
    assert DestructionRun.objects.count() == len(ending)


@pytest.mark.django_db
def test_nothing_goes_before_its_time() -> None:
    user = make_person("member@example.kr").user
    queue_letter(Letter(kind="trial", to=user.email, subject="-", text="-"))
    append(Access(kind=AccessLog.Kind.VIEW, what="t", actor=user.pk, ip=None, people=["user:1"]))
    assert not any(report.removed for report in destroy(timezone.now() + timedelta(minutes=1)))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_policy_says_what_the_register_says(client: Client, facts: None, language: str) -> None:
    """Each rule with items, purpose, period; each consent; the officer, not confirmed."""
    page = unescape(
        client.get("/guide/privacy/" if language == "ko" else "/en/guide/privacy/").content.decode()
    )
    with translation.override(language):
        for rule in rules():
            for text in (rule.title, rule.items, rule.purpose, rule.period, rule.then):
                assert str(text) in page
        for consent in ConsentText.objects.in_force():
            assert consent.title in page
    assert {"ko": "확인되지 않음 (설정 필요)", "en": "not confirmed (to be set)"}[language] in page


def test_policy_names_the_officer_of_the_settings(
    client: Client, facts: None, settings: LazySettings
) -> None:
    settings.PRIVACY_OFFICER, settings.PRIVACY_CONTACT = "예시과장 홍길동", "02-000-0000"
    settings.PRIVACY_PROCESSORS = ["예시호스팅(서버 운영)"]
    page = client.get("/guide/privacy/").content.decode()
    assert all(text in page for text in ("예시과장 홍길동", "02-000-0000", "예시호스팅(서버 운영)"))
    assert "확인되지 않음 (설정 필요)" not in page


@pytest.mark.django_db
def test_register_and_consent_texts_stand_in_the_cms(client: Client) -> None:
    """Texts are added, never changed; editors see neither."""
    assert "/accounts/login/" in client.get("/cms/personal-data/").headers["Location"]
    sign_in(client, make_person("admin@example.kr", is_admin=True, has_second_factor=True))
    assert "접속기록" in client.get("/cms/personal-data/").content.decode()
    text = ConsentText.objects.get(kind="news")
    edit = f"/cms/snippets/portal/consenttext/edit/{text.pk}/"
    assert client.get(edit).status_code == 200
    fields = {field.name: getattr(text, field.name) for field in ConsentText._meta.fields if field.editable}
    response = client.post(edit, {**fields, "title_ko": "다른 제목", "is_required": ""})
    assert "동의서는 고칠 수 없습니다" in response.content.decode()
    text.refresh_from_db()
    assert text.title_ko != "다른 제목"
    added = {**fields, "version": 2, "title_ko": "둘째 판", "is_required": ""}
    assert client.post("/cms/snippets/portal/consenttext/add/", added).status_code == 302
    assert ConsentText.objects.filter(kind="news", version=2).exists()


@pytest.mark.django_db
def test_editor_sees_no_register(client: Client) -> None:
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    assert client.get("/cms/personal-data/").headers["Location"] == "/cms/"
    assert client.get("/cms/snippets/portal/consenttext/").headers["Location"] == "/cms/"
