"""The WSGI door: granian and any other server load `portal.wsgi:application`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
application = get_wsgi_application()

if not settings.SAMPLE_CONTENT_ALLOWED:
    from portal.checks import refuse_to_run_unfit  # models are ready only now

    refuse_to_run_unfit()
