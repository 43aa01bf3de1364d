"""The text of files, kept once for each content, and what rooms make findable of it."""

import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction

from portal.media.placed import files_changed
from portal.media.reading.process import read_apart
from portal.media.reading.texts import Place, Problem, Reading

NOBODY, READER = 0, 1
"""Grows when the readers learn more: what an older one read, or nobody, is read again."""
ORDERED_AT_ONCE = 200
KEPT_AFTER_FILE = timedelta(days=1)

NOTICES: dict[str, Promise] = {
    Problem.LOCKED: gettext_lazy("암호가 걸려 있어 읽지 못했습니다. 암호를 풀어 다시 올려 주십시오."),
    Problem.DAMAGED: gettext_lazy(
        "파일이 손상되었거나 이름과 내용이 다릅니다. 열리는지 살펴보고 다시 저장해 올려 주십시오."
    ),
    Problem.TOO_BIG: gettext_lazy("압축을 풀면 너무 커서 읽지 않았습니다. 나누어 저장해 올려 주십시오."),
    Problem.TOO_SLOW: gettext_lazy("읽는 데 너무 오래 걸려 그만두었습니다. 나누어 저장해 올려 주십시오."),
    Problem.HOSTILE: gettext_lazy(
        "보통의 문서에 없는 구조가 있어 읽지 않았습니다. 만든 프로그램에서 새로 저장해 올려 주십시오."
    ),
    Problem.EMPTY: gettext_lazy(
        "글이 들어 있지 않습니다. 스캔한 그림이면 글자를 인식한 파일로 올려 주십시오."
    ),
    Problem.OTHER_FORMAT: gettext_lazy(
        "본문을 읽지 않는 형식입니다. HWP, HWPX, PDF, DOCX, XLSX, PPTX 파일의 본문만 검색됩니다."
    ),
    Problem.OLD_FORMAT: gettext_lazy(
        "옛 형식이라 읽지 못했습니다. HWPX, PDF, DOCX, XLSX, PPTX로 저장해 올려 주십시오."
    ),
    Problem.MISSING: gettext_lazy("저장된 파일을 찾지 못했습니다. 파일을 다시 올려 주십시오."),
    Problem.UNREAD: gettext_lazy(
        "읽는 중에 멈췄습니다. 다시 읽어 보고, 또 멈추면 새로 저장해 올려 주십시오."
    ),
    Problem.MACROS: gettext_lazy(
        "매크로가 든 파일이라 읽지 않았습니다. 매크로가 없는 DOCX로 저장해 올려 주십시오."
    ),
}


class FileText(models.Model):
    """What one content of a file says, page by page, or why nothing could be read."""

    file_hash = models.CharField(max_length=40, unique=True)
    file_format = models.CharField(max_length=8, blank=True)
    passages = models.JSONField(
        default=list, help_text="Place, name and text of each page, sheet or section."
    )
    is_cut = models.BooleanField(default=False)
    problem = models.CharField(
        max_length=16, blank=True, choices=[(problem.value, problem.value) for problem in Problem]
    )
    reader = models.PositiveSmallIntegerField(help_text="The version of our readers.")
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = gettext_lazy("파일의 글")
        verbose_name_plural = gettext_lazy("파일의 글")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.file_hash[:8]} {self.problem or len(self.passages)}"


class FilePassage(NamedTuple):
    """A part of a file as a reader is told of it: "조례안.hwp, 2구역"."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class TextState:
    """What an editor is told of a document's text."""

    name: str
    """`read`, `waiting` or `unread`."""
    label: str
    notice: str = ""


def read(document: Any) -> None:
    """Read a document's file unless its content was read before, and tell search of it."""
    file_hash = document.get_file_hash()
    if not _are_read().filter(file_hash=file_hash).exists():
        found = _reading(document)
        with transaction.atomic():
            FileText.objects.update_or_create(
                file_hash=file_hash,
                defaults={
                    **asdict(found),
                    "problem": found.problem or "",
                    "reader": NOBODY if found.problem is Problem.MISSING else READER,
                },
            )
            documents = get_document_model().objects.filter(file_hash=file_hash)
            files_changed(documents.values_list("pk", flat=True))


def forget(document: Any) -> None:
    """Forget what was read, so that it is read again."""
    FileText.objects.filter(file_hash=document.file_hash).delete()


