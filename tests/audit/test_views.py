"""Every page that shows somebody else's personal data leaves a row; downloads need a reason; months are signed."""

from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from portal.accounts.grants import Grant, Role, Scope, end_role, give_role
from portal.accounts.models import RoleGrant, User
from portal.audit.actions import is_genuine, sign_review
from portal.audit.chain import breaches
from portal.audit.marks import UnnotedAccessError, is_marked, note_people, shows_personal_data
from portal.audit.models import AccessedPerson, AccessLog, AccessReview
from portal.outbox.mails import Letter, queue_letter
from tests.accounts.people import PASSWORD, Person, make_person, sign_in

pytestmark = pytest.mark.django_db

MARKED = {
    "audit:log",
    "audit:log_csv",
    "close-desk",
    "decide",
    "corrections-to-decide",
    "decide-by-link",
    "decide-correction",
    "desk-thread",
    "desk-thread-file",
    "desk-threads",
    "hand-over",
    "handover-pack",
    "invite-colleague",
    "knowhow-library-whole",
    "organisation",
    "organisation-desks",
    "outbox:mails",
    "page_versions",
    "requests-to-decide",
    "roles",
    "undo-closing",
    "undo-handover",
}
"""Our views that show personal data of others: each must bear the mark."""
CANARY = "canary-person@example.kr"
STAFF_PAGES = [
    "/cms/users/",
    "/cms/users/edit/{pk}/",
    "/cms/users/delete/{pk}/",
    "/cms/users/history/{pk}/",
    "/cms/users/usage/{pk}/",
    "/cms/reports/site-history/",
    "/cms/bulk/portal/user/delete/?id={pk}",
    "/django-admin/portal/user/",
    "/django-admin/portal/user/{pk}/change/",
    "/django-admin/portal/user/{pk}/delete/",
    "/django-admin/portal/user/{pk}/history/",
    "/django-admin/account/emailaddress/",
    "/cms/mails/",
    "/cms/access-log/",
]


@pytest.fixture
def administrator() -> Person:
    """May do everything."""
    return make_person("admin@example.kr", is_admin=True, has_second_factor=True)


@pytest.fixture
def canary() -> User:
    """Somebody whose address tells where his data is shown."""
    return make_person(CANARY).user


