"""Forms that take files count every attempt, and look at its size, before a byte of it is read.

A file is looked through by a process of its own; who sends one that is refused, again and again, must wait like everybody else.
The middleware stands before the one that looks for the token of the form, since that one reads the whole body.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from allauth.core.internal.ratelimit import consume
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MARK: Final = "takes_files"
REFUSED: Final = "_files_are_refused"
BESIDE_FILES: Final = 1024 * 1024
"""Bytes of the texts of a form and of what stands between its parts."""


@dataclass(frozen=True)
class Limits:
    """How often a form may be sent, in the words of allauth's rates, and how large all its files may be."""

    rate: str
    most_bytes: int


def takes_files[View: Callable[..., Any]](limits: Limits) -> Callable[[View], View]:
    """Mark a view whose form takes files. It asks `files_are_refused` before it looks at the form."""

    def mark(view: View) -> View:
        setattr(view, MARK, limits)
        return view

    return mark


def files_are_refused(request: HttpRequest) -> bool:
    """Whether the form came too often: its files were thrown away unread, its texts are there."""
    return bool(getattr(request, REFUSED, False))


class UploadMiddleware:
    """Counts and measures forms with files before anybody reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; what is looked at is known later."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: Sequence[Any],  # noqa: ARG002  (Django's signature)
        kwargs: Mapping[str, Any],  # noqa: ARG002  (the same)
    ) -> HttpResponse | None:
        """None lets the view run."""
        limits = getattr(view, MARK, None)
        if limits is None or request.method != "POST":
            return None
        if _length(request) > limits.most_bytes + BESIDE_FILES:
            context = {"megabytes": limits.most_bytes // 1024 // 1024}
            return render(request, "413.html", context, status=413)
        is_known = request.user.is_authenticated
        if not is_known or not consume(request, app=__name__, action=MARK, config={MARK: limits.rate}):
            request.upload_handlers = [_ThrownAway(request)]
            setattr(request, REFUSED, is_known)
        return None


def _length(request: HttpRequest) -> int:
    """What the header says; 0 where that is no number, as Django reads it, which then reads nothing."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class _ThrownAway(FileUploadHandler):
    """Keeps no file."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002  (the same)
        """Let the parser skip it. Raises `SkipFile`."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002  (the same)
        """Nothing comes."""
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:  # noqa: ARG002  (the same)
        """Nothing came."""
        return None
