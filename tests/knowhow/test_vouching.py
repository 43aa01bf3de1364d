"""Whatever road a publication takes, a review of the first level stands behind it; the control takes the guard away."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from knowhow.actions import submit
from knowhow.forms import CaseForm
from knowhow.importers.cases import CaseImporter
from knowhow.jobs import record_changed_versions
from knowhow.models import CasePage, PracticePage, Review
from knowhow.vouching import NotVouchedError
from knowhow.withdrawing import Reason, withdraw_version
from knowhow.writing import begin_draft
from portal.accounts.grants import Grant, Role, Scope, give_role
from portal.accounts.models import User
from portal.importing.actions import apply_import
from portal.importing.columns import Row
from portal.importing.models import ImportRun
from portal.jobs.publishing import publish_due
from portal.outbox.models import MailOutbox
from portal.zones.models import Zone
from tests.accounts.people import Person, make_person, sign_in
from tests.knowhow.factories import make_case, make_practice, make_zone
from tests.knowhow.people import contributor, manager

pytestmark = pytest.mark.django_db
FACTS = {
    "summary_ko": "요약",
    "action_ko": "한 일",
    "source_note": "담당자가 씀",
    "source_url": "https://a.kr/1",
}


@pytest.fixture
def zone() -> Zone:
    return make_zone()


@pytest.fixture
def author(zone: Zone) -> User:
    return contributor(zone)


def in_the_cms(client: Client, zone: Zone, role: str) -> Person:
    """Somebody with this role in the zone, signed in with both factors."""
    person = make_person(f"{role}@example.kr", has_second_factor=True)
    give_role(Grant(role=role, scope=Scope.ZONE, number=zone.pk, user=person.user), by=None, reason="test")
    sign_in(client, person)
    return person


def draft_case(zone: Zone, author: User, **facts: Any) -> CasePage:
    page: Any = begin_draft(CasePage, "보건소와 함께", zone=zone, by=author)
    for name, value in (FACTS | facts).items():
        setattr(page, name, value)
    page.save_revision(user=author)
    standing: CasePage = CasePage.objects.get(pk=page.pk)
    return standing


def reviews_of(page: Page) -> list[Review]:
    """Those of the first level, the oldest first."""
    return list(Review.objects.filter(page=page.pk, level="zone").order_by("pk"))


def steps_of(review: Review) -> list[tuple[str, int | None]]:
    return [(step.kind, step.by_id) for step in review.steps.all()]


def publish_by_form(client: Client, page: Any, *, way: str = "edit/", **changes: Any) -> str:
    """As the form of the CMS does it."""
    values = {
        "title": page.draft_title, "slug": page.slug, "public_slug": page.public_slug,
        "summary_ko": "요약", "source_url": "https://a.kr/1", "outcome": "done", "licence": "summary",
        "steps": streamfield([]), "body": streamfield([]), "body_en": streamfield([]),
        "results": inline_formset([]), "exemption_uses": inline_formset([]), "files": inline_formset([]),
        "comments": inline_formset([]), "action-publish": "1",
    } | changes  # fmt: skip
    answer = client.post(f"/cms/pages/{page.pk}/{way}", nested_form_data(values), follow=True)
    return answer.content.decode()


def test_managers_own_publication_in_the_cms_is_submitted_and_decided_at_once(
    client: Client, zone: Zone, author: User
) -> None:
    page = draft_case(zone, author)
    boss = in_the_cms(client, zone, Role.ZONE_MANAGER).user
    publish_by_form(client, page, action_ko="관리자가 다듬은 글")
    (review,) = reviews_of(page)
    assert (review.state, review.way) == ("accepted", "cms")
    assert steps_of(review) == [("submitted", boss.pk), ("accepted", boss.pk)]
    page.refresh_from_db()
    assert page.live
    assert review.revision_id == page.live_revision_id
    assert review.raw == review.validated
    assert "관리자가 다듬은 글" in str(review.validated)
    assert [mail.to for mail in MailOutbox.objects.filter(kind="review_step")] == [author.email]


def test_manager_who_publishes_settles_the_review_that_waits_and_keeps_the_first_text(
    client: Client, zone: Zone, author: User
) -> None:
    page = draft_case(zone, author)
    waiting = submit(page, by=author)
    boss = in_the_cms(client, zone, Role.ZONE_MANAGER).user
    publish_by_form(client, page, action_ko="다듬은 글")
    (review,) = reviews_of(page)
    assert review == waiting
    assert steps_of(review) == [("submitted", author.pk), ("accepted", boss.pk)]
    assert ("한 일" in str(review.raw), "다듬은 글" in str(review.raw)) == (True, False)
    assert "다듬은 글" in str(review.validated)


@pytest.mark.long
def test_a_manager_may_vouch_for_his_own_text_and_the_review_says_so(client: Client, zone: Zone) -> None:
    boss = in_the_cms(client, zone, Role.ZONE_MANAGER).user
    page = draft_case(zone, boss)
    publish_by_form(client, page)
    (review,) = reviews_of(page)
    assert (review.submitted_by, {by for _kind, by in steps_of(review)}) == (boss, {boss.pk})


@pytest.fixture
def publisher(client: Client, zone: Zone) -> User:
    """An editor of the zone to whom somebody gave Wagtail's right to publish, but no role that vouches."""
    person = in_the_cms(client, zone, Role.EDITOR)
    person.user.groups.add(Group.objects.get(name=f"zone-reviewers:{zone.pk}"))
    return person.user