def _patterns(resolver: URLResolver, space: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found[f"{space}{entry.name}"] = entry.callback
        else:
            found |= _patterns(entry, f"{entry.namespace}:" if entry.namespace else space)
    return found


@pytest.mark.parametrize("name", sorted(MARKED))
def test_view_that_shows_personal_data_bears_the_mark(name: str) -> None:
    assert is_marked(_patterns(get_resolver())[name])


def test_every_marked_view_is_known() -> None:
    """So that the list above is complete."""
    assert {name for name, view in _patterns(get_resolver()).items() if is_marked(view)} == MARKED


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_page_with_the_canary_leaves_a_row(
    client: Client, administrator: Person, canary: User, path: str
) -> None:
    """Our pages and the frameworks': what the page shows decides."""
    queue_letter(Letter(kind="trial", to=CANARY, subject="-", text="-", user=canary))
    sign_in(Client(), Person(user=canary))
    sign_in(client, administrator)
    before = AccessLog.objects.exclude(kind__startswith="sign").count()
    response = client.get(path.format(pk=canary.pk), follow=True)
    assert response.status_code == 200
    shown = CANARY in response.content.decode()
    rows = AccessLog.objects.exclude(kind__startswith="sign").order_by("number")[before:]
    assert any(AccessedPerson.objects.filter(log=row, person=f"user:{canary.pk}") for row in rows) is shown
    if shown:
        assert rows[0].actor == administrator.user.pk
        assert rows[0].ip == "127.0.0.1"
    assert not list(breaches())


def test_control_most_of_these_pages_show_the_canary(
    client: Client, administrator: Person, canary: User
) -> None:
    """Else the test above would hold for nothing."""
    sign_in(client, administrator)
    for path in ("/cms/users/", "/django-admin/portal/user/", "/cms/users/edit/{pk}/"):
        assert CANARY in client.get(path.format(pk=canary.pk)).content.decode()


def test_own_data_and_pages_without_people_leave_none(client: Client, administrator: Person) -> None:
    sign_in(client, administrator)
    client.get("/cms/")
    client.get("/cms/account/")
    assert set(AccessLog.objects.values_list("kind", flat=True)) == {"sign_in"}


def test_signing_in_out_and_failing_is_logged(client: Client, canary: User) -> None:
    client.post("/accounts/login/", {"login": CANARY, "password": "wrong"})
    client.post("/accounts/login/", {"login": "nobody@example.kr", "password": "wrong"})
    client.post("/accounts/login/", {"login": CANARY, "password": PASSWORD})
    client.post("/accounts/logout/")
    rows = AccessLog.objects.order_by("number").values_list("kind", "actor")
    assert list(rows) == [
        ("sign_in_failed", canary.pk),
        ("sign_in_failed", None),
        ("sign_in", canary.pk),
        ("sign_out", canary.pk),
    ]


def test_marked_view_that_names_nobody_does_not_answer(canary: User) -> None:
    @shows_personal_data("trial")
    def careless(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x")

    @shows_personal_data("trial")
    def careful(request: HttpRequest) -> HttpResponse:
        note_people(request, [canary])
        return HttpResponse("x")

    request = RequestFactory().get("/trial/?q=secret")
    request.user = make_person("viewer@example.kr").user
    with pytest.raises(UnnotedAccessError):
        careless(request)
    careful(request)
    row = AccessLog.objects.get()
    assert (row.path, row.what) == ("/trial/", "trial")


def test_view_and_row_stand_or_fall_together(canary: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """No row, no page."""

    @shows_personal_data("trial")
    def view(request: HttpRequest) -> HttpResponse:
        note_people(request, [canary])
        User.objects.filter(pk=canary.pk).update(first_name="changed")
        return HttpResponse("x")

    def broken(_access: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("portal.audit.marks.append", broken)
    request = RequestFactory().get("/")
    request.user = make_person("viewer@example.kr").user
    with pytest.raises(RuntimeError):
        view(request)
    canary.refresh_from_db()
    assert canary.first_name == ""


@pytest.mark.parametrize("reason", ["", "   ", "abc"])
def test_download_without_a_reason_is_refused(client: Client, administrator: Person, reason: str) -> None:
    sign_in(client, administrator)
    assert "text/html" in client.get("/cms/access-log/log.csv").headers["Content-Type"]
    response = client.post("/cms/access-log/log.csv", {"reason": reason})
    assert "text/html" in response.headers["Content-Type"]
    assert not AccessLog.objects.filter(kind="download").exists()


def test_download_with_a_reason_is_logged_with_it(
    client: Client, administrator: Person, canary: User
) -> None:
    sign_in(Client(), Person(user=canary))
    sign_in(client, administrator)
    response = client.post("/cms/access-log/log.csv", {"reason": "월간 점검 보고"})
    assert response.headers["Content-Type"].startswith("text/csv")
    assert CANARY in response.content.decode("utf-8-sig")
    row = AccessLog.objects.get(kind="download")
    assert row.reason == "월간 점검 보고"
    assert AccessedPerson.objects.filter(log=row, person=f"user:{canary.pk}").exists()


@pytest.mark.parametrize("path", ["/cms/access-log/", "/cms/access-log/log.csv", "/cms/access-log/review/"])
def test_editor_and_stranger_see_no_log(client: Client, path: str) -> None:
    assert "/accounts/login/" in client.get(path).headers["Location"]
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    assert client.get(path).headers["Location"] == "/cms/"


@pytest.mark.parametrize(
    "query", ["month=2026-13", "month=x", "actor=%00", "person=nobody@example.kr", "kind=zzz", "p=999999999"]
)
def test_odd_filters_are_left_out(client: Client, administrator: Person, query: str) -> None:
    sign_in(client, administrator)
    assert client.get(f"/cms/access-log/?{query}").status_code == 200


def test_filters_find_by_actor_and_person(client: Client, administrator: Person, canary: User) -> None:
    sign_in(client, administrator)
    client.get("/cms/users/")
    page = client.get(f"/cms/access-log/?person={CANARY}&kind=view")
    assert [line.row.what for line in page.context["lines"]] == ["wagtailusers_users:index"]
    assert not client.get(f"/cms/access-log/?actor={CANARY}").context["lines"]


def test_month_is_signed_once_it_is_over(client: Client, administrator: Person) -> None:
    sign_in(client, administrator)
    this = timezone.localdate().replace(day=1)
    client.post(f"/cms/access-log/review/?month={this:%Y-%m}", {"note": "이상 없음"})
    assert not AccessReview.objects.exists()
    last = (this - timedelta(days=1)).replace(day=1)
    client.post(f"/cms/access-log/review/?month={last:%Y-%m}", {"note": ""})
    assert not AccessReview.objects.exists()
    client.post(f"/cms/access-log/review/?month={last:%Y-%m}", {"note": "이상 없음"})
    review = AccessReview.objects.get()
    assert (review.month, review.reviewed_by, is_genuine(review)) == (last, administrator.user, True)
    assert "이상 없음" in client.get(f"/cms/access-log/?month={last:%Y-%m}").content.decode()


def test_changed_review_is_shown_as_such(client: Client, administrator: Person) -> None:
    last = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    sign_review(last, by=administrator.user, note="이상 없음")
    AccessReview.objects.update(note="다른 말")
    assert not is_genuine(AccessReview.objects.get())
    sign_in(client, administrator)
    assert "서명이 맞지 않습니다" in client.get(f"/cms/access-log/?month={last:%Y-%m}").content.decode()


@pytest.fixture
def auditor(client: Client) -> Person:
    """Holds the role, is no administrator, and is signed in."""
    person = make_person("auditor@example.kr", has_second_factor=True)
    give_role(Grant(role=Role.AUDITOR, scope=Scope.EVERYWHERE, user=person.user), by=None, reason="시험")
    sign_in(client, person)
    return person


def test_auditor_reads_and_signs_by_the_role_alone(client: Client, auditor: Person) -> None:
    assert not auditor.user.is_superuser
    assert client.get("/cms/access-log/").status_code == 200
    assert client.get("/cms/access-log/log.csv").status_code == 200
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    client.post(f"/cms/access-log/review/?month={month}", {"note": "살펴보았다"})
    assert AccessReview.objects.get().reviewed_by == auditor.user


@pytest.mark.parametrize(
    "path",
    [
        *("/cms/pages/", "/cms/choose-page/", "/cms/images/", "/cms/images/chooser/", "/cms/documents/"),
        *("/cms/users/", "/cms/groups/", "/cms/mails/", "/cms/import/", "/cms/personal-data/"),
        *("/cms/snippets/choose/knowhow/casetopic/", "/cms/api/main/pages/", "/cms/cases/"),
        "/cms/practices/choose_parent/",
        *("/cms/search-index/", "/cms/search-queries/", "/cms/reports/site-history/", "/people/roles/"),
    ],
)
def test_auditor_sees_nothing_else(client: Client, auditor: Person, path: str) -> None:
    assert client.get(path).status_code in {302, 403, 404}


def test_auditor_whose_role_ends_sees_no_log(client: Client, auditor: Person) -> None:
    """From the next request on."""
    end_role(RoleGrant.objects.get(user=auditor.user), by=None, reason="전보")
    assert client.get("/cms/access-log/").status_code == 403


def test_roles_given_and_ended_stand_in_the_log(client: Client, administrator: Person, canary: User) -> None:
    """Who gave whom which, from where; the chain holds."""
    sign_in(client, administrator)
    form = {"email": CANARY, "role": "auditor", "place": "everywhere", "until": "", "reason": "감사 담당"}
    assert client.post("/people/roles/", form).status_code == 302
    grant = RoleGrant.objects.get(user=canary)
    client.post(f"/people/roles/{grant.pk}/end/")
    rows = list(AccessLog.objects.filter(kind="change").order_by("number"))
    assert [row.what for row in rows] == ["role_given", "role_ended"]
    for row in rows:
        assert (row.actor, row.ip) == (administrator.user.pk, "127.0.0.1")
        assert row.path.startswith("/people/roles/")
        assert "auditor everywhere" in row.reason
        assert "감사 담당" in row.reason
        assert [person.person for person in row.people.all()] == [f"user:{canary.pk}"]
    assert not list(breaches())


def test_refused_role_leaves_no_row(client: Client, administrator: Person, canary: User) -> None:
    """The control."""
    sign_in(client, administrator)
    client.post("/people/roles/", {"email": CANARY, "role": "auditor", "place": "zone:1", "reason": "x"})
    assert not AccessLog.objects.filter(kind="change").exists()
