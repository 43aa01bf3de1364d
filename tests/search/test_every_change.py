"""Whatever changes what the public may find writes its outbox rows in the transaction of the change.

The table names a change, what it concerns, and what its documents must say afterwards. Drained, index and database
are equal again: the doctor reads every object to prove it.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from wagtail.models import Page, PageViewRestriction

from knowhow.models import CasePage, CaseTopic, PracticePage
from portal.home.models import AnnouncementPage, GlossaryTerm, GuidePage
from portal.importing.columns import Row
from portal.jobs.publishing import publish_due
from portal.outbox import middleware
from portal.outbox.models import IndexOutbox
from portal.zones.importers.catalogue import ExemptionImporter
from portal.zones.models import Act, Exemption, ExemptionArea, Field, Municipality, Province, Zone, ZonePage
from search.doctor import documents_of, examine
from search.indexer import drain
from search.registry import registry
from tests.accounts.people import make_person, sign_in
from tests.knowhow.factories import make_practice

pytestmark = pytest.mark.usefixtures("facts")


@pytest.fixture(autouse=True)
def _nothing_waits(facts: None) -> None:
    IndexOutbox.objects.all().delete()


def zone_page() -> ZonePage:
    page: ZonePage = ZonePage.objects.get(zone__name_ko="공주 알밤특구")
    return page


def case_page() -> CasePage:
    page: CasePage = CasePage.objects.live().order_by("pk").first()
    return page


def announcement() -> AnnouncementPage:
    page: AnnouncementPage = AnnouncementPage.objects.live().order_by("pk").first()
    return page


def glossary() -> GuidePage:
    page: GuidePage = GuidePage.objects.live().filter(slug="glossary").order_by("pk").first()
    return page


def close(page: Page) -> None:
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type=PageViewRestriction.LOGIN
    )


def expire(page: Any) -> None:
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert publish_due().expired == 1


def publish_on_time(page: Any) -> None:
    page.title = "정해진 때에 실린 제목"
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    assert publish_due().published == 1


def publish_slug(page: Page, slug: str) -> None:
    page.slug = slug
    page.save_revision().publish()


def publish_lead(page: Any, text: str) -> None:
    page.lead_ko = text
    page.save_revision().publish()


def publish_title(page: Page, title: str) -> None:
    page.title = title
    page.save_revision().publish()


def save_name(row: Any, name: str) -> None:
    row.name_ko = name
    row.save()


def save_title(row: Any, title: str) -> None:
    row.title_ko = title
    row.save()


def import_title(exemption: Exemption, title: str) -> None:
    cells = {
        "code": exemption.code,
        "article": exemption.article,
        "law_ko": exemption.law_ko,
        "title_ko": title,
        "field": exemption.area.code,
    }
    importer = ExemptionImporter()
    plan = importer.plan([Row(1, cells)])
    assert not plan.errors
    importer.apply(plan, with_removals=False)


def _exemption_of(page: CasePage) -> Exemption:
    exemption: Exemption = Exemption.objects.filter(case_uses__case=page)[0]
    return exemption


def _practice_using(exemption: Exemption) -> PracticePage:
    practice = make_practice()
    practice.exemptions.add(exemption)
    practice.save()
    IndexOutbox.objects.all().delete()
    return practice


def key_of(kind: str, page: Any) -> tuple[str, str]:
    identities = {"zone": "zone_id", "announcement": "translation_key", "guide": "translation_key"}
    return kind, str(getattr(page, identities.get(kind, "pk")))


@dataclass(frozen=True)
class Change:
    """One way to change what may be found: what it touches and what is done to it."""

    name: str
    kind: str
    find: Callable[[], Any]
    do: Callable[[Any], object]
    is_gone: bool = False


def _another_zone(page: Any) -> ZonePage:
    return ZonePage.objects.exclude(pk=page.get_parent().pk).order_by("pk")[0]


def _case_with(name: str) -> CasePage:
    page: CasePage = CasePage.objects.live().filter(**{f"{name}__isnull": False}).order_by("pk").first()
    return page


def _move_below_closed(page: Any) -> None:
    closed = Page.objects.get(pk=AnnouncementPage.objects.live().first().get_parent().pk)
    close(closed)
    IndexOutbox.objects.all().delete()
    Page.objects.get(pk=page.get_parent().pk).move(closed, pos="last-child")


def _all_languages(page: Any) -> list[Any]:
    return list(type(page).objects.filter(translation_key=page.translation_key))


def _unpublish_all(page: Any) -> None:
    for one in _all_languages(page):
        one.unpublish()


def _close_all(page: Any) -> None:
    for one in _all_languages(page):
        close(one)


def _delete_all(page: Any) -> None:
    for one in _all_languages(page):
        one.delete()


CHANGES = (
    Change("case published", "case", case_page, lambda page: publish_title(page, "새 제목")),
    Change("case unpublished", "case", case_page, lambda page: page.unpublish(), is_gone=True),
    Change("case closed", "case", case_page, close, is_gone=True),
    Change("case's zone closed", "case", case_page, lambda page: close(page.get_parent()), is_gone=True),
    Change(
        "case's whole list closed",
        "case",
        case_page,
        lambda page: close(page.get_ancestors()[2]),
        is_gone=True,
    ),
    Change("case expired", "case", case_page, expire, is_gone=True),
    Change("case published on time", "case", case_page, publish_on_time),
    Change("case deleted", "case", case_page, lambda page: page.delete(), is_gone=True),
    Change(
        "case deleted with its zone's page",
        "case",
        case_page,
        lambda page: Page.objects.get(pk=page.get_parent().pk).delete(),
        is_gone=True,
    ),
    Change(
        "case deleted by a queryset",
        "case",
        case_page,
        lambda page: CasePage.objects.filter(pk=page.pk).delete(),
        is_gone=True,
    ),
    Change("case moved", "case", case_page, lambda page: page.move(_another_zone(page), pos="last-child")),
    Change("case's zone renamed", "case", case_page, lambda page: save_name(page.zone, "새이름특구")),
    Change(
        "case's topic renamed",
        "case",
        lambda: _case_with("topic"),
        lambda page: save_name(page.topic, "새주제"),
    ),
    Change(
        "case's stage renamed",
        "case",
        lambda: _case_with("stage"),
        lambda page: save_name(page.stage, "새단계"),
    ),
    Change(
        "case's act renamed",
        "case",
        lambda: _case_with("exemption_uses__act"),
        lambda page: save_name(page.exemption_uses.filter(act__isnull=False).first().act, "새법률"),
    ),
    Change(
        "case's exemption renamed",
        "case",
        lambda: _case_with("exemption_uses__exemption"),
        lambda page: save_title(_exemption_of(page), "새특례"),
    ),
    Change(
        "case's exemption imported with another title",
        "case",
        lambda: _case_with("exemption_uses__exemption"),
        lambda page: import_title(_exemption_of(page), "새특례"),
    ),
    Change(
        "practice's exemption renamed",
        "practice",
        lambda: _practice_using(Exemption.objects.all()[0]),
        lambda page: save_title(page.exemptions.all()[0], "새특례"),
    ),
    Change("zone's page published", "zone", zone_page, lambda page: publish_lead(page, "새 소개")),
    Change("zone's page unpublished", "zone", zone_page, lambda page: page.unpublish(), is_gone=True),
    Change("zone's page closed", "zone", zone_page, close, is_gone=True),
    Change("list of zones closed", "zone", zone_page, lambda page: close(page.get_parent()), is_gone=True),
    Change("home closed", "zone", zone_page, lambda page: close(page.get_ancestors()[1]), is_gone=True),
    Change("zone's page deleted", "zone", zone_page, lambda page: page.delete(), is_gone=True),
    Change("list of zones deleted", "zone", zone_page, lambda page: page.get_parent().delete(), is_gone=True),
    Change(
        "list of zones moved below a closed page",
        "zone",
        zone_page,
        _move_below_closed,
        is_gone=True,
    ),
    Change("field renamed", "zone", zone_page, lambda page: save_name(page.zone.field, "새분야")),
    Change("province renamed", "zone", zone_page, lambda page: save_name(page.zone.province, "새도")),
    Change(
        "announcement published", "announcement", announcement, lambda page: publish_title(page, "새 공지")
    ),
    Change(
        "announcement unpublished",
        "announcement",
        announcement,
        _unpublish_all,
        is_gone=True,
    ),
    Change("announcement closed", "announcement", announcement, _close_all, is_gone=True),
    Change("announcement renamed", "announcement", announcement, lambda page: publish_slug(page, "new-slug")),
    Change("announcement deleted", "announcement", announcement, _delete_all, is_gone=True),
    Change("guide unpublished", "guide", glossary, _unpublish_all, is_gone=True),
    Change("term deleted", "term", GlossaryTerm.objects.first, lambda term: term.delete(), is_gone=True),
    Change(
        "glossary closed",
        "term",
        GlossaryTerm.objects.first,
        lambda _term: _close_all(glossary()),
        is_gone=True,
    ),
    Change(
        "glossary unpublished",
        "term",
        GlossaryTerm.objects.first,
        lambda _term: _unpublish_all(glossary()),
        is_gone=True,
    ),
    Change("area renamed", "exemption", Exemption.objects.first, lambda row: save_name(row.area, "새영역")),
    Change(
        "act renamed",
        "exemption",
        lambda: Exemption.objects.filter(acts__isnull=False).first(),
        lambda row: save_name(row.acts.first(), "새법률"),
    ),
)


LONG = {"list of zones deleted": pytest.mark.whole}
"""Deletes the page of every zone."""


def waiting() -> set[tuple[str, str]]:
    return set(IndexOutbox.objects.values_list("kind", "object_id"))


@pytest.mark.parametrize(
    "change",
    [pytest.param(one, marks=LONG[one.name]) if one.name in LONG else one for one in CHANGES],
    ids=lambda change: change.name.replace(" ", "_"),
)
def test_change_is_told(change: Change) -> None:
    thing = change.find()
    key = key_of(change.kind, thing)
    before = documents_of(registry.source(change.kind), key[1])
    assert before
    with transaction.atomic():
        change.do(thing)
        assert key in waiting()
    after = documents_of(registry.source(change.kind), key[1])
    assert bool(after) is not change.is_gone
    assert change.is_gone or after != before


@pytest.mark.parametrize("change", CHANGES[1::6], ids=lambda change: change.name.replace(" ", "_"))
def test_change_that_is_rolled_back_is_not_told(change: Change) -> None:
    thing = change.find()
    with suppress(RuntimeError), transaction.atomic():
        change.do(thing)
        raise RuntimeError
    assert not waiting()


def test_draft_is_not_told() -> None:
    page = case_page()
    page.title = "아직 쓰는 중"
    page.save_revision()
    assert not waiting()


# --- The CMS


@pytest.fixture
def editor(client: Client) -> Client:
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    client.raise_request_exception = False
    return client


def test_change_in_the_cms_falls_with_its_row(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail unpublishes first and tells afterwards: what dies in between must leave nothing behind."""
    page = case_page()
    address = f"/cms/pages/{page.pk}/unpublish/"
    with monkeypatch.context() as patch:
        patch.setattr(IndexOutbox.objects, "create", _dies)
        assert editor.post(address).status_code == 500
    assert CasePage.objects.get(pk=page.pk).live
    assert editor.post(address).status_code == 302
    assert not CasePage.objects.get(pk=page.pk).live
    assert ("case", str(page.pk)) in waiting()


