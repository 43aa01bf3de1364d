"""The lane of mail: send each minute and whenever a row was written; what the rule of destruction forgets."""

from datetime import datetime, timedelta

from django.db.models import Q

from portal.jobs.definition import MAIL_QUEUE, job
from portal.jobs.schedule import schedule
from portal.outbox.mails import send_with
from portal.outbox.models import MailOutbox
from portal.outbox.sending import send_waiting

TEXTS_KEPT = timedelta(days=30)
ROWS_KEPT = timedelta(days=365)
LAST_MAIL = "erasure_done"
"""The mail that says farewell: its row is all that is left of an address, and goes the same night."""


@job("send_mails", max_attempts=1, queue=MAIL_QUEUE)  # the next minute is the next attempt
def send_mails() -> int:
    """Send all that is due."""
    sent = 0
    while now_sent := send_waiting():
        sent += now_sent
    return sent


def forget_mails(now: datetime) -> int:
    """Empty the texts of last month's mails, and remove last year's rows."""
    finished = MailOutbox.objects.filter(finished_at__isnull=False)
    texts = finished.filter(finished_at__lt=now - TEXTS_KEPT).exclude(text="", html="")
    emptied = texts.update(text="", html="")
    over = Q(finished_at__lt=now - ROWS_KEPT) | Q(kind=LAST_MAIL, finished_at__lt=now)
    removed, _by_model = finished.filter(over).delete()
    return emptied + removed


schedule("send_mails", every=timedelta(minutes=1))
send_with(send_mails)
