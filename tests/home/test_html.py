"""The HTML checker has nothing to say of any kind of page, in both languages."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from portal import alerts
from portal.demo.sample import load_sample
from portal.home.models import CriticalAlert
from tests.page_kinds import EXAMPLE_KINDS, PAGE_KINDS
from tests.services import validator

SOUND = (
    '<!DOCTYPE html><html lang="ko"><head><title>한마당</title></head><body><h1>한마당</h1>{}</body></html>'
)

PREFIXES = ("", "/en")
BROKEN = "broken-on-purpose.html"

needs_validator = pytest.mark.skipif(not validator.is_there(), reason=validator.MISSING)


@needs_validator
def test_every_kind_of_page_is_valid(facts: None, client: Client, tmp_path: Path, *, is_small: bool) -> None:
    """In `make test`, every other kind in one language. A broken page stands beside them, to show that it would be named."""
    load_sample()
    now = timezone.now()
    CriticalAlert.objects.create(
        text_ko="점검합니다.", link="/announcements/", starts_at=now, ends_at=now + timedelta(hours=1)
    )
    alerts.forget()
    for number, (kind, path) in enumerate({**PAGE_KINDS, **EXAMPLE_KINDS}.items()):
        for prefix in PREFIXES[number % 4 : number % 4 + 1] if is_small else PREFIXES:
            page = client.get(prefix + path)
            (tmp_path / f"{kind}{prefix.replace('/', '-')}.html").write_bytes(page.content)
    (tmp_path / "sound.html").write_text(SOUND.format("<p>글</p>"))
    (tmp_path / BROKEN).write_text(SOUND.format('<a href="/?q=두 말">글</a>'))
    found = validator.messages(tmp_path)
    assert [message for message in found if BROKEN not in message] == []
    assert len(found) == 1
