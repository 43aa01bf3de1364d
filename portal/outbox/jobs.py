"""The lane of mail: send each minute and whenever a row was written; forget what is old."""

from datetime import timedelta

from django.utils import timezone

from portal.jobs.definition import MAIL_QUEUE, job
from portal.jobs.schedule import schedule
from portal.outbox.mails import send_with
from portal.outbox.models import MailOutbox
from portal.outbox.sending import send_waiting

TEXTS_KEPT = timedelta(days=30)
ROWS_KEPT = timedelta(days=365)


@job("send_mails", max_attempts=1, queue=MAIL_QUEUE)  # the next minute is the next attempt
def send_mails() -> int:
    """Send all that is due."""
    sent = 0
    while now_sent := send_waiting():
        sent += now_sent
    return sent


@job("forget_old_mails")
def forget_old_mails() -> None:
    """Empty the texts of last month's mails, and remove last year's rows."""
    now = timezone.now()
    finished = MailOutbox.objects.filter(finished_at__isnull=False)
    finished.filter(finished_at__lt=now - TEXTS_KEPT).exclude(text="", html="").update(text="", html="")
    finished.filter(finished_at__lt=now - ROWS_KEPT).delete()


schedule("send_mails", every=timedelta(minutes=1))
schedule("forget_old_mails", at="03:40")
send_with(send_mails)
