"""An operator in the CMS reads and changes nothing of another zone, whatever address he tries."""

import logging
from collections.abc import Iterable, Iterator

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.views.reports.audit_logging import SiteHistoryReportFilterSet
from wagtail.log_actions import log
from wagtail.models import Page

from portal.accounts.grants import Role, Scope
from portal.accounts.models import User
from tests.accounts.people import make_person, sign_in
from tests.permissions.patterns import address, every_pattern
from tests.permissions.world import NOWHERE, WORDS, Place, give, holds, make_place, state_of_places

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Limit for query"),
]

MIDDLEWARE = "portal.cms_reach.CmsReachMiddleware"
LEAVING = ("cms/logout/", "cms/failwhale/")
BULK = {
    "wagtailcore/page": ("delete", "move", "publish", "unpublish"),
    "portal/portalimage": ("delete", "add_tags", "add_to_collection"),
    "portal/portaldocument": ("delete", "add_tags", "add_to_collection"),
}
ASKING = (
    "q={part}", "id={case}", "id={image}", "id={document}", "parent={page}", "parent_page_id={page}", "child_of={page}",
    "descendant_of={page}", "search={part}", "collection_id={collection}", "destination={page}",
    "user_perms=move_to&target_pages[]={case}",
)  # fmt: skip
ASKED = (
    "cms/choose-page/", "cms/choose-page/search/", "cms/choose-page/chosen-multiple/", "cms/pages/search/", "cms/pages/search/results/",
    "cms/api/main/^pages/", "cms/api/main/^images/", "cms/api/main/^documents/", "cms/images/", "cms/documents/",
    "cms/images/chooser/", "cms/documents/chooser/", "cms/images/chooser/results/", "cms/documents/chooser/results/",
    "cms/images/chooser/chosen-multiple/", "cms/documents/chooser/chosen-multiple/", "cms/cases/", "cms/zone-pages/",
    "cms/reports/site-history/", "cms/reports/aging-pages/", "cms/reports/workflow/", "cms/reports/locked/",
)  # fmt: skip
"""Addresses that are asked for something by a query."""


@pytest.fixture
def own() -> Place:
    """The operator's zone."""
    return make_place("own", code="44")


@pytest.fixture
def other(own: Place) -> Place:
    """A rival's."""
    return make_place("other", code="52")


@pytest.fixture
def role() -> str:
    """The manager of a zone may all that its editors may."""
    return Role.ZONE_MANAGER


@pytest.fixture
def operator(role: str, client: Client, own: Place, other: Place) -> Client:
    """Signed in; the other zone has its own operator."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    person = make_person("operator@example.kr", has_second_factor=True)
    give(person, role, Scope.ZONE, own.zone.pk)
    give(make_person("rival@example.kr"), Role.ZONE_MANAGER, Scope.ZONE, other.zone.pk)
    sign_in(client, person)
    client.raise_request_exception = False
    return client


def _addresses(place: Place) -> Iterator[str]:
    """Every address of the CMS about this zone."""
    for pattern in every_pattern():
        if pattern.startswith("cms/") and "cms/bulk/" not in pattern and pattern not in LEAVING:
            yield address(pattern, place.values(pattern))
    for table, actions in BULK.items():
        number = place.number_of(table)
        yield from (f"/cms/bulk/{table}/{action}/?id={number}" for action in actions)
    yield f"/cms/bulk/wagtailcore/page/delete/?id=all&childOf={place.page.pk}"


def _questions(place: Place) -> Iterator[str]:
    """The lists, asked for this zone: by part of its word, so that an echo is told from a find."""
    numbers = {name: getattr(place, name).pk for name in ("case", "image", "document", "page", "collection")}
    yield "/cms/bulk/wagtailcore/page/delete/?id=all"
    for pattern in ASKED:
        for asking in ASKING:
            yield f"{address(pattern, {})}?{asking.format(part=place.word[:4], **numbers)}"


def _read(client: Client, path: str, *, method: str = "GET") -> str:
    """The text of an answer; whatever it wrote is undone."""
    with transaction.atomic():
        answer = client.get(path) if method == "GET" else client.post(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # of Django's client
        transaction.set_rollback(True)
    return str(content.decode("utf-8", "ignore"))


def _leaks(client: Client, place: Place, paths: Iterable[str]) -> list[str]:
    """Addresses whose answer holds the word of this zone or leads into its pages."""
    ways = [f"/cms/pages/{number}/edit" for number in place.pages]
    found = []
    for path in paths:
        text = _read(client, path)
        if holds(text, place.word) or any(way in text for way in ways):
            found.append(path)
    return found


def test_no_address_shows_anything_of_another_zone(operator: Client, other: Place, *, is_small: bool) -> None:
    """All of them, with the numbers of the other zone, and every list; every twelfth in `make test`."""
    paths = (*_addresses(other), *_questions(other))
    assert not _leaks(operator, other, paths[:: 12 if is_small else 1])


def test_control_without_the_net_wagtail_shows_it(
    operator: Client, other: Place, settings: LazySettings
) -> None:
    """In choosers, confirmations and bulk actions: else the test above would hold for nothing."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]
    operator.handler.load_middleware()
    shown = (
        f"/cms/pages/{other.case.pk}/move/{other.page.pk}/confirm/",
        f"/cms/choose-page/chosen-multiple/?id={other.case.pk}",
        "/cms/reports/page-types-usage/",
    )
    assert _leaks(operator, other, shown) == list(shown)


