"""Documents: stored under random names, handed out under their own, unable to do anything."""

import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from portal.media.file_names import shown_name
from portal.media.models import PortalDocument
from tests.knowhow.factories import make_case

pytestmark = pytest.mark.django_db

LONGEST_NAME = "특" * 84 + ".pdf"


def saved_document(
    *, name: str = "계획서.hwp", content: bytes = b"<script>alert(1)</script>"
) -> PortalDocument:
    document: PortalDocument = PortalDocument.objects.create(
        title="계획서", file=SimpleUploadedFile(name, content)
    )
    page = make_case()
    page.body = [("download", {"document": document, "title": ""})]
    page.save_revision().publish()  # what no public page shows is nobody's: `test_openness.py`
    return document


def fetch(client: Client, document: PortalDocument) -> HttpResponse:
    response = client.get(document.url)
    b"".join(getattr(response, "streaming_content", []))
    return response  # type: ignore[return-value]


@pytest.mark.parametrize("name", ["계획서.hwp", "표.html", "보고.pdf", "자료.zip", LONGEST_NAME])
def test_document_is_a_download_that_may_do_nothing(client: Client, name: str) -> None:
    response = fetch(client, saved_document(name=name))
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert quote(name) in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_document_is_stored_under_a_name_nobody_can_guess(client: Client) -> None:
    stored = str(saved_document().file.name)
    assert len(Path(stored).stem) == 32
    assert client.get(f"/media/{stored}").status_code == 404


def test_name_with_a_quote_cannot_break_out_of_the_header(client: Client) -> None:
    response = fetch(client, saved_document(name='a"; filename="b.exe.pdf'))
    assert response.headers["Content-Disposition"].count('"') == 2


def test_document_of_a_closed_collection_is_not_handed_out(client: Client) -> None:
    closed = Collection.get_first_root_node().add_child(name="닫힘")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    document = saved_document()
    PortalDocument.objects.filter(pk=document.pk).update(collection=closed)
    assert client.get(document.url).status_code == 302


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (unicodedata.normalize("NFD", "계획서.hwp"), "계획서.hwp"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\kim\\보고서.pdf", "보고서.pdf"),
        ("report\u202egpj.exe.pdf", "reportgpj.exe.pdf"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        (".htaccess", "htaccess"),
        ("\u200b", "file"),
        ("가" * 300 + ".pdf", "가" * 251 + ".pdf"),
    ],
)
def test_shown_name_is_whole_and_visible(given: str, shown: str) -> None:
    assert shown_name(given, limit=255) == shown
