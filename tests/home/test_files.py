"""The words of a file find the pages that show it, as long as everyone may read both."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from knowhow.models import CasePage
from portal.home.models import AnnouncementPage
from portal.media.file_texts import FileText
from portal.media.jobs import read_document, read_missing_texts
from portal.media.models import PortalDocument
from portal.zones.models import ZonePage
from search.indexer import drain
from search.queries import SearchRequest, find
from tests.accounts.people import make_person, sign_in
from tests.home.test_announcements import publish
from tests.media import files
from tests.media.files import PHRASE

pytestmark = pytest.mark.usefixtures("facts")

WORDS = "밤나무접목칼은 창고에"


@pytest.fixture(autouse=True)
def media_folder(settings: Any, tmp_path: Any) -> None:
    """Media files of a test go with it."""
    settings.MEDIA_ROOT = tmp_path


def document(content: bytes | None = None, name: str = "조례안.hwpx") -> PortalDocument:
    made: PortalDocument = PortalDocument.objects.create(
        title="조례안", file=ContentFile(content or files.hwpx(), name=name)
    )
    return made


def download(file: PortalDocument, kind: str = "download") -> list[dict[str, Any]]:
    return [{"type": kind, "value": {"document": file.pk, "title": ""}}]


def announce(file: PortalDocument) -> AnnouncementPage:
    return publish("붙임이 있는 공지", attachments=download(file, "file"))


def read(file: PortalDocument) -> None:
    read_document.func(file.pk)
    drain()


def enter_cms(client: Client) -> None:
    sign_in(client, make_person("boss@example.org", is_admin=True, has_second_factor=True))


def found(words: str = WORDS) -> dict[str, list[str]]:
    """Title → where the words were found."""
    result = find(SearchRequest(text=words), viewer=AnonymousUser())
    return {
        hit.title: [why.label for why in hit.why]
        for hit in result.hits
        if any(why.field == "attachments" for why in hit.why)
    }


@pytest.fixture
def shown() -> tuple[AnnouncementPage, PortalDocument]:
    """An announcement whose file was read."""
    file = document()
    page = announce(file)
    read(file)
    assert found() == {page.title: ["붙임: 조례안.hwpx, 2구역"]}
    return page, file


@pytest.mark.long
def test_file_that_is_read_after_publication_is_found() -> None:
    file = document()
    page = announce(file)
    drain()
    assert not found()
    read(file)
    assert list(found()) == [page.title]


def test_file_that_is_read_before_publication_is_found() -> None:
    file = document()
    read(file)
    assert not found()
    page = announce(file)
    drain()
    assert list(found()) == [page.title]


@pytest.mark.long
def test_zone_and_case_are_found_by_a_file_in_their_story() -> None:
    file = document()
    zone = ZonePage.objects.live().first()
    case = CasePage.objects.live().first()
    assert zone is not None
    assert case is not None
    zone.story = [*zone.story.raw_data, *download(file)]
    case.body = [*case.body.raw_data, *download(file)]
    for page in (zone, case):
        page.save_revision().publish()
    read(file)
    assert set(found()) == {zone.title, case.title}


@pytest.mark.long
def test_link_in_a_paragraph_shows_a_file_too() -> None:
    file = document()
    link = f'<p><a linktype="document" id="{file.pk}">조례안</a></p>'
    page = publish("줄글에 붙임", body=[{"type": "paragraph", "value": link}])
    read(file)
    assert list(found()) == [page.title]


@pytest.mark.long
def test_unpublished_page_takes_its_files_out(shown: tuple[AnnouncementPage, PortalDocument]) -> None:
    shown[0].unpublish()
    drain()
    assert not found()


@pytest.mark.long
def test_closed_part_of_the_site_takes_its_files_out(
    shown: tuple[AnnouncementPage, PortalDocument],
) -> None:
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=shown[0].pk), restriction_type=PageViewRestriction.LOGIN
    )
    drain()
    assert not found()


def test_closed_collection_takes_its_files_out(shown: tuple[AnnouncementPage, PortalDocument]) -> None:
    page, file = shown
    closed = Collection.get_first_root_node().add_child(name="닫힘")
    below = closed.add_child(name="그 아래")
    file.collection = below
    file.save()
    restriction = CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    drain()
    assert not found()
    restriction.delete()
    drain()
    assert list(found()) == [page.title]


@pytest.mark.long
def test_collection_moved_below_a_closed_one_takes_its_files_out(
    shown: tuple[AnnouncementPage, PortalDocument], client: Client
) -> None:
    root = Collection.get_first_root_node()
    closed, opened = root.add_child(name="닫힘"), root.add_child(name="열림")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    shown[1].collection = opened
    shown[1].save()
    drain()
    assert found()
    enter_cms(client)
    client.post(f"/cms/collections/{opened.pk}/", {"name": "열림", "parent": closed.pk})
    drain()
    assert not found()


@pytest.mark.long
def test_replaced_file_is_read_anew(shown: tuple[AnnouncementPage, PortalDocument]) -> None:
    _page, file = shown
    file.file = ContentFile(files.docx("비파괴당도계를 빌려 준다"), name="규정.docx")
    file.save()
    drain()
    assert not found()
    read(file)
    assert not found()
    assert list(found("비파괴당도계를 빌려").values()) == [["붙임: 규정.docx, 2구역"]]


@pytest.mark.long
def test_deleted_file_is_found_no_more(shown: tuple[AnnouncementPage, PortalDocument]) -> None:
    shown[1].delete()
    drain()
    assert not found()


def test_same_content_is_read_once() -> None:
    content = files.docx()
    first, second = document(content, "가.docx"), document(content, "나.docx")
    announce(second)
    read_document.func(first.pk)
    text = FileText.objects.get()
    read(second)
    assert FileText.objects.get().read_at == text.read_at
    assert list(found().values()) == [["붙임: 나.docx, 2구역"]]


@pytest.mark.long
def test_file_that_was_forgotten_is_ordered_again(shown: tuple[AnnouncementPage, PortalDocument]) -> None:
    FileText.objects.all().delete()
    read_missing_texts.func()
    assert not FileText.objects.exists()
    read(shown[1])
    assert FileText.objects.exists()


@pytest.mark.parametrize(
    ("make", "name", "told"),
    [
        (files.docx, "규정.docx", "본문 읽음"),
        (files.docx, "규정.pdf", "이름과 달리 내용은 DOCX 파일입니다."),
        (lambda: files.docx()[:200], "규정.docx", "파일이 손상되었거나"),
        (files.locked_hwpx, "규정.hwpx", "암호가 걸려 있어"),
    ],
)
def test_cms_tells_whether_a_file_was_read(
    client: Client, make: Callable[[], bytes], name: str, told: str
) -> None:
    file = document(make(), name)
    enter_cms(client)
    addresses = ("/cms/documents/", "/cms/documents/results/", f"/cms/documents/edit/{file.pk}/")
    assert all("읽는 중" in client.get(address).content.decode() for address in addresses)
    read_document.func(file.pk)
    assert all(told in client.get(address).content.decode() for address in addresses)


@pytest.mark.long
def test_editor_has_a_file_read_again(client: Client) -> None:
    file = document()
    read_document.func(file.pk)
    enter_cms(client)
    response = client.post(f"/cms/documents/{file.pk}/read/", follow=True)
    assert "읽는 중" in response.content.decode()
    read_document.func(file.pk)
    assert PHRASE in str(FileText.objects.get().passages)


def test_only_who_may_change_a_document_has_it_read_again(client: Client) -> None:
    file = document()
    read_document.func(file.pk)
    sign_in(client, make_person("reader@example.org"))
    client.post(f"/cms/documents/{file.pk}/read/")
    assert FileText.objects.exists()