def test_control_the_own_zone_is_shown(operator: Client, own: Place) -> None:
    """By the same addresses."""
    shown = (
        f"/cms/pages/{own.case.pk}/edit/",
        f"/cms/pages/{own.case.pk}/history/",
        f"/cms/pages/{own.case.pk}/view_draft/",
        f"/cms/choose-page/{own.page.pk}/",
        f"/cms/choose-page/search/?q={own.word[:4]}",
        f"/cms/images/{own.image.pk}/",
        f"/cms/bulk/wagtailcore/page/delete/?id={own.case.pk}",
        "/cms/api/main/images/",
        "/cms/reports/workflow/",
        "/cms/cases/",
    )
    assert _leaks(operator, own, shown) == list(shown)


@pytest.mark.long
@pytest.mark.parametrize("role", [pytest.param(Role.EDITOR, marks=pytest.mark.whole), Role.ZONE_MANAGER])
def test_no_order_changes_anything_of_another_zone(operator: Client, other: Place, *, is_small: bool) -> None:
    """Sent to every address, one after the other, without undoing; to every fourth in `make test`."""
    before = state_of_places()
    for path in list(_addresses(other))[:: 4 if is_small else 1]:
        operator.post(path)
    assert state_of_places() == before


def test_forms_do_not_reach_into_another_zone(operator: Client, own: Place, other: Place) -> None:
    """Own pages are neither moved nor copied there."""
    before = state_of_places()
    there = other.page.pk
    operator.post(f"/cms/pages/{own.case.pk}/move/{there}/confirm/")
    operator.post(f"/cms/bulk/wagtailcore/page/move/?id={own.case.pk}", {"chooser": there})
    copy = {"new_title": "x", "new_slug": "x", "new_parent_page": there}
    operator.post(f"/cms/pages/{own.case.pk}/copy/", copy)
    operator.post(f"/cms/pages/add/knowhow/casepage/{there}/", {"title": "x", "slug": "x"})
    assert state_of_places() == before


def test_link_to_a_page_is_not_answered_with_the_title_of_its_draft(operator: Client, other: Place) -> None:
    """The chooser of links takes an address as it is."""
    form = {"external-link-chooser-url": other.case.get_url(), "external-link-chooser-link_text": "x"}
    answer = operator.post("/cms/choose-external-link/", form).content.decode()
    assert "external_link_chosen" in answer
    assert not holds(answer, other.word)


