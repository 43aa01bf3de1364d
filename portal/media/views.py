"""Hand out pictures. Documents are handed out by Wagtail's view alone, which asks who may read them."""

from http import HTTPStatus
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from portal.media.cards import FOLDER as CARDS

FOLDERS = ("images", "original_images", CARDS)
TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
YEAR_SECONDS = 31_536_000
UNTIL_DRAWN_SECONDS = 300
GENERIC_CARD = Path(settings.REPOSITORY) / "static/img/card.png"


@require_safe
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """A picture or a copy of one. Names are random and never used again: browsers may keep it for a year."""
    content_type = TYPES.get(PurePosixPath(name).suffix.lower())
    if folder not in FOLDERS or content_type is None:
        raise Http404
    if folder == CARDS and not default_storage.exists(f"{folder}/{name}"):
        return _generic_card()
    try:
        modified = http_date(default_storage.get_modified_time(f"{folder}/{name}").timestamp())
        if request.headers.get("If-Modified-Since") == modified:
            response: HttpResponseBase = HttpResponseNotModified()
        else:
            response = FileResponse(default_storage.open(f"{folder}/{name}"), content_type=content_type)
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response.headers["Last-Modified"] = modified
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    # Only ever a picture: whatever a file pretends to be, opened alone it may do nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _generic_card() -> HttpResponseBase:
    """The portal's own card in place of one that the job has not drawn yet; asked for again before long."""
    response = FileResponse(GENERIC_CARD.open("rb"), content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={UNTIL_DRAWN_SECONDS}"
    return response


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Wagtail's download, which asks who may read it; whatever the file is, it may do nothing in our name."""
    response: HttpResponseBase = serve(request, document_id, document_filename)
    if response.status_code == HTTPStatus.OK:
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
