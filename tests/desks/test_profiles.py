"""Desks: a post that everybody may read of, edited by its officer and its manager, found in the directory."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Desk, Organisation
from portal.desks.models import DeskProfile, Exchange
from portal.zones.models import Field, ValueChainStage
from tests.accounts.people import Person, sign_in
from tests.desks.conftest import Post

FORM = {
    "does_ko": "특구의 계획을 맡습니다.",
    "does_en": "Looks after the zone's plan.",
    "is_listed": "on",
    "is_contactable": "on",
    "languages": ["ko", "en"],
    "lines-TOTAL_FORMS": "2",
    "lines-INITIAL_FORMS": "0",
    "lines-0-side": "offer",
    "lines-0-text_ko": "공동 가공 시설",
    "lines-0-text_en": "A shared plant",
    "lines-1-side": "need",
    "lines-1-text_ko": "",
}


def edit(client: Client, post: Post, **changed: object) -> int:
    return client.post(f"/people/desks/{post.desk.pk}/edit/", FORM | changed).status_code


def test_officer_describes_the_desk_and_everybody_reads_it(client: Client, post: Post) -> None:
    """Without the name or address of anybody."""
    sign_in(client, post.officer)
    assert edit(client, post) == 302
    page = Client().get(f"/en/desks/{post.desk.pk}/").content.decode()
    assert "Looks after the zone" in page
    assert "A shared plant" in page
    assert post.officer.user.email not in page
    assert Exchange.objects.get().side == "offer"


def test_manager_edits_too_a_rival_and_a_stranger_do_not(client: Client, post: Post, rival: Post) -> None:
    """One who may, one who may not, one signed out."""
    sign_in(client, post.manager)
    assert edit(client, post) == 302
    for person in (rival.officer, rival.manager):
        other = Client()
        sign_in(other, person)
        assert edit(other, post, does_ko="가로챔") == 404
    assert edit(Client(), post) == 302
    assert DeskProfile.objects.get().does_ko == FORM["does_ko"]


def test_personal_number_is_refused_and_what_was_typed_stays(client: Client, post: Post) -> None:
    """The profile is public."""
    sign_in(client, post.officer)
    response = client.post(f"/people/desks/{post.desk.pk}/edit/", FORM | {"does_ko": "연락은 010-1234-5678"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "휴대전화번호" in page
    assert "공동 가공 시설" in page
    assert not DeskProfile.objects.exists()


def test_line_in_english_alone_is_asked_for_korean(client: Client, post: Post) -> None:
    """And nothing is saved meanwhile."""
    sign_in(client, post.officer)
    assert edit(client, post, **{"lines-0-text_ko": ""}) == 200
    assert not Exchange.objects.exists()


def test_desk_of_an_unconfirmed_organisation_has_no_page(client: Client, post: Post) -> None:
    """Nobody sees it."""
    Organisation.objects.filter(pk=post.organisation.pk).update(is_confirmed=False)
    assert client.get(f"/desks/{post.desk.pk}/").status_code == 404


def test_directory_is_for_who_is_signed_in_and_names_nobody(
    client: Client, post: Post, company: Person
) -> None:
    """Posts only."""
    assert client.get("/desks/").status_code == 302
    sign_in(client, company)
    page = client.get("/desks/").content.decode()
    assert "장류군 특구담당" in page
    assert post.officer.user.email not in page


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("kind=municipality", True),
        ("kind=company", False),
        ("offers=agriculture_food", True),
        ("needs=agriculture_food", False),
        ("stage=processing", True),
        ("stage=sales", False),
        ("language=en", True),
        ("language=ja", False),
        ("q=가공", True),
        ("q=없는말", False),
        ("province=zz", True),
        ("page=99999&kind=%00", True),
    ],
)
def test_directory_filters(client: Client, post: Post, company: Person, query: str, is_found: bool) -> None:  # noqa: FBT001  (a column of the table above)
    """By kind, field on either side, stage, language and words; unknown values are left out."""
    officer = Client()
    sign_in(officer, post.officer)
    edit(
        officer,
        post,
        **{
            "lines-0-field": _number(Field, "agriculture_food"),
            "lines-0-stage": _number(ValueChainStage, "processing"),
        },
    )
    sign_in(client, company)
    response = client.get(f"/desks/?{query}")
    assert response.status_code == 200
    assert ("장류군 특구담당" in response.content.decode()) is is_found


def _number(model: type[Field] | type[ValueChainStage], slug: str) -> int:
    return model.objects.get(slug=slug).pk


def test_desk_that_wants_not_to_be_listed_is_not(client: Client, post: Post, company: Person) -> None:
    """Its page stays."""
    DeskProfile.objects.create(desk=post.desk, is_listed=False)
    sign_in(client, company)
    assert "장류군 특구담당" not in client.get("/desks/").content.decode()
    assert client.get(f"/desks/{post.desk.pk}/").status_code == 200


@pytest.mark.whole
def test_directory_asks_as_often_for_twelve_as_for_one(client: Client, post: Post, company: Person) -> None:
    """No question for each row."""
    sign_in(client, company)
    client.get("/desks/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desks/")
    for number in range(11):
        desk = Desk.objects.create(organisation=post.organisation, name_ko=f"담당 {number}")
        profile = DeskProfile.objects.create(desk=desk)
        Exchange.objects.create(profile=profile, side="offer", text_ko="나눔")
    DeskProfile.objects.create(desk=post.desk)
    with CaptureQueriesContext(connection) as many:
        client.get("/desks/")
    assert len(many) <= len(few) + 2  # what desks exchange and speak is read once there is any
