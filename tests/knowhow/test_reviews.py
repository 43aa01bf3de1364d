"""Two-level validation: who may, what follows, that nothing goes live or leaks without it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from knowhow.actions import (
    ReviewRefusedError,
    accept,
    ask,
    declare_conflict,
    link_of,
    propose,
    refuse,
    send_link,
    submit,
    take,
    withdraw,
)
from knowhow.models import ApprovalLink, CasePage, PageVersion, PracticePage, Review
from knowhow.writing import begin_draft
from portal.accounts.grants import Grant, Role, Scope, give_role
from portal.accounts.models import User
from portal.outbox.models import IndexOutbox, MailOutbox
from portal.policies import allowed, may
from portal.zones.models import Zone
from tests.accounts.people import enter
from tests.knowhow.factories import make_case, make_practice, make_zone
from tests.knowhow.people import contributor, make_person, manager, validator

pytestmark = pytest.mark.django_db
WORDS = "아무도 못 볼 초안"


@pytest.fixture
def zone() -> Zone:
    return make_zone()


@pytest.fixture
def author(zone: Zone) -> User:
    return contributor(zone)


@pytest.fixture
def boss(zone: Zone) -> User:
    return manager(zone)


def draft_case(zone: Zone, author: User, **facts: Any) -> CasePage:
    """An unpublished case that lacks nothing."""
    page: Any = begin_draft(CasePage, WORDS, zone=zone, by=author)
    values = {"summary_ko": "요약", "action_ko": "한 일", "source_note": "담당자가 씀", **facts}
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision(user=author)
    return page  # type: ignore[no-any-return]


def is_public(client: Client, page: CasePage) -> bool:
    cache.clear()
    return client.get(page.get_absolute_url()).status_code == 200


def test_a_text_goes_live_by_the_managers_acceptance_alone(
    client: Client, zone: Zone, author: User, boss: User
) -> None:
    page = draft_case(zone, author)
    review = submit(page, by=author)
    assert not is_public(client, page)
    with pytest.raises(ReviewRefusedError):
        accept(review, "좋습니다", by=author)
    accept(review, "좋습니다", by=boss)
    assert is_public(client, page)
    review.refresh_from_db()
    assert review.state == Review.State.ACCEPTED
    assert review.validated == review.raw
    assert [step.kind for step in review.steps.all()] == ["submitted", "accepted"]


def test_a_submitted_draft_leaks_nowhere(client: Client, zone: Zone, author: User, boss: User) -> None:
    review = submit(draft_case(zone, author), by=author)
    paths = ("/", "/cases/", "/cases/cases.json", "/api/v1/cases", "/sitemap.xml", zone.get_absolute_url())

    def where() -> list[str]:
        cache.clear()
        bodies = {path: client.get(path) for path in paths}
        return [path for path, answer in bodies.items() if WORDS in b"".join(answer).decode()]

    assert where() == []
    accept(review, "", by=boss)
    assert "/cases/" in where()  # the control: the words can be found


def test_submission_needs_what_publishing_needs(zone: Zone, author: User) -> None:
    with pytest.raises(ReviewRefusedError, match="요약"):
        submit(draft_case(zone, author, summary_ko=""), by=author)


def test_personal_number_stops_the_submission(zone: Zone, author: User) -> None:
    with pytest.raises(ReviewRefusedError, match="개인정보"):
        submit(draft_case(zone, author, action_ko="주민등록번호 900101-1234568"), by=author)


def test_a_waiting_text_is_not_submitted_twice(zone: Zone, author: User) -> None:
    page = draft_case(zone, author)
    submit(page, by=author)
    with pytest.raises(ReviewRefusedError, match="기다리고"):
        submit(page, by=author)


def test_a_question_goes_back_and_the_answer_keeps_the_first_text(
    zone: Zone, author: User, boss: User
) -> None:
    page = draft_case(zone, author)
    review = submit(page, by=author)
    ask(review, "출처를 더해 주십시오", by=boss)
    draft: Any = page.get_latest_revision_as_object()
    draft.summary_ko = "고친 요약"
    draft.save_revision(user=author)
    assert submit(page, by=author) == review
    accept(review, "", by=boss)
    review.refresh_from_db()
    assert review.validated is not None
    said = {row["name"]: row["parts"] for row in review.validated["ko"]}
    first = {row["name"]: row["parts"] for row in review.raw["ko"]}
    assert (first["summary"], said["summary"]) == ([["요약", False]], [["고친 요약", False]])
    assert [step.kind for step in review.steps.all()] == ["submitted", "asked", "answered", "accepted"]


def test_what_is_written_after_submission_does_not_slip_through(
    client: Client, zone: Zone, author: User, boss: User
) -> None:
    page = draft_case(zone, author)
    review = submit(page, by=author)
    draft: Any = page.get_latest_revision_as_object()
    draft.summary_ko = "몰래 고친 요약"
    draft.save_revision(user=author)
    accept(review, "", by=boss)
    assert "몰래" not in client.get(page.get_absolute_url()).content.decode()


def test_refused_and_withdrawn_texts_stay_drafts(
    client: Client, zone: Zone, author: User, boss: User
) -> None:
    page = draft_case(zone, author)
    refuse(submit(page, by=author), "다른 글과 같습니다", by=boss)
    review = submit(page, by=author)
    withdraw(review, by=author)
    assert not is_public(client, page)
    with pytest.raises(ReviewRefusedError):
        accept(review, "", by=boss)


def test_each_step_is_mailed_to_the_author_with_the_reviewers_words(
    zone: Zone, author: User, boss: User
) -> None:
    review = submit(draft_case(zone, author), by=author)
    assert MailOutbox.objects.get().to == boss.email
    take(review, by=boss)
    ask(review, "출처를 더해 주십시오", by=boss)
    mails = MailOutbox.objects.filter(to=author.email)
    assert mails.count() == 2
    assert any("출처를 더해 주십시오" in mail.text for mail in mails)
    assert all(review.get_absolute_url() in mail.text for mail in mails)


@pytest.mark.parametrize("make", [make_case, make_practice])
def test_the_panel_admits_with_opinion_and_grade(
    client: Client, zone: Zone, author: User, make: Callable[..., Any]
) -> None:
    page = (
        make(zone=zone, owner=author, action_ko="한 일")
        if make is make_case
        else make(zone=zone, owner=author, source_note="씀")
    )
    path = page.get_absolute_url()
    assert "국가 사례 서가 등재" not in client.get(path).content.decode()
    review = propose(page, by=author)
    accept(review, "수치를 확인했습니다", by=validator(), grade="measured")
    cache.clear()
    body = client.get(path).content.decode()
    for words in ("국가 사례 서가 등재", "수치를 확인했습니다", "수치와 출처 확인"):
        assert words in body, words
    kind = "cases" if make is make_case else "practices"
    assert client.get(f"/api/v1/{kind}/{page.public_slug}").json()["admitted_at"]
    cache.clear()
    assert page.title in client.get(f"/{kind}/?library=library").content.decode()
    assert path not in client.get(f"/{kind}/?library=zone").content.decode()
    assert IndexOutbox.objects.filter(object_id=str(page.pk)).exists()


def test_admission_is_a_version_and_outlives_the_next_publication(zone: Zone, author: User) -> None:
    page = make_case(zone=zone, owner=author, action_ko="한 일")
    page.save_revision().publish()
    stale: Any = page.get_latest_revision()
    accept(propose(page, by=author), "의견", by=validator(), grade="evaluated")
    assert PageVersion.objects.filter(page=page).count() == 2
    Revision.objects.get(pk=stale.pk).publish()
    page.refresh_from_db()
    assert page.admitted_at is not None
    assert page.evidence_grade == "evaluated"


def test_only_a_published_page_is_proposed(zone: Zone, author: User) -> None:
    with pytest.raises(ReviewRefusedError, match="게시"):
        propose(draft_case(zone, author), by=author)


def conflicts(zone: Zone) -> dict[str, User]:
    return {
        "same organisation": validator("colleague", organisation="같은 기관"),
        "manager of the zone": _also_validates(manager(zone, "both")),
    }


def _also_validates(person: User) -> User:
    give_role(Grant(role=Role.VALIDATOR, scope=Scope.EVERYWHERE, user=person), by=None, reason="test")
    return person


def test_a_validator_near_to_the_author_may_not(zone: Zone) -> None:
    author = _also_validates(contributor(zone, organisation="같은 기관"))
    page = make_case(zone=zone, owner=author, action_ko="한 일")
    review = propose(page, by=author)
    for why, person in {"author": author, **conflicts(zone)}.items():
        assert not may(person, "decide", review), why
        with pytest.raises(ReviewRefusedError):
            accept(review, "의견", by=person, grade="stated")
    assert may(validator("stranger", organisation="다른 기관"), "decide", review)


def test_a_declared_conflict_hides_the_review(zone: Zone, author: User) -> None:
    review = propose(make_case(zone=zone, owner=author, action_ko="한 일"), by=author)
    person = validator()
    declare_conflict(review, by=person)
    assert not allowed(person, "follow", Review.objects.all()).exists()


def test_who_may_see_and_decide(client: Client, zone: Zone, author: User, boss: User) -> None:
    review = submit(draft_case(zone, author), by=author)
    path = review.get_absolute_url()
    strangers = (
        make_person("nobody"),
        manager(make_zone("다른 특구", slug="other"), "elsewhere"),
        validator(),
    )
    for person, expected in ((boss, 200), (author, 200), *((who, 404) for who in strangers)):
        enter(client, person)
        assert client.get(path).status_code == expected, person.email
        assert client.post(path, {"decision": "accept"}).status_code in {200, 403, 404}
        review.refresh_from_db()
        assert review.state == Review.State.WAITING  # no `seen`: the manager's form is refused too
    client.logout()
    assert client.get(path).status_code == 302


def test_manager_decides_on_the_page(client: Client, zone: Zone, author: User, boss: User) -> None:
    page = draft_case(zone, author)
    review = submit(page, by=author)
    enter(client, boss)
    seen = client.get(review.get_absolute_url()).context["seen"]
    answer = client.post(review.get_absolute_url(), {"decision": "ask", "seen": seen})
    assert "의견을 적어 주십시오." in answer.content.decode()
    client.post(review.get_absolute_url(), {"decision": "accept", "seen": seen, "text": "고맙습니다"})
    client.logout()
    assert is_public(client, page)


def test_a_text_that_changed_meanwhile_is_not_decided(client: Client, zone: Zone, author: User) -> None:
    page = make_case(zone=zone, owner=author, action_ko="한 일")
    review = propose(page, by=author)
    enter(client, validator())
    seen = client.get(review.get_absolute_url()).context["seen"]
    page.summary_ko = "바뀐 요약"
    page.save()
    data = {"decision": "accept", "seen": seen, "text": "의견입니다", "grade": "stated"}
    body = client.post(review.get_absolute_url(), data).content.decode()
    assert "글이 바뀌었습니다" in body
    assert "의견입니다" in body


def test_approval_link_works_once_without_an_account(
    client: Client, zone: Zone, author: User, boss: User
) -> None:
    page = draft_case(zone, author)
    review = submit(page, by=author)
    path = reverse("knowhow-approval", args=[send_link(review, "head@example.org", by=boss)])
    assert path in MailOutbox.objects.get(to="head@example.org").text
    shown = client.get(path)
    assert WORDS in shown.content.decode()
    assert shown.headers["Referrer-Policy"] == "same-origin"
    answer = client.post(path, {"decision": "accept", "seen": shown.context["seen"], "text": "좋습니다"})
    assert answer.status_code == 200
    assert is_public(client, page)
    gone = client.get(path)
    assert gone.status_code == 410
    assert WORDS not in gone.content.decode()
    assert client.post(path, {"decision": "refuse"}).status_code == 410


def test_approval_link_ends_with_its_time_and_with_the_review(zone: Zone, author: User, boss: User) -> None:
    review = submit(draft_case(zone, author), by=author)
    token = send_link(review, "head@example.org", by=boss)
    assert link_of(token)
    ApprovalLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert link_of(token) is None
    ApprovalLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert link_of(token)
    refuse(review, "아닙니다", by=boss)
    assert link_of(token) is None
    assert link_of("x") is None


def test_only_who_decides_sends_links(client: Client, zone: Zone, author: User) -> None:
    review = submit(draft_case(zone, author), by=author)
    with pytest.raises(ReviewRefusedError):
        send_link(review, "head@example.org", by=author)
    enter(client, author)
    assert (
        client.post(reverse("knowhow-link", args=[review.pk]), {"email": "a@example.org"}).status_code == 404
    )


def test_desk_shows_each_person_his_own_things(client: Client, zone: Zone, author: User, boss: User) -> None:
    page = draft_case(zone, author)
    submit(page, by=author)
    for person, section in ((author, "쓰고 있는 글"), (boss, "살펴보기")):
        enter(client, person)
        body = client.get(reverse("my-zone")).content.decode()
        assert WORDS in body
        assert section in body
    enter(client, boss)
    body = client.get(reverse("my-zone")).content.decode()
    assert "% 채웠습니다" in body
    assert "한 줄 소개" in body
    enter(client, manager(make_zone("다른 특구", slug="other"), "elsewhere"))
    assert WORDS not in client.get(reverse("my-zone")).content.decode()
    enter(client, make_person("nobody"))
    assert client.get(reverse("my-zone")).status_code == 403
    client.logout()
    assert client.get(reverse("my-zone")).status_code == 302


GUARD = "portal.accounts.middleware.StaffSecondFactorMiddleware"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_who_writes_or_decides_needs_a_second_factor(
    client: Client, zone: Zone, author: User, boss: User, prefix: str
) -> None:
    """A stolen password publishes nothing in the name of a zone."""
    review = submit(draft_case(zone, author), by=author)
    path = f"{prefix}/my/zone/reviews/{review.pk}/"
    for person in (author, boss):
        client.force_login(person)
        for asked in (path, f"{prefix}/my/zone/", f"{prefix}/my/zone/write/"):
            assert client.get(asked).headers["Location"].startswith(f"{prefix}/accounts/2fa/totp/activate/")
    sent = client.post(path, {"decision": "accept"})
    assert sent.headers["Location"].endswith(f"/accounts/2fa/totp/activate/?next={prefix}/my/zone/")


def test_control_without_the_guard_a_password_opens_a_review(
    client: Client, zone: Zone, author: User, boss: User, settings: LazySettings
) -> None:
    """Nothing else asks for it."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != GUARD]
    client.force_login(boss)
    assert client.get(submit(draft_case(zone, author), by=author).get_absolute_url()).status_code == 200