def unread_documents() -> list[int]:
    """Return documents whose text nobody has read yet with today's readers."""
    documents = get_document_model().objects.exclude(file_hash__in=_are_read().values("file_hash"))
    return list(documents.order_by("pk").values_list("pk", flat=True)[:ORDERED_AT_ONCE])


def forget_gone_files() -> None:
    """Forget the text of files that no document has any more."""
    held = get_document_model().objects.values("file_hash")
    FileText.objects.filter(read_at__lt=timezone.now() - KEPT_AFTER_FILE).exclude(file_hash__in=held).delete()


def passages_in(*stories: Any) -> tuple[FilePassage, ...]:
    """Return the text of every file that these StreamFields show and everyone may open, in the language in force."""
    return passages_of(_documents_in(stories))


def passages_of(shown: Iterable[int]) -> tuple[FilePassage, ...]:
    """The same for documents named by number."""
    wanted = list(dict.fromkeys(shown))
    if not wanted:
        return ()
    documents = open_to_all().in_bulk(wanted)
    texts = {
        text.file_hash: text
        for text in FileText.objects.filter(file_hash__in={row.file_hash for row in documents.values()})
    }
    return tuple(
        FilePassage(_label(document.filename, place, name), text)
        for pk in wanted
        if (document := documents.get(pk)) is not None and (kept := texts.get(document.file_hash)) is not None
        for place, name, text in kept.passages
    )


def texts_shown_in(stories: Iterable[Any]) -> Iterator[str]:
    """The text of every file that these StreamFields show, read already or not open to all yet."""
    yield from texts_of_documents(_documents_in(stories))


def texts_of_documents(documents: Iterable[int]) -> Iterator[str]:
    """The text of these documents, as far as it was read."""
    hashes = get_document_model().objects.filter(pk__in=list(documents)).values("file_hash")
    for text in FileText.objects.filter(file_hash__in=hashes):
        yield from (passage for _place, _name, passage in text.passages)


def states_of(documents: Collection[Any]) -> dict[int, TextState]:
    """Return what an editor is told of each document."""
    hashes = {document.file_hash for document in documents}
    texts = {text.file_hash: text for text in FileText.objects.filter(file_hash__in=hashes)}
    return {document.pk: _state(document, texts.get(document.file_hash)) for document in documents}


def _are_read() -> QuerySet[FileText]:
    return FileText.objects.filter(reader__gte=READER)


def _reading(document: Any) -> Reading:
    with tempfile.NamedTemporaryFile(prefix="reading-") as copy:  # the file may lie in an object store
        try:
            with document.open_file() as stored:
                shutil.copyfileobj(stored, copy)
        except FileNotFoundError:
            return Reading(problem=Problem.MISSING)
        copy.flush()
        return read_apart(Path(copy.name), name=document.filename)


def _documents_in(stories: Iterable[Any]) -> Iterator[int]:
    model = get_document_model()
    for story in stories:
        if story:
            for shown, pk, _model_path, _content_path in story.stream_block.extract_references(story):
                if shown is model:
                    yield int(pk)


def open_to_all() -> QuerySet[Any]:
    """Documents outside every closed collection."""
    asked = ExpressionWrapper(OuterRef("collection__path"), output_field=CharField())
    closed = CollectionViewRestriction.objects.annotate(asked=asked).filter(
        asked__startswith=F("collection__path")
    )
    rows: QuerySet[Any] = get_document_model().objects.exclude(Exists(closed))
    return rows


def _label(file: str, place: str, name: str) -> str:
    told = {"file": file, "name": name}
    if place == Place.PAGE:
        return _("%(file)s, %(name)s쪽") % told
    if place == Place.SHEET:
        return _("%(file)s, %(name)s 시트") % told
    return _("%(file)s, %(name)s구역") % told


def _state(document: Any, text: FileText | None) -> TextState:
    if text is None:
        return TextState("waiting", _("읽는 중"), _("본문을 읽고 있습니다. 잠시 뒤 다시 열어 보십시오."))
    if text.problem:
        return TextState("unread", _("읽지 못함"), str(NOTICES[text.problem]))
    return TextState("read", _("본문 읽음"), " ".join(_remarks(document, text)))


def _remarks(document: Any, text: FileText) -> Iterator[str]:
    if text.file_format != document.file_extension.lower():
        yield _("이름과 달리 내용은 %(format)s 파일입니다.") % {"format": text.file_format.upper()}
    if text.is_cut:
        yield _("길어서 앞부분만 검색됩니다.")
