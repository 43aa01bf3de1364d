"""Export a person's data: JSON for machines and a page for people, in one archive."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from portal.accounts.models import User
from portal.outbox.mails import queue_mail_to
from portal.personal.models import DataExport
from portal.personal.registry import rules

KEPT = timedelta(days=7)


@transaction.atomic
def ask_for_export(user: User, *, language: str) -> DataExport:
    """Order an export, unless one is being made or waits to be fetched."""
    now = timezone.now()
    standing = DataExport.objects.filter(user=user, ready_at=None).first()
    return standing or DataExport.objects.create(user=user, language=language, asked_at=now)


@transaction.atomic
def make_export(pk: int) -> bool:
    """Make the file. False when it was made before or the person has left."""
    export = (
        DataExport.objects.select_for_update().select_related("user").filter(pk=pk, ready_at=None).first()
    )
    if export is None or not export.user.is_active:
        return False
    with translation.override(export.language):
        export.content = archive_of(export.user)
        path = reverse("my_data")
    export.ready_at = timezone.now()
    export.expires_at = export.ready_at + KEPT
    export.save()
    queue_mail_to(export.user, "export_ready", context={"path": path, "expires_at": export.expires_at})
    return True


def archive_of(user: User) -> bytes:
    """The archive, in the language in force."""
    parts = data_of(user)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(parts, ensure_ascii=False, indent=2, default=str))
        page = render_to_string("personal/export.html", {"parts": parts, "made_at": timezone.now()})
        archive.writestr("index.html", page)
        for rule in rules():
            for name, content in rule.files(user) if rule.files else ():
                archive.writestr(f"{rule.key}/{name}", content)
    return file.getvalue()


def data_of(user: User) -> list[dict[str, Any]]:
    """Everything that the register knows of a person, rule by rule."""
    return [
        {
            "key": rule.key,
            "title": str(rule.title),
            "purpose": str(rule.purpose),
            "period": str(rule.period),
            "rows": [_plain(row) for row in rule.export(user)],
        }
        for rule in rules()
        if rule.export is not None
    ]


def _plain(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in row.items()}
