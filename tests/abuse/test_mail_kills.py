"""kill -9 of the worker while it sends: no mail is lost, and none leaves twice but under its own number (bar C2).

A real worker process and a double of a mail server that speaks SMTP. After each kill the clock of the claims is put
forward, as if the minute and a half had passed after which a silent claim is free again.
"""

import random
import time
from pathlib import Path

import pytest

from portal.outbox.jobs import send_mails
from portal.outbox.mails import Letter, queue_letter
from portal.outbox.models import MailOutbox
from portal.outbox.sending import CLAIM_LIFE
from tests.abuse.sizes import MAIL_KILLS, MAILS, PATIENCE_SECONDS
from tests.jobs.worker_process import wait_until, workers
from tests.outbox.smtp_double import SmtpDouble, smtp_double

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(2 * PATIENCE_SECONDS + 300)]

SECONDS_A_MAIL = 0.01


def _run_and_kill(double: SmtpDouble, tmp_path: Path, *, chance: random.Random) -> None:
    """Start a worker, let some mails leave, and kill it in the middle."""
    before = len(double.messages)
    send_mails.enqueue()
    with workers(1, folder=tmp_path) as (worker,):
        assert wait_until(lambda: len(double.messages) > before, seconds=PATIENCE_SECONDS)
        time.sleep(chance.uniform(0, 3 * SECONDS_A_MAIL))
        worker.kill()
        worker.wait()
    for row in MailOutbox.objects.filter(state=MailOutbox.State.SENDING):
        MailOutbox.objects.filter(pk=row.pk).update(claimed_at=row.claimed_at - CLAIM_LIFE)  # type: ignore[operator]


def test_killed_workers_lose_no_mail_and_repeat_each_at_most_once_a_kill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        queue_letter(
            Letter(kind="trial", to=f"reader{number}@example.kr", subject=f"알림 {number}", text="본문")
        )
        for number in range(MAILS)
    ]
    chance = random.Random(20261128)  # noqa: S311  (moments of chance, the same in each run)
    with smtp_double() as double:
        double.delay = SECONDS_A_MAIL
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.outbox.smtp_settings")
        monkeypatch.setenv("TEST_SMTP_PORT", str(double.port))
        for _kill in range(MAIL_KILLS):
            _run_and_kill(double, tmp_path, chance=chance)
        send_mails.enqueue()
        with workers(1, folder=tmp_path):
            assert wait_until(lambda: not MailOutbox.objects.unfinished(), seconds=PATIENCE_SECONDS)
    arrived = double.ids()
    assert set(arrived) == {row.message_id for row in rows}
    assert sum(arrived.values()) - len(rows) <= MAIL_KILLS
    assert set(MailOutbox.objects.values_list("state", flat=True)) == {MailOutbox.State.SENT}
