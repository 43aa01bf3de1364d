"""Forms of the CMS that arrive cut off come back with a message."""

import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from portal.accounts.grants import Grant, Role, Scope, give_role
from portal.zones.models import Province
from tests.accounts.people import make_person, sign_in
from tests.knowhow.factories import make_case, make_zone

pytestmark = pytest.mark.django_db

LINK = "/cms/choose-external-link/"
NEW_ROW = "/cms/snippets/choose/zones/province/create/"
MIDDLEWARE = "portal.cms_forms.CmsFormsMiddleware"


def _administrator(client: Client) -> Client:
    """Errors come back as 500."""
    sign_in(client, make_person("admin@example.kr", is_admin=True, has_second_factor=True))
    client.raise_request_exception = False
    return client


def test_link_without_its_address_is_asked_for_again(client: Client) -> None:
    """With a message."""
    admin = _administrator(client)
    answer = admin.post(LINK)
    assert (answer.status_code, answer.headers.get("Location")) == (302, LINK)
    assert "온전하지 않아" in admin.get("/cms/").content.decode()


def test_chooser_of_rows_has_no_form_to_add_one(client: Client) -> None:
    """Rows are made at their own lists."""
    assert _administrator(client).post(NEW_ROW).status_code == 404


REDIRECTS = "/cms/redirects/import/"
STEP = f"{REDIRECTS}process/"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"import_file_name": "x", "input_format": "0"},
        {"import_file_name": Signer().sign("gone.csv"), "input_format": Signer().sign("0")},
    ],
    ids=["nothing", "not signed", "file gone"],
)
def test_import_of_redirects_without_its_file_begins_again(client: Client, data: dict[str, str]) -> None:
    """With a message at the first step."""
    admin = _administrator(client)
    answer = admin.post(STEP, data)
    assert (answer.status_code, answer.headers.get("Location")) == (302, REDIRECTS)
    assert "온전하지 않아" in admin.get(REDIRECTS).content.decode()


def test_who_may_import_no_redirects_is_refused_with_or_without_a_file(client: Client) -> None:
    """Rights come before what was sent."""
    auditor = make_person("auditor@example.kr", has_second_factor=True)
    grant = Grant(role=Role.AUDITOR, scope=Scope.EVERYWHERE, number=None, user=auditor.user)
    give_role(grant, by=None, reason="시험")
    sign_in(client, auditor)
    signed = {"import_file_name": Signer().sign("gone.csv"), "input_format": Signer().sign("0")}
    for data in ({}, signed):
        answer = client.post(STEP, data)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/cms/")


def test_import_of_redirects_with_its_file_is_shown(client: Client) -> None:
    """The guard stands in nobody's way."""
    admin = _administrator(client)
    file = SimpleUploadedFile(
        "redirects.csv", b"from,to\n/old/,https://example.com/new/\n", content_type="text/csv"
    )
    page = admin.post(REDIRECTS, {"import_file": file})
    assert page.status_code == 200
    form = page.context["form"]
    data = {name: form.initial[name] for name in ("import_file_name", "input_format")}
    answer = admin.post(STEP, {**data, "from_index": "0", "to_index": "1", "permanent": "on"})
    assert answer.status_code == 302, answer.context.get("import_summary", answer.context["form"].errors)
    assert Redirect.objects.filter(old_path="/old").exists()


@pytest.mark.parametrize("data", [{}, {"import_file_name": "x", "input_format": "0"}])
def test_control_without_the_guard_wagtail_fails_at_it(
    client: Client, settings: LazySettings, data: dict[str, str]
) -> None:
    """So the test above shows our answer, not Wagtail's."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]
    assert _administrator(client).post(STEP, data).status_code == 500


def test_signed_out_is_sent_to_sign_in(client: Client) -> None:
    """No other answer before that."""
    for path in (LINK, NEW_ROW):
        assert client.post(path).headers["Location"].startswith("/accounts/login/")


def _province_in_use() -> Province:
    zone = make_zone()
    return Province.objects.get(pk=zone.province_id)


def test_what_is_in_use_is_not_deleted_and_the_answer_says_by_what(client: Client) -> None:
    """By the ordinary clicks of an administrator: the question, and yes."""
    province, admin = _province_in_use(), _administrator(client)
    path = f"/cms/snippets/zones/province/delete/{province.pk}/"
    answer = admin.post(path)
    assert (answer.status_code, answer.headers.get("Location")) == (302, path)
    page = admin.get(path).content.decode()
    assert "다른 자료가 쓰고 있어 지우지 못했습니다" in page
    assert Province.objects.filter(pk=province.pk).exists()


@pytest.mark.long
@pytest.mark.parametrize("order", ["edit", "add"])
def test_page_without_its_blocks_comes_back(client: Client, order: str) -> None:
    """A form of the browser always sends how many blocks there are; whoever sends none has sent half a page."""
    case, admin = make_case(), _administrator(client)
    path = {
        "edit": reverse("wagtailadmin_pages:edit", args=[case.pk]),
        "add": reverse("wagtailadmin_pages:add", args=["knowhow", "casepage", case.get_parent().pk]),
    }[order]
    answer = admin.post(path, {"title": "반쪽"})
    assert (answer.status_code, answer.headers.get("Location")) == (302, path)
    assert "온전하지 않아" in admin.get(path).content.decode()


def _previews_of_half_a_page(client: Client) -> list[Any]:
    case, admin = make_case(), _administrator(client)
    paths = (
        reverse("wagtailadmin_pages:preview_on_edit", args=[case.pk]),
        reverse("wagtailadmin_pages:preview_on_add", args=["knowhow", "casepage", case.get_parent().pk]),
    )
    return [admin.post(path, {"title": "반쪽"}) for path in paths]


def test_half_a_page_has_no_preview(client: Client) -> None:
    """Said as Wagtail says it of what may not be kept yet."""
    answers = _previews_of_half_a_page(client)
    assert [json.loads(answer.content) for answer in answers] == 2 * [
        {"is_valid": False, "is_available": False}
    ]


def test_control_without_the_middleware_its_preview_fails(client: Client, settings: LazySettings) -> None:
    """Nothing else answers it."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]
    assert [answer.status_code for answer in _previews_of_half_a_page(client)] == [500, 500]


@pytest.mark.parametrize("guard", ["ProtectedError", "MultiValueDictKeyError"])
def test_control_without_the_answers_both_fail(
    client: Client, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    """Nothing else answers them."""
    monkeypatch.setattr(f"portal.outbox.middleware.{guard}", ZeroDivisionError)
    province, case, admin = _province_in_use(), make_case(), _administrator(client)
    path = {
        "ProtectedError": f"/cms/snippets/zones/province/delete/{province.pk}/",
        "MultiValueDictKeyError": reverse("wagtailadmin_pages:edit", args=[case.pk]),
    }[guard]
    assert admin.post(path).status_code == 500


def test_control_without_the_middleware_both_fail(client: Client, settings: LazySettings) -> None:
    """Set before the first request, which loads the middleware."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]
    admin = _administrator(client)
    assert [admin.post(path).status_code for path in (LINK, NEW_ROW)] == [500, 500]
