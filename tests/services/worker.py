"""A real worker beside the tested web process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

END_SECONDS = 10


def worker_environment() -> dict[str, str]:
    """Return what lets another process work on the database, index and engine of this one."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.services.worker_settings",
        "TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
        "TEST_INDEX_DIR": str(settings.SEARCH_INDEX_DIR),
        "TEST_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "HANMADANG_VAR": str(settings.VAR_DIR),
        "SEARCH_ENGINE": settings.SEARCH_ENGINE,
        "ELASTICSEARCH_URL": settings.ELASTICSEARCH_URL,
        "ELASTICSEARCH_PREFIX": settings.ELASTICSEARCH_PREFIX,
    }


@contextmanager
def running_worker() -> Iterator[subprocess.Popen[bytes]]:
    """Run `run_worker` on the database, index and engine of the test that is running; end it after."""
    command = [sys.executable, "manage.py", "run_worker"]
    worker = subprocess.Popen(command, env=worker_environment(), cwd=settings.REPOSITORY)
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(END_SECONDS)
