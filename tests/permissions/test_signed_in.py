"""Every kind of page behind the door answers a plain client: whole, under a name of its own, with as many questions as written here.

New pages of these rooms are added to `tests/signed_in_kinds.py`; a test says so.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from knowhow.actions import submit
from knowhow.gathering.actions import keep_files
from knowhow.models import CasePage, LibraryExport
from knowhow.writing import begin_draft
from portal.accounts.actions import request_membership
from portal.accounts.grants import Role, Scope
from portal.accounts.models import Desk, Membership, Organisation, User
from portal.desks.abouts import About
from portal.desks.corrections import report
from portal.desks.models import Thread
from portal.desks.posts import create_desk
from portal.desks.promises import Promised
from portal.desks.replies import answer
from portal.desks.subjects import Reported, find_subject
from portal.desks.threads import answer as answer_for_desk
from portal.desks.threads import ask
from portal.zones.fact_cells import cells_of
from tests.accounts.people import make_person
from tests.permissions.cast import Cast
from tests.permissions.patterns import every_pattern
from tests.permissions.world import give
from tests.signed_in_kinds import NO_KINDS, ROOMS, SIGNED_IN_KINDS, Kind, furnish

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
LANGUAGES = ("ko", "en")
MORE: Final = 3
"""Rows that are added to each list."""
QUERIES: Mapping[str, int] = {
    "account": 7,
    "password": 6,
    "second-factor": 8,
    "passkeys": 7,
    "new-passkey": 13,
    "recovery-codes": 8,
    "new-recovery-codes": 8,
    "app-off": 9,
    "confirm-access": 12,
    "sessions": 7,
    "elsewhere": 7,
    "sign-out": 6,
    "my-data": 11,
    "leave": 8,
    "memberships": 16,
    "join": 8,
    "organisation": 23,
    "requests": 18,
    "request": 20,
    "request-link": 20,
    "invitation": 9,
    "roles": 24,
    "desks": 13,
    "desk": 12,
    "contact": 8,
    "threads": 10,
    "thread": 11,
    "desk-threads": 18,
    "desk-thread": 18,
    "desk-edit": 13,
    "managed-organisations": 10,
    "organisation-desks": 25,
    "desk-rename": 9,
    "desk-close": 24,
    "hand-over": 40,
    "hand-over-pack": 40,
    "report-error": 9,
    "my-corrections": 11,
    "my-correction": 11,
    "corrections-to-decide": 12,
    "correction-to-decide": 21,
    "replies": 15,
    "reply": 11,
    "reply-hide": 11,
    "my-zone": 31,
    "write": 11,
    "write-copy": 11,
    "draft": 39,
    "draft-files": 23,
    "draft-copy": 12,
    "draft-preview": 32,
    "returned-copy": 32,
    "gatherings": 12,
    "gathering": 13,
    "gathering-check": 22,
    "library": 11,
    "library-order": 10,
    "review": 36,
    "panel-review": 44,
    "approval": 20,
    "confirmation": 7,
}
SAME_PAGE: Final = (("request", "request-link"), ("thread", "desk-thread"))
"""A page with two ways to it, and a question seen from both sides: these share a title."""
NEEDS_SCRIPT: Final = ("new-passkey",)
"""Browsers hand passkeys to scripts only; the page says so."""


@pytest.fixture(scope="module")
def furnished(stage: Cast, tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """The stage with what the kinds of pages need besides."""
    return furnish(stage, folder=tmp_path_factory.mktemp("copies"))


def _answer(kind: Kind, cast: Cast, *, language: str = "ko") -> Any:
    return kind.actor(cast).client.get(kind.path(cast, language=language))


def _forgotten(kinds: Mapping[str, Kind], excused: Mapping[str, tuple[str, ...]]) -> set[str]:
    listed = {kind.pattern for kind in kinds.values()} | {one for some in excused.values() for one in some}
    return {pattern for pattern in every_pattern() if pattern.startswith(ROOMS)} - listed


def test_every_address_behind_the_door_is_a_kind_or_excused() -> None:
    forgotten = _forgotten(SIGNED_IN_KINDS, NO_KINDS)
    assert not forgotten, f"Add to SIGNED_IN_KINDS or, with the reason, to NO_KINDS: {sorted(forgotten)}"


def test_control_a_kind_left_out_is_seen() -> None:
    kinds = {name: kind for name, kind in SIGNED_IN_KINDS.items() if name != "thread"}
    assert _forgotten(kinds, NO_KINDS) == {"people/threads/<int:pk>/"}


def test_nothing_is_excused_that_does_not_stand() -> None:
    listed = [one for some in NO_KINDS.values() for one in some]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(every_pattern())
    assert not set(listed) & {kind.pattern for kind in SIGNED_IN_KINDS.values()}


@pytest.mark.long
@pytest.mark.parametrize(
    "language", [LANGUAGES[0], *(pytest.param(other, marks=pytest.mark.whole) for other in LANGUAGES[1:])]
)
def test_each_kind_answers_without_any_script_under_its_own_name(furnished: Cast, language: str) -> None:
    wrong: dict[str, object] = {}
    titles: defaultdict[str, list[str]] = defaultdict(list)
    for name, kind in SIGNED_IN_KINDS.items():
        answer = _answer(kind, furnished, language=language)
        page = html.fromstring(answer.content.decode() or "<p>")
        headings, title = page.findall(".//h1"), (page.findtext(".//title") or "").strip()
        titles[title].append(name)
        if (answer.status_code, len(headings), page.get("lang")) != (200, 1, language) or not title:
            wrong[name] = (answer.status_code, len(headings), page.get("lang"), title)
        if name not in NEEDS_SCRIPT:
            wrong |= {f"{name}: {problem}": (answer.status_code,) for problem in _needs_script(page)}
    assert wrong == {}
    assert [kinds for kinds in titles.values() if len(kinds) > 1] == [list(pair) for pair in SAME_PAGE]


def _needs_script(page: Any) -> Iterator[str]:
    """Forms that nothing sends without a script, links that lead nowhere."""
    for form in page.iterfind(".//form"):
        buttons = form.xpath(".//button[not(@type) or @type='submit'] | .//input[@type='submit']")
        outside = page.xpath("//button[@form=$name]", name=form.get("id") or "-")
        if not buttons and not outside:
            yield f"form to {form.get('action')!r} has no button"
    for link in page.iterfind(".//a[@href]"):
        if link.get("href").startswith(("#", "javascript:")) and not page.xpath(
            "//*[@id=$name]", name=link.get("href")[1:]
        ):
            yield f"link to {link.get('href')!r} leads nowhere"


def _queries(kind: Kind, cast: Cast) -> int:
    _answer(kind, cast)
    with CaptureQueriesContext(connection) as queries:
        _answer(kind, cast)
    return len(queries)


def _of_each_kind(cast: Cast) -> dict[str, int]:
    return {name: _queries(kind, cast) for name, kind in SIGNED_IN_KINDS.items()}


@pytest.mark.whole
def test_each_kind_asks_as_often_as_the_table_says_however_many_rows_stand(furnished: Cast) -> None:
    assert _of_each_kind(furnished) == QUERIES
    _add_rows(furnished)
    assert _of_each_kind(furnished) == QUERIES


def _user(cast: Cast, role: str) -> User:
    return User.objects.get(pk=Kind("", role).actor(cast).client.session["_auth_user_id"])


def _add_rows(cast: Cast) -> None:
    """Some more of everything that a page lists."""
    for number in range(MORE):
        _add_colleagues(cast, number)
        _add_letters(cast, number)
        _add_texts(cast, number)


def _add_colleagues(cast: Cast, number: int) -> None:
    organisation = Organisation.objects.get(pk=str(cast.things["own"]["organisation"]["pk"]))
    manager, zone = _user(cast, "body_manager"), cast.places["own"].zone
    colleague, applicant = (make_person(f"{name}{number}@example.kr") for name in ("colleague", "applicant"))
    Membership.objects.create(user=colleague.user, organisation=organisation, state="verified")
    request_membership(applicant.user, organisation, reason="특구를 맡음")
    give(colleague, Role.EDITOR, Scope.ZONE, zone.pk)
    create_desk(organisation, name_ko=f"담당{number}", name_en="", officer=colleague.user, by=manager)
    another = Organisation.objects.create(name_ko=f"이웃군{number}", kind="municipality", is_confirmed=True)
    Membership.objects.create(user=manager, organisation=another, state="verified", is_manager=True)
    request_membership(_user(cast, "member"), another, reason="특구를 맡음")


def _add_letters(cast: Cast, number: int) -> None:
    things, place = cast.things["own"], cast.places["own"]
    member, officer, zone = _user(cast, "member"), _user(cast, "desk_officer"), cast.places["own"].zone
    about = About(zone.name, zone.get_absolute_url(), Desk.objects.get(pk=str(things["desk"]["pk"])))
    promised = Promised("결과를 알립니다.", timezone.localdate() + timedelta(days=number + 1))
    thread = ask(about, kind="zone", subject=f"묻습니다 {number}", text="언제입니까?", by=member)
    for at in (thread, Thread.objects.get(pk=str(things["thread"]["pk"]))):
        answer_for_desk(at, text="곧 됩니다.", by=officer, promised=promised)
    subject = find_subject("zone", place.page.public_slug, viewer=member)
    assert subject is not None
    report(subject, fact=Reported(), claim=f"다릅니다 {number}", evidence="", by=member)
    fact = cells_of(zone)[number]
    answer(zone, str(fact.reference), by=_user(cast, "zone_manager"), korean="답", english="")
    UserSession.objects.create(user=member, session_key=f"key{number}", ip="127.0.0.1", user_agent="x")


def _add_texts(cast: Cast, number: int) -> None:
    author, editor, zone = _user(cast, "contributor"), _user(cast, "editor"), cast.places["own"].zone
    for name in ("초안", "검토"):
        page: Any = begin_draft(CasePage, f"{name} {number}", zone=zone, by=author)
        page.summary_ko, page.action_ko, page.source_note = "요약", "한 일", "담당자가 씀"
        page.save_revision(user=author)
    submit(page, by=author)
    LibraryExport.objects.create(zone=zone, ordered_by=editor, scope="public", language="ko", problem="x")
    keep_files([SimpleUploadedFile("x.csv", b"a\nb\n")], "case", zone=zone, by=author)
