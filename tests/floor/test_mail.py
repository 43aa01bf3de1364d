"""Mail of the embedded default: a trial reads it on the screen and in a folder."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage, send_mail


@pytest.fixture(autouse=True)
def mail_folder(settings: LazySettings, tmp_path: Path) -> Path:
    """A folder of its own for each test."""
    options = {"file_path": str(tmp_path)}
    settings.MAILERS = {"default": {"BACKEND": "portal.mail.PrintAndKeepBackend", "OPTIONS": options}}
    return tmp_path


def test_mail_is_printed_as_a_person_reads_it(capsys: pytest.CaptureFixture[str]) -> None:
    send_mail("인증 번호", "번호는 1234입니다.", "from@example.org", ["to@example.org"])
    printed = capsys.readouterr().out
    assert "Subject: 인증 번호" in printed
    assert "번호는 1234입니다." in printed


def test_mail_is_kept_as_it_would_be_sent(mail_folder: Path) -> None:
    assert EmailMessage("제목", "본문", "from@example.org", ["to@example.org"]).send() == 1
    (kept,) = mail_folder.iterdir()
    assert "To: to@example.org" in kept.read_text()
