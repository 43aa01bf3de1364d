"""The WSGI door: granian and any other server load `portal.wsgi:application`."""

import os
from threading import Thread

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from portal.page_cache.epoch import epoch
from portal.page_cache.packing import Application, Packing
from portal.page_cache.store import PageStore
from portal.page_cache.wsgi import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
application: Application = get_wsgi_application()

if not settings.SAMPLE_CONTENT_ALLOWED:
    from portal.checks import refuse_to_run_unfit  # models are ready only now

    refuse_to_run_unfit()

if settings.PAGE_CACHE:
    application = PageCache(
        application,
        epoch=epoch(),
        store=PageStore(limit=settings.PAGE_CACHE_BYTES),
        seconds=settings.PAGE_CACHE_SECONDS,
    )

application = Packing(application)

from search import meaning  # noqa: E402 - the same
from search.alone import drain_when_alone  # noqa: E402 - settings must be loaded
from search.builds import warm_up  # noqa: E402 - the same

drain_when_alone()

# The first search would wait seconds for the analyser's dictionaries and the encoder's weights.
Thread(target=warm_up, name="warm-up", daemon=True).start()
Thread(target=meaning.warm_up, name="warm-up-meaning", daemon=True).start()
