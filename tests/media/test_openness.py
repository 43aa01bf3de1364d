"""A document is opened by its address only once a public page shows it; before that by who works with it."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from wagtail.models import PageViewRestriction

from knowhow.models import CasePage
from portal.accounts.grants import Grant, Role, Scope, give_role
from portal.accounts.models import User
from portal.media import openness
from portal.zones.models import Zone, ZonePage
from tests.knowhow.factories import attach, make_case, make_document, make_practice, make_zone, status_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return make_zone()


def download(document: Any) -> list[tuple[str, Any]]:
    """A story that offers the file."""
    return [("download", {"document": document, "title": ""})]


def link(document: Any) -> list[tuple[str, Any]]:
    """A story that names it in a sentence."""
    return [("paragraph", f'<p><a linktype="document" id="{document.pk}">조례안</a></p>')]


STORIES = [download, link]


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("kind", ["case", "practice", "zone"])
def test_file_in_a_story_opens_with_its_page_and_not_before(
    client: Client, zone: Zone, story: Any, kind: str
) -> None:
    document = make_document()
    makers: dict[str, Any] = {"case": make_case, "practice": make_practice}
    page: Any = makers[kind](zone=zone, live=False) if kind in makers else ZonePage.objects.get(zone=zone)
    setattr(page, "body" if kind in makers else "story", story(document))
    page.save_revision()
    assert status_of(client, document.url) == 404
    page.get_latest_revision().publish()
    assert status_of(client, document.url) == 200
    page.refresh_from_db()
    page.unpublish()
    assert status_of(client, document.url) == 404


def test_new_file_in_the_draft_of_a_public_page_stays_closed(client: Client, zone: Zone) -> None:
    old, new = make_document("옛것.txt"), make_document("새것.txt", b"new")
    page: Any = make_case(zone=zone)
    page.body = download(old)
    page.save_revision().publish()
    page = CasePage.objects.get(pk=page.pk)
    page.body = download(new)
    page.save_revision()
    assert (status_of(client, old.url), status_of(client, new.url)) == (200, 404)


def test_page_in_a_closed_part_of_the_tree_opens_nothing(client: Client, zone: Zone) -> None:
    document = make_document()
    page: Any = make_case(zone=zone)
    page.body = download(document)
    page.save_revision().publish()
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    assert status_of(client, document.url) == 404


def test_control_without_the_guard_the_draft_leaks(
    client: Client, zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.wagtail_hooks.may_open", lambda _document, _viewer: True)
    document = make_document()
    page: Any = make_case(zone=zone, live=False)
    page.body = download(document)
    page.save_revision()
    assert status_of(client, document.url) == 200


def test_who_works_with_a_file_may_open_it(zone: Zone) -> None:
    people = {
        name: User.objects.create_user(email=f"{name}@example.org", password="x" * 12)
        for name in ("editor", "other", "owner")
    }
    give_role(
        Grant(role=Role.EDITOR, scope=Scope.ZONE, number=zone.pk, user=people["editor"]),
        by=None,
        reason="test",
    )
    document = make_document()
    document.collection = document.collection.get_children().get(name=f"zone:{zone.pk}")
    document.uploaded_by_user = people["owner"]
    document.save()
    may = {
        name: openness.may_open(document, User.objects.get(pk=person.pk)) for name, person in people.items()
    }
    assert may == {"editor": True, "other": False, "owner": True}
    assert not openness.may_open(document, AnonymousUser())


def test_file_without_its_checks_stays_closed_though_its_page_is_public(client: Client, zone: Zone) -> None:
    page = make_case(zone=zone)
    row = attach(page, is_checked=False)
    CasePage.objects.get(pk=page.pk).save_revision().publish()
    assert status_of(client, row.document.url) == 404
    page.files.update(is_free_of_personal_data=True, is_free_of_others_rights=True)
    assert status_of(client, row.document.url) == 200
