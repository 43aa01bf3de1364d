"""Cases in the CMS: who may write where, what may be published, what the lists show."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from knowhow.forms import CaseForm
from knowhow.models import CasePage
from knowhow.wagtail_hooks import CaseListing
from portal import cms_forms
from portal.accounts.models import User
from portal.outbox.models import IndexOutbox
from portal.zones.models import ZonePage
from tests.accounts.people import make_person, sign_in
from tests.knowhow.factories import make_case, make_zone

pytestmark = pytest.mark.django_db


def editor_of(page: ZonePage) -> User:
    """Someone who may write and publish below one zone's page."""
    group = Group.objects.create(name=f"{page.title} 담당")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=page,
            permission=Permission.objects.get(codename=codename, content_type__app_label="wagtailcore"),
        )
    user = User.objects.create_user(email="editor@example.org", password="a long enough password")
    user.groups.add(group)
    return user


def test_editor_of_a_zone_may_write_its_cases_and_no_others() -> None:
    own, other = make_zone(), make_zone("하동 녹차특구", slug="hadong")
    editor = editor_of(ZonePage.objects.get(zone=own))
    may_edit = {zone: make_case(zone=zone).permissions_for_user(editor).can_edit() for zone in (own, other)}
    assert may_edit == {own: True, other: False}


def test_cases_stand_below_zones_only() -> None:
    assert CasePage.allowed_parent_page_models() == [ZonePage]
    assert CasePage.allowed_subpage_models() == []


def form_for(case: CasePage, *, is_draft: bool, **changes: object) -> CaseForm:
    """The bound form of the CMS."""
    form_class = CasePage.get_edit_handler().get_form_class()
    form: CaseForm = form_class(
        nested_form_data(case_values(case, **changes)),
        instance=case,
        parent_page=case.get_parent(),
        for_user=User(is_superuser=True, is_active=True),
    )
    if is_draft:
        form.defer_required_fields()
    return form


def case_values(case: CasePage, **changes: object) -> dict[str, object]:
    """What the form of the CMS sends of this case."""
    return {
        "title": case.title, "slug": case.slug, "public_slug": case.public_slug,
        "summary_ko": case.summary_ko,
        "source_url": case.source_url, "outcome": case.outcome, "licence": case.licence,
        "steps": streamfield([]), "body": streamfield([]), "body_en": streamfield([]),
        "results": inline_formset([]), "exemption_uses": inline_formset([]), "files": inline_formset([]), "comments": inline_formset([]),
    } | changes  # fmt: skip


@pytest.mark.parametrize("field", ["summary_ko", "source_url"])
def test_what_a_reader_needs_is_required_to_publish_but_not_to_keep_a_draft(field: str) -> None:
    case = make_case()
    assert form_for(case, is_draft=False).is_valid()
    assert set(form_for(case, is_draft=False, **{field: ""}).errors) == {field}
    assert form_for(case, is_draft=True, **{field: ""}).is_valid()


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("https://a.kr/1 | http://b.kr", set()),
        ("javascript:alert(1)", {"source_url"}),
        ("신문", {"source_url"}),
    ],
)
def test_sources_are_addresses_of_the_web(source: str, wrong: set[str]) -> None:
    assert set(form_for(make_case(), is_draft=False, source_url=source).errors) == wrong


def test_long_summary_is_refused_with_its_length() -> None:
    form = form_for(make_case(), is_draft=False, summary_ko="가" * 301)
    assert "301자" in str(form.errors["summary_ko"])


def test_article_level_needs_an_exemption() -> None:
    row = {"level": "article", "exemption": "", "act": "", "text_as_read": "농지법", "reason": ""}
    assert not form_for(make_case(), is_draft=False, exemption_uses=inline_formset([row])).is_valid()
    row["level"] = "unresolved"
    assert form_for(make_case(), is_draft=False, exemption_uses=inline_formset([row])).is_valid()