def by_form(client: Client, page: CasePage) -> str:
    return publish_by_form(client, page)


def in_bulk(client: Client, page: CasePage) -> str:
    answer = client.post(f"/cms/bulk/wagtailcore/page/publish/?id={page.pk}&next=/cms/", follow=True)
    return answer.content.decode()


def by_workflow(client: Client, page: CasePage) -> str:
    workflow = Workflow.objects.filter(active=True).first()
    assert workflow is not None
    state = workflow.start(page, page.owner)
    task = state.current_task_state
    task.task.specific.groups.add(*Group.objects.filter(name__startswith="zone-reviewers:"))
    address = f"/cms/pages/workflow/action/{page.pk}/approve/{task.pk}/"
    return client.post(address, {"comment": ""}, follow=True).content.decode()


def by_date(client: Client, page: CasePage) -> str:
    tomorrow = timezone.localtime() + timedelta(days=1)
    return publish_by_form(client, page, go_live_at=f"{tomorrow:%Y-%m-%d %H:%M}")


def by_api(client: Client, page: CasePage) -> str:
    return client.post(f"/cms/api/main/pages/{page.pk}/action/publish/", {}).content.decode()


ROADS = [by_api, by_form, in_bulk, by_workflow, by_date]


@pytest.mark.parametrize("road", ROADS)
def test_who_may_not_vouch_is_told_so_and_nothing_is_published(
    client: Client, zone: Zone, author: User, publisher: User, road: Callable[[Client, CasePage], str]
) -> None:
    page = draft_case(zone, author)
    said = road(client, page)
    assert "게시할 권한이 없습니다" in (said if road is not by_api else json.loads(said)["message"])
    assert reviews_of(page) == []
    page.refresh_from_db()
    assert not page.live
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


