"""Uploaded files between the steps of an import: in a private folder, under random names, for a day."""

import re
import secrets
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

KEPT_SECONDS = 24 * 60 * 60
_NAME = re.compile(r"[0-9a-f]{32}")


def keep_upload(upload: UploadedFile[Any]) -> str:
    """Store the file and return the name it is found by. Files of yesterday are cleared away."""
    folder = _folder()
    discard_old_uploads()
    name = secrets.token_hex(16)
    with (folder / name).open("xb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    (folder / name).chmod(0o600)
    return name


def upload_path(name: str) -> Path | None:
    """Where the file is; None when it is gone."""
    path = _folder() / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def beside_upload(name: str, ending: str) -> Path:
    """Where a file that belongs to an upload stands: how far the work is, the whole report."""
    if not _NAME.fullmatch(name):
        raise ValueError("This is not the name of an upload.")
    return _folder() / f"{name}{ending}"


def discard_upload(name: str) -> None:
    """Remove the file and what belongs to it, if it is still there."""
    if _NAME.fullmatch(name):
        for path in _folder().glob(f"{name}*"):
            path.unlink(missing_ok=True)


def discard_old_uploads() -> int:
    """Remove files nobody finished with and return how many."""
    oldest = time.time() - KEPT_SECONDS
    old = [path for path in _folder().iterdir() if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    folder: Path = settings.VAR_DIR / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