def test_approval_link_asks_nobody_for_a_second_factor(client: Client, zone: Zone, boss: User) -> None:
    """The link is the right, for who is signed in, too."""
    token = send_link(submit(draft_case(zone, contributor(zone)), by=boss), "head@example.org", by=boss)
    client.force_login(boss)
    assert client.get(reverse("knowhow-approval", args=[token])).status_code == 200


def test_pages_of_my_zone_are_kept_by_no_browser(client: Client, boss: User) -> None:
    """They show drafts."""
    enter(client, boss)
    assert client.get("/my/zone/").headers["Cache-Control"] == "no-store, private"


def test_practice_goes_the_same_way(client: Client, zone: Zone, author: User, boss: User) -> None:
    page: Any = begin_draft(PracticePage, "따라 하는 방법", zone=zone, by=author)
    page.summary_ko, page.purpose_ko, page.source_note = "요약", "쓸 때", "담당자가 씀"
    page.steps = [{"type": "step", "value": {"name_ko": "첫 단계"}}]
    page.save_revision(user=author)
    review = submit(page, by=author)
    enter(client, boss)
    assert "첫 단계" in client.get(review.get_absolute_url()).content.decode()
    accept(review, "", by=boss)
    client.logout()
    assert "첫 단계" in client.get(page.get_absolute_url()).content.decode()
