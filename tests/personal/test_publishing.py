"""Personal numbers stop a publication, not a draft; telephones and addresses need a reason, which is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from knowhow.models import CasePage
from portal.accounts.models import User
from portal.home.models import AnnouncementIndexPage, AnnouncementPage
from portal.jobs.publishing import publish_due
from portal.media.file_texts import FileText
from portal.media.models import PortalDocument
from portal.personal.publishing import ACTION, REFUSED_ACTION, PublicationRefusedError
from portal.zones.models import ZonePage
from tests.accounts.people import Person, make_person, sign_in
from tests.knowhow.factories import make_case, make_zone

pytestmark = pytest.mark.django_db

RESIDENT = "900101-1234568"
MOBILE = "010-1234-5678"


def _form(page: Page, values: dict[str, Any], *, is_draft: bool = False) -> Any:
    form_class = type(page).get_edit_handler().get_form_class()
    form = form_class(
        nested_form_data(values | {"comments": inline_formset([])}),
        instance=page,
        parent_page=page.get_parent(),
        for_user=User(is_superuser=True, is_active=True),
    )
    if is_draft:
        form.defer_required_fields()
    return form


def _case(**changes: Any) -> dict[str, Any]:
    case = CasePage.objects.first() or make_case()
    return {
        **{
            name: getattr(case, name) for name in ("title", "slug", "public_slug", "summary_ko", "source_url")
        },
        "outcome": case.outcome,
        "licence": case.licence,
        "steps": streamfield([]),
        "body": streamfield([]),
        "body_en": streamfield([]),
        "results": inline_formset([]),
        "exemption_uses": inline_formset([]),
        "files": inline_formset([]),
    } | changes


def _case_form(*, is_draft: bool = False, **changes: Any) -> Any:
    values = _case(**changes)
    return _form(CasePage.objects.get(), values, is_draft=is_draft)


@pytest.mark.parametrize(
    "place",
    [
        {"context_ko": f"대표자 {RESIDENT}"},
        {"title": f"사례 {RESIDENT}"},
        {"body": streamfield([("paragraph", rich_text(f"<p>{RESIDENT}</p>"))])},
    ],
)
def test_resident_number_stops_the_publication_wherever_it_stands(place: dict[str, Any]) -> None:
    form = _case_form(**place)
    assert not form.is_valid()
    message = str(form.non_field_errors())
    assert "주민등록번호" in message
    assert RESIDENT not in message
    assert _case_form(is_draft=True, **place).is_valid()


def test_number_in_a_row_of_results_stops_it_too() -> None:
    row = {
        "indicator_ko": f"성과 {RESIDENT}",
        "before_ko": "",
        "after_ko": "",
        "source_url": "",
        "ORDER": "1",
    }
    assert "주민등록번호" in str(_case_form(results=inline_formset([row])).non_field_errors())


def test_control_clean_case_is_published() -> None:
    assert _case_form(context_ko="2026년 3월 1,234,567,890원을 들였다.").is_valid()


def test_page_without_an_address_gets_one_from_its_title() -> None:
    """Wagtail's script fills it in; whoever is quicker, or has none, must not be refused."""
    form = _case_form(slug="", title="새 건조장을 열다")
    assert form.is_valid()
    assert form.instance.slug == "새-건조장을-열다"


def test_telephone_needs_a_reason() -> None:
    assert set(_case_form(context_ko=MOBILE).errors) == {"personal_reason"}
    assert not _case_form(context_ko=MOBILE, personal_reason="그냥").is_valid()
    assert _case_form(context_ko=MOBILE, personal_reason="부서 공용 전화").is_valid()


def test_a_reason_does_not_open_the_way_for_a_resident_number() -> None:
    assert not _case_form(context_ko=RESIDENT, personal_reason="담당자가 바란다").is_valid()


def test_contact_block_is_there_to_hold_a_telephone() -> None:
    zone = make_zone()
    page = ZonePage.objects.get(zone=zone)
    block = {"desk": "군청 경제과", "phone": MOBILE, "url": "", "note": ""}
    values = {
        "title": page.title,
        "slug": page.slug,
        "public_slug": page.public_slug,
        "story": streamfield([("contact", block)]),
        "story_en": streamfield([]),
    }
    assert _form(page, values).is_valid()
    block["note"] = RESIDENT
    assert not _form(page, values | {"story": streamfield([("contact", block)])}).is_valid()


def test_number_in_an_attached_file_stops_the_publication(facts: None) -> None:
    document = PortalDocument.objects.create(title="신청서", file="documents/a.pdf", file_hash="a" * 40)
    FileText.objects.create(
        file_hash="a" * 40, passages=[["page", "1", f"성명 홍길동 {RESIDENT}"]], reader=99
    )
    index = AnnouncementIndexPage.objects.get(locale__language_code="ko")
    page = index.add_child(instance=AnnouncementPage(title="공고", slug="notice"))
    values = {
        "title": "공고",
        "slug": "notice",
        "category": page.category,
        "published_on": "2026-11-28",
        "body": streamfield([]),
        "attachments": streamfield([("file", {"document": document.pk, "title": ""})]),
    }
    name = page._meta.get_field("attachments").stream_block.child_blocks
    values["attachments"] = streamfield([(next(iter(name)), {"document": document.pk, "title": ""})])
    assert "주민등록번호" in str(_form(page, values).non_field_errors())
    FileText.objects.update(passages=[["page", "1", "성명 없음"]])
    assert _form(page, values).is_valid()


