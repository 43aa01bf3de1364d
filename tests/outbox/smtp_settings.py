"""The test profile for a worker process that hands its mails to a mail server on loopback."""

import os

from portal.settings.test import *  # noqa: F403  (a profile builds on another)
from portal.settings.test import MAILERS

MAILERS["delivery"] = {
    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "OPTIONS": {"host": "127.0.0.1", "port": int(os.environ["TEST_SMTP_PORT"]), "timeout": 10},
}
