"""Files in threads: what is taken, who gets it, and where it goes with its thread."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from PIL import Image

from portal import uploads
from portal.accounts.grants import hold_desk
from portal.audit.models import AccessLog
from portal.desks import attachments
from portal.desks.attachments import MOST_BYTES
from portal.desks.belongings import sections_of
from portal.desks.models import Attachment, Message, Thread
from portal.desks.throttles import FILES
from portal.desks.views import threads
from portal.personal.exports import archive_of
from portal.personal.registry import rules
from portal.uploads import Limits
from tests.accounts.people import Person, sign_in
from tests.desks.conftest import SLUG, Post, make_member

CONTACT = f"/contact/zone/{SLUG}/"
QUESTION = {"subject": "시설을 쓸 수 있습니까?", "text": "도면을 붙입니다.", "website": ""}
RESIDENT = "900101-1234568"


def sheet(text: str) -> bytes:
    """A workbook with one cell."""
    book, file = Workbook(), io.BytesIO()
    book.create_sheet("글")["A1"] = text
    book.save(file)
    return file.getvalue()


def picture() -> bytes:
    """A PNG that tells who made it."""
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

    about, file = PngInfo(), io.BytesIO()
    about.add_text("Author", "홍길동")
    Image.new("RGB", (4, 4)).save(file, "PNG", pnginfo=about)
    return file.getvalue()


def upload(name: str = "도면.xlsx", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, sheet("면적 120㎡") if content is None else content)


@pytest.fixture
def asker(company: Person) -> Client:
    client = Client()
    sign_in(client, company)
    return client


@pytest.fixture
def attached(asker: Client, post: Post) -> Attachment:
    """A file of a question to the desk."""
    assert asker.post(CONTACT, QUESTION | {"attached": upload()}).status_code == 302
    return Attachment.objects.get()


def signed_in(person: Person) -> Client:
    client = Client()
    sign_in(client, person)
    return client


def paths(file: Attachment) -> tuple[str, str]:
    """For who asked, and for the desk."""
    thread = file.message.thread_id
    return f"/people/threads/{thread}/files/{file.pk}/", f"/people/desks/threads/{thread}/files/{file.pk}/"


def test_file_goes_to_the_desk_and_comes_back_as_a_download(
    asker: Client, post: Post, attached: Attachment
) -> None:
    """With its name, type and size beside the text; nothing of it is shown in our name; looking is logged."""
    own, of_desk = paths(attached)
    page = asker.get(f"/people/threads/{attached.message.thread_id}/").content.decode()
    assert own in page
    assert "도면.xlsx" in page
    assert "XLSX" in page
    desk = signed_in(post.officer)
    assert of_desk in desk.get(f"/people/desks/threads/{attached.message.thread_id}/").content.decode()
    looked = AccessLog.objects.filter(what="desk_threads").count()
    for response in (asker.get(own), desk.get(of_desk)):
        assert response.status_code == 200
        assert b"".join(response) == bytes(attached.content)
        assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response.headers["Cache-Control"]
    assert AccessLog.objects.filter(what="desk_threads").count() == looked + 1


@pytest.mark.whole
def test_answer_takes_files_too(asker: Client, post: Post, attached: Attachment) -> None:
    desk = signed_in(post.officer)
    path = f"/people/desks/threads/{attached.message.thread_id}/"
    assert desk.post(path, {"text": "서식을 붙입니다.", "attached": upload("서식.xlsx")}).status_code == 302
    answer = Attachment.objects.exclude(pk=attached.pk).get()
    assert asker.get(paths(answer)[0]).status_code == 200


def test_rival_stranger_and_former_officer_get_nothing(post: Post, rival: Post, attached: Attachment) -> None:
    """By neither address; signed out one is sent to sign in."""
    newcomer = make_member(post.organisation, "newcomer@example.kr")
    hold_desk(post.desk, newcomer.user, by=None)
    for person in (rival.officer, rival.manager, post.officer):
        client = signed_in(person)
        assert [client.get(path).status_code for path in paths(attached)] == [404, 404]
    assert signed_in(newcomer).get(paths(attached)[1]).status_code == 200
    assert [Client().get(path).status_code for path in paths(attached)] == [302, 302]


def test_file_of_another_thread_is_not_given_under_ones_own(
    asker: Client, rival: Post, attached: Attachment
) -> None:
    """The number of a file fits its own thread alone."""
    other = signed_in(rival.officer)
    assert other.post(CONTACT, QUESTION).status_code == 302
    mine = Thread.objects.latest("pk")
    assert other.get(f"/people/threads/{mine.pk}/files/{attached.pk}/").status_code == 404


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("program.exe", b"MZ", "받지 않는 형식입니다"),
        ("page.html", b"<script>", "받지 않는 형식입니다"),
        ("drawing.svg", b"<svg/>", "받지 않는 형식입니다"),
        ("empty.pdf", b"", "비어"),
        ("large.png", b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES), "MB까지"),
        ("no.png", b"MZ", "이름과 내용이 다르거나"),
        ("no.pdf", b"MZ", "손상되었거나"),
        ("other.pdf", sheet("글"), "이름과 내용이 다르거나"),
        ("누구.xlsx", sheet(f"주민등록번호 {RESIDENT}"), "주민등록번호"),
    ],
)
def test_what_may_not_go_is_named_and_the_text_stays(
    asker: Client, post: Post, name: str, content: bytes, said: str
) -> None:
    page = asker.post(CONTACT, QUESTION | {"attached": upload(name, content)})
    assert page.status_code == 200
    assert said in page.content.decode()
    assert QUESTION["text"] in page.content.decode()
    assert RESIDENT not in page.content.decode()
    assert not Thread.objects.exists()


def test_control_without_the_search_the_number_travels(
    asker: Client, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it is the search that stops it."""
    monkeypatch.setattr(attachments, "find", lambda _text: [])
    asker.post(CONTACT, QUESTION | {"attached": upload(content=sheet(RESIDENT))})
    assert Attachment.objects.exists()