def test_reason_is_kept_in_the_log_of_the_page(client: Client) -> None:
    """Through the CMS, as an editor does it; what was typed stays where it is refused."""
    case = make_case()
    sign_in(client, make_person("admin@example.kr", is_admin=True, has_second_factor=True))
    values = _case(context_ko=f"문의 {MOBILE}") | {"comments": inline_formset([]), "action-publish": "1"}
    address = f"/cms/pages/{case.pk}/edit/"
    refused = client.post(address, nested_form_data(values)).content.decode()
    assert "까닭을 다섯 글자 이상" in refused
    assert MOBILE in refused
    assert not PageLogEntry.objects.filter(action=ACTION).exists()
    client.post(address, nested_form_data(values | {"personal_reason": "부서 공용 전화"}))
    assert PageLogEntry.objects.get(action=ACTION).data == {"reason": "부서 공용 전화"}
    case.refresh_from_db()
    assert MOBILE in case.context_ko
    assert client.get(f"/cms/pages/{case.pk}/history/").status_code == 200


# --- Published without the form


def _draft_with(text: str) -> CasePage:
    """A case whose draft, saved by nobody's form, holds this."""
    case = make_case()
    case.context_ko = text
    case.save_revision()
    saved: CasePage = CasePage.objects.get(pk=case.pk)
    return saved


@pytest.fixture
def administrator(client: Client) -> Person:
    """Signed in."""
    person = make_person("admin@example.kr", is_admin=True, has_second_factor=True)
    sign_in(client, person)
    return person


@pytest.mark.parametrize(
    ("text", "is_published"),
    [(f"대표자 {RESIDENT}", False), (f"문의 {MOBILE}", False), ("2026년 3월에 시작하였다.", True)],
)
def test_bulk_publication_looks_for_numbers(
    client: Client,
    administrator: Person,
    text: str,
    is_published: bool,  # noqa: FBT001  (a table)
) -> None:
    case = _draft_with(text)
    answer = client.post(f"/cms/bulk/wagtailcore/page/publish/?id={case.pk}&next=/cms/", follow=True)
    assert answer.status_code == 200
    case.refresh_from_db()
    assert (case.context_ko == text) is is_published
    if not is_published:
        assert "게시하지 않았습니다" in answer.content.decode() or "까닭을 적고" in answer.content.decode()


def test_one_page_with_a_number_holds_up_the_whole_bulk(client: Client, administrator: Person) -> None:
    clean, foul = _draft_with("깨끗하다"), _draft_with(RESIDENT)
    client.post(f"/cms/bulk/wagtailcore/page/publish/?id={clean.pk}&id={foul.pk}")
    for case in (clean, foul):
        case.refresh_from_db()
        assert case.context_ko == ""


@pytest.mark.parametrize(("text", "is_published"), [(RESIDENT, False), ("깨끗하다", True)])
@pytest.mark.parametrize("way", ["plain", "script"])
def test_last_yes_of_a_workflow_looks_for_numbers(
    client: Client,
    administrator: Person,
    text: str,
    is_published: bool,  # noqa: FBT001  (a table)
    way: str,
) -> None:
    case = _draft_with(text)
    workflow = Workflow.objects.filter(active=True).first()
    assert workflow is not None
    state = workflow.start(case, administrator.user)
    address = f"/cms/pages/workflow/action/{case.pk}/approve/{state.current_task_state.pk}/"
    headers = {"X-Requested-With": "XMLHttpRequest"} if way == "script" else {}
    answer = client.post(address, {"comment": ""}, headers=headers)
    assert answer.status_code in {200, 302}
    case.refresh_from_db()
    state.refresh_from_db()
    assert (case.context_ko == text) is is_published
    assert (state.status == "approved") is is_published
    if way == "script" and not is_published:
        assert answer.json() == {"step": "success", "redirect": f"/cms/pages/{case.pk}/edit/"}


@pytest.mark.parametrize(("text", "is_published"), [(RESIDENT, False), ("깨끗하다", True)])
def test_date_of_publication_looks_for_numbers(text: str, is_published: bool) -> None:  # noqa: FBT001  (a table)
    """What was scheduled before is taken off the calendar, and the log of the page tells why."""
    case = _draft_with(text)
    revision = case.latest_revision
    assert revision is not None
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    assert publish_due().published == int(is_published)
    case.refresh_from_db()
    revision.refresh_from_db()
    assert (case.context_ko == text) is is_published
    assert revision.approved_go_live_at is None
    refused = PageLogEntry.objects.filter(page=case.pk, action=REFUSED_ACTION)
    assert refused.exists() is not is_published
    assert not any(RESIDENT in str(entry.data) for entry in refused)


def test_number_in_a_block_stops_code_too_and_a_contact_block_does_not() -> None:
    zone = make_zone()
    page = ZonePage.objects.get(zone=zone)
    block = {"desk": "군청 경제과", "phone": MOBILE, "url": "", "note": ""}
    page.story = [("contact", block)]
    page.save_revision().publish()
    page.story = [("contact", block | {"note": RESIDENT})]
    with pytest.raises(PublicationRefusedError, match="주민등록번호"):
        page.save_revision().publish()
