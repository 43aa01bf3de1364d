"""Files in threads: which are taken, what is looked for in them, how they are handed out.

Only the two sides of a thread see its files. They are read as documents are (apart, with little time and memory), so that no
resident number travels in one; what cannot be read is not taken, but for pictures and scans, in which nobody can look.
"""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.desks.models import Attachment, Message
from portal.media.downloads import download
from portal.media.file_names import shown_name
from portal.media.file_texts import NOTICES
from portal.media.metadata import BrokenImageError, without_metadata
from portal.media.reading.process import read_apart
from portal.media.reading.texts import Problem
from portal.personal_numbers import find, summary

MOST_FILES: Final = 3
MOST_BYTES: Final = 5 * 1024 * 1024
MOST_IN_THREAD: Final = 30
LONGEST_NAME: Final = 120
DOCUMENTS: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "hwp": "application/x-hwp",
    "hwpx": "application/hwp+zip",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PICTURES: Final = {"jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png"}
TYPES: Final = DOCUMENTS | PICTURES
SIGNATURES: Final = {"jpeg": b"\xff\xd8\xff", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
ACCEPT: Final = ",".join(f".{kind}" for kind in sorted(TYPES))

OTHER_TYPE: Final = _("%(name)s: 받지 않는 형식입니다. %(types)s 파일만 붙일 수 있습니다.")
TOO_LARGE: Final = _("%(name)s: %(size)sMB까지 붙일 수 있습니다. 줄이거나 나누어 붙여 주십시오.")
NOT_WHAT_IT_SAYS: Final = _("%(name)s: 이름과 내용이 다르거나 손상된 파일입니다. 다시 저장해 붙여 주십시오.")
HOLDS_NUMBERS: Final = _("%(name)s: %(found)s이(가) 들어 있습니다. 지운 파일을 붙여 주십시오.")
NOT_READ: Final = _("%(name)s: %(reason)s")


@dataclass(frozen=True)
class CheckedFile:
    """A file that was looked through and may go with a text."""

    name: str
    kind: str
    content: bytes


def check_file(upload: UploadedFile[Any]) -> CheckedFile:
    """Look through a file. Raises `ValidationError` that names it and says what to do."""
    name = shown_name(upload.name or "file", limit=LONGEST_NAME)
    kind = PurePath(name).suffix.lower().lstrip(".")
    if kind not in TYPES:
        types = ", ".join(one.upper() for one in sorted(TYPES))
        raise ValidationError(OTHER_TYPE, params={"name": name, "types": types})
    if not 0 < (upload.size or 0) <= MOST_BYTES:
        raise ValidationError(TOO_LARGE, params={"name": name, "size": MOST_BYTES // 1024 // 1024})
    content = upload.read()
    if kind in PICTURES:
        return CheckedFile(name, kind, _picture(content, name=name, kind=kind))
    _look_through(content, name=name, kind=kind)
    return CheckedFile(name, kind, content)


def _picture(content: bytes, *, name: str, kind: str) -> bytes:
    """Without what tells where and by whom it was taken."""
    if not content.startswith(SIGNATURES[kind]):
        raise ValidationError(NOT_WHAT_IT_SAYS, params={"name": name})
    try:
        return without_metadata(content)
    except BrokenImageError as error:
        raise ValidationError(NOT_WHAT_IT_SAYS, params={"name": name}) from error


def _look_through(content: bytes, *, name: str, kind: str) -> None:
    with tempfile.NamedTemporaryFile(prefix="attached-") as copy:
        copy.write(content)
        copy.flush()
        found = read_apart(Path(copy.name), name=name)
    if found.problem not in {None, Problem.EMPTY}:
        reason = NOTICES[found.problem] if found.problem else ""
        raise ValidationError(NOT_READ, params={"name": name, "reason": reason})
    if found.file_format != kind:
        raise ValidationError(NOT_WHAT_IT_SAYS, params={"name": name})
    numbers = [
        number for passage in found.passages for number in find(passage.text) if not number.kind.is_soft
    ]
    if numbers:
        raise ValidationError(HOLDS_NUMBERS, params={"name": name, "found": summary(numbers)})


def attach(message: Message, files: Iterable[CheckedFile]) -> None:
    """Keep files with a text, in the transaction in which it is written."""
    for file in files:
        Attachment.objects.create(
            message=message, name=file.name, kind=file.kind, size=len(file.content), content=file.content
        )


def has_room_for(files: Sequence[CheckedFile], *, thread: int) -> bool:
    """Whether a thread may hold so many more."""
    return len(files) + Attachment.objects.filter(message__thread=thread).count() <= MOST_IN_THREAD


def too_many_in_thread() -> str:
    """What is said where it may not."""
    return gettext("한 문의에는 파일을 %(most)s개까지 붙일 수 있습니다. 새로 문의해 주십시오.") % {
        "most": MOST_IN_THREAD
    }


def file_response(attachment: Attachment) -> HttpResponseBase:
    """The file of a text, as a download."""
    content = BytesIO(bytes(attachment.content))
    return download(content, name=attachment.name, content_type=TYPES[attachment.kind])