def test_control_without_the_transaction_the_change_stands_alone(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = case_page()
    monkeypatch.setattr(middleware, "ORDERS", ("nothing",))
    monkeypatch.setattr(IndexOutbox.objects, "create", _dies)
    assert editor.post(f"/cms/pages/{page.pk}/unpublish/").status_code == 500
    assert not CasePage.objects.get(pk=page.pk).live


def test_an_order_without_its_token_is_refused_before_anything_runs(editor: Client) -> None:
    page = case_page()
    editor.handler.enforce_csrf_checks = True
    assert editor.post(f"/cms/pages/{page.pk}/unpublish/").status_code == 403
    assert CasePage.objects.get(pk=page.pk).live


def _dies(*_args: object, **_values: object) -> None:
    raise MemoryError


# --- Drained, index and database are equal


@pytest.fixture
def own_index(settings: Settings, tmp_path: Path) -> None:
    """A copy of the index of the facts, which this test may change."""
    shutil.copytree(settings.SEARCH_INDEX_DIR, tmp_path / "index")
    settings.SEARCH_INDEX_DIR = tmp_path / "index"


def change_much() -> None:
    """Many changes, of which some are rolled back, and one object several times."""
    cases = list(CasePage.objects.live().order_by("pk"))
    publish_title(cases[0], "한 번")
    publish_title(cases[0], "두 번")
    cases[1].unpublish()
    close(cases[2])
    cases[3].delete()
    cases[4].move(_another_zone(cases[4]), pos="last-child")
    with suppress(RuntimeError), transaction.atomic():
        publish_title(cases[5], "없던 일")
        cases[6].delete()
        raise RuntimeError
    close(ZonePage.objects.order_by("pk").last())
    _delete_all(announcement())
    _close_all(glossary())
    save_name(Field.objects.order_by("pk").first(), "새분야")
    save_name(Province.objects.current().order_by("pk").first(), "새도")
    save_name(Municipality.objects.filter(zones__isnull=False).order_by("pk").first(), "새시")
    save_name(Act.objects.filter(exemptions__isnull=False).order_by("pk").first(), "새법률")
    save_name(ExemptionArea.objects.order_by("pk").first(), "새영역")
    save_name(CaseTopic.objects.order_by("pk").first(), "새주제")
    save_name(Zone.objects.get(name_ko="공주 알밤특구").field, "또 새분야")


@pytest.mark.whole
def test_index_equals_the_database_after_all_that(own_index: None) -> None:
    change_much()
    drain()
    found = examine()
    assert (found.rooms.objects, found.index.is_healthy, found.waiting) == (frozenset(), True, 0)


@pytest.mark.whole
def test_control_without_the_outbox_they_differ(own_index: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(IndexOutbox, "save", lambda *_args, **_kwargs: None)
    monkeypatch.setattr(IndexOutbox.objects, "bulk_create", lambda *_args, **_kwargs: None)
    change_much()
    drain()
    found = examine()
    assert len(found.rooms.objects) > 20
    assert found.rooms.extra
    assert found.rooms.stale