def test_number_of_nothing_is_answered_like_the_number_of_another(operator: Client, other: Place) -> None:
    """So that numbers tell nothing."""
    for number in (other.case.pk, NOWHERE):
        assert operator.get(f"/cms/pages/{number}/edit/").headers["Location"] == "/cms/"
        asked_by_script = operator.get(
            f"/cms/choose-page/{number}/", headers={"X-Requested-With": "XMLHttpRequest"}
        )
        assert asked_by_script.status_code == 403


WRITER = "writer-of-another-zone@example.kr"
LISTS = (
    "/cms/pages/{page}/",
    "/cms/cases/",
    "/cms/practices/",
    "/cms/zone-pages/",
    "/cms/reports/site-history/",
)


@pytest.fixture
def writers(own: Place, other: Place) -> None:
    """Each zone's case was begun and edited by somebody of its own."""
    for place, email in ((own, "writer-of-the-own-zone@example.kr"), (other, WRITER)):
        writer = make_person(email).user
        Page.objects.filter(pk=place.case.pk).update(owner=writer)
        log(instance=place.case, action="wagtail.edit", user=writer)


@pytest.mark.long
@pytest.mark.usefixtures("writers")
@pytest.mark.parametrize("path", LISTS)
def test_filters_by_person_name_nobody_of_another_zone(operator: Client, own: Place, path: str) -> None:
    body = operator.get(path.format(page=own.page.pk)).content.decode()
    assert "writer-of-the-own-zone@example.kr" in body
    assert WRITER not in body


@pytest.mark.long
@pytest.mark.usefixtures("writers")
@pytest.mark.parametrize("path", LISTS)
def test_control_wagtails_own_filters_name_everybody(
    operator: Client, own: Place, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = User.objects.all()
    for name in ("owner", "edited_by"):
        monkeypatch.setattr(PageFilterSet.base_filters[name], "queryset", lambda _request: everybody)
    monkeypatch.setattr(SiteHistoryReportFilterSet, "get_users_queryset", lambda _found: everybody)
    assert WRITER in operator.get(path.format(page=own.page.pk)).content.decode()


def test_chooser_begins_at_the_own_zone(operator: Client, own: Place) -> None:
    """With what was asked for."""
    answer = operator.get("/cms/choose-page/?page_type=knowhow.casepage")
    assert answer.headers["Location"] == f"/cms/choose-page/{own.page.pk}/?page_type=knowhow.casepage"


@pytest.mark.long
@pytest.mark.parametrize(
    ("table", "status"),
    [("portal/organisation", 302), ("portal/desk", 302), ("search/synonym", 302), ("knowhow/casetopic", 200)],
)
def test_tables_are_chosen_from_where_pages_need_them(operator: Client, table: str, status: int) -> None:
    """Organisations that somebody named at sign-up are nobody else's business."""
    assert operator.get(f"/cms/snippets/choose/{table}/").status_code == status


@pytest.mark.long
def test_editor_of_the_whole_portal_keeps_choosers_and_reports(
    client: Client, own: Place, other: Place
) -> None:
    """The net holds those who work in a part."""
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    for path in (
        "/cms/choose-page/",
        f"/cms/choose-page/{other.page.pk}/",
        f"/cms/pages/{other.case.pk}/edit/",
        "/cms/reports/page-types-usage/",
        "/cms/api/main/images/",
    ):
        assert client.get(path).status_code == 200, path
    assert WORDS["other"] in client.get(f"/cms/choose-page/{other.page.pk}/").json()["html"]


def test_address_that_fails_on_purpose_is_closed(client: Client, db: None) -> None:
    """For everybody."""
    sign_in(client, make_person("admin@example.kr", is_admin=True, has_second_factor=True))
    assert client.get("/cms/failwhale/").status_code == 404


def test_copy_without_an_address_is_asked_for_one(client: Client, own: Place) -> None:
    """Wagtail's own form failed."""
    sign_in(client, make_person("admin@example.kr", is_admin=True, has_second_factor=True))
    address = f"/cms/pages/{own.case.pk}/copy/"
    assert client.post(address).headers["Location"] == address
    assert "사본의 주소" in client.get(address).content.decode()