def test_list_of_the_cms_shows_zone_outcome_and_year() -> None:
    names = [column.name for column in CaseListing.columns]
    assert {"zone", "outcome", "year", "status"} <= set(names)


def outbox() -> list[tuple[str, str]]:
    """What search has yet to hear."""
    rows = list(IndexOutbox.objects.filter(kind="case").values_list("kind", "object_id"))
    IndexOutbox.objects.all().delete()
    return sorted(set(rows))


def test_search_hears_of_everything_that_changes_a_case() -> None:
    zone, other = make_zone(), make_zone("하동 녹차특구", slug="hadong")
    case = make_case(zone=zone)
    told = [("case", str(case.pk))]
    outbox()
    case.save_revision().publish()
    assert outbox() == told
    case.unpublish()
    assert outbox() == told
    case.move(ZonePage.objects.get(zone=other), pos="last-child")
    assert outbox() == told
    other.name_en = "Green tea"
    other.save()
    assert outbox() == told
    CasePage.objects.get(pk=case.pk).delete()
    assert outbox() == told


def test_search_hears_of_nothing_when_only_a_draft_is_kept() -> None:
    case = make_case()
    outbox()
    case.save_revision()
    assert outbox() == []


def test_search_hears_when_a_zones_page_is_closed() -> None:
    case = make_case()
    outbox()
    restriction = PageViewRestriction.objects.create(page=case.get_parent(), restriction_type="login")
    assert outbox() == [("case", str(case.pk))]
    restriction.delete()
    assert outbox() == [("case", str(case.pk))]


@pytest.fixture
def administrator(client: Client) -> Client:
    """A client signed in with a second factor."""
    person = make_person("admin@example.kr", is_admin=True, has_second_factor=True)
    sign_in(client, person)
    return client


def test_pages_of_the_cms_open(administrator: Client) -> None:
    case = make_case(year=2020)
    listed = administrator.get("/cms/cases/").content.decode()
    assert case.zone.name_ko in listed
    assert "추진 사례" in listed
    for path in (
        f"/cms/pages/{case.pk}/edit/",
        f"/cms/pages/add/knowhow/casepage/{case.get_parent().pk}/",
        f"/cms/pages/{case.get_parent().pk}/",
        "/cms/snippets/knowhow/casetopic/",
    ):
        assert administrator.get(path).status_code == 200


def test_draft_is_shown_to_its_editor_in_the_cms_only(administrator: Client) -> None:
    case = make_case()
    case.title = "초안 제목"
    case.save_revision()
    response = administrator.get(f"/cms/pages/{case.pk}/view_draft/")
    assert "초안 제목" in response.content.decode()
    assert "초안 제목" not in administrator.get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize("is_guarded", [True, False])
def test_form_older_than_the_first_draft_is_not_kept_over_it(
    monkeypatch: pytest.MonkeyPatch, *, is_guarded: bool
) -> None:
    """A case from a file has no revision. Without the guard the second editor's form would replace the first's draft."""
    if not is_guarded:
        monkeypatch.setattr(cms_forms, "NO_REVISION", "")
    case = make_case()
    assert case.latest_revision_id is None
    first, second = (
        keep_as_typed(case, email, title=email) for email in ("one@example.kr", "two@example.kr")
    )
    assert first["success"]
    kept = CasePage.objects.get(pk=case.pk).get_latest_revision_as_object().title
    assert (second["success"], kept) == (
        (False, "one@example.kr") if is_guarded else (True, "two@example.kr")
    )


def keep_as_typed(case: CasePage, email: str, *, title: str) -> dict[str, Any]:
    """What the CMS answers when it keeps a form by itself that was opened before anybody had kept a draft."""
    client = Client(headers={"accept": "application/json"})
    sign_in(client, make_person(email, is_editor=True, has_second_factor=True))
    values = case_values(case, title=title) | {"loaded_revision_id": "", "overwrite_revision_id": ""}
    answer: dict[str, Any] = client.post(f"/cms/pages/{case.pk}/edit/", nested_form_data(values)).json()
    return answer