@pytest.mark.long
def test_four_files_are_too_many(asker: Client, post: Post) -> None:
    page = asker.post(CONTACT, QUESTION | {"attached": [upload() for _number in range(4)]})
    assert "3개까지" in page.content.decode()
    assert asker.post(CONTACT, QUESTION | {"attached": [upload(), upload()]}).status_code == 302
    assert Attachment.objects.count() == 2


def test_picture_loses_what_tells_of_its_maker(asker: Client, post: Post) -> None:
    asker.post(CONTACT, QUESTION | {"attached": upload("현장.png", picture())})
    assert "홍길동".encode() not in bytes(Attachment.objects.get().content)


@pytest.mark.whole
def test_thread_is_full_some_day(
    asker: Client, attached: Attachment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_IN_THREAD", 1)
    path = f"/people/threads/{attached.message.thread_id}/"
    page = asker.post(path, {"text": "하나 더", "attached": upload()})
    assert "한 문의에는 파일을" in page.content.decode()
    assert Message.objects.count() == 1


@pytest.mark.long
def test_name_with_tricks_is_made_plain(asker: Client, post: Post) -> None:
    """Neither a path nor a direction mark."""
    asker.post(CONTACT, QUESTION | {"attached": upload("../\u202egnp.xlsx")})
    name = Attachment.objects.get().name
    assert not set(name) & {"/", "\u202e"}


@pytest.mark.long
def test_pack_names_the_files(post: Post, attached: Attachment) -> None:
    lines = {section.key: section.lines for section in sections_of(post.desk, None, viewer=post.officer.user)}
    assert [line.title for line in lines["files"]] == ["도면.xlsx"]


@pytest.mark.long
def test_files_are_part_of_the_export_and_go_with_who_asked(
    company: Person, post: Post, attached: Attachment
) -> None:
    """The asker's archive holds his file, the officer's does not; leaving takes it along."""

    def names(person: Person) -> Iterator[str]:
        with zipfile.ZipFile(io.BytesIO(archive_of(person.user))) as archive:
            yield from archive.namelist()

    assert f"threads/{attached.pk}-도면.xlsx" in names(company)
    assert not [name for name in names(post.officer) if "도면" in name]
    rule = next(rule for rule in rules() if rule.key == "threads")
    assert rule.erase is not None
    rule.erase(company.user)
    assert not Attachment.objects.exists()


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of files that were looked through."""
    names: list[str] = []
    look = attachments._look_through

    def note(content: bytes, *, name: str, kind: str) -> None:
        names.append(name)
        look(content, name=name, kind=kind)

    monkeypatch.setattr(attachments, "_look_through", note)
    monkeypatch.setitem(vars(threads.contact), uploads.MARK, Limits("2/h/user", FILES.most_bytes))
    return names


@pytest.mark.whole
def test_files_that_are_refused_are_counted_and_then_not_read(
    asker: Client, post: Post, looked: list[str]
) -> None:
    """The third within the hour is thrown away unread; what was typed stays."""
    answers = [asker.post(CONTACT, QUESTION | {"attached": upload("no.pdf", b"MZ")}) for _number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert looked == ["no.pdf", "no.pdf"]
    shown = answers[2].content.decode()
    assert QUESTION["text"] in shown
    assert "너무 많이 보냈습니다" in shown
    assert not Thread.objects.exists()


@pytest.mark.whole
def test_control_without_the_middleware_each_is_read(
    asker: Client, post: Post, looked: list[str], settings: LazySettings
) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != "portal.uploads.UploadMiddleware"]
    asker.handler.load_middleware()
    for _number in range(3):
        asker.post(CONTACT, QUESTION | {"attached": upload("no.pdf", b"MZ")})
    assert looked == ["no.pdf"] * 3


def test_body_that_is_too_large_is_refused_by_its_length(
    asker: Client, post: Post, looked: list[str]
) -> None:
    """Nothing of it is read, so the token of the form is not looked for either."""
    files = [upload(f"{number}.pdf", bytes(MOST_BYTES)) for number in range(4)]
    answer = asker.post(CONTACT, QUESTION | {"attached": files})
    assert answer.status_code == 413
    assert "15MB" in answer.content.decode()
    assert looked == []


@pytest.mark.parametrize("length", ["", "abc", "-1", "9" * 5_000])
def test_length_that_is_no_number_is_no_server_error(asker: Client, post: Post, length: str) -> None:
    assert asker.post(CONTACT, QUESTION, CONTENT_LENGTH=length).status_code < 500


def test_files_of_who_is_signed_out_are_thrown_away(post: Post, looked: list[str]) -> None:
    answer = Client().post(CONTACT, QUESTION | {"attached": upload()})
    assert answer.status_code == 302
    assert answer.wsgi_request.FILES == {}
    assert looked == []
