"""My data: seen, taken along, agreed to again, and erased, by its owner alone."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.audit.chain import Access, append
from portal.audit.models import AccessLog
from portal.outbox.models import MailOutbox
from portal.personal import registry
from portal.personal.consents import consents_due, give_consent, has_consented
from portal.personal.erasure import GRACE, CannotLeaveError, ask_for_erasure, erase_due
from portal.personal.exports import make_export
from portal.personal.forms import ConsentFields
from portal.personal.jobs import destroy
from portal.personal.models import Consent, ConsentText, DataExport, Erasure
from portal.settings import base
from tests.accounts.people import Person, make_person, sign_in

pytestmark = pytest.mark.django_db

HOME = "/accounts/my-data/"
PAGES = ["", "export/1/", "consents/", "leave/"]
ORDERS = ["export/", "language/", "consents/news/", "stay/"]


@pytest.fixture(autouse=True)
def _mails_into_the_outbox(settings: LazySettings) -> None:
    settings.MAILERS = base.MAILERS


@pytest.fixture
def member() -> Person:
    """Somebody with an account."""
    return make_person("leaving@example.kr")


@pytest.fixture
def signed_in(client: Client, member: Person) -> Client:
    """His browser."""
    sign_in(client, member)
    return client


def _second_version(kind: str) -> ConsentText:
    text = ConsentText.objects.get(kind=kind)
    text.pk, text.version = None, 2
    text.save()
    return text


def _let_the_week_pass() -> None:
    Erasure.objects.update(due_at=timezone.now() - timedelta(seconds=1))


# --- Rights


@pytest.mark.parametrize("path", [*PAGES, *ORDERS])
def test_stranger_is_sent_to_sign_in(client: Client, path: str) -> None:
    ask = client.post if path in ORDERS else client.get
    assert "/accounts/login/" in ask(f"{HOME}{path}").headers["Location"]


@pytest.mark.parametrize("path", ORDERS)
def test_order_needs_a_form_and_its_token(member: Person, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member.user)
    assert strict.get(f"{HOME}{path}").status_code == 405
    assert strict.post(f"{HOME}{path}").status_code == 403


def test_file_of_somebody_else_does_not_exist(signed_in: Client) -> None:
    other = make_person("other@example.kr").user
    now = timezone.now()
    export = DataExport.objects.create(
        user=other, language="ko", ready_at=now, expires_at=now + timedelta(days=1), content=b"x"
    )
    assert signed_in.get(f"{HOME}export/{export.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["", "export/1/", "leave/"])
def test_pages_are_kept_by_no_cache(signed_in: Client, path: str) -> None:
    assert "no-store" in signed_in.get(f"{HOME}{path}").headers["Cache-Control"]


def test_page_asks_the_database_as_often_as_written_here(signed_in: Client) -> None:
    signed_in.get(HOME)
    with CaptureQueriesContext(connection) as queries:
        signed_in.get(HOME)
    assert len(queries) == 10


# --- Consents


def _form(**boxes: str) -> ConsentFields:
    return ConsentFields(boxes)


def test_sign_up_needs_age_and_the_required_consent() -> None:
    form = _form(agree_news="on")
    assert set(form.errors) == {"is_old_enough", "agree_membership"}


def test_consents_are_kept_with_version_and_time_and_nothing_else(member: Person) -> None:
    form = _form(is_old_enough="on", agree_membership="on")
    assert form.is_valid()
    form.record_consents(member.user)
    consent = Consent.objects.get()
    assert (consent.text.kind, consent.text.version, consent.withdrawn_at) == ("membership", 1, None)
    assert {field.name for field in Consent._meta.fields} == {
        "id",
        "user",
        "text",
        "given_at",
        "withdrawn_at",
    }
    assert not has_consented(member.user, "news")


def test_no_box_is_ticked_beforehand() -> None:
    assert "checked" not in str(ConsentFields())


def test_same_consent_stands_once(member: Person) -> None:
    text = ConsentText.objects.get(kind="news")
    give_consent(member.user, text)
    give_consent(member.user, text)
    assert Consent.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(user=member.user, text=text)


def test_optional_consent_is_given_and_withdrawn(signed_in: Client, member: Person) -> None:
    signed_in.post(f"{HOME}consents/news/", {"agree": "1"})
    assert has_consented(member.user, "news")
    signed_in.post(f"{HOME}consents/news/")
    assert not has_consented(member.user, "news")
    assert Consent.objects.get().withdrawn_at
    assert signed_in.post(f"{HOME}consents/membership/").status_code == 404


def test_changed_text_is_asked_again_before_anything_else(client: Client, member: Person) -> None:
    give_consent(member.user, ConsentText.objects.get(kind="membership"))
    _second_version("membership")
    sign_in(client, member)
    response = client.get("/accounts/password/change/")
    assert response.headers["Location"] == f"{HOME}consents/?next=%2Faccounts%2Fpassword%2Fchange%2F"
    assert client.get(HOME).status_code == 200
    assert client.post(f"{HOME}consents/", {}).status_code == 200
    response = client.post(f"{HOME}consents/?next=/accounts/password/change/", {"agree_membership": "on"})
    assert response.headers["Location"] == "/accounts/password/change/"
    assert client.get("/accounts/password/change/").status_code == 200
    assert not consents_due(member.user)


def test_who_never_agreed_is_not_held_up(signed_in: Client) -> None:
    """Accounts that an administrator made."""
    _second_version("membership")
    assert signed_in.get("/accounts/password/change/").status_code == 200


@pytest.mark.parametrize("url", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"])
def test_consent_leads_nowhere_else(client: Client, member: Person, url: str) -> None:
    give_consent(member.user, ConsentText.objects.get(kind="membership"))
    _second_version("membership")
    sign_in(client, member)
    response = client.post(f"{HOME}consents/?next={url}", {"agree_membership": "on"})
    assert response.headers["Location"] == HOME


# --- Export


def _archive(client: Client, member: Person) -> zipfile.ZipFile:
    client.post(f"{HOME}export/")
    client.post(f"{HOME}export/")  # pressed twice
    export = DataExport.objects.get()
    assert make_export(export.pk)
    assert not make_export(export.pk)
    response = client.get(f"{HOME}export/{export.pk}/")
    assert response.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(response.content))


def test_export_holds_what_is_known_and_can_be_read(signed_in: Client, member: Person) -> None:
    append(
        Access(kind=AccessLog.Kind.VIEW, what="users", actor=99, ip=None, people=[f"user:{member.user.pk}"])
    )
    archive = _archive(signed_in, member)
    data = {part["key"]: part["rows"] for part in json.loads(archive.read("data.json"))}
    assert data["account"][0]["email"] == member.user.email
    assert data["sessions"][0]["ip"] == "127.0.0.1"
    assert data["access-log"][0]["what"] == "users"
    page = archive.read("index.html").decode()
    assert '<html lang="ko">' in page
    assert member.user.email in page
    assert member.user.password not in page + archive.read("data.json").decode()


def test_export_is_told_by_mail_without_the_file(signed_in: Client, member: Person) -> None:
    _archive(signed_in, member)
    mail = MailOutbox.objects.get(kind="export_ready")
    assert mail.to == member.user.email
    assert f"{base.SITE_URL}{HOME}" in mail.text


def test_export_ends_after_its_week(signed_in: Client, member: Person) -> None:
    _archive(signed_in, member)
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = signed_in.get(f"{HOME}export/{DataExport.objects.get().pk}/", follow=True)
    assert "기간이 지났습니다" in response.content.decode()
    destroy(timezone.now())
    assert not DataExport.objects.exists()


def test_old_sign_in_must_be_confirmed_before_the_file(
    signed_in: Client, member: Person, settings: LazySettings
) -> None:
    _archive(signed_in, member)
    session = signed_in.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**record, "at": 0.0} for record in records]
    session.save()
    response = signed_in.get(f"{HOME}export/{DataExport.objects.get().pk}/")
    assert "/accounts/reauthenticate/" in response.headers["Location"]
    assert "/accounts/reauthenticate/" in signed_in.get(f"{HOME}leave/").headers["Location"]


# --- Leave


def test_leaving_takes_a_week_and_can_be_taken_back(signed_in: Client, member: Person) -> None:
    assert signed_in.post(f"{HOME}leave/", {}).status_code == 200
    assert not Erasure.objects.exists()
    signed_in.post(f"{HOME}leave/", {"is_sure": "on"})
    erasure = Erasure.objects.get()
    assert erasure.due_at - erasure.asked_at >= GRACE - timedelta(seconds=5)
    assert erase_due() == 0
    assert MailOutbox.objects.get(kind="erasure_asked").to == member.user.email
    signed_in.post(f"{HOME}stay/")
    _let_the_week_pass()
    assert erase_due() == 0
    assert User.objects.get(pk=member.user.pk).email == "leaving@example.kr"


@pytest.fixture
def _content_of_the_member(member: Person) -> None:
    group = Group.objects.create(name="예시")
    member.user.groups.add(group)
    User.objects.filter(pk=member.user.pk).update(first_name="나갈", last_name="이")
    ModelLogEntry.objects.log_action(member.user, "wagtail.edit", user=member.user)


@pytest.mark.whole
@pytest.mark.usefixtures("_content_of_the_member")
def test_after_the_week_nothing_names_the_person_in_any_table(signed_in: Client, member: Person) -> None:
    """Searched through every text column of the database."""
    assert _tables_with("leaving@example.kr")
    signed_in.post(f"{HOME}leave/", {"is_sure": "on"})
    _let_the_week_pass()
    assert erase_due() == 1
    MailOutbox.objects.update(state=MailOutbox.State.SENT, finished_at=timezone.now())
    destroy(timezone.now() + timedelta(minutes=1))
    assert not _tables_with("leaving@example.kr")
    assert not _tables_with("나갈")
    user = User.objects.get(pk=member.user.pk)
    assert (user.is_active, user.get_full_name(), user.has_usable_password()) == (
        False,
        "탈퇴한 사용자",
        False,
    )
    assert not user.groups.exists()
    assert ModelLogEntry.objects.get().user_id == user.pk
    assert signed_in.get(HOME).status_code == 302


def _tables_with(text: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("django_session", "cache_")):
                continue  # sealed, and counters of minutes
            for column in connection.introspection.get_table_description(cursor, table):
                name = f'"{table}" WHERE CAST("{column.name}" AS TEXT) LIKE %s'
                cursor.execute(f"SELECT COUNT(*) FROM {name}", [f"%{text}%"])  # noqa: S608
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column.name}")
    return found


def test_last_superuser_cannot_leave(client: Client) -> None:
    administrator = make_person("admin@example.kr", is_admin=True, has_second_factor=True)
    sign_in(client, administrator)
    assert "마지막 관리자" in client.get(f"{HOME}leave/").content.decode()
    client.post(f"{HOME}leave/", {"is_sure": "on"})
    assert not Erasure.objects.exists()
    make_person("second@example.kr", is_admin=True)
    ask_for_erasure(administrator.user)
    User.objects.filter(email="second@example.kr").update(is_active=False)
    _let_the_week_pass()
    assert erase_due() == 0  # meanwhile the last again
    assert User.objects.get(pk=administrator.user.pk).is_active


def test_room_may_hold_somebody_back(member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_guards", [lambda _user: "먼저 인계해 주십시오."])
    with pytest.raises(CannotLeaveError, match="인계"):
        ask_for_erasure(member.user)


def test_language_of_mails_is_chosen(signed_in: Client, member: Person) -> None:
    signed_in.post(f"{HOME}language/", {"language": "en"})
    member.user.refresh_from_db()
    assert member.user.language == "en"
    signed_in.post(f"{HOME}language/", {"language": "xx"})
    ask_for_erasure(member.user)
    mail = MailOutbox.objects.get()
    assert mail.subject == "[Hanmadang] You asked to leave"
    assert f"{base.SITE_URL}/en{HOME}" in mail.text