@pytest.mark.parametrize("road", ROADS)
def test_control_without_the_guard_the_same_people_publish_and_leave_nothing(
    client: Client,
    zone: Zone,
    author: User,
    publisher: User,
    road: Callable[[Client, CasePage], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(CasePage, "vouched", staticmethod(lambda *_args, **_named: nullcontext()))
    monkeypatch.setattr(CaseForm, "_publishes", lambda _form: False)
    page = draft_case(zone, author)
    road(client, page)
    page.refresh_from_db()
    assert page.live or page.revisions.filter(approved_go_live_at__isnull=False).exists()
    assert [review.way for review in reviews_of(page)] in ([], ["copy"])  # a live page is noted all the same


@pytest.mark.long
@pytest.mark.parametrize("road", [by_api, in_bulk, by_workflow])
def test_other_roads_of_the_manager_leave_the_same_review(
    client: Client, zone: Zone, author: User, road: Callable[[Client, CasePage], str]
) -> None:
    page = draft_case(zone, author)
    boss = in_the_cms(client, zone, Role.ZONE_MANAGER).user
    road(client, page)
    (review,) = reviews_of(page)
    assert steps_of(review) == [("submitted", author.pk), ("accepted", boss.pk)]
    page.refresh_from_db()
    assert page.live


@pytest.mark.long
@pytest.mark.parametrize("kind", [CasePage, PracticePage])
def test_bulk_publication_refuses_what_the_form_would(
    client: Client, zone: Zone, author: User, kind: Any
) -> None:
    in_the_cms(client, zone, Role.ZONE_MANAGER)
    page: Any = begin_draft(kind, "빈 글", zone=zone, by=author)
    assert "적지 않은 것이 있습니다" in in_bulk(client, page)
    page.refresh_from_db()
    assert not page.live


@pytest.mark.long
def test_a_date_is_vouched_for_when_it_is_set_and_its_coming_is_noted(
    client: Client, zone: Zone, author: User
) -> None:
    page = draft_case(zone, author)
    boss = in_the_cms(client, zone, Role.ZONE_MANAGER).user
    by_date(client, page)
    (review,) = reviews_of(page)
    assert (review.state, review.way) == ("accepted", "dated")
    page.refresh_from_db()
    assert not page.live
    page.revisions.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    revision = review.revision
    assert revision is not None
    revision.refresh_from_db()
    revision.content["go_live_at"] = None
    revision.save()
    assert publish_due().published == 1
    (review,) = reviews_of(page)
    assert steps_of(review) == [("submitted", boss.pk), ("accepted", boss.pk), ("published", None)]


@pytest.mark.long
def test_going_back_to_an_earlier_text_is_a_review_of_its_own(
    client: Client, zone: Zone, author: User
) -> None:
    page = draft_case(zone, author)
    in_the_cms(client, zone, Role.ZONE_MANAGER)
    publish_by_form(client, page, action_ko="첫 글")
    page.refresh_from_db()
    first = page.live_revision
    assert first is not None
    publish_by_form(client, page, action_ko="둘째 글")
    publish_by_form(client, page, action_ko="첫 글", way=f"revisions/{first.pk}/revert/")
    ways = [(review.way, "첫 글" in str(review.validated)) for review in reviews_of(page)]
    assert ways == [("cms", True), ("cms", False), ("reverted", True)]


@pytest.mark.long
def test_taking_down_and_bringing_out_again_are_told(client: Client, zone: Zone, author: User) -> None:
    page = draft_case(zone, author)
    boss = in_the_cms(client, zone, Role.ZONE_MANAGER).user
    publish_by_form(client, page)
    MailOutbox.objects.all().delete()
    client.post(f"/cms/pages/{page.pk}/unpublish/")
    page.refresh_from_db()
    assert not page.live
    (first,) = reviews_of(page)
    assert steps_of(first)[-1] == ("taken_down", boss.pk)
    assert [mail.to for mail in MailOutbox.objects.all()] == [author.email]
    in_bulk(client, page)
    first, second = reviews_of(page)
    assert (second.way, second.state) == ("cms", "accepted")
    page.refresh_from_db()
    assert page.live


def test_copies_are_drafts(client: Client, zone: Zone) -> None:
    case = make_case(zone=zone)
    boss = in_the_cms(client, zone, Role.ZONE_MANAGER)
    order = {"new_title": "사본", "new_slug": "copy", "new_parent_page": case.get_parent().pk}
    address = f"/cms/pages/{case.pk}/copy/"
    for live in ({"publish_copies": "on"}, {"alias": "on"}):
        assert "초안으로만" in client.post(address, order | live, follow=True).content.decode()
        assert not Page.objects.filter(slug="copy").exists()
    client.post(address, order)
    assert Page.objects.get(slug="copy").live is False
    assert boss.user.pk


def test_copy_that_comes_out_live_all_the_same_has_a_review(zone: Zone) -> None:
    case = make_case(zone=zone)
    copy = case.copy(update_attrs={"slug": "copy", "title": "사본"})
    assert [review.way for review in reviews_of(copy)] == ["copy"]


def test_moving_a_live_page_to_another_zone_is_told(zone: Zone) -> None:
    other = make_zone("하동 녹차특구", slug="hadong")
    case = make_case(zone=zone)
    case.move(other.page, pos="last-child")
    assert [(review.way, review.zone_number) for review in reviews_of(case)] == [("moved", other.pk)]


def rows_of(zone: Zone, **facts: str) -> Callable[[], list[Row]]:
    cells = {"title_ko": "가져온 사례", "zone_name_ko": zone.name_ko, "summary_ko": "요약", **facts}
    return lambda: [Row(2, cells)]


def test_import_leaves_a_review_that_names_its_run_and_keeps_its_text(zone: Zone, author: User) -> None:
    runs = []
    for text in ("처음 글", "고친 글"):
        run = ImportRun.objects.create(importer=CaseImporter.name, source_name="a.csv", started_by=author)
        apply_import(run, rows_of(zone, action_ko=text))
        runs.append(run)
        record_changed_versions.func(str(CasePage.objects.get().pk))
    first, second = reviews_of(CasePage.objects.get())
    assert [first.import_run, second.import_run] == runs
    assert {(row.state, row.way, row.submitted_by) for row in (first, second)} == {
        ("accepted", "import", author)
    }
    assert ("처음 글" in str(first.validated), "고친 글" in str(second.validated)) == (True, True)


def test_control_an_import_that_changes_nothing_leaves_nothing(zone: Zone) -> None:
    for _time in (1, 2):
        run = ImportRun.objects.create(importer=CaseImporter.name, source_name="a.csv")
        apply_import(run, rows_of(zone))
    assert len(reviews_of(CasePage.objects.get())) == 1


@pytest.mark.parametrize("make", [make_case, make_practice])
def test_program_that_publishes_leaves_a_review_without_a_person(
    zone: Zone, make: Callable[..., Any]
) -> None:
    page = make(zone=zone)
    page.save_revision().publish()
    (review,) = reviews_of(page)
    assert (review.way, review.submitted_by) == ("program", None)


def test_code_that_publishes_for_somebody_without_the_right_is_stopped(zone: Zone, author: User) -> None:
    page = draft_case(zone, author)
    with pytest.raises(NotVouchedError):
        page.get_latest_revision().publish(user=author, skip_permission_checks=True)


def test_withdrawn_version_takes_its_words_out_of_the_reviews(zone: Zone) -> None:
    case = make_case(zone=zone)
    for text in ("거둘 글", "새 글"):
        page = CasePage.objects.get(pk=case.pk)
        page.action_ko = text
        page.save_revision().publish()
    version = case.versions.get(number=1)
    withdraw_version(version, reason=Reason("personal"), by=None)
    first, second = reviews_of(case)
    assert "거둘 글" not in f"{first.raw} {first.validated}"
    assert "새 글" in str(second.validated)


@pytest.mark.long
def test_reviews_page_says_by_which_road_it_came(client: Client, zone: Zone, author: User) -> None:
    page = draft_case(zone, author)
    boss = in_the_cms(client, zone, Role.ZONE_MANAGER).user
    publish_by_form(client, page)
    (review,) = reviews_of(page)
    body = client.get(review.get_absolute_url()).content.decode()
    assert "CMS에서 바로 게시" in body
    assert manager(zone).pk != boss.pk
