"""A file of a text that is not out yet: who writes or reviews the text gets it, nobody else learns of it."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from knowhow import desk_views
from knowhow.actions import send_link, submit
from knowhow.models import CasePage, Review
from knowhow.writing import attach_file, begin_draft
from portal.accounts.grants import Role
from portal.accounts.models import User
from portal.zones.models import Zone
from tests.accounts.people import enter
from tests.knowhow.factories import make_zone
from tests.knowhow.people import contributor, make_person, manager, validator

pytestmark = pytest.mark.django_db

WORDS = b"words of the draft"


@pytest.fixture
def zone() -> Zone:
    return make_zone()


@pytest.fixture
def author(zone: Zone) -> User:
    return contributor(zone)


@pytest.fixture
def draft(zone: Zone, author: User) -> Any:
    """A draft with a file on which only one box is ticked: the reviewer is who should look at it."""
    made: Any = begin_draft(CasePage, "건조장 이야기", zone=zone, by=author)
    made.summary_ko, made.action_ko, made.source_note = "요약", "한 일", "담당자가 씀"
    made.save_revision(user=author)
    values = {"title_ko": "조례안", "is_free_of_personal_data": True, "is_free_of_others_rights": False}
    attach_file(made, ContentFile(WORDS, "조례안.html"), values, by=author)
    return made


def number_in(draft: Any) -> int:
    return int(CasePage.objects.get(pk=draft.pk).get_latest_revision_as_object().files.all()[0].document_id)


def address_of_draft(draft: Any) -> str:
    return reverse("knowhow-file", args=[draft.pk, number_in(draft)])


def address_of_review(draft: Any, review: Review) -> str:
    return reverse("knowhow-review-file", args=[review.pk, number_in(draft)])


def opens(person: User | None, address: str) -> bool:
    client = Client()
    if person is not None:
        enter(client, person)
    response: Any = client.get(address)
    if response.status_code != 200:
        return False
    assert b"".join(response.streaming_content) == WORDS
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response.headers["Cache-Control"]
    return True


def test_who_writes_the_draft_opens_its_file(zone: Zone, author: User, draft: Any) -> None:
    people = {
        "author": author,
        "editor": make_person("editor", role=Role.EDITOR, zone=zone),
        "manager": manager(zone),
        "colleague": contributor(zone, "colleague"),
        "rival": make_person("rival", role=Role.ZONE_MANAGER, zone=make_zone("이웃 특구", slug="neighbour")),
        "validator": validator(),
        "nobody": None,
    }
    opened = {name for name, person in people.items() if opens(person, address_of_draft(draft))}
    assert opened == {"author", "editor", "manager"}


def test_who_follows_the_review_opens_its_file(zone: Zone, author: User, draft: Any) -> None:
    review = submit(draft, by=author)
    people = {
        "author": author,
        "manager": manager(zone),
        "rival": make_person("rival", role=Role.ZONE_MANAGER, zone=make_zone("이웃 특구", slug="neighbour")),
        "validator": validator(),  # this is the zone's level
        "nobody": None,
    }
    opened = {name for name, person in people.items() if opens(person, address_of_review(draft, review))}
    assert opened == {"author", "manager"}


def test_reviewer_is_shown_the_way_to_it(zone: Zone, author: User, draft: Any, client: Client) -> None:
    review = submit(draft, by=author)
    enter(client, manager(zone))
    body = client.get(review.get_absolute_url()).content.decode()
    assert address_of_review(draft, review) in body
    assert "점검을 마치지 않음" in body


def test_link_opens_the_file_as_long_as_it_works(
    zone: Zone, author: User, draft: Any, client: Client
) -> None:
    review = submit(draft, by=author)
    token = send_link(review, "elder@example.org", by=manager(zone))
    address = reverse("knowhow-approval-file", args=[token, number_in(draft)])
    assert address in client.get(reverse("knowhow-approval", args=[token])).content.decode()
    assert opens(None, address)
    review.links.update(expires_at=review.submitted_at)
    assert not opens(None, address)
    assert not opens(None, reverse("knowhow-approval-file", args=["no-such-token", number_in(draft)]))


def test_file_of_another_draft_is_not_handed_out_here(zone: Zone, author: User, draft: Any) -> None:
    other: Any = begin_draft(CasePage, "다른 이야기", zone=zone, by=author)
    for number in (number_in(draft), 999_999_999):
        assert not opens(author, reverse("knowhow-file", args=[other.pk, number]))


@pytest.mark.parametrize("kind", ["draft", "review"])
def test_control_without_the_rule_everybody_opens_it(
    zone: Zone, author: User, draft: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    review = submit(draft, by=author)
    monkeypatch.setattr(desk_views, "may", lambda *_asked: True)
    monkeypatch.setattr(desk_views, "allowed", lambda _user, _verb, rows: rows)
    address = address_of_draft(draft) if kind == "draft" else address_of_review(draft, review)
    assert opens(make_person("stranger"), address)
